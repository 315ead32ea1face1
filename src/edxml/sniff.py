"""What kind of file some bytes are, whatever their name says. Doors: media_type, is_zip_name, OFFICE_NAMES, DANGEROUS.

Looks at a bounded part of the bytes and never unpacks.
"""

import struct
from typing import BinaryIO

UNKNOWN = "application/octet-stream"
EMPTY = "application/x-empty"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
_OPEN_XML = "application/vnd.openxmlformats-officedocument."

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", "application/rtf"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-elf"),
)
_PARTS: tuple[tuple[bytes, str], ...] = (
    (b"word/document.xml", _OPEN_XML + "wordprocessingml.document"),
    (b"xl/workbook.", _OPEN_XML + "spreadsheetml.sheet"),
    (b"ppt/presentation.xml", _OPEN_XML + "presentationml.presentation"),
    (b"META-INF/MANIFEST.MF", "application/java-archive"),
)
_STREAMS: tuple[tuple[str, str], ...] = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
OFFICE_NAMES = frozenset(
    [
        "docx",
        "docm",
        "dotx",
        "xlsx",
        "xlsm",
        "xltx",
        "pptx",
        "pptm",
        "ppsx",
        "vsdx",
        "odt",
        "ods",
        "odp",
        "odg",
        "epub",
        "asice",
        "asics",
    ],
)
ARCHIVE_NAMES = frozenset(["zip", "jar", "apk", "kmz", "war"])
DANGEROUS = frozenset(
    {
        "application/vnd.microsoft.portable-executable",
        "application/x-elf",
        "application/java-archive",
        "text/html",
        "application/x-shellscript",
    }
)


def extension(name: str) -> str:
    """Return the extension of a file name in lower case, without the dot."""
    _, dot, end = name.rpartition(".")
    return end.lower() if dot else ""


def is_zip_name(name: str) -> bool:
    """Tell whether a file of this name is itself a ZIP container."""
    return extension(name) in OFFICE_NAMES | ARCHIVE_NAMES


def media_type(stream: BinaryIO) -> str:
    """Return the media type of the bytes, ``application/octet-stream`` when nothing fits."""
    head = stream.read(4096)
    if not head:
        return EMPTY
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(stream, head)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_type(stream, head)
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    return _text_type(head)


def _zip_type(stream: BinaryIO, head: bytes) -> str:
    if head[30:38] == b"mimetype" and head[38:].startswith(b"application/"):
        declared = head[38:].split(b"PK", 1)[0].decode("ascii", "replace")
        return declared if declared.isprintable() and len(declared) < 100 else ZIP
    size = stream.seek(0, 2)
    stream.seek(max(0, size - (1 << 18)))
    names = stream.read()  # the central directory stands last; a part of it is enough
    if b"[Content_Types].xml" in names or b"META-INF/MANIFEST.MF" in names:
        for part, found in _PARTS:
            if part in names:
                return found
    return ZIP


def _ole_type(stream: BinaryIO, head: bytes) -> str:
    if len(head) < 512:
        return OLE
    (shift,) = struct.unpack_from("<H", head, 30)
    (first,) = struct.unpack_from("<I", head, 48)
    if shift not in (9, 12):
        return OLE
    stream.seek((first + 1) << shift)
    directory = stream.read(1 << 13)
    for name, found in _STREAMS:
        if name.encode("utf-16-le") in directory:
            return found
    return OLE


def _text_type(head: bytes) -> str:
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:  # not merely a letter cut at the end of what was read
            return UNKNOWN
        text = head[: error.start].decode("utf-8-sig")
    if any(ord(letter) < 32 and letter not in "\t\n\r\f\x1b" for letter in text):
        return UNKNOWN
    start = text.lstrip()[:200].lower()
    if start.startswith("#!"):
        return "application/x-shellscript"
    if start.startswith(("<!doctype html", "<html", "<script", "<head", "<body")):
        return "text/html"
    if start.startswith("<svg"):
        return "image/svg+xml"
    if start.startswith("<?xml"):
        return "image/svg+xml" if "<svg" in text else "application/xml"
    return "text/plain"
