"""Bytes kept under their own hash. Doors: ContentStore, Stored.

Answers: where is the content with this SHA-256? Never deletes, renames or knows who owns it.
A content is complete on disk (file and folder fsynced) before its name exists, so a row written after
``put_*`` returns never points at half a file.
"""

import errno
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kit.errors import StoredFileChanged, StoredFileMissing

BLOCK = 1 << 18


@dataclass(frozen=True)
class Stored:
    """The name (64 hex digits) and length in bytes of a kept content."""

    sha256: str
    size: int


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class ContentStore:
    """A folder of contents at ``ab/cd/<sha256>``."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)

    def path(self, sha256: str) -> Path:
        """Return where the content is. Raises: StoredFileMissing."""
        place = self._place(sha256)
        if not place.is_file():
            raise StoredFileMissing(sha256=sha256)
        return place

    def exists(self, sha256: str) -> bool:
        return self._place(sha256).is_file()

    def open(self, sha256: str) -> BinaryIO:
        return self.path(sha256).open("rb")

    def read(self, sha256: str) -> bytes:
        return self.path(sha256).read_bytes()

    def put_bytes(self, data: bytes) -> Stored:
        sha256 = hashlib.sha256(data).hexdigest()
        if not self.exists(sha256):
            with self._new_file() as handle:
                handle.write(data)
                self._keep(handle, sha256)
        return Stored(sha256, len(data))

    def put_stream(self, source: BinaryIO) -> Stored:
        digest, size = hashlib.sha256(), 0
        with self._new_file() as handle:
            while block := source.read(BLOCK):
                digest.update(block)
                size += len(block)
                handle.write(block)
            self._keep(handle, digest.hexdigest())
        return Stored(digest.hexdigest(), size)

    def put_path(self, source: Path, sha256: str | None = None) -> Stored:
        """Copy a file in. Raises: StoredFileChanged when ``sha256`` was declared and differs."""
        with Path(source).open("rb") as handle:
            stored = self.put_stream(handle)
        if sha256 is not None and stored.sha256 != sha256:
            raise StoredFileChanged(expected=sha256, found=stored.sha256)
        return stored

    def take_path(self, source: Path, sha256: str, size: int) -> Stored:
        """Keep a file that its writer hashed while writing, without copying it where both are on one disk.

        ``source`` stays the caller's to remove, and must not be written to any more.
        """
        place = self._place(sha256)
        if not place.is_file():
            new_folders = [folder for folder in (place.parent, place.parent.parent) if not folder.is_dir()]
            place.parent.mkdir(parents=True, exist_ok=True)
            with Path(source).open("rb") as handle:
                os.fsync(handle.fileno())
            try:
                os.link(source, place)
            except FileExistsError:
                pass  # a rival kept the same content just now
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                return self.put_path(source, sha256)
            for folder in new_folders:
                _sync_folder(folder.parent)
        _sync_folder(place.parent)  # also when a rival gave the name: it may not have come so far yet
        return Stored(sha256, size)

    def _place(self, sha256: str) -> Path:
        if len(sha256) != 64 or not all(char in "0123456789abcdef" for char in sha256):
            raise StoredFileMissing(sha256=sha256[:64])
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def _new_file(self) -> "tempfile._TemporaryFileWrapper[bytes]":
        incoming = self.root / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        return tempfile.NamedTemporaryFile(dir=incoming, delete=True)

    def _keep(self, handle: "tempfile._TemporaryFileWrapper[bytes]", sha256: str) -> None:
        place = self._place(sha256)
        handle.flush()
        if place.is_file():
            return
        os.fsync(handle.fileno())
        new_folders = [folder for folder in (place.parent, place.parent.parent) if not folder.is_dir()]
        place.parent.mkdir(parents=True, exist_ok=True)
        os.chmod(handle.name, 0o640)
        scratch = handle.name + ".keep"
        os.link(handle.name, scratch)
        Path(scratch).replace(place)
        _sync_folder(place.parent)
        for folder in new_folders:
            _sync_folder(folder.parent)
