"""Put, get and ask for objects of an S3 store. Doors: S3Bucket, StoreUnavailable, signature.

Three operations and one way to sign them (AWS Signature Version 4, path-style addresses) are all that contents named by
their SHA-256 need: the name is also the checksum that is sent along, so the store refuses bytes that changed on the way.
Never lists, never deletes.
"""

import hashlib
import hmac
import http.client
import logging
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

log = logging.getLogger(__name__)

CONNECT_S = 2.0
ANSWER_S = 10.0  # between two parts of an answer
BLOCK = 1 << 18
EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()
BROKEN = (OSError, http.client.HTTPException)
Send = Callable[[http.client.HTTPConnection], None]
SOUND, MISSING = (HTTPStatus.OK, HTTPStatus.NO_CONTENT), HTTPStatus.NOT_FOUND


class StoreUnavailable(OSError):
    """The store did not do what was asked, at any of its addresses; nothing may count as stored."""


class _Refused(OSError):
    """An answer that is neither yes nor "not there"."""


def signature(
    *, method: str, path: str, headers: Mapping[str, str], payload: str, at: str, region: str, secret: str
) -> str:
    """Return the signature, hex. ``headers``: those that are signed, lower case; ``payload``: SHA-256, hex; ``at``: 20130524T000000Z."""
    names = sorted(headers)
    canonical = "\n".join(
        [method, path, "", *(f"{name}:{headers[name].strip()}" for name in names), "", ";".join(names), payload]
    )
    scope = f"{at[:8]}/{region}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", at, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{secret}".encode()
    for part in (*scope.split("/"), text):
        key = hmac.digest(key, part.encode(), "sha256")
    return key.hex()


@dataclass(frozen=True)
class S3Bucket:
    """``urls``: addresses of the same store; when one does not answer the next is asked. ``ca``: who issued their TLS certificates."""

    urls: Sequence[str]
    bucket: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"
    ca: Path | None = None
    _local: threading.local = field(default_factory=threading.local, repr=False, compare=False)

    def put(self, name: str, source: bytes | Path, sha256: str, size: int) -> None:
        """Return when the store has said that it keeps the object. Raises: StoreUnavailable, OSError of the file."""

        checksum = b64encode(bytes.fromhex(sha256)).decode()

        def send(line: http.client.HTTPConnection) -> None:
            headers = self._headers("PUT", name, sha256, line, checksum_sha256=checksum) | {"content-length": str(size)}
            if isinstance(source, bytes):
                line.request("PUT", self._path(name), source, headers)
            else:
                with source.open("rb") as handle:
                    line.request("PUT", self._path(name), handle, headers)

        with self._asked(send) as answer:
            if answer.status not in SOUND:
                raise StoreUnavailable(f"PUT {name}: HTTP {answer.status}")

    @contextmanager
    def get(self, name: str) -> Iterator[http.client.HTTPResponse | None]:
        """Lend the object as a stream, None when there is no such object. Raises: StoreUnavailable."""
        with self._asked(lambda line: self._send(line, "GET", name)) as answer:
            yield None if answer.status == MISSING else answer

    def has(self, name: str) -> bool:
        """Return whether there is such an object; an empty name asks for the bucket. Raises: StoreUnavailable."""
        with self._asked(lambda line: self._send(line, "HEAD", name)) as answer:
            return answer.status != MISSING

    # --- one exchange -----------------------------------------------------------------------------------

    def _send(self, line: http.client.HTTPConnection, method: str, name: str) -> None:
        line.request(method, self._path(name), headers=self._headers(method, name, EMPTY_SHA256, line))

    @contextmanager
    def _asked(self, send: Send) -> Iterator[http.client.HTTPResponse]:
        """Lend the answer. Asked again: once for a kept line that had gone stale, and once at each other address."""
        answer = self._answer(send)
        try:
            yield answer
        except BaseException:
            self._drop()
            raise
        if not answer.isclosed():  # the rest of a short answer is read, so that the line can be used again
            if answer.length is not None and answer.length <= BLOCK:
                answer.read()
            else:
                self._drop()

    def _answer(self, send: Send) -> http.client.HTTPResponse:
        problem: Exception | None = None
        for _ in range(len(self.urls) + 1):
            try:
                line = self._line()
                send(line)
                answer = line.getresponse()
                if answer.status not in SOUND and answer.status != MISSING:
                    raise _Refused(f"HTTP {answer.status} {answer.read(300)!r}")
            except BROKEN as found:
                problem = found
                self._drop(next_address=True)
            else:
                return answer
        log.warning("no object store answers at %s: %s", ", ".join(self.urls), problem)
        raise StoreUnavailable(str(problem)) from problem

    def _line(self) -> http.client.HTTPConnection:
        line: http.client.HTTPConnection | None = getattr(self._local, "line", None)
        if line is None:
            line = self._new_line(self._place())
            line.connect()
            line.sock.settimeout(ANSWER_S)
            self._local.line = line
        return line

    def _new_line(self, place: SplitResult) -> http.client.HTTPConnection:
        host = place.hostname or ""
        if place.scheme != "https":
            return http.client.HTTPConnection(host, place.port, timeout=CONNECT_S, blocksize=BLOCK)
        trusted = ssl.create_default_context(cafile=self.ca)
        return http.client.HTTPSConnection(host, place.port, timeout=CONNECT_S, blocksize=BLOCK, context=trusted)

    def _place(self) -> SplitResult:
        return urlsplit(self.urls[getattr(self._local, "at", 0) % len(self.urls)])

    def _drop(self, *, next_address: bool = False) -> None:
        line = getattr(self._local, "line", None)
        if line is not None:
            line.close()
        self._local.line = None
        if next_address:
            self._local.at = getattr(self._local, "at", 0) + 1

    def _path(self, name: str) -> str:
        return f"/{self.bucket}/{name}"

    def _headers(
        self, method: str, name: str, sha256: str, line: http.client.HTTPConnection, **more: str
    ) -> dict[str, str]:
        """Return the headers of a signed request; the words of ``more`` go into ``x-amz-…`` headers."""
        at = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        host = line.host if line.port == line.default_port else f"{line.host}:{line.port}"
        headers = {"host": host, "x-amz-content-sha256": sha256, "x-amz-date": at}
        headers |= {f"x-amz-{word.replace('_', '-')}": value for word, value in more.items()}
        signed = signature(
            method=method,
            path=self._path(name),
            headers=headers,
            payload=sha256,
            at=at,
            region=self.region,
            secret=self.secret_key,
        )
        scope = f"{at[:8]}/{self.region}/s3/aws4_request"
        names = ";".join(sorted(headers))
        said = f"AWS4-HMAC-SHA256 Credential={self.access_key}/{scope}, SignedHeaders={names}, Signature={signed}"
        return {**headers, "authorization": said}
