"""What later revisions of a file did to it. Doors: Change, Revisions.

Each revision is compared with the one before, object by object, and gets the worst class of its changes:
signatures, time stamps, validation data and metadata are NOTHING; new annotations or form fields are STAMPED;
anything else (page content, page tree, fonts, existing annotations) is CONTENT. When in doubt it is CONTENT.
"""

# mypy: disallow-untyped-calls=false
# pyHanko is typed in part: most of its constructors are not

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cached_property
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from pdfseal.containers import repacked
from pdfseal.explained import Explained
from pdfseal.fields import Ref, SignedField, value_of
from pdfseal.guises import is_metadata, is_validation_data
from pdfseal.holders import Holders, described_by, root_of, validated_by
from pdfseal.mentions import Mentions

CATALOG_FREE = frozenset({"/DSS", "/Extensions", "/Version", "/Metadata", "/Perms"})
FORM_FREE = frozenset({"/SigFlags", "/DA", "/DR", "/Q"})
PAGE_FREE = frozenset({"/Tabs", "/LastModified"})
FIELD_FIXED = frozenset({"/T", "/FT", "/Kids", "/Parent", "/Type", "/Subtype", "/P"})
METADATA_KEYS = frozenset({"Metadata", "Info"})
VALIDATION_KEYS = frozenset({"DSS", "Certs", "CRLs", "OCSPs", "VRI", "Cert", "CRL", "OCSP"})
GROWING_KEYS = frozenset({"Annots", "Fields", "Kids"})
DEPTH = 12


class Change(IntEnum):
    """The classes of design: nothing to say, stamped after, content changed after."""

    NOTHING = 0
    STAMPED = 1
    CONTENT = 2


