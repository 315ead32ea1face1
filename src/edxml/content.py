"""The bytes of a file, in memory when small, in a temporary file when not. Doors: Content, Spool.

A Spool belongs to the reading of one packet. Without a folder its large files lie one behind the other in one unlinked temporary
file that vanishes with the last Content; with a folder each becomes a named file there, which the caller owns and may rename.
"""

import hashlib
import io
import os
import tempfile
import weakref
from pathlib import Path
from typing import BinaryIO, cast

from edxml.sniff import media_type

BLOCK = 1 << 18


class _TemporaryFile:
    """An unlinked file that closes itself with its last reader."""

    def __init__(self) -> None:
        self.handle, name = tempfile.mkstemp(prefix="edxml-")
        os.unlink(name)
        self.end = 0
        weakref.finalize(self, os.close, self.handle)


class _Slice(io.RawIOBase):
    """A seekable view of part of a shared file, with a position of its own."""

    def __init__(self, file: _TemporaryFile, offset: int, size: int) -> None:
        super().__init__()
        self._file, self._offset, self._size, self._position = file, offset, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("seek before the start")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        wanted = min(len(view), max(self._size - self._position, 0))
        data = os.pread(self._file.handle, wanted, self._offset + self._position)
        view[: len(data)] = data
        self._position += len(data)
        return len(data)


class Content:
    """The bytes of one file with their size, SHA-256 and sniffed media type; equal when the bytes are."""

    __slots__ = ("_data", "_slice", "path", "sha256", "size", "type")

    def __init__(
        self,
        *,
        size: int,
        sha256: str,
        data: bytes | None = None,
        path: Path | None = None,
        shared: tuple[_TemporaryFile, int] | None = None,
    ) -> None:
        self.size, self.sha256, self.path = size, sha256, path
        self._data, self._slice = data, shared
        with self.open() as stream:
            self.type = media_type(stream)

    @classmethod
    def of_bytes(cls, data: bytes) -> "Content":
        return cls(size=len(data), sha256=hashlib.sha256(data).hexdigest(), data=data)

    @classmethod
    def of_file(cls, path: Path) -> "Content":
        """Return the content of a file that must stay in place, unchanged, while the Content is used."""
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            size = stream.tell()
        return cls(size=size, sha256=digest, path=path)

    def open(self) -> BinaryIO:
        """Return a new seekable stream of the bytes."""
        if self._data is not None:
            return io.BytesIO(self._data)
        if self._slice is not None:
            return cast(BinaryIO, io.BufferedReader(_Slice(*self._slice, self.size), BLOCK))
        assert self.path is not None
        return self.path.open("rb")

    def read(self) -> bytes:
        """Return all bytes; for large files prefer ``open``."""
        with self.open() as stream:
            return stream.read()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Content) and (self.size, self.sha256) == (other.size, other.sha256)

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __repr__(self) -> str:
        return f"Content({self.type}, {self.size} bytes, sha256={self.sha256[:12]}…)"


class Spool:
    """Where the decoded files of one packet go; hands out one writer at a time."""

    def __init__(self, memory_bytes: int, folder: Path | None = None) -> None:
        self.memory_left = memory_bytes
        self.folder = folder
        self._shared: _TemporaryFile | None = None

    def writer(self) -> "SpoolWriter":
        return SpoolWriter(self)

    def shared(self) -> _TemporaryFile:
        if self._shared is None:
            self._shared = _TemporaryFile()
        return self._shared


class SpoolWriter:
    """Takes the bytes of one file; ``finish`` returns them as a Content, ``discard`` forgets them."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._memory: list[bytes] | None = []
        self._digest = hashlib.sha256()
        self._shared: _TemporaryFile | None = None
        self._start = 0
        self._path: Path | None = None
        self._handle = -1
        self.size = 0

    def write(self, data: bytes) -> None:
        self._digest.update(data)
        self.size += len(data)
        if self._memory is not None:
            if len(data) <= self._spool.memory_left:
                self._spool.memory_left -= len(data)
                self._memory.append(data)
                return
            self._to_file()
        self._append(data)

    def finish(self) -> Content:
        sha256 = self._digest.hexdigest()
        if self._memory is not None:
            return Content(size=self.size, sha256=sha256, data=b"".join(self._memory))
        if self._shared is not None:
            return Content(size=self.size, sha256=sha256, shared=(self._shared, self._start))
        os.close(self._handle)
        return Content(size=self.size, sha256=sha256, path=self._path)

    def discard(self) -> None:
        if self._memory is not None:
            self._spool.memory_left += self.size
        elif self._shared is not None:
            if (
                self._shared.end == self._start + self.size
            ):  # others may lie behind it, when its damage shows only at its end
                self._shared.end = self._start
        elif self._path is not None:
            os.close(self._handle)
            self._path.unlink()
        self._memory = []

    def _to_file(self) -> None:
        if self._spool.folder is None:
            self._shared = self._spool.shared()
            self._start = self._shared.end
        else:
            self._handle, name = tempfile.mkstemp(prefix="attachment-", dir=self._spool.folder)
            self._path = Path(name)
        kept = self._memory or []
        self._memory = None
        for data in kept:
            self._spool.memory_left += len(data)
            self._append(data)

    def _append(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            if self._shared is not None:
                written = os.pwrite(self._shared.handle, view, self._shared.end)
                self._shared.end += written
            else:
                written = os.write(self._handle, view)
            view = view[written:]
