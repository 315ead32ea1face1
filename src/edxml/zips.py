"""The ZIP that many systems put around each file. Doors: unwrap, wrap, would_unwrap.

A payload is a wrapper when it is a ZIP with exactly one entry and the file's own name is not that of a ZIP container. The
entry's name is never used as a path. The directory is measured before anything unpacks it.
"""

import re
import struct
import uuid
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from edxml.content import BLOCK, Content, Spool
from edxml.errors import ZIP_BOMB, PacketError, Sentence
from edxml.limits import Limits
from edxml.remarks import ENTRY_PATH, ZIP_BROKEN, ZIP_LOCKED
from edxml.sniff import ARCHIVE_NAMES, extension

_END = struct.Struct("<4s4H2LH")
_END_SIGN = b"PK\x05\x06"
_LOCAL_SIGN = b"PK\x03\x04"
_DIRECTORY_MAX = 1 << 17  # one entry: a name, an extra field and a comment of 64 KiB each at most
_UUID_NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# How zipfile says that an archive is no good; ValueError: a name that is not in its coding, a place that cannot be.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError, OverflowError)
LOCKED = (NotImplementedError, RuntimeError)  # how zipfile says: unknown method or version, password needed
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Unwrapped:
    """The file to hand on, whether it came wrapped, and what was odd about the wrapping."""

    content: Content
    zipped: bool
    problem: Sentence | None = None
    remark: Sentence | None = None


class Unpacked:
    """How many bytes the attachments of one packet have unpacked to so far."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.total = 0


def _entry_count(stream: BinaryIO) -> int | None:
    """Return how many entries the end record declares, None when there is no sound end record."""
    size = stream.seek(0, 2)
    start = max(0, size - 65_557)
    stream.seek(start)
    tail = stream.read()
    at = tail.rfind(_END_SIGN)
    if at < 0 or len(tail) - at < _END.size:
        return None
    _, _, _, _, entries, directory_size, _, _ = _END.unpack_from(tail, at)
    if entries == 1 and directory_size > _DIRECTORY_MAX:
        return None
    return int(entries)


def _is_wrapper(name: str, entry: str) -> bool:
    """Tell whether a one-entry ZIP wraps the file of this name, or is the file itself (a ZIP named so)."""
    end = extension(name)
    if end not in ARCHIVE_NAMES:
        return True  # office containers have several parts, so one entry means a wrapper there too
    stem, _, entry_end = entry.rpartition(".")
    return entry_end.lower() == end and _UUID_NAME.fullmatch(stem) is not None


def unwrap(content: Content, name: str, spool: Spool, unpacked: Unpacked) -> Unwrapped:
    """Return the file inside its wrapper, or the content itself when it is no wrapper or cannot be opened.

    Raises: PacketError (EDX-021) when the entry unpacks beyond the limits.
    """
    with content.open() as stream:
        if stream.read(4) != _LOCAL_SIGN:
            return Unwrapped(content, zipped=False)
        count = _entry_count(stream)
        if count is None:
            return Unwrapped(content, zipped=False, problem=ZIP_BROKEN)
        if count != 1:
            return Unwrapped(content, zipped=False)
        try:
            return _open_single(stream, content, name, spool, unpacked)
        except BROKEN:
            return Unwrapped(content, zipped=False, problem=ZIP_BROKEN)
        except LOCKED:
            return Unwrapped(content, zipped=False, problem=ZIP_LOCKED)


def _open_single(stream: BinaryIO, content: Content, name: str, spool: Spool, unpacked: Unpacked) -> Unwrapped:
    with zipfile.ZipFile(stream) as archive:
        entries = archive.infolist()
        if len(entries) != 1 or entries[0].is_dir() or not _is_wrapper(name, entries[0].filename):
            return Unwrapped(content, zipped=False)
        entry = entries[0]
        if entry.header_offset < 0:  # zipfile would seek there
            return Unwrapped(content, zipped=False, problem=ZIP_BROKEN)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return Unwrapped(content, zipped=False, problem=ZIP_LOCKED)
        limits = unpacked.limits
        cap = min(
            limits.unpacked_bytes - unpacked.total, max(limits.ratio_free_bytes, content.size * limits.unpacked_ratio)
        )
        writer = spool.writer()
        try:
            with archive.open(entry) as source:
                while block := source.read(BLOCK):
                    if writer.size + len(block) > cap:
                        raise PacketError(ZIP_BOMB, name=name, limit=limits.unpacked_bytes, ratio=limits.unpacked_ratio)
                    writer.write(block)
        except BaseException:
            writer.discard()
            raise
        unpacked.total += writer.size
        odd = any(sign in entry.filename for sign in ("/", "\\", ":", ".."))
        return Unwrapped(writer.finish(), zipped=True, remark=ENTRY_PATH if odd else None)


def would_unwrap(content: Content, name: str) -> bool:
    """Tell whether a reader would take the file itself for a wrapper, so that it must be wrapped to arrive unchanged."""
    with content.open() as stream:
        if stream.read(4) != _LOCAL_SIGN or _entry_count(stream) != 1:
            return False
        try:
            with zipfile.ZipFile(stream) as archive:
                return any(_is_wrapper(name, entry.filename) for entry in archive.infolist())
        except (*BROKEN, *LOCKED):
            return False


def wrap(content: Content, name: str, target: BinaryIO) -> None:
    """Write a ZIP with the content as its one entry ``<uuid>.<extension>``; the same content gives the same bytes."""
    stem = str(uuid.uuid5(uuid.NAMESPACE_OID, content.sha256))
    end = extension(name)
    entry = zipfile.ZipInfo(f"{stem}.{end}" if end.isascii() and end.isalnum() else stem, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.file_size = content.size
    with zipfile.ZipFile(target, "w") as archive, content.open() as source, archive.open(entry, "w") as sink:
        while block := source.read(BLOCK):
            sink.write(block)
