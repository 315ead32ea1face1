"""Post a few bytes to a server and take its answer. Doors: post, Unanswered.

On connections that are kept open, head and body in one piece: a general client library costs more CPU than the signature that
the answer is for. The standard library reads the answer. Follows no redirect, asks no environment for proxies, keeps no cookies.
"""

import base64
import os
import re
import select
import socket
import ssl
import time
from functools import lru_cache
from http.client import HTTPException, HTTPResponse
from threading import Lock
from urllib.parse import unquote, urlsplit

import certifi

LARGEST_ANSWER = 1 << 20
KEPT_SECONDS = 30.0  # longer idle, and the server or something between may have forgotten the connection
KEPT_CONNECTIONS = 8  # to one server; more are opened when they are needed, and closed after use
_TARGET = re.compile(r"[!-~]*")  # what may stand in the first line of a request: RFC 9112, 3
Server = tuple[int, bool, str, int]  # process, secured, host, port

_kept: dict[Server, list[tuple[socket.socket, float]]] = {}
_keeping = Lock()


class Unanswered(Exception):
    """No usable answer; its text says why."""


def post(url: str, content: bytes, *, kind: str, timeout_s: float) -> bytes:
    """Return the body of the answer to one POST of ``content``; ``timeout_s`` for each step of it. Raises: Unanswered.

    Asks once more when a kept connection turns out to be closed: whoever calls must not mind that both arrive.
    """
    named, head = _head(url)
    server = (os.getpid(), *named)  # a child process must not talk on the connections of its parent
    request = b"%bContent-Type: %b\r\nContent-Length: %d\r\n\r\n%b" % (
        head,
        kind.encode("ascii"),
        len(content),
        content,
    )
    try:
        link = _take(server)
        if link is not None:
            try:
                return _exchange(server, link, request, timeout_s)
            except (HTTPException, ConnectionError, ssl.SSLEOFError):
                pass  # closed by the server in the moment of asking
        return _exchange(server, _connect(server, timeout_s), request, timeout_s)
    except (OSError, HTTPException, ValueError) as error:  # ValueError: a host that no name server can be asked for
        raise Unanswered(type(error).__name__) from error


@lru_cache(maxsize=16)
def _head(url: str) -> tuple[tuple[bool, str, int], bytes]:
    """Return whom to ask and how the request begins. Raises: Unanswered."""
    try:
        place = urlsplit(url)
        secured, host = place.scheme == "https", (place.hostname or "").encode("idna").decode("ascii")
        port = place.port
    except ValueError as error:
        raise Unanswered("địa chỉ sai") from error
    target = f"{place.path or '/'}?{place.query}" if place.query else place.path or "/"
    if place.scheme not in ("http", "https") or not host or _TARGET.fullmatch(target + host) is None:
        raise Unanswered("địa chỉ sai")
    shown = (f"[{host}]" if ":" in host else host) + (f":{port}" if port is not None else "")
    lines = [f"POST {target} HTTP/1.1", f"Host: {shown}", "Accept-Encoding: identity"]
    if place.username is not None:
        words = f"{unquote(place.username)}:{unquote(place.password or '')}"
        lines.append("Authorization: Basic " + base64.b64encode(words.encode()).decode("ascii"))
    return (secured, host, port or (443 if secured else 80)), "\r\n".join([*lines, ""]).encode("ascii")


def _exchange(server: Server, link: socket.socket, request: bytes, timeout_s: float) -> bytes:
    kept = False
    try:
        link.settimeout(timeout_s)
        link.sendall(request)
        response = HTTPResponse(link, method="POST")
        try:
            response.begin()
            body = response.read(LARGEST_ANSWER + 1)
            if len(body) > LARGEST_ANSWER:
                raise Unanswered("câu trả lời quá lớn")
            if response.length:
                raise Unanswered("câu trả lời bị cắt")
            kept = response.isclosed() and not response.will_close
        finally:
            response.close()
    finally:
        if kept:
            _keep(server, link)
        else:
            link.close()
    if not 200 <= response.status < 300:
        raise Unanswered(f"HTTP {response.status}")
    return body


def _connect(server: Server, timeout_s: float) -> socket.socket:
    _, secured, host, port = server
    link = socket.create_connection((host, port), timeout_s)
    try:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _tls().wrap_socket(link, server_hostname=host) if secured else link
    except BaseException:
        link.close()
        raise


def _take(server: Server) -> socket.socket | None:
    """Return a connection on which nothing came unasked: what a server sends between two exchanges is its goodbye."""
    while True:
        with _keeping:
            waiting = _kept.get(server)
            if not waiting:
                return None
            link, since = waiting.pop()
        if time.monotonic() - since <= KEPT_SECONDS:
            poll = select.poll()
            poll.register(link, select.POLLIN)
            if not poll.poll(0):
                return link
        link.close()


def _keep(server: Server, link: socket.socket) -> None:
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
