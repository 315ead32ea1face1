"""Bytes kept under their own hash. Doors: ContentStore, Stored.

Answers: where is the content with this SHA-256? Never deletes, renames or knows who owns it.
A content is complete on disk (file and folder fsynced) before its name exists, so a row written after
``put_*`` returns never points at half a file.
"""

import errno
import hashlib
import itertools
import os
import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kit.errors import StoredFileChanged, StoredFileMissing

BLOCK = 1 << 18
MODE = 0o640
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_UNNAMED = os.O_WRONLY | os.O_CLOEXEC | getattr(os, "O_TMPFILE", os.O_CREAT | os.O_EXCL)
# What systems and file systems say that know no files without names.
_NO_UNNAMED = {errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.EEXIST}
_NAME = re.compile("[0-9a-f]{64}")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Stored:
    """The name (64 hex digits) and length in bytes of a kept content."""

    sha256: str
    size: int


def _sync_folder(folder: Path | str) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make_folders(folder: str) -> list[str]:
    """Make a folder and the one above it where they are missing; return the new ones, the inner first."""
    try:
        os.mkdir(folder)
    except FileExistsError:
        return []
    except FileNotFoundError:
        above = os.path.dirname(folder)
        os.makedirs(above, exist_ok=True)
        os.makedirs(folder, exist_ok=True)
        return [folder, above]
    return [folder]


def _write(handle: int, data: bytes) -> None:
    """Write all of it, to the disk."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
    os.fsync(handle)


def _name_file(source: Path, place: str) -> bool:
    """Give a file, synced, its name as a content; return False when it lies on another disk."""
    with source.open("rb") as handle:
        os.fsync(handle.fileno())
    try:
        os.link(source, place)
    except FileExistsError:
        pass  # a rival kept the same content just now
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        return False
    return True


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

    def ready(self) -> bool:
        """Return whether something could be kept now."""
        try:
            with self._new_file() as probe:
                probe.write(b".")
                probe.flush()
        except OSError:
            return False
        return True

    def open(self, sha256: str) -> BinaryIO:
        return self.path(sha256).open("rb")

    def read(self, sha256: str) -> bytes:
        return self.path(sha256).read_bytes()

    def put_bytes(self, data: bytes) -> Stored:
        return self.take(data, hashlib.sha256(data).hexdigest(), len(data))

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

    def take(self, source: bytes | Path, sha256: str, size: int) -> Stored:
        """Keep what somebody else has hashed; a file is not copied where both are on one disk.

        A file stays the caller's to remove, and must not be written to any more. This is the busiest path of an axis:
        names are plain text here, and nothing is asked twice.
        """
        if _NAME.fullmatch(sha256) is None:
            raise StoredFileMissing(sha256=sha256[:64])
        folder = f"{self.root}/{sha256[:2]}/{sha256[2:4]}"
        place = f"{folder}/{sha256}"
        if not os.path.exists(place):
            new_folders = _make_folders(folder)
            if isinstance(source, bytes):
                self._name_bytes(source, place)
            elif not _name_file(source, place):
                return self.put_path(source, sha256)
            for new in new_folders:
                _sync_folder(os.path.dirname(new))
        _sync_folder(folder)  # also when a rival gave the name: it may not have come so far yet
        return Stored(sha256, size)

    def _name_bytes(self, data: bytes, place: str) -> None:
        """Give complete, synced bytes their name; a rival's file of that name holds the same."""
        try:
            handle = os.open(os.path.dirname(place), _UNNAMED, MODE)
        except OSError as error:
            if error.errno not in _NO_UNNAMED:
                raise
            self._name_scratch(data, place)
            return
        try:
            _write(handle, data)
            # As linkat(2) has it for a file without a name; a file descriptor of a folder makes Python call just that.
            os.link(f"/proc/self/fd/{handle}", place, src_dir_fd=handle, follow_symlinks=True)
        except FileExistsError:
            pass
        except FileNotFoundError:  # no /proc here
            self._name_scratch(data, place)
        finally:
            os.close(handle)

    def _name_scratch(self, data: bytes, place: str) -> None:
        """The same by a scratch file, where a file system knows no files without names."""
        scratch = f"{self.root}/incoming/{os.getpid()}-{time.time_ns()}-{next(_numbers)}"
        try:
            handle = os.open(scratch, _NEW_FILE, MODE)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(scratch), exist_ok=True)
            handle = os.open(scratch, _NEW_FILE, MODE)
        try:
            try:
                _write(handle, data)
            finally:
                os.close(handle)
            os.rename(scratch, place)
        except OSError:
            os.unlink(scratch)
            raise

    def _place(self, sha256: str) -> Path:
        if _NAME.fullmatch(sha256) is None:
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
        os.chmod(handle.name, MODE)
        scratch = handle.name + ".keep"
        os.link(handle.name, scratch)
        Path(scratch).replace(place)
        _sync_folder(place.parent)
        for folder in new_folders:
            _sync_folder(folder.parent)