class Revisions:
    """The revisions of one file. ``signed`` are the fields whose signatures hold: their widgets are no stamps.

    A time stamp that can be seen is left out of them by the caller: its server stamps for anybody, and approves nothing.
    """

    def __init__(self, reader: PdfFileReader, data: bytes, signed: Sequence[SignedField]) -> None:
        self.reader = reader
        self.data = data
        self.signed = signed
        self._classes: dict[int, Change] = {}
        self._explained = Explained(reader, data)
        self._holders = Holders(reader)
        self._own: frozenset[Ref] = frozenset()  # of the revision that is being compared

    def changes(self, first: int, end: int, signed_ends: Mapping[int, int]) -> Iterator[tuple[int, Change]]:
        """Yield the revisions after ``first``, whose signed bytes end at ``end``, and what each did. See ``Explained``."""
        doubtful = self._explained.doubtful(first, end, signed_ends)
        for revision in range(first + 1, self.reader.xrefs.total_revisions):
            yield revision, Change.CONTENT if revision in doubtful else self._change(revision)

    def _change(self, revision: int) -> Change:
        """Return what ``revision`` (1 is the first later one) did to the revision before it."""
        if revision not in self._classes:
            self._classes[revision] = self._classify(revision)
        return self._classes[revision]

    @cached_property
    def _mentions(self) -> Mentions:
        return Mentions(self.reader, self.data)

    @cached_property
    def _widgets(self) -> list[tuple[int, frozenset[Ref]]]:
        """Return of each signature the revision up to which it reaches, its field and the widgets it had then."""
        last = self.reader.xrefs.total_revisions - 1
        found = []
        for one in self.signed:
            if one.ref is None:
                continue
            reach = last if one.revision is None else one.revision
            view = self.reader.get_historical_resolver(reach)
            field = view.get_object(generic.Reference(*one.ref, pdf=view))
            kids = value_of(field, "/Kids") if isinstance(field, generic.DictionaryObject) else None
            below = entries(kids) if isinstance(kids, generic.ArrayObject) else ()
            found.append((reach, frozenset({one.ref, *(ref for ref in map(ref_of, below) if ref is not None)})))
        return found

    def _own_widgets(self, revision: int) -> frozenset[Ref]:
        """Return the fields and widgets that may come in ``revision``: of signatures that reach over it."""
        return frozenset(ref for reach, refs in self._widgets if reach >= revision for ref in refs)

    def _classify(self, revision: int) -> Change:
        old = self.reader.get_historical_resolver(revision - 1)
        new = self.reader.get_historical_resolver(revision)
        end = max(self._end_of(number) for number in range(revision))
        self._own = self._own_widgets(revision)
        worst = Change.NOTHING
        if _trailer_changed(old, new) or repacked(self.reader, revision):
            return Change.CONTENT
        touched = new.explicit_refs_in_revision() | new.refs_freed_in_revision()
        for ref in sorted(touched, key=lambda one: one.idnum):
            worst = max(worst, self._object_change(old, new, ref, end))
            if worst is Change.CONTENT:
                break
        return worst

    def _end_of(self, revision: int) -> int:
        """Return where a revision ends, its trailer included: that speaks of objects, too."""
        table = int(self.reader.xrefs.get_xref_container_info(revision).end_location)
        return max(table, self.data.find(b"startxref", table))

    def _object_change(self, old: HistoricalResolver, new: HistoricalResolver, ref: Any, end: int) -> Change:
        where = (int(ref.idnum), int(ref.generation))
        if self.reader.xrefs.get_historical_ref(ref, old.revision) is None:
            if not self._mentions.before(where[0], end):
                return Change.NOTHING  # new, and nothing old could show it
            return Change.NOTHING if where in self._own else Change.CONTENT
        before = old.get_object(generic.Reference(*where, pdf=old))
        if self.reader.xrefs.get_historical_ref(ref, new.revision) is None:
            return Change.CONTENT if self._mentions.before(where[0], end) else Change.NOTHING
        after = new.get_object(generic.Reference(*where, pdf=new))
        if same(before, after):
            return Change.NOTHING
        if _is_table_of_objects(before) and not self._mentions.before(where[0], end):
            return Change.NOTHING
        return self._judge(old, new, where, before, after, end)

    def _judge(
        self, old: HistoricalResolver, new: HistoricalResolver, where: Ref, before: Any, after: Any, end: int
    ) -> Change:
        forms = {ref_of(old.root.raw_get("/AcroForm")) if "/AcroForm" in old.root else None}
        if where == root_of(old):
            return self._catalog(old, new, before, after)
        if where in forms:
            return self._form(before, after)
        if self._is_harmless(old, where, before, after, end):
            return Change.NOTHING
        if not isinstance(after, type(before)):
            return Change.CONTENT
        if isinstance(before, generic.ArrayObject):
            grows = where in _growing_arrays(old) and self._mentions.only_as(where[0], GROWING_KEYS, end)
            return self._grown(before, after) if grows else Change.CONTENT
        if not isinstance(before, generic.DictionaryObject) or isinstance(before, generic.StreamObject):
            return Change.CONTENT
        if value_of(before, "/Type") == value_of(after, "/Type") == "/Page":
            return self._page(before, after)
        if where in _field_refs(old):
            return self._field(where, before, after)
        if self._is_font_list(old, where, end):
            return Change.NOTHING if _only_additions(before, after) else Change.CONTENT
        return Change.CONTENT

    def _catalog(self, old: HistoricalResolver, new: HistoricalResolver, before: Any, after: Any) -> Change:
        worst = Change.NOTHING
        for key in changed_keys(before, after):
            if key == "/AcroForm":
                forms = (_plain(value_of(before, key)) or {}, _plain(value_of(after, key)) or {})
                worst = max(worst, self._form(*forms))
            elif key not in CATALOG_FREE or (key == "/Perms" and key in before):
                return Change.CONTENT
        return worst

    def _form(self, before: Any, after: Any) -> Change:
        worst = Change.NOTHING
        for key in changed_keys(before, after):
            if key == "/Fields":
                worst = max(worst, self._grown(before.get(key), after.get(key)))
            elif key == "/NeedAppearances":
                worst = max(worst, Change.STAMPED if after.get(key) else Change.NOTHING)
            elif key not in FORM_FREE:
                return Change.CONTENT
        return worst

    def _page(self, before: Any, after: Any) -> Change:
        worst = Change.NOTHING
        for key in changed_keys(before, after):
            if key == "/Annots":
                worst = max(worst, self._grown(before.get(key), after.get(key)))
            elif key not in PAGE_FREE:
                return Change.CONTENT
        return worst

    def _field(self, where: Ref, before: Any, after: Any) -> Change:
        worst = Change.NOTHING
        for key in changed_keys(before, after):
            if key == "/Kids" and "/V" not in before:
                worst = max(worst, self._grown(before.get(key), after.get(key)))
            elif key in FIELD_FIXED or "/V" in before or where not in self._own:
                return Change.CONTENT  # an empty signature field may be filled, nothing else
        return worst

    def _grown(self, before: Any, after: Any) -> Change:
        """Class the growth of a list of annotations or fields; a list may grow, never lose or replace."""
        first, second = list(entries(before)), list(entries(after))
        left = list(second)
        for entry in first:
            match = next((one for one in left if same(entry, one)), None)
            if match is None:
                return Change.CONTENT
            left.remove(match)
        return Change.NOTHING if all(ref_of(one) in self._own for one in left) else Change.STAMPED

    def _is_font_list(self, old: HistoricalResolver, where: Ref, end: int) -> bool:
        """Default resources of the form, used by nothing else: a page could show what is added to its own."""
        form = value_of(old.root, "/AcroForm")
        if not isinstance(form, generic.DictionaryObject) or "/DR" not in form:
            return False
        owners = {ref_of(old.root.raw_get("/AcroForm")) or root_of(old)}
        places = {ref_of(form.raw_get("/DR"))}
        resources = value_of(form, "/DR")
        if isinstance(resources, generic.DictionaryObject):
            places.update(ref_of(resources.raw_get(key)) for key in resources)
        named = frozenset({"DR", "Font", "Encoding", "XObject", "ProcSet"})
        if where not in places or not self._mentions.only_as(where[0], named, end):
            return False
        owners.add(ref_of(form.raw_get("/DR")) or root_of(old))
        return self._holders.alone(owners, where, old)

    def _is_harmless(self, old: HistoricalResolver, where: Ref, before: Any, after: Any, end: int) -> bool:
        """Return whether this describes the file or validates its signatures, and nothing else could show it."""
        for keys, looks, places in (
            (METADATA_KEYS, is_metadata, described_by),
            (VALIDATION_KEYS, is_validation_data, validated_by),
        ):
            # keys are names of a page's own choice, as of a font: it has to look its part, and be held as such
            if self._mentions.only_as(where[0], keys, end) and all(map(looks, (before, after))):
                found, owners = places(old)
                if where in found and self._holders.alone(owners, where, old):
                    return True
        return False


