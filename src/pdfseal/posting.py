"""Post a few bytes to a server and take its answer. Doors: post, Unanswered.

The standard library's client on connections that are kept open: a general client library costs more CPU than the signature that
the answer is for. Follows no redirect, asks no environment for proxies, keeps no cookies.
"""

import base64
import os
import select
import ssl
import time
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Lock
from urllib.parse import SplitResult, unquote, urlsplit

import certifi

LARGEST_ANSWER = 1 << 20
KEPT_SECONDS = 30.0  # longer idle, and the server or something between may have forgotten the connection
KEPT_CONNECTIONS = 8  # to one server; more are opened when they are needed, and closed after use
Server = tuple[int, str, str, int | None]  # process, scheme, host, port

_kept: dict[Server, list[tuple[HTTPConnection, float]]] = {}
_keeping = Lock()


class Unanswered(Exception):
    """No usable answer; its text says why."""


def post(url: str, content: bytes, *, kind: str, timeout_s: float) -> bytes:
    """Return the body of the answer to one POST of ``content``; ``timeout_s`` for each step of it. Raises: Unanswered.

    Asks once more when a kept connection turns out to be closed: whoever calls must not mind that both arrive.
    """
    place, port = _place(url)
    headers = {"Content-Type": kind, **_credentials(place)}
    target = f"{place.path or '/'}?{place.query}" if place.query else place.path or "/"
    server = (os.getpid(), place.scheme, place.hostname or "", port)  # a child process must not talk on its parent's
    try:
        link = _take(server)
        if link is not None:
            try:
                return _exchange(server, link, target, content, headers, timeout_s)
            except (HTTPException, ConnectionError):
                pass  # closed by the server in the moment of asking
        return _exchange(server, _connect(server, timeout_s), target, content, headers, timeout_s)
    except (OSError, HTTPException, ValueError) as error:  # ValueError: letters that cannot stand in a request
        raise Unanswered(type(error).__name__) from error


def _place(url: str) -> tuple[SplitResult, int | None]:
    try:
        place = urlsplit(url)
        port = place.port
    except ValueError as error:
        raise Unanswered("địa chỉ sai") from error
    if place.scheme not in ("http", "https") or not place.hostname:
        raise Unanswered("địa chỉ sai")
    return place, port


def _credentials(place: SplitResult) -> dict[str, str]:
    if place.username is None:
        return {}
    words = f"{unquote(place.username)}:{unquote(place.password or '')}"
    return {"Authorization": "Basic " + base64.b64encode(words.encode()).decode("ascii")}


def _exchange(
    server: Server, link: HTTPConnection, target: str, content: bytes, headers: dict[str, str], timeout_s: float
) -> bytes:
    kept = False
    try:
        if link.sock is not None:
            link.sock.settimeout(timeout_s)
        link.request("POST", target, body=content, headers=headers)
        with link.getresponse() as response:
            body = response.read(LARGEST_ANSWER + 1)
            kept = not response.will_close and (response.length or 0) == 0 and len(body) <= LARGEST_ANSWER
            if response.length:
                raise Unanswered("câu trả lời bị cắt")
    finally:
        if not kept:
            link.close()
    _keep(server, link)
    if not 200 <= response.status < 300:
        raise Unanswered(f"HTTP {response.status}")
    if len(body) > LARGEST_ANSWER:
        raise Unanswered("câu trả lời quá lớn")
    return body


def _connect(server: Server, timeout_s: float) -> HTTPConnection:
    _, scheme, host, port = server
    if scheme == "https":
        return HTTPSConnection(host, port, timeout=timeout_s, context=_tls())
    return HTTPConnection(host, port, timeout=timeout_s)


def _take(server: Server) -> HTTPConnection | None:
    """Return a connection on which nothing came unasked: what a server sends between two exchanges is its goodbye."""
    while True:
        with _keeping:
            waiting = _kept.get(server)
            link, since = waiting.pop() if waiting else (None, 0.0)
        if link is None:
            return None
        if link.sock is not None and time.monotonic() - since <= KEPT_SECONDS:
            poll = select.poll()
            poll.register(link.sock, select.POLLIN)
            if not poll.poll(0):
                return link
        link.close()


def _keep(server: Server, link: HTTPConnection) -> None:
    if link.sock is None:
        return
    with _keeping:
        waiting = _kept.setdefault(server, [])
        if len(waiting) < KEPT_CONNECTIONS:
            waiting.append((link, time.monotonic()))
            return
    link.close()


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """Check the name of the host; an operator's own authorities come by the usual variables of OpenSSL."""
    named, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if named or not folder:
        context = ssl.create_default_context(cafile=named or certifi.where())
    else:
        context = ssl.create_default_context(capath=folder)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
