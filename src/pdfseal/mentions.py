"""Which objects the bytes of a file speak of. Doors: Mentions.

A reference to an object that does not exist yet is a hole through which a later revision can change a signed page; a harmless
object (metadata) that is also used elsewhere is another. Both are found by reading the bytes themselves, not the objects:
fast, and nothing that any reader could take for a reference escapes.
"""

# mypy: disallow-untyped-calls=false
# pyHanko is typed in part: some of its functions are not

import re
from bisect import bisect_left

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from pdfseal.errors import PdfTooComplex

_SPACE = rb"[\x00\t\n\x0c\r ]"
_REFERENCE = re.compile(rb"(?<![0-9])([0-9]{1,10})" + _SPACE + rb"+[0-9]{1,5}" + _SPACE + rb"+R(?![A-Za-z0-9])")
# a comment may stand between the parts of a reference: rare, legal, and a good place to hide one
_COMMENTED = re.compile(rb"(?<![0-9])([0-9]{1,10})" + _SPACE + rb"*(?:[0-9]{1,5}" + _SPACE + rb"*)?%")
_SECOND = re.compile(rb"[0-9]{1,5}")
_SPACES = re.compile(_SPACE + rb"*")
_LINE_END = re.compile(rb"[\r\n]")
MAX_COMMENTED, MAX_COMMENTS = 200_000, 1_000
_KEY = re.compile(rb"/([A-Za-z]+)" + _SPACE + rb"*\Z")
_KEY_ROOM = 40
_HIDDEN = "?"


class Mentions:
    """References in the raw bytes and in the object streams of a file, by object number and place."""

    def __init__(self, reader: PdfFileReader, data: bytes) -> None:
        self._found: dict[int, list[tuple[int, str]]] = {}
        self._collect(data, None)
        for revision in range(reader.xrefs.total_revisions):
            place = reader.xrefs.get_xref_container_info(revision).end_location - 1  # before the next revision begins
            for ref in reader.xrefs.object_streams_used_in(revision):
                stream = reader.get_object(ref, revision=revision)
                if isinstance(stream, generic.StreamObject):
                    self._collect(stream.data, place)
        for places in self._found.values():
            places.sort()

    def before(self, number: int, end: int) -> bool:
        """Return whether the bytes before ``end`` speak of object ``number``."""
        places = self._found.get(number, [])
        return bisect_left(places, (end, "")) > 0

    def only_as(self, number: int, keys: frozenset[str], end: int) -> bool:
        """Return whether the bytes before ``end`` speak of the object, and under these dictionary keys alone."""
        found = [key for place, key in self._found.get(number, []) if place < end]
        return bool(found) and keys.issuperset(found)

    def _collect(self, data: bytes, place: int | None) -> None:
        for match in _REFERENCE.finditer(data):
            self._add(data, int(match.group(1)), match.start(), place)
        line_end = -1
        for count, match in enumerate(_COMMENTED.finditer(data)):
            if count > MAX_COMMENTED:
                raise PdfTooComplex
            if line_end < match.end():
                found = _LINE_END.search(data, match.end())
                line_end = found.start() if found else len(data)
            if _ends_as_reference(data, match, line_end):
                self._add(data, int(match.group(1)), match.start(), place)

    def _add(self, data: bytes, number: int, start: int, place: int | None) -> None:
        key = _KEY.search(data[max(0, start - _KEY_ROOM) : start])
        name = key.group(1).decode() if key else _HIDDEN
        self._found.setdefault(number, []).append((start if place is None else place, name))


def _ends_as_reference(data: bytes, match: re.Match[bytes], line_end: int) -> bool:
    """Return whether the number before a comment goes on as a reference after it, other comments skipped."""
    at = _skip(data, line_end)
    has_generation = not match.group(0)[:-1].strip().isdigit()
    if not has_generation:
        second = _SECOND.match(data, at)
        if second is None:
            return False
        at = _skip(data, second.end())
    return data[at : at + 1] == b"R"


def _skip(data: bytes, at: int) -> int:
    for _ in range(MAX_COMMENTS):
        found = _SPACES.match(data, at)
        at = found.end() if found else at
        if data[at : at + 1] != b"%":
            return at
        line_end = _LINE_END.search(data, at)
        at = line_end.end() if line_end else len(data)
    raise PdfTooComplex