def same(first: Any, second: Any, depth: int = DEPTH) -> bool:
    """Return whether two raw objects read alike; references are compared by number."""
    first, second = _plain(first), _plain(second)
    if depth == 0:
        return False
    if isinstance(first, generic.IndirectObject) or isinstance(second, generic.IndirectObject):
        return ref_of(first) is not None and ref_of(first) == ref_of(second)
    if isinstance(first, generic.StreamObject) != isinstance(second, generic.StreamObject):
        return False
    if isinstance(first, generic.StreamObject) and first.encoded_data != second.encoded_data:
        return False
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(
            same(dict.get(first, k), dict.get(second, k), depth - 1) for k in first
        )
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(
            same(a, b, depth - 1) for a, b in zip(list.__iter__(first), list.__iter__(second), strict=True)
        )
    return type(first) is type(second) and bool(first == second)


def alike(first: Any, second: Any, depth: int = DEPTH) -> bool:
    """Return whether two values read alike once references are followed on one side only."""
    if same(first, second):
        return True
    first, second = _plain(first), _plain(second)
    followed = [one.get_object() if isinstance(one, generic.IndirectObject) else one for one in (first, second)]
    one_side = isinstance(first, generic.IndirectObject) != isinstance(second, generic.IndirectObject)
    return depth > 0 and one_side and alike(followed[0], followed[1], depth - 1)


