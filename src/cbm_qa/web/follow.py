"""Keeps a server on its index: one built anew beside it is opened, an unreadable one is passed over."""

import logging
import threading

from cbm_qa.assistant import Assistant
from cbm_qa.errors import CbmQaError
from cbm_qa.index.store import DATABASE, read_catalogue
from cbm_qa.web.site import Site

logger = logging.getLogger(__name__)


class Follower:
    """Looks whether the index changed, and opens it.

    Attributes:
        problem: Why the index as it is now cannot be opened, "" where it is open or unchanged. The one
            opened before goes on answering.
    """

    def __init__(self, site: Site, *, every_s: float = 2.0) -> None:
        self.problem = ""
        self._site = site
        self._every_s = every_s
        self._stop = threading.Event()
        self._seen = self._stamp()
        self._thread = threading.Thread(target=self._run, name="index follower", daemon=True)

    def start(self) -> None:
        """Look from time to time, in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()

    def look(self) -> bool:
        """Open the index if it is another one; return whether it was."""
        site = self._site
        stamp = self._stamp()
        if stamp == self._seen or not isinstance(site.assistant, Assistant):
            return False
        # Whoever changes documents on this server opens the index too.
        if not site.changing.acquire(blocking=False):
            return False
        try:
            is_other = read_catalogue(site.index).manifest["digest"] != site.assistant.index.digest
            if is_other:
                site.reopen()
                logger.info("the index was built anew and is open: %s", site.index)
            self._seen, self.problem = stamp, ""
            return is_other
        except CbmQaError as error:
            if str(error) != self.problem:
                logger.warning("the index cannot be opened; the one before still answers: %s", error)
            self.problem = str(error)
            return False
        finally:
            site.changing.release()

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            self.look()

    def _stamp(self) -> tuple[int, int, int]:
        try:
            now = (self._site.index / DATABASE).stat()
        except OSError:
            return (0, 0, 0)
        return (now.st_mtime_ns, now.st_size, now.st_ino)
