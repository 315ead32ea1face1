"""The English catalogue, from text to the form that Django reads. Doors: compile_catalogue, write_catalogues.

Msgids are Vietnamese and need no catalogue. ``django.po`` is written by people (``office manage makemessages`` adds new
msgids); ``django.mo`` is made here from it, so that no machine needs the gettext tools, and a test compares the two.
"""

import ast
import struct
from pathlib import Path

LOCALE = Path(__file__).resolve().parent / "locale"
MAGIC = 0x950412DE


def read_entries(text: str) -> dict[str, str]:
    """Return msgid -> msgstr of a .po text; plurals are joined as gettext joins them; unfinished ones are left out."""
    entries: dict[str, str] = {}
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if line]
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            continue
        parts = _parts([line for line in lines if not line.startswith("#")])
        ids = [value for key, value in parts if key in ("msgid", "msgid_plural")]
        texts = [value for key, value in parts if key.startswith("msgstr")]
        context = next((value + "\x04" for key, value in parts if key == "msgctxt"), "")
        if ids and texts and all(texts):
            entries[context + "\0".join(ids)] = "\0".join(texts)
    return entries


def _parts(lines: list[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for line in lines:
        if line.startswith('"'):
            key, value = found.pop()
            found.append((key, value + ast.literal_eval(line)))
        else:
            key, _, quoted = line.partition(" ")
            found.append((key, ast.literal_eval(quoted)))
    return found


def compile_catalogue(text: str) -> bytes:
    """Return the .mo bytes of a .po text: header, two tables of lengths and places, the texts in order of msgid."""
    entries = sorted((key.encode(), value.encode()) for key, value in read_entries(text).items())
    count = len(entries)
    ids_at, texts_at = 28, 28 + 8 * count
    place = 28 + 16 * count
    tables: list[bytes] = []
    blob = b""
    for column in (0, 1):
        for entry in entries:
            tables.append(struct.pack("<II", len(entry[column]), place + len(blob)))
            blob += entry[column] + b"\0"
    head = struct.pack("<7I", MAGIC, 0, count, ids_at, texts_at, 0, place)
    return head + b"".join(tables) + blob


def write_catalogues() -> list[Path]:
    """Make every django.mo anew from its django.po and return where they are."""
    written = []
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        target.write_bytes(compile_catalogue(source.read_text(encoding="utf-8")))
        written.append(target)
    return written
