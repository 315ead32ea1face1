"""Where the objects of a file lie. Doors: Section, section_at, read_sections, table, stream.

Reads cross-reference tables and streams one by one from the newest to the oldest, without looking at each entry, and writes one
for a new revision. A file that mixes both kinds is left to the general way. Source: ISO 32000-1, 7.5.4 to 7.5.8.
"""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from pdfseal.syntax import NotPlain, Ref, entries, items, whole

LARGEST = 16 << 20  # of a decompressed stream, in bytes; beyond it the general way decides
LAST_GENERATION = 65_535
PARAMETERS = frozenset({b"/Length", b"/Filter", b"/DecodeParms", b"/W", b"/Type", b"/Index", b"/Prev"})

_TABLE = re.compile(rb"xref[ ]*(?:\r\n|\r|\n)")
_SUBSECTION = re.compile(rb"([0-9]{1,10}) ([0-9]{1,10}) ?(?:\r\n|\r|\n)")
_ENTRIES = re.compile(rb"(?:[0-9]{10} [0-9]{5} [nf](?: \r| \n|\r\n))*+")
_ENTRY = 20
_TRAILER = re.compile(rb"trailer[\t\n\f\r ]*(?=<<)")
_HEADER = re.compile(rb"([0-9]{1,10}) ([0-9]{1,5}) obj[\t\n\f\r ]*(?=<<)")
_STREAM = re.compile(rb"[\t\n\f\r ]*stream(?:\r\n|\n)")
_ENDSTREAM = re.compile(rb"[\r\n]*endstream")


@dataclass(frozen=True)
class Entry:
    """Where one object lies: at ``offset`` of the file, or as number ``index`` of the object stream ``within``."""

    offset: int = 0
    generation: int = 0
    within: int = 0
    index: int = 0


@dataclass(frozen=True)
class Section:
    """One section: its trailer, its runs of entries as (first number, how many, where), and the bytes they lie in."""

    trailer: Mapping[bytes, bytes]
    runs: Sequence[tuple[int, int, int]]
    data: bytes
    widths: tuple[int, int, int] | None  # of the fields of an entry; None for a table

    def find(self, number: int) -> Entry | None:
        """Return where an object lies, None when this section does not speak of it. Raises: NotPlain for a free one."""
        for first, count, start in self.runs:
            if first <= number < first + count:
                return self._entry(number - first, start)
        return None

    def listed(self) -> Iterator[tuple[int, Entry | None]]:
        """Yield all that this section speaks of, None for what is free. Raises: NotPlain for what programs read differently."""
        for first, count, start in self.runs:
            for place in range(count):
                free = self._is_free(place, start)
                found = None if free else self._entry(place, start)
                if found is not None and found.generation > LAST_GENERATION:
                    raise NotPlain("a generation that is none")
                yield first + place, found

    def _is_free(self, place: int, start: int) -> bool:
        if self.widths is None:
            return self.data[start + place * _ENTRY + 17] == ord("f")
        return self._fields(start + place * sum(self.widths))[0] == 0

    def _entry(self, place: int, start: int) -> Entry:
        if self.widths is None:
            at = start + place * _ENTRY
            if self.data[at + 17] != ord("n"):
                raise NotPlain("a free object")
            return Entry(int(self.data[at : at + 10]), int(self.data[at + 11 : at + 16]))
        kind, second, third = self._fields(start + place * sum(self.widths))
        if kind == 1:
            return Entry(second, third)
        if kind == 2:
            return Entry(within=second, index=third)
        raise NotPlain("a free object")

    def _fields(self, at: int) -> list[int]:
        found = []
        for width in self.widths or ():
            found.append(int.from_bytes(self.data[at : at + width], "big"))
            at += width
        return found


def section_at(data: bytes, place: int) -> Section:
    """Return the section that begins at ``place``. Raises: NotPlain, and what reading damaged bytes raises."""
    return _table(data, place) if data.startswith(b"xref", place) else _stream(data, place)


def read_sections(data: bytes, startxref: int) -> list[Section]:
    """Return the sections of a file, the newest first. Raises: NotPlain, and what reading damaged bytes raises."""
    found: list[Section] = []
    seen: set[int] = set()
    place: int | None = startxref
    while place is not None:
        if place in seen or not 0 < place < len(data):
            raise NotPlain("a section")
        seen.add(place)
        section = section_at(data, place)
        if b"/XRefStm" in section.trailer or b"/Encrypt" in section.trailer:
            raise NotPlain("hybrid or encrypted")
        whole(section.trailer.get(b"/Size"))
        found.append(section)
        previous = section.trailer.get(b"/Prev")
        place = None if previous is None else whole(previous)
    if len({section.widths is None for section in found}) != 1:
        raise NotPlain("both kinds")
    return found


def decoded(data: bytes, at: int, *, kind: bytes) -> tuple[dict[bytes, bytes], bytes, Ref]:
    """Return dictionary, content and name of the stream object at ``at``. Raises: NotPlain, zlib.error."""
    header = _HEADER.match(data, at)
    if header is None:
        raise NotPlain("no stream")
    content, end = entries(data, header.end())
    begin = _STREAM.match(data, end)
    if begin is None or content.get(b"/Type") != kind:
        raise NotPlain("no such stream")
    length = whole(content.get(b"/Length"))
    if _ENDSTREAM.match(data, begin.end() + length) is None:
        raise NotPlain("a stream of another length")
    raw = data[begin.end() : begin.end() + length]
    filters = content.get(b"/Filter")
    if filters is not None:
        if filters.strip(b"[] \r\n") != b"/FlateDecode":
            raise NotPlain("another filter")
        opened = zlib.decompressobj()
        raw = opened.decompress(raw, LARGEST)
        if not opened.eof:
            raise NotPlain("too large or cut")
    elif b"/DecodeParms" in content:
        raise NotPlain("parameters without a filter")
    return content, raw, (int(header[1]), int(header[2]))


