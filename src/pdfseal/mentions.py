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

_SPACE = rb"(?:[\x00\t\n\x0c\r ]|%[^\r\n]*[\r\n])"
_REFERENCE = re.compile(rb"(?<![0-9])([0-9]{1,10})" + _SPACE + rb"+[0-9]{1,5}" + _SPACE + rb"+R(?![A-Za-z0-9])")
_KEY = re.compile(rb"/([A-Za-z]+)" + _SPACE + rb"*\Z")
_KEY_ROOM = 40
_HIDDEN = "?"


class Mentions:
    """References in the raw bytes and in the object streams of a file, by object number and place."""

    def __init__(self, reader: PdfFileReader, data: bytes) -> None:
        self._found: dict[int, list[tuple[int, str]]] = {}
        self._collect(data, None)
        for revision in range(reader.xrefs.total_revisions):
            place = reader.xrefs.get_xref_container_info(revision).end_location
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
        """Return whether the bytes before ``end`` speak of the object under these dictionary keys alone."""
        return all(key in keys for place, key in self._found.get(number, []) if place < end)

    def _collect(self, data: bytes, place: int | None) -> None:
        for match in _REFERENCE.finditer(data):
            start = match.start()
            key = _KEY.search(data[max(0, start - _KEY_ROOM) : start])
            name = key.group(1).decode() if key else _HIDDEN
            number = int(match.group(1))
            self._found.setdefault(number, []).append((start if place is None else place, name))
