"""Does every byte of a later revision say the same to every program? Doors: Explained.

We compare what our parser finds; a viewer may find something else in the same bytes, when a key stands twice, when an entry of
the cross-reference section is wrong and it searches the file by itself, when an object is listed nowhere. So what comes after a
signature has to be nothing but objects, each listed, one section that lists nothing else, and an end. Whatever is signed may be
as odd as its author likes: there nobody else puts anything in.
"""

# mypy: disallow-untyped-calls=false
# pyHanko is typed in part: some of its functions are not

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import ObjStreamRef

from pdfseal.crossref import Entry, Section, section_at
from pdfseal.fields import Ref
from pdfseal.grammar import HEADER, Unexplained, blank, members, past
from pdfseal.reading import READ_ERRORS
from pdfseal.syntax import NotPlain

_STREAM = re.compile(rb"[\t\n\f\r ]*stream(?:\r\n|\n)")
_STREAM_END = re.compile(rb"[\t\n\r ]*endstream(?=[\t\n\f\r ])")
_OBJECT_END = re.compile(rb"[\t\n\f\r ]*endobj(?=[\t\n\f\r %]|\Z)")
_TRAILER = re.compile(rb"trailer[\t\n\f\r ]*(?=<<)")
_ENDING = re.compile(rb"startxref[\t\n\r ]+([0-9]{1,10})[\t\n\r ]+%%EOF(?=[\t\n\f\r\x00 ]|\Z)[\t\n\f\r\x00 ]*")
_WHOLE = re.compile(rb"0|[1-9][0-9]{0,9}")
_REFERENCE = re.compile(rb"([1-9][0-9]{0,9})[\t\n\f\r ]+([0-9]{1,5})[\t\n\f\r ]+R")
_GAP = rb"(?:[\x00\t\n\f\r ]|%[^\r\n]*[\r\n])"
_BEFORE_OBJ = re.compile(rb"[0-9]" + _GAP + rb"+[0-9]{1,10}" + _GAP + rb"*\Z")
_OTHER_WORDS = re.compile(rb"startxref|trailer[\x00\t\n\f\r ]*<<")
_BEFORE = frozenset(bytes([letter]) for letter in b"\x00\t\n\f\r 0123456789")
_WINDOW, MAX_LOOKED_AT = 200, 10_000
_PLAIN_FILTERS = frozenset({None, b"/FlateDecode", b"[/FlateDecode]"})


@dataclass
class _Found:
    """The objects of one revision: where each begins, and the dictionary of each stream."""

    places: dict[Ref, int] = field(default_factory=dict)
    streams: dict[Ref, dict[bytes, bytes]] = field(default_factory=dict)
    words: set[int] = field(default_factory=set)  # after the word obj of each, and at the word trailer