def _table(data: bytes, at: int) -> Section:
    begin = _TABLE.match(data, at)
    if begin is None:
        raise NotPlain("no table")
    place, runs = begin.end(), []
    while (header := _SUBSECTION.match(data, place)) is not None:
        first, count, start = int(header[1]), int(header[2]), header.end()
        place = start + count * _ENTRY
        read = _ENTRIES.match(data, start, min(place, len(data)))
        if read is None or read.end() != place or (first and data[start + 11 : start + 18] == b"65535 f"):
            raise NotPlain("entries")
        runs.append((first, count, start))
    ending = _TRAILER.match(data, place)
    if ending is None:
        raise NotPlain("no trailer")
    _refuse_disorder(runs)
    return Section(entries(data, ending.end())[0], runs, data, None)


def _stream(data: bytes, at: int) -> Section:
    trailer, raw, _ = decoded(data, at, kind=b"/XRef")
    widths = [whole(one) for one in items(trailer.get(b"/W", b""))[0]]
    if len(widths) != 3 or not widths[0] or not widths[1] or max(widths) > 8:
        raise NotPlain("widths")  # a field that is left out has a value of its own
    row = sum(widths)
    size = whole(trailer.get(b"/Size"))
    index = [whole(one) for one in items(trailer[b"/Index"])[0]] if b"/Index" in trailer else [0, size]
    counts = index[1::2]
    if len(index) % 2 or sum(counts) * row > LARGEST:
        raise NotPlain("index")
    rows = _unpredicted(raw, trailer[b"/DecodeParms"], row) if b"/DecodeParms" in trailer else raw
    if len(rows) != sum(counts) * row:
        raise NotPlain("rows")
    starts = [0, *accumulate(count * row for count in counts)]
    runs = list(zip(index[::2], counts, starts, strict=False))
    _refuse_disorder(runs)
    return Section(trailer, runs, rows, (widths[0], widths[1], widths[2]))


def _unpredicted(raw: bytes, written: bytes, row: int) -> bytes:
    """Undo the predictor that writes each row as its difference from the row above. Source: ISO 32000-1, 7.4.4.4."""
    parameters = entries(written)[0]
    if parameters.keys() != {b"/Predictor", b"/Columns"} or whole(parameters[b"/Columns"]) != row:
        raise NotPlain("parameters")
    if not 10 <= whole(parameters[b"/Predictor"]) <= 15 or len(raw) % (row + 1) or set(raw[:: row + 1]) - {2}:
        raise NotPlain("another predictor")
    rows = bytearray(len(raw) // (row + 1) * row)
    for column in range(row):
        sums: list[int] = list(accumulate(raw[column + 1 :: row + 1], _added))
        rows[column::row] = bytes(sums)
    return bytes(rows)


def _added(first: int, second: int) -> int:
    return (first + second) & 0xFF


def _refuse_disorder(runs: Sequence[tuple[int, int, int]]) -> None:
    end = 0
    for first, count, _ in runs:
        if first < end:
            raise NotPlain("out of order")
        end = first + count


def table(places: Mapping[Ref, int], trailer: bytes) -> bytes:
    """Return the table of a new revision and its trailer; ``places`` are offsets by number and generation."""
    runs = _runs(places)
    parts = [b"xref\n0 1\n0000000000 65535 f \n"]
    for run in runs:
        parts.append(b"%d %d\n" % (run[0][0], len(run)))
        parts.extend(b"%010d %05d n \n" % (places[ref], ref[1]) for ref in run)
    return b"%btrailer\n%b" % (b"".join(parts), trailer)


def stream(places: Mapping[Ref, int], number: int, trailer: Mapping[bytes, bytes]) -> bytes:
    """Return the cross-reference stream of a new revision; ``number`` is its own, and in ``places``."""
    runs = _runs(places)
    rows = b"\x00" * 9 + b"\xff\xff"
    rows += b"".join(
        b"\x01%b%b" % (places[ref].to_bytes(8, "big"), ref[1].to_bytes(2, "big")) for run in runs for ref in run
    )
    index = b" ".join([b"0 1", *(b"%d %d" % (run[0][0], len(run)) for run in runs)])
    content = [b"/Type /XRef", b"/W [1 8 2]", b"/Index [%b]" % index, *(b"%b %b" % entry for entry in trailer.items())]
    return b"%d 0 obj\n<<\n%b\n/Length %d\n>>\nstream\n%b\nendstream\nendobj" % (
        number, b"\n".join(content), len(rows), rows,
    )  # fmt: skip


def _runs(places: Mapping[Ref, int]) -> list[list[Ref]]:
    """Return the objects in order, cut where a number is left out."""
    found: list[list[Ref]] = []
    for ref in sorted(places):
        if found and found[-1][-1][0] + 1 == ref[0]:
            found[-1].append(ref)
        else:
            found.append([ref])
    return found
