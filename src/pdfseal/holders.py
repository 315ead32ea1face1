"""Which objects of a file speak of which others. Doors: Holders, described_by, validated_by, root_of.

The key before a reference says little: glyphs of a font and colour spaces of a page are named as their author likes. What may
change unnoticed after signing (a description, validation data, fonts of a form) may be spoken of by its proper holders alone.
"""

# mypy: disallow-untyped-calls=false
# pyHanko is typed in part: most of its constructors are not

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from pdfseal.fields import Ref, value_of
from pdfseal.reading import READ_ERRORS

_TRAILER_KEYS = frozenset({"/Root", "/Info", "/Encrypt", "/ID"})
DEPTH = 40
STORE_DEPTH = 4
MAX_LOOKED_THROUGH = (
    120_000  # objects of a file in all its revisions: beyond this nobody is known to be the only holder
)


class Holders:
    """Who speaks of an object, revision after revision: each object is read once in each revision that touches it."""

    def __init__(self, reader: PdfFileReader) -> None:
        self._reader = reader
        self._left = MAX_LOOKED_THROUGH
        self._start()

    def alone(self, owners: Collection[Ref], where: Ref, old: HistoricalResolver) -> bool:
        """Return whether in the revision ``old`` nobody but ``owners`` speaks of ``where``, each once. In doubt not."""
        if self._left <= 0:
            return False
        try:
            self._advance(old.revision)
        except READ_ERRORS:  # an object that cannot be read may speak of anything
            self._left = 0
            return False
        return all(holder in owners and count == 1 for holder, count in self._of.get(where, {}).items())

    def _start(self) -> None:
        self._revision = -1
        self._spoken: dict[Ref, Counter[Ref]] = {}
        self._of: defaultdict[Ref, Counter[Ref]] = defaultdict(Counter)

    def _advance(self, revision: int) -> None:
        if revision < self._revision:
            self._start()
        for number in range(self._revision + 1, revision + 1):
            view = self._reader.get_historical_resolver(number)
            for ref in view.refs_freed_in_revision() | view.explicit_refs_in_revision():
                self._left -= 1
                if self._left <= 0:
                    raise ValueError("too many objects")
                self._read(view, (int(ref.idnum), int(ref.generation)))
            self._revision = number

    def _read(self, view: HistoricalResolver, one: Ref) -> None:
        for spoken in self._spoken.pop(one, {}):
            del self._of[spoken][one]
        place = generic.Reference(*one, pdf=view)
        if self._reader.xrefs.get_historical_ref(place, view.revision) is None:
            return
        self._spoken[one] = Counter(_told_by(view.get_object(place)))
        for spoken, count in self._spoken[one].items():
            self._of[spoken][one] = count


def _told_by(found: Any) -> Iterator[Ref]:
    if isinstance(found, generic.StreamObject) and value_of(found, "/Type") == "/XRef":
        # a trailer as well; as anything else these keys mean nothing
        found = {key: value for key, value in dict.items(found) if key not in _TRAILER_KEYS}
    yield from references(found)


def references(found: Any, depth: int = DEPTH) -> Iterator[Ref]:
    """Yield what an object speaks of. Raises: ValueError when it is nested too deeply."""
    if isinstance(found, generic.DecryptedObjectProxy):
        if not isinstance(found.raw_object, dict | list):
            return  # a text; that of a signature is not even encrypted
        found = found.decrypted
    if isinstance(found, generic.IndirectObject):
        yield int(found.idnum), int(found.generation)
    elif isinstance(found, dict | list):
        if depth == 0:
            raise ValueError("nested too deeply")
        for one in found.values() if isinstance(found, dict) else list.__iter__(found):
            yield from references(one, depth - 1)


def root_of(view: HistoricalResolver) -> Ref:
    return int(view.root_ref.idnum), int(view.root_ref.generation)


def described_by(view: HistoricalResolver) -> tuple[set[Ref], set[Ref]]:
    """Return what describes a file (its ``/Metadata`` and ``/Info``) and who may speak of it."""
    found = {*_direct(view.root, "/Metadata"), *_direct(view.trailer_view, "/Info")}
    return found, {root_of(view)}


def validated_by(view: HistoricalResolver) -> tuple[set[Ref], set[Ref]]:
    """Return the parts of the store of validation data (``/DSS``: ISO 32000-2, 12.8.4.3) and who may speak of them."""
    found: set[Ref] = set(_direct(view.root, "/DSS"))
    store = value_of(view.root, "/DSS")
    if isinstance(store, generic.DictionaryObject):
        found.update(_parts(store, STORE_DEPTH))
    return found, found | {root_of(view)}


def _parts(store: generic.DictionaryObject, depth: int) -> Iterator[Ref]:
    for key in store:
        yield from _direct(store, key)
        part = value_of(store, key)
        if isinstance(part, generic.DictionaryObject) and not isinstance(part, generic.StreamObject) and depth:
            yield from _parts(part, depth - 1)


def _direct(holder: Any, key: str) -> Iterator[Ref]:
    found = holder.raw_get(key) if key in holder else None
    if isinstance(found, generic.IndirectObject):
        yield int(found.idnum), int(found.generation)