class Explained:
    """The later revisions of one file."""

    def __init__(self, reader: PdfFileReader, data: bytes) -> None:
        self._reader = reader
        self._data = data
        self._ends: dict[tuple[int, int], int | None] = {}

    def doubtful(self, revision: int, end: int, signed_ends: Mapping[int, int]) -> frozenset[int]:
        """Return the revisions after ``revision`` that are not fully explained; its signed bytes end at ``end``.

        After one that is not, only a signature says where the next begins: ``signed_ends``, by revision.
        """
        found: set[int] = set()
        at: int | None = end
        for later in range(revision + 1, self._reader.xrefs.total_revisions):
            at = signed_ends.get(later - 1) if at is None else at
            at = None if at is None else self._end_of(later, at)
            if at is None:
                found.add(later)
        if at is not None and at != len(self._data):
            found.add(self._reader.xrefs.total_revisions - 1)
        return frozenset(found)

    def _end_of(self, revision: int, begin: int) -> int | None:
        if (revision, begin) not in self._ends:
            try:
                self._ends[revision, begin] = self._read(revision, begin)
            except (Unexplained, NotPlain, *READ_ERRORS):
                self._ends[revision, begin] = None
        return self._ends[revision, begin]

    def _read(self, revision: int, begin: int) -> int:
        """Return where a revision ends that begins at ``begin``. Raises: Unexplained, NotPlain, READ_ERRORS."""
        data, found = self._data, _Found()
        at = blank(data, begin)
        while (header := HEADER.match(data, at)) is not None:
            at = blank(data, self._object(header, found, revision))
        table = at if data.startswith(b"xref", at) else None
        if table is not None:
            trailer = _TRAILER.search(data, at)
            at = blank(data, members(data, trailer.end() if trailer else at)[1])
            found.words.add(trailer.start() if trailer else at)
        ending = _ENDING.match(data, at)
        declared = int(ending[1]) if ending else len(data)
        place = blank(data, declared)
        own = next((ref for ref, where in found.places.items() if where == place), None)
        if ending is None or (place != table if own is None else table is not None):
            raise Unexplained("no section at the end")
        section = section_at(data, place)
        self._check_trailer(section, revision, declared)
        self._check_entries(section, found, own, revision)
        _refuse_words(data, begin, ending.start(), found.words)
        return ending.end()

    def _object(self, header: re.Match[bytes], found: _Found, revision: int) -> int:
        """Take note of the object with this header and return where it ends."""
        data, ref = self._data, (int(header[1]), int(header[2]))
        if ref in found.places:
            raise Unexplained("an object stands twice")
        found.places[ref] = header.start()
        found.words.add(header.end())
        at = past(data, header.end())
        begin = _STREAM.match(data, at)
        if begin is not None:
            content, _ = members(data, header.end())
            found.streams[ref] = content
            ending = _STREAM_END.match(data, begin.end() + self._length(content.get(b"/Length", b""), revision))
            if ending is None:
                raise Unexplained("a stream of another length")
            at = ending.end()
        closing = _OBJECT_END.match(data, at)
        if closing is None:
            raise Unexplained("an object does not end")
        return closing.end()

    def _length(self, written: bytes, revision: int) -> int:
        if _WHOLE.fullmatch(written):
            return int(written)
        named = _REFERENCE.fullmatch(written)
        if named is None:
            raise Unexplained("no length")
        length = self._reader.get_object(self._reference(int(named[1]), int(named[2])), revision=revision)
        if not isinstance(length, generic.NumberObject) or length < 0:
            raise Unexplained("no length")
        return int(length)

    def _check_trailer(self, section: Section, revision: int, declared: int) -> None:
        xrefs, trailer = self._reader.xrefs, section.trailer
        size = _whole(trailer.get(b"/Size"))
        needed = {b"/Root", *((b"/Encrypt", b"/ID") if self._reader.encrypted else ())}
        before = max(xrefs.get_xref_container_info(number).size for number in range(revision))
        if (
            xrefs.get_startxref_for_revision(revision) != declared
            or _whole(trailer.get(b"/Prev")) != xrefs.get_startxref_for_revision(revision - 1)
            or b"/XRefStm" in trailer
            or not needed.issubset(trailer)
            or size < before
            or any(first + count > size for first, count, _ in section.runs)
        ):
            raise Unexplained("trailer")

    def _check_entries(self, section: Section, found: _Found, own: Ref | None, revision: int) -> None:
        """Every entry leads to its object, and every object has its entry."""
        listed: set[Ref] = set()
        packed: dict[int, list[tuple[int, int]]] = {}
        for number, entry in section.listed():
            if entry is None or self._stays(number, entry, revision):
                continue
            if entry.within:
                packed.setdefault(entry.within, []).append((entry.index, number))
                continue
            ref = (number, entry.generation)
            if found.places.get(ref) is None or blank(self._data, entry.offset) != found.places[ref]:
                raise Unexplained("an entry that leads elsewhere")
            listed.add(ref)
        for ref in found.places.keys() - listed:
            if ref != own or self._known(ref[0], revision):
                raise Unexplained("an object that is not listed")
        for ref, content in found.streams.items():
            kind = content.get(b"/Type")
            if kind == b"/ObjStm":
                self._check_packed(ref, content, sorted(packed.pop(ref[0], [])), revision)
            elif kind == b"/XRef" and ref != own:
                raise Unexplained("another section")
        if packed:
            raise Unexplained("an object stream of another revision")

    def _check_packed(
        self, ref: Ref, content: dict[bytes, bytes], listed: list[tuple[int, int]], revision: int
    ) -> None:
        """An object stream holds what is listed, in this order, and nothing else."""
        stream = self._reader.get_object(self._reference(*ref), revision=revision)
        filters = content.get(b"/Filter")
        plain = (filters and re.sub(rb"[\t\n\f\r ]", b"", filters)) in _PLAIN_FILTERS and b"/DecodeParms" not in content
        if ref[1] or not plain or not isinstance(stream, generic.StreamObject):
            raise Unexplained("an object stream of another kind")
        raw: bytes = stream.data
        first, count = _whole(content.get(b"/First")), _whole(content.get(b"/N"))
        head = [_whole(word) for word in raw[:first].split()]
        places = [first + offset for offset in head[1::2]] + [len(raw)]
        if len(head) != 2 * count or listed != list(enumerate(head[::2])):
            raise Unexplained("an object stream of another content")
        for start, end in pairwise(places):
            if raw[past(raw, start) : end].strip(b"\t\n\f\r ") or past(raw, start) > end:
                raise Unexplained("more in an object stream")

    def _stays(self, number: int, entry: Entry, revision: int) -> bool:
        """Whether the entry says what was said before."""
        where: Any = self._reader.xrefs.get_historical_ref(self._reference(number, entry.generation), revision - 1)
        if entry.within:
            return isinstance(where, ObjStreamRef) and (where.obj_stream_id, where.ix_in_stream) == (
                entry.within,
                entry.index,
            )
        return bool(entry.offset) and where == entry.offset

    def _known(self, number: int, revision: int) -> bool:
        """Whether an older section speaks of this number."""
        return any(
            number in one
            for older in range(revision)
            for data in (self._reader.xrefs.get_xref_data(older),)
            for one in (data.standard_xrefs, data.xrefs_in_objstm, data.obj_streams_used)
        )

    def _reference(self, number: int, generation: int) -> generic.Reference:
        return generic.Reference(number, generation, pdf=self._reader)


def _whole(written: bytes | None) -> int:
    if written is None or _WHOLE.fullmatch(written) is None:
        raise Unexplained("no whole number")
    return int(written)


def _refuse_words(data: bytes, begin: int, end: int, known: set[int]) -> None:
    """In streams and strings too nothing may look like a header or a trailer to a program that searches for them."""
    if any(match.start() not in known for match in _OTHER_WORDS.finditer(data, begin, end)):
        raise Unexplained("another trailer")
    looked_at = 0
    at = data.find(b"obj", begin, end)
    while at >= 0:
        if at + 3 not in known and data[at - 1 : at] in _BEFORE:
            looked_at += 1
            if looked_at > MAX_LOOKED_AT or _BEFORE_OBJ.search(data, max(begin, at - _WINDOW), at) is not None:
                raise Unexplained("another object")
        at = data.find(b"obj", at + 3, end)
