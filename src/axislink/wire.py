"""One HTTP exchange after another with one server. Doors: Wire, Reply, HttpWire, Tls.

The standard library's client on one connection that is kept open: a general client library costs more CPU than all the
rest of a submission. Follows no redirect, asks no environment for proxies, keeps no cookies.
"""

import select
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import certifi

from axislink.errors import Unreachable

BLOCK = 1 << 18
KEPT_SECONDS = 30.0  # longer idle, and the server or something between may have forgotten the connection

Content = bytes | Iterator[bytes] | None


class Reply(Protocol):
    """An answer whose status is known. Read it or stream it, then close it."""

    status: int

    def read(self) -> bytes:
        """Return the whole body. Raises: Unreachable when it breaks off."""

    def blocks(self) -> Iterator[bytes]:
        """Yield the body piece by piece. Raises: Unreachable when it breaks off."""

    def close(self) -> None: ...


class Wire(Protocol):
    """What a client needs of the network; tests put an axis of their own process here."""

    def send(
        self, method: str, target: str, headers: Mapping[str, str], content: Content, timeout_seconds: float
    ) -> Reply:
        """Send one request and return its answer. ``target`` is path and query. Raises: Unreachable."""

    def close(self) -> None: ...


@dataclass(frozen=True)
class Tls:
    """How a server is believed, and how we show ourselves, as PEM files.

    ``ca``: who may have issued its certificate; None: the public authorities. ``certificate``, ``key``: ours, where it asks for one.
    """

    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    def context(self) -> ssl.SSLContext:
        """Return a context for TLS 1.2 and newer that checks the name of the host. Raises: OSError, ssl.SSLError."""
        context = ssl.create_default_context(cafile=str(self.ca or certifi.where()))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.certificate is not None:
            context.load_cert_chain(self.certificate, self.key)
        return context


class HttpWire:
    """The wire to the server at ``base_url``. Not shared between threads."""

    def __init__(self, base_url: str, tls: Tls | None = None) -> None:
        place = urlsplit(base_url)
        self._host, self._port, self._prefix = place.hostname or "", place.port, place.path
        self._tls = (tls or Tls()).context() if place.scheme == "https" else None
        self._link: HTTPConnection | None = None
        self._idle_since = 0.0

    def send(
        self, method: str, target: str, headers: Mapping[str, str], content: Content, timeout_seconds: float
    ) -> "_HttpReply":
        link = self._ready(timeout_seconds)
        heard = True
        try:
            try:
                link.request(method, self._prefix + target, body=content, headers=headers)
            except (BrokenPipeError, ConnectionResetError):
                heard = False  # the server stopped listening: it may have said why
            response = link.getresponse()
        except (OSError, HTTPException) as error:
            self.close()
            raise _unreachable(error) from error
        response.will_close |= not heard
        return _HttpReply(response, self)

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        link, self._link = self._link, None
        if link is not None:
            link.close()

    def done(self, response: HTTPResponse) -> None:
        """Take the connection back after an answer; one that was not read to its end cannot be used again."""
        if response.will_close or not response.isclosed():
            self.close()
        response.close()
        self._idle_since = time.monotonic()

    def _ready(self, timeout_seconds: float) -> HTTPConnection:
        link = self._link
        if link is not None and link.sock is not None and self._usable(link):
            link.timeout = timeout_seconds
            link.sock.settimeout(timeout_seconds)
            return link
        self.close()
        if self._tls is not None:
            link = HTTPSConnection(self._host, self._port, timeout=timeout_seconds, context=self._tls)
        else:
            link = HTTPConnection(self._host, self._port, timeout=timeout_seconds)
        self._link = link
        return link

    def _usable(self, link: HTTPConnection) -> bool:
        """Return whether nothing came unasked: what a server sends between two exchanges is its goodbye."""
        if time.monotonic() - self._idle_since > KEPT_SECONDS:
            return False
        poll = select.poll()
        poll.register(link.sock, select.POLLIN)
        return not poll.poll(0)


class _HttpReply:
    """An answer on its way in."""

    def __init__(self, response: HTTPResponse, wire: HttpWire) -> None:
        self.status = response.status
        self._response = response
        self._wire = wire

    def read(self) -> bytes:
        try:
            return self._response.read()
        except (OSError, HTTPException) as error:
            raise _unreachable(error) from error
        finally:
            self.close()

    def blocks(self) -> Iterator[bytes]:
        response = self._response
        try:
            while block := response.read(BLOCK):
                yield block
            if response.length:  # the library says nothing when a body read in pieces ends early
                raise IncompleteRead(b"", response.length)
        except (OSError, HTTPException) as error:
            raise _unreachable(error) from error
        finally:
            self.close()

    def close(self) -> None:
        self._wire.done(self._response)


def _unreachable(error: Exception) -> Unreachable:
    return Unreachable(reason=f"{type(error).__name__}: {error}"[:200])
