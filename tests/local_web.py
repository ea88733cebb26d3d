"""A web server on this machine that answers as a test tells it, well or badly."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class LocalWeb:
    """`pages` maps paths (without the query) to what is answered; `asked` lists the requests in order."""

    def __init__(self):
        self.pages = {}
        self.asked = []
        self.agents = set()

    def page(self, path, content="", *, status=200, type="text/html", headers=None, times=None):
        """Answer so; `times` counts down and then the page is served."""
        body = content if isinstance(content, bytes) else content.encode()
        self.pages.setdefault(path, []).append((status, type, dict(headers or {}), body, times))

    def json(self, path, data, **how):
        self.page(path, json.dumps(data), type="application/json", **how)


@contextmanager
def local_web():
    """Serve for as long as the block runs."""
    site = LocalWeb()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            site.asked.append(self.path)
            site.agents.add(self.headers.get("User-Agent"))
            answers = site.pages.get(self.path.split("?")[0], [])
            if not answers:
                self.send_error(404)
                return
            status, kind, headers, body, _ = answers.pop(0) if len(answers) > 1 else answers[0]
            cut = headers.pop("X-Cut", None) if isinstance(headers, dict) else None
            slow = headers.get("X-Slow")
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body) + (1000 if cut else 0)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if cut:
                headers["X-Cut"] = cut
            try:
                if slow:
                    for byte in body:
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()
                        time.sleep(float(slow))
                else:
                    self.wfile.write(body)
            except OSError:
                pass

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
