"""One call of a WSGI application in Django's thread. Doors: call, environ_of, cookie, Answer, OpenFile.

What comes back never needs that thread again: bytes, or an open file that the loop streams at the client's pace.
"""

import io
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO
from urllib.parse import unquote_to_bytes

from kit.front.body import Body
from kit.front.headers import NAMES, Orders

Environ = dict[str, Any]
StartResponse = Callable[..., Callable[[bytes], object]]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]

IN_MEMORY = 256 * 1024
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer"})


@dataclass(frozen=True)
class OpenFile:
    """A part of an open regular file. Whoever holds it closes it."""

    handle: int
    start: int
    size: int

    def close(self) -> None:
        os.close(self.handle)


@dataclass(frozen=True)
class Answer:
    """A complete answer: headers without the front's own, and a body in memory or in a file."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes | OpenFile = b""
    orders: Orders = field(default_factory=Orders)

    @property
    def size(self) -> int:
        return self.body.size if isinstance(self.body, OpenFile) else len(self.body)

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)

    def without(self, *names: str) -> "Answer":
        return replace(self, headers=tuple(item for item in self.headers if item[0].lower() not in names))

    def discard(self) -> None:
        if isinstance(self.body, OpenFile):
            self.body.close()


class FileWrapper:
    """Marks a file that the application hands over (`wsgi.file_wrapper`)."""

    def __init__(self, file: BinaryIO, block_size: int = 64 * 1024) -> None:
        self.file = file
        self.block_size = block_size

    def __iter__(self) -> Iterator[bytes]:
        while block := self.file.read(self.block_size):
            yield block

    def close(self) -> None:
        if hasattr(self.file, "close"):
            self.file.close()


def environ_of(scope: dict[str, Any], body: Body | None) -> Environ:
    """Return the WSGI environment of an ASGI request, without `wsgi.input` (each call opens its own)."""
    root = scope.get("root_path", "")
    raw = scope.get("raw_path") or scope["path"].encode()
    path = unquote_to_bytes(raw).decode("latin-1")
    host, port = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": root,
        "PATH_INFO": path.removeprefix(root),
        "RAW_URI": raw.decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": str(host),
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": str(client[0]),
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
    }
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1")
        if "_" in name:
            continue  # `X_Y` would become the same variable as `X-Y`, which a proxy may vouch for
        key = name.upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        value = raw_value.decode("latin-1")
        if key in environ:
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        environ[key] = value
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ.pop("HTTP_TRANSFER_ENCODING", None)  # the body is complete: its length is what was read
    environ["CONTENT_LENGTH"] = str(body.size) if body else ""
    if body is not None:
        environ["front.body"] = body
    return environ


def cookie(environ: Mapping[str, Any], name: str) -> str:
    """Return the cookie as the client sent it, empty when there is none."""
    sent = (one.strip().partition("=") for one in environ.get("HTTP_COOKIE", "").split(";"))
    return next((value for key, _, value in sent if key == name), "")


def call(app: WsgiApp, environ: Environ, body: Body | None) -> Answer:
    """Run the application to its end and return what it answered."""
    with body.open() if body is not None else io.BytesIO() as source:
        return _call(app, {**environ, "wsgi.input": source})


def _call(app: WsgiApp, environ: Environ) -> Answer:
    started: list[tuple[str, list[tuple[str, str]]]] = []
    collected = _Collected()

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
        started[:] = [(status, headers)]
        return collected.add

    result = app(environ, start_response)
    try:
        body: bytes | OpenFile | None = _handed_over(result, started)
        if body is None:
            for block in result:
                collected.add(block)
            body = collected.body()
    finally:
        if hasattr(result, "close"):
            result.close()
    if not started:
        raise RuntimeError("the application never called start_response")
    status, headers = started[0]
    kept = tuple(item for item in headers if item[0].lower() not in NAMES | _HOP_BY_HOP)
    return Answer(int(status.split(" ", 1)[0]), kept, body, Orders.read(headers))


def _handed_over(result: Iterable[bytes], started: list[tuple[str, list[tuple[str, str]]]]) -> OpenFile | None:
    """Return our own handle of a file the application handed over, if it is a real one."""
    if not isinstance(result, FileWrapper) or not started:
        return None
    try:
        handle = result.file.fileno()
        start = result.file.tell()
    except (AttributeError, OSError):
        return None
    about = os.fstat(handle)
    if not stat.S_ISREG(about.st_mode):
        return None
    size = max(0, about.st_size - start)
    declared = next((value for name, value in started[0][1] if name.lower() == "content-length"), None)
    return OpenFile(os.dup(handle), start, min(size, int(declared)) if declared else size)


class _Collected:
    """A body produced in pieces: in memory, or in an unnamed file when it grows."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        self._file: BinaryIO | None = None

    def add(self, block: bytes) -> None:
        self._size += len(block)
        if self._file is None and self._size > IN_MEMORY:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives until body()
            self._file.writelines(self._parts)
            self._parts = []
        if self._file is not None:
            self._file.write(block)
        else:
            self._parts.append(block)

    def body(self) -> bytes | OpenFile:
        if self._file is None:
            return b"".join(self._parts)
        with self._file as file:
            file.flush()
            return OpenFile(os.dup(file.fileno()), 0, self._size)