def changed_keys(before: Any, after: Any) -> Iterator[str]:
    """Yield the keys whose values differ."""
    for key in sorted(set(before) | set(after)):
        if key in before and key in after and alike(dict.get(before, key), dict.get(after, key)):
            continue
        yield str(key)


def entries(found: Any) -> Iterator[Any]:
    """Yield the raw entries of an array, followed if it is a reference."""
    found = _plain(found)
    if isinstance(found, generic.IndirectObject):
        found = found.get_object()
    if isinstance(found, generic.ArrayObject):
        yield from map(_plain, list.__iter__(found))


def ref_of(found: Any) -> Ref | None:
    return (int(found.idnum), int(found.generation)) if isinstance(found, generic.IndirectObject) else None


def _plain(found: Any) -> Any:
    return found.decrypted if isinstance(found, generic.DecryptedObjectProxy) else found


def _only_additions(before: Any, after: Any) -> bool:
    return all(key in after and alike(dict.get(before, key), dict.get(after, key)) for key in before)


def _is_table_of_objects(found: Any) -> bool:
    return isinstance(found, generic.StreamObject) and value_of(found, "/Type") == "/XRef"


def _trailer_changed(old: HistoricalResolver, new: HistoricalResolver) -> bool:
    first, second = old.trailer_view, new.trailer_view
    if ref_of(first.raw_get("/Root")) != ref_of(second.raw_get("/Root")):
        return True
    return not same(dict.get(first, "/Encrypt"), dict.get(second, "/Encrypt"))


def _field_refs(old: HistoricalResolver) -> frozenset[Ref]:
    form = value_of(old.root, "/AcroForm")
    found: set[Ref] = set()
    if isinstance(form, generic.DictionaryObject):
        _walk_fields(dict.get(form, "/Fields"), found, DEPTH)
    return frozenset(found)


def _walk_fields(fields: Any, found: set[Ref], depth: int) -> None:
    for entry in entries(fields):
        ref = ref_of(entry)
        if ref is None or ref in found or depth == 0:
            continue
        found.add(ref)
        field = entry.get_object()
        if isinstance(field, generic.DictionaryObject) and "/Kids" in field:
            _walk_fields(dict.get(field, "/Kids"), found, depth - 1)


def _growing_arrays(old: HistoricalResolver) -> frozenset[Ref]:
    """Return the arrays of annotations of every page, of fields, and of widgets below fields."""
    found: set[Ref | None] = set()
    form = value_of(old.root, "/AcroForm")
    if isinstance(form, generic.DictionaryObject):
        found.add(ref_of(dict.get(form, "/Fields")))
        for where in _field_refs(old):
            field = old.get_object(generic.Reference(*where, pdf=old))
            if isinstance(field, generic.DictionaryObject):
                found.add(ref_of(dict.get(field, "/Kids")))
    seen: set[Ref] = set()
    pages: set[Ref | None] = set()
    waiting = [dict.get(old.root, "/Pages")]
    while waiting:
        entry = _plain(waiting.pop())
        ref = ref_of(entry)
        node = entry.get_object() if isinstance(entry, generic.IndirectObject) else entry
        if ref in seen or not isinstance(node, generic.DictionaryObject):
            continue
        if ref is not None:
            seen.add(ref)
        found.add(ref_of(dict.get(node, "/Annots")))
        pages.add(ref_of(dict.get(node, "/Kids")))
        waiting.extend(entries(dict.get(node, "/Kids")))
    return frozenset(ref for ref in found - pages if ref is not None)
