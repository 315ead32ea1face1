"""Contents kept in an S3 bucket under their own hash, for programs on several machines. Doors: ObjectStore.

The same doors as a folder's (`kit.storage`). A content is kept once the bucket has said so; what lies in the local folder are
copies, which may be lost at any time: one packet is handed to many receivers, and is fetched once for all. A copy is checked
against its name before it gets it. ``open`` and ``exists`` ask the bucket itself, so an audit reads what is really kept.
"""

import hashlib
import logging
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from http.client import HTTPResponse
from pathlib import Path
from typing import IO, BinaryIO

from kit.errors import StoredFileChanged, StoredFileMissing
from kit.s3 import BROKEN, S3Bucket, StoreUnavailable
from kit.storage import BLOCK, ContentStore, Stored

log = logging.getLogger(__name__)

PRUNE_SHARE = 8  # copies are counted again when an eighth of what they may take was added
IN_USE_S = 60.0  # what was handed out so lately may not have been opened yet


class ObjectStore(ContentStore):
    """A bucket, and a folder for copies of at most about ``copies_bytes``.

    Every door may raise kit.s3.StoreUnavailable (an OSError). Safe for several threads and processes.
    """

    def __init__(self, bucket: S3Bucket, copies: Path, copies_bytes: int) -> None:
        super().__init__(copies)
        self.bucket = bucket
        self.copies_bytes = copies_bytes
        self._added = 0
        self._pruning = threading.Lock()

    def path(self, sha256: str) -> Path:
        """Return where a copy is; it stays there for at least a minute. Raises: StoredFileMissing, StoredFileChanged."""
        place = self._place(sha256)
        try:
            os.utime(place)
        except FileNotFoundError:
            self._fetch(sha256, place)
        return place

    def exists(self, sha256: str) -> bool:
        self._place(sha256)
        return self.bucket.has(_name(sha256))

    def open(self, sha256: str) -> BinaryIO:
        """Return the bucket's content, in a file that nobody else sees. Raises: StoredFileMissing."""
        self._place(sha256)
        scratch: BinaryIO = tempfile.TemporaryFile(dir=self._folder())  # noqa: SIM115 - the caller closes it
        try:
            self._read(sha256, lambda answer: _copied(answer, scratch))
        except BaseException:
            scratch.close()
            raise
        scratch.seek(0)
        return scratch

    def read(self, sha256: str) -> bytes:
        with self.open(sha256) as stream:
            return stream.read()

    def ready(self) -> bool:
        """Return whether the bucket answers and copies can be written."""
        try:
            return self.bucket.has("") and super().ready()
        except StoreUnavailable:
            return False

    # --- keeping ----------------------------------------------------------------------------------------

    def put_bytes(self, data: bytes) -> Stored:
        return self.take(data, hashlib.sha256(data).hexdigest(), len(data))

    def put_stream(self, source: BinaryIO) -> Stored:
        digest, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=self._folder()) as scratch:
            while block := source.read(BLOCK):
                digest.update(block)
                size += len(block)
                scratch.write(block)
            scratch.flush()
            return self.take(Path(scratch.name), digest.hexdigest(), size)

    def take(self, source: bytes | Path, sha256: str, size: int) -> Stored:
        """Keep what somebody else has hashed, and a copy beside; returns when the bucket has acknowledged it."""
        place = self._place(sha256)
        self.bucket.put(_name(sha256), source, sha256, size)
        try:
            self._copy(source, place)
        except OSError as problem:  # it is kept; without a copy it is fetched when it is asked for
            log.warning("no copy of %s: %s", sha256, problem)
        self._count(size)
        return Stored(sha256, size)

    # --- copies -----------------------------------------------------------------------------------------

    def prune(self) -> int:
        """Remove the copies that were not used for longest until there is room again; return how many bytes went."""
        found = []
        for place in self.root.glob("??/??/*"):
            try:
                facts = place.stat()
            except FileNotFoundError:
                continue
            found.append((facts.st_mtime, facts.st_size, place))
        total = sum(size for _, size, _ in found)
        room = self.copies_bytes - self.copies_bytes // PRUNE_SHARE
        gone, before = 0, time.time() - IN_USE_S
        for used, size, place in sorted(found):
            if total - gone <= room or used > before:
                break
            place.unlink(missing_ok=True)
            gone += size
        return gone

    def _fetch(self, sha256: str, place: Path) -> None:
        digest = hashlib.sha256()
        with tempfile.NamedTemporaryFile(dir=self._folder(), delete=False) as scratch:
            try:
                self._read(sha256, lambda answer: _copied(answer, scratch, digest.update))
                scratch.flush()
                if digest.hexdigest() != sha256:
                    raise StoredFileChanged(expected=sha256, found=digest.hexdigest())
                place.parent.mkdir(parents=True, exist_ok=True)
                size = scratch.tell()
                os.replace(scratch.name, place)
            except BaseException:
                os.unlink(scratch.name)
                raise
        self._count(size)

    def _read(self, sha256: str, use: Callable[[HTTPResponse], None]) -> None:
        try:
            with self.bucket.get(_name(sha256)) as answer:
                if answer is None:
                    raise StoredFileMissing(sha256=sha256)
                use(answer)
        except StoreUnavailable:
            raise
        except BROKEN as problem:
            raise StoreUnavailable(f"{sha256}: {problem}") from problem

    def _copy(self, source: bytes | Path, place: Path) -> None:
        if place.exists():
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._folder(), delete=False) as scratch:
            if isinstance(source, bytes):
                scratch.write(source)
            else:
                with source.open("rb") as handle:
                    shutil.copyfileobj(handle, scratch, BLOCK)
        os.replace(scratch.name, place)

    def _folder(self) -> Path:
        folder = self.root / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _count(self, size: int) -> None:
        self._added += size
        if self._added > self.copies_bytes // PRUNE_SHARE and self._pruning.acquire(blocking=False):
            self._added = 0
            threading.Thread(target=self._prune_and_release, name="prune copies", daemon=True).start()

    def _prune_and_release(self) -> None:
        try:
            self.prune()
        finally:
            self._pruning.release()


def _name(sha256: str) -> str:
    """Return the object's name: the file's under a folder of contents, so that either can be copied to the other."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _copied(answer: HTTPResponse, target: IO[bytes], digest: Callable[[bytes], None] = lambda _: None) -> None:
    while block := answer.read(BLOCK):
        digest(block)
        target.write(block)
    if answer.length:
        raise StoreUnavailable(f"the answer ended {answer.length} bytes too early")
