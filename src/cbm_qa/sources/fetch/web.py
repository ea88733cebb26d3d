"""Polite requests: one at a time and host, retried with back-off, within robots.txt, sizes and types."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx
import regex

from cbm_qa.errors import FetchError
from cbm_qa.sources.fetch.net import make_client

AGENT = "cbm-qa"
_REDIRECTS = (301, 302, 303, 307, 308)
_AGAIN = (429, 500, 502, 503, 504)
_MAX_REDIRECTS = 6
_MAX_API_BYTES = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Politeness:
    """How the web is asked.

    Attributes:
        contact: E-mail address of the one who asks, sent along.
        pause: Seconds between two requests to a host.
        tries: How often a request is made before it is given up.
        longest_wait: Seconds that a host may ask to wait before it is given up instead.
        seconds: Longest time of one request.
        max_bytes: Largest file.
        allow_loopback: For tests: whether this machine itself may be asked.
    """

    contact: str
    pause: float = 1.0
    tries: int = 3
    longest_wait: float = 60.0
    seconds: float = 120.0
    max_bytes: int = 50 * 2**20
    allow_loopback: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What came from an address: `url` is the last one, after redirects."""

    url: str
    content: bytes
    type: str


@dataclass
class Web:
    """The web, as one person asks it. Use it as a context, which closes its connections."""

    how: Politeness
    sleep: Callable[[float], None] = time.sleep
    _last: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, RobotFileParser | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        agent = f"{AGENT}/1 (mailto:{self.how.contact})"
        self._client = make_client(agent, seconds=self.how.seconds, allow_loopback=self.how.allow_loopback)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def get(self, url: str, *, robots: bool = True, max_bytes: int | None = None) -> Page:
        """Return what an address holds, redirects followed; each is checked like the first.

        Args:
            url: The address.
            robots: Whether the site's robots.txt is kept to; the services made for programs have none.
            max_bytes: Largest answer; that of a file by default.

        Raises:
            FetchError: It cannot be had; the message says why.
        """
        for _ in range(_MAX_REDIRECTS):
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
                raise FetchError(f"{url[:120]}: is no web address")
            if robots and not self._may(url):
                raise FetchError(f"{parts.hostname}: its robots.txt asks programs to stay away")
            answer, content = self._ask(url, max_bytes or self.how.max_bytes)
            if answer.status_code not in _REDIRECTS or "location" not in answer.headers:
                break
            url = urljoin(url, answer.headers["location"])
        else:
            raise FetchError(f"{url[:120]}: too many redirects")
        if answer.status_code != 200:
            raise FetchError(
                f"{urlsplit(url).hostname}: answered {answer.status_code} {answer.reason_phrase}"
            )
        return Page(url, content, answer.headers.get("content-type", "").split(";")[0].strip().lower())

    def get_json(self, url: str) -> object:
        """Return the JSON that a service answers, None where it knows nothing (404)."""
        import json

        try:
            return json.loads(self.get(url, robots=False, max_bytes=_MAX_API_BYTES).content)
        except FetchError as error:
            if " 404 " in str(error):
                return None
            raise
        except ValueError as error:
            raise FetchError(f"{urlsplit(url).hostname}: answered something else than JSON") from error

    def _ask(self, url: str, max_bytes: int) -> tuple[httpx.Response, bytes]:
        host = urlsplit(url).netloc
        for attempt in range(1, self.how.tries + 1):
            self._take_turns(host)
            try:
                answer, content = self._once(url, max_bytes)
            except httpx.TransportError as error:
                if attempt == self.how.tries:
                    raise FetchError(f"{host}: {_why(error)}") from error
                self.sleep(self.how.pause * 2**attempt)
                continue
            if answer.status_code not in _AGAIN or attempt == self.how.tries:
                return answer, content
            wait = _asked_wait(answer) or self.how.pause * 2**attempt
            if wait > self.how.longest_wait:
                raise FetchError(
                    f"{host}: asks to wait {wait:.0f} seconds", hint="run the command again later"
                )
            self.sleep(wait)
        raise FetchError(f"{host}: no answer")

    def _once(self, url: str, max_bytes: int) -> tuple[httpx.Response, bytes]:
        """Ask once; reading stops at the limits of size and time."""
        ends = time.monotonic() + self.how.seconds
        with self._client.stream("GET", url) as answer:
            pieces, size = [], 0
            for piece in answer.iter_bytes():
                size += len(piece)
                if size > max_bytes:
                    raise FetchError(f"{urlsplit(url).hostname}: sends more than {max_bytes / 2**20:.0f} MB")
                if time.monotonic() > ends:
                    raise FetchError(f"{urlsplit(url).hostname}: sends too slowly")
                pieces.append(piece)
            return answer, b"".join(pieces)

    def _take_turns(self, host: str) -> None:
        left = self._last.get(host, -self.how.pause) + self.how.pause - time.monotonic()
        if left > 0:
            self.sleep(left)
        self._last[host] = time.monotonic()

    def _may(self, url: str) -> bool:
        """Return whether robots.txt lets us; a site that cannot say (5xx) is left alone, as RFC 9309 asks."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = self._read_robots(site)
        rules = self._robots[site]
        return rules is not None and rules.can_fetch(AGENT, url)

    def _read_robots(self, site: str) -> RobotFileParser | None:
        rules = RobotFileParser()
        try:
            page = self.get(f"{site}/robots.txt", robots=False, max_bytes=2**20)
            lines = page.content.decode("utf-8", "replace").splitlines()
        except FetchError as error:
            said = regex.search(r"answered (\d)\d\d", str(error))
            if said is None:
                raise
            if said[1] != "4" or "answered 429" in str(error):
                return None
            lines = []
        rules.parse(lines)
        return rules


def _asked_wait(answer: httpx.Response) -> float | None:
    """Return the seconds that Retry-After asks for, given in seconds or as a date."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isdigit():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _why(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "took too long"
    if "CERTIFICATE" in str(error).upper():
        return "its certificate cannot be verified"
    if isinstance(error, httpx.RemoteProtocolError):
        return "broke off before the end"
    return "cannot be reached"
