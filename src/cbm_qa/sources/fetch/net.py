"""A client for addresses that other people wrote: where it may connect, how long, and how much it takes.

The check of an address stands where the connection is made, after the name was resolved: so it holds for
every redirect, and for a name that changes what it points to.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from cbm_qa.errors import FetchError


def checked_address(host: str, port: int, *, allow_loopback: bool = False) -> str:
    """Return an address to connect to.

    Raises:
        FetchError: The name does not exist, or any of its addresses is not a public one.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{host}: there is no such host") from error
    addresses = [str(entry[4][0]).split("%")[0] for entry in found]
    for address in addresses:
        parsed = ipaddress.ip_address(address)
        inner = getattr(parsed, "ipv4_mapped", None) or parsed
        if inner.is_loopback and allow_loopback:
            continue
        if not inner.is_global or inner.is_multicast or inner.is_reserved:
            raise FetchError(
                f"{host}: {address} is no public address", hint="only the open web is fetched from"
            )
    return addresses[0]


class _Stream(httpcore.NetworkStream):
    """A connection that ends at a moment, however slowly the other side sends."""

    def __init__(self, stream: httpcore.NetworkStream, ends: float) -> None:
        self._stream, self._ends = stream, ends

    def _left(self, timeout: float | None) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("it took too long")
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._left(timeout)), self._ends)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # as the library has it
        return self._stream.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    """Connects only to public addresses, and for a limited time."""

    def __init__(self, seconds: float, *, allow_loopback: bool) -> None:
        self._seconds, self._allow_loopback = seconds, allow_loopback

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        address = checked_address(host, port, allow_loopback=self._allow_loopback)
        stream = super().connect_tcp(address, port, timeout, local_address, socket_options)
        return _Stream(stream, time.monotonic() + self._seconds)


def make_client(user_agent: str, *, seconds: float, allow_loopback: bool = False) -> httpx.Client:
    """Return a client that verifies TLS, follows no redirect by itself and uses no proxy or password file."""
    transport = httpx.HTTPTransport(verify=True)
    # httpx has no argument for the network backend of its pool. A connection serves one request, so that
    # its time is that request's.
    transport._pool = httpcore.ConnectionPool(
        ssl_context=ssl.create_default_context(),
        network_backend=_Backend(seconds, allow_loopback=allow_loopback),
        max_keepalive_connections=0,
    )
    return httpx.Client(
        transport=transport,
        headers={"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"},
        timeout=httpx.Timeout(min(20.0, seconds)),
        follow_redirects=False,
        trust_env=False,
    )
