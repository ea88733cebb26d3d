"""The door of a server: who is let in, what is too big, and the headers that every answer carries."""

import base64
import binascii
import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from anyio import to_thread
from itsdangerous import BadSignature, TimestampSigner
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse, Response

from cbm_qa.web.users import Users

COOKIE = "cbm_qa_session"
SESSION_S = 14 * 24 * 3600
_REMEMBER_S, _MOST_REMEMBERED = 300.0, 1000
_OPEN = ("/health", "/login")
_TRIES, _WINDOW_S, _MOST_CALLERS = 10, 300.0, 10_000
_BODY_BYTES = 2 * 2**20
_UPLOAD = "/gradio_api/upload"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

# Gradio's page has scripts and styles in it and makes functions of its templates; nothing may come from
# or go to another machine.
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "media-src 'self' data: blob:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
    "frame-src 'self' blob: data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Gate:
    """Tells who asks: by a session, by name and password, or by what a proxy says."""

    def __init__(self, users: Users | None, header: str | None) -> None:
        self.users = users
        self.header = header
        self._signer = TimestampSigner(secrets.token_bytes(32), digest_method=hashlib.sha256)
        self._seen: OrderedDict[bytes, tuple[str, float]] = OrderedDict()
        self._failures: OrderedDict[str, list[float]] = OrderedDict()

    @property
    def is_closed(self) -> bool:
        """Whether one has to say who one is."""
        return self.users is not None or self.header is not None

    async def user_of(self, request: HTTPConnection) -> str | None:
        """Return the user that a request comes from, or None."""
        if self.header is not None:
            return request.headers.get(self.header) or None
        return self._in_session(request.cookies.get(COOKIE, "")) or await self._basic(request)

    def session_of(self, name: str) -> str:
        """Return the signed text by which a browser is known again, until the user's password changes."""
        stored = self.users.all().get(name, "") if self.users else ""
        value = f"{quote(name)}:{hashlib.sha256(stored.encode()).hexdigest()[:16]}"
        return self._signer.sign(value).decode()

    def _in_session(self, cookie: str) -> str | None:
        try:
            value = self._signer.unsign(cookie, max_age=SESSION_S).decode()
        except BadSignature:
            return None
        name = unquote(value.partition(":")[0])
        known = self.users is not None and name in self.users.all()
        return name if known and self.session_of(name).startswith(f"{value}.") else None

    async def enter(self, name: str, password: str, caller: str) -> bool | None:
        """Return whether a name and a password are good; None for a caller who failed too often."""
        now = time.monotonic()
        recent = [t for t in self._failures.get(caller, ()) if now - t < _WINDOW_S]
        if len(recent) >= _TRIES:
            return None
        if self.users is not None and await to_thread.run_sync(self.users.check, name, password):
            self._failures.pop(caller, None)
            return True
        self._failures[caller] = [*recent, now]
        while len(self._failures) > _MOST_CALLERS:
            self._failures.popitem(last=False)
        return False

    async def _basic(self, request: HTTPConnection) -> str | None:
        """Return the user of an `Authorization: Basic` header, as programs send it."""
        kind, _, encoded = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return None
        try:
            name, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        # A password is slow to check by design; a program sends it with every request.
        stored = self.users.all().get(name, "") if self.users else ""
        key = hashlib.sha256(f"{encoded}\n{stored}".encode()).digest()
        known = self._seen.get(key)
        if known and time.monotonic() - known[1] < _REMEMBER_S:
            return known[0]
        if not await self.enter(name, password, caller_of(request)):
            return None
        self._seen[key] = (name, time.monotonic())
        while len(self._seen) > _MOST_REMEMBERED:
            self._seen.popitem(last=False)
        return name


@dataclass(frozen=True, slots=True)
class Guard:
    """What stands before a site: lets in, measures, and adds headers.

    Attributes:
        app: The site.
        gate: Who is let in.
        root_path: What a proxy takes off the path: "/papers", or "".
        file_bytes: The largest file that may be uploaded; 0 where none may.
    """

    app: Asgi
    gate: Gate
    root_path: str
    file_bytes: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = await self._refuse(scope)
        if refused is not None:
            await refused(scope, receive, send_with_headers)
            return
        limit = self._limit(scope["path"])
        await self.app(scope, _measured(receive, limit), send_with_headers)

    async def _refuse(self, scope: Scope) -> Response | None:
        """Return why a request is not let through, or None."""
        if scope["path"].startswith(_UPLOAD) and not self.file_bytes:
            return JSONResponse({"error": "this site is read-only"}, 403)
        length = Headers(scope=scope).get("content-length", "0")
        limit = self._limit(scope["path"])
        if not length.isdecimal() or int(length) > limit:
            return JSONResponse({"error": f"at most {limit // 2**20} MB are taken here"}, 413)
        if not self.gate.is_closed or scope["path"] in _OPEN:
            return None
        request = HTTPConnection(scope)
        user = await self.gate.user_of(request)
        if user is not None:
            scope["user_name"] = user
            return None
        if self.gate.header is None and "text/html" in request.headers.get("accept", ""):
            wanted = quote(f"{scope['path']}?{scope['query_string'].decode('latin-1')}".rstrip("?"))
            return RedirectResponse(f"{self.root_path}/login?next={wanted}", 303)
        # A browser would ask for a password in a window of its own, over the page.
        asks = {} if "sec-fetch-mode" in request.headers else {"WWW-Authenticate": "Basic realm=cbm-qa"}
        return JSONResponse({"error": "who are you?"}, 401, asks)

    def _limit(self, path: str) -> int:
        return self.file_bytes + 2**20 if path.startswith(_UPLOAD) else _BODY_BYTES


def caller_of(request: HTTPConnection) -> str:
    """Return the address that a request comes from."""
    return request.client.host if request.client else ""


def _measured(receive: Receive, limit: int) -> Receive:
    """Return what reads a body and hangs up where it turns out longer than it may be."""
    taken = 0

    async def measured() -> MutableMapping[str, Any]:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > limit:
                return {"type": "http.disconnect"}
        return message

    return measured
