"""How much a stranger's file may ask of the checker. Doors: MAX_OBJECTS, MAX_REVISIONS, MAX_SIGNATURES.

A cross-reference stream of a hundred bytes can claim hundreds of millions of entries, and the parser below us believes it: it
goes on past the end of the data with default values. What a file claims is in plain sight only after its bytes are unpacked and
its names are read, so it is counted where the parser does that. Importing this lets it count.
"""

# mypy: disallow-untyped-calls=false
# pyHanko is typed in part: some of its functions are not

from collections.abc import Iterator
from itertools import islice
from typing import Any

from pyhanko.pdf_utils import generic, misc, reader, xref

from pdfseal.errors import PdfTooComplex

# far beyond any official document; more of these is an attack on the time of the checker
MAX_OBJECTS, MAX_REVISIONS, MAX_SIGNATURES = 400_000, 1_000, 250


class _Bounded(xref.XRefBuilder):
    """Reads the sections of one file, and refuses one that claims too many entries, or too many sections."""

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self._claimed = 0

    def _claim(self, entries: int) -> None:
        self._claimed += entries
        if self._claimed > MAX_OBJECTS or len(self.sections) > MAX_REVISIONS:
            raise PdfTooComplex

    def _read_xref_stream_object(self) -> Any:
        ref, found = super()._read_xref_stream_object()
        self._claim(_claimed_by(found))
        return ref, found

    def _read_xref_table(self, declared_startxref: int) -> Any:
        previous = super()._read_xref_table(declared_startxref)
        data = self.sections[-1].xref_data
        self._claim(len(data.explicit_refs_in_revision))
        return previous


def _claimed_by(stream: generic.StreamObject) -> int:
    """Return how many entries the parser will look for; what it cannot read it refuses by itself."""
    pairs = stream.get("/Index", [0, stream.get("/Size")])
    try:
        return sum(max(0, int(size)) for _, size in misc.pair_iter(pairs))
    except (TypeError, ValueError):
        return 0


def _read_some(stream: Any, strict: bool) -> Iterator[xref.XRefEntry]:
    entries = _parse_xref_table(stream, strict)
    yield from islice(entries, MAX_OBJECTS)
    if next(entries, None) is not None:
        raise PdfTooComplex


_parse_xref_table = xref.parse_xref_table
xref.parse_xref_table = _read_some
vars(reader)["XRefBuilder"] = _Bounded
