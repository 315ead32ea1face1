"""What a content is, by its first bytes and its inside, never by its name. Doors: media_type, flags_of, INLINE.

A flag (archive, macros) is a fact that people see beside the file; it refuses nothing here.
"""

import zipfile
from pathlib import Path

OCTETS = "application/octet-stream"
PDF = "application/pdf"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
XML = "application/xml"
TEXT = "text/plain"
OFFICE_XML = "application/vnd.openxmlformats-officedocument."
DOCX = OFFICE_XML + "wordprocessingml.document"
XLSX = OFFICE_XML + "spreadsheetml.sheet"
PPTX = OFFICE_XML + "presentationml.presentation"

# shown in the browser; everything else is downloaded
INLINE = frozenset({PDF, "image/png", "image/jpeg"})

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF8", "image/gif"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-elf"),
    (b"{\\rtf", "application/rtf"),
)
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
_INSIDE: tuple[tuple[str, str], ...] = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX))
_ARCHIVES = frozenset({ZIP, "application/vnd.rar", "application/x-7z-compressed", "application/gzip"})
_PROGRAMS = frozenset({"application/vnd.microsoft.portable-executable", "application/x-elf"})
_HEAD, _OLE_HEAD = 4096, 1 << 18
ARCHIVE, MACROS, PROGRAM = "archive", "macros", "program"


def _head(path: Path, length: int) -> bytes:
    with path.open("rb") as handle:
        return handle.read(length)


def _names_in(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as bundle:
            return bundle.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return []


def _zip_type(path: Path) -> str:
    names = _names_in(path)
    if "[Content_Types].xml" in names:
        return next((kind for prefix, kind in _INSIDE if any(name.startswith(prefix) for name in names)), ZIP)
    if names and names[0] == "mimetype":
        with zipfile.ZipFile(path) as bundle, bundle.open("mimetype") as entry:
            declared = entry.read(100).decode("ascii", "replace").strip()
        if declared.startswith("application/vnd.oasis.opendocument."):
            return declared
    return ZIP


def _ole_type(path: Path) -> str:
    head = _head(path, _OLE_HEAD)
    return next((kind for name, kind in _OLE_STREAMS if name.encode("utf-16-le") in head), OLE)


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            return False
        text = head[: error.start].decode("utf-8")
    return all(char.isprintable() or char in "\t\r\n\f" for char in text)


def media_type(path: Path) -> str:
    """Return the media type of the content at ``path``."""
    head = _head(path, _HEAD)
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(path)
    kind = next((kind for start, kind in _STARTS if head.startswith(start)), "")
    if kind == OLE:
        return _ole_type(path)
    if kind:
        return kind
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith((b"<?xml", b"<edXML", b"<edXMLEnvelope")):
        return XML
    return TEXT if head and _is_text(head) else OCTETS


def flags_of(path: Path, kind: str) -> tuple[str, ...]:
    """Return what people should know before opening: ``archive``, ``macros``, ``program``."""
    if kind in _ARCHIVES:
        return (ARCHIVE,)
    if kind in _PROGRAMS:
        return (PROGRAM,)
    if kind.startswith(OFFICE_XML) and any(name.endswith("vbaProject.bin") for name in _names_in(path)):
        return (MACROS,)
    if kind in {pair[1] for pair in _OLE_STREAMS} and "_VBA_PROJECT".encode("utf-16-le") in _head(path, 1 << 22):
        return (MACROS,)
    return ()
