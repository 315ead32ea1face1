"""Read the little of a plain file that a signature needs. Doors: PlainFile, Page.

Plain is what typesetters, office programs and signing programs write. The file is read once and only where it has to be: catalog,
page, form and fields. Everything else is ``NotPlain``, and the general way of reading takes over.
Source: ISO 32000-1, 7.5 (file structure), 7.7 (document structure), 12.7 (forms).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pdfseal.crossref import PARAMETERS, Entry, decoded, read_sections
from pdfseal.syntax import NotPlain, Ref, entries, items, numbers, reference, text, value, whole

_VERSION = re.compile(rb"%PDF-([12])\.([0-9])[\t\n\f\r ]")
_CATALOG_VERSION = re.compile(rb"/([12])\.([0-9])")
_ENDING = re.compile(rb"[\r\n]startxref(?:\r\n|\r|\n)([0-9]{1,10})(?:\r\n|\r|\n)%%EOF[\r\n]*\Z")
_OBJECT = re.compile(rb"([0-9]{1,10}) ([0-9]{1,5}) obj(?=[\t\n\f\r <\[])")
_ENDOBJ = re.compile(rb"[\t\n\f\r ]*endobj")
_FIELD_NAME = re.compile(r"[A-Za-z0-9_-]+")
DEEPEST_PAGES = 32
FARTHEST = 1_000_000.0  # points; no page is larger
DEFAULT_BOX = b"[0 0 595.28 841.89]"
# matrices of a form that shall stand upright on a turned page: ISO 32000-1, 8.3.4
TURNED = {90: b"[ 0 1 -1 0 0 0 ]", 180: b"[ -1 0 0 -1 0 0 ]", 270: b"[ 0 -1 1 0 0 0 ]"}


@dataclass(frozen=True)
class Page:
    """One page: its own name, and what it has or inherits."""

    ref: Ref
    box: tuple[float, float, float, float]  # left, bottom, right, top
    turn: int

    @property
    def matrix(self) -> bytes | None:
        """The matrix of a form that shall stand upright on this page."""
        return TURNED.get(self.turn)


class PlainFile:
    """A plain file as it is known. Raises: NotPlain, and what reading damaged bytes raises.

    ``trailer``: its entries but those of a single section; ``startxref``, ``size``: of the newest section.
    """

    def __init__(self, data: bytes) -> None:
        ending = _ENDING.search(data, max(0, len(data) - 1024))
        version = _VERSION.match(data)
        if ending is None or version is None:
            raise NotPlain("beginning or end")
        self.data = data
        self.startxref = int(ending[1])
        self._sections = read_sections(data, self.startxref)
        self.size = whole(self._sections[0].trailer.get(b"/Size"))
        if any(first + count > self.size for one in self._sections for first, count, _ in one.runs):
            raise NotPlain("size")
        self.in_streams = self._sections[0].widths is not None
        self.trailer: dict[bytes, bytes] = {}
        for section in reversed(self._sections):
            self.trailer |= {key: found for key, found in section.trailer.items() if key not in PARAMETERS}
        self.root = named(self.trailer.get(b"/Root"))
        self._written: dict[Ref, bytes] = {}
        self._dictionaries: dict[Ref, Mapping[bytes, bytes]] = {}
        self._opened: dict[int, tuple[bytes, list[int], int]] = {}
        if b"/Info" in self.trailer:
            self.dictionary(
                named(self.trailer[b"/Info"])
            )  # not needed, but a file whose description is damaged is damaged
        catalog = self.dictionary(self.root)
        self.version = (int(version[1]), int(version[2]))
        if b"/Version" in catalog:
            declared = _CATALOG_VERSION.fullmatch(catalog[b"/Version"])
            if declared is None:
                raise NotPlain("version")
            self.version = (int(declared[1]), int(declared[2]))
        self.signature_names, self._other_names = self._field_names(catalog)

    def first_id(self) -> bytes | None:
        """Return the lasting half of the file's identifier as it is written, None when it has none. Source: 14.4."""
        if b"/ID" not in self.trailer:
            return None
        halves = items(self.trailer[b"/ID"])[0]
        if len(halves) != 2 or any(half[:1] not in (b"<", b"(") or half[:2] == b"<<" for half in halves):
            raise NotPlain("identifier")
        return halves[0]

    def free_name(self, wanted: str) -> str:
        """Return the wanted name of a field, or the first free one with a number where it ends in ``…`` or is taken."""
        base = wanted.removesuffix("…")
        if _FIELD_NAME.fullmatch(base) is None:
            raise NotPlain("name of a field")
        name, number = (wanted, 2) if base == wanted else (f"{base}1", 2)
        while name in self.signature_names:
            name, number = f"{base}{number}", number + 1
        if name in self._other_names:
            raise NotPlain("a field of another kind")
        return name

    def page(self, number: int) -> Page:
        """Return a page, counted from 1."""
        ref = named(self.dictionary(self.root).get(b"/Pages"))
        node, above = self.dictionary(ref), None
        inherited: dict[bytes, bytes] = {}
        before = 0  # pages before this node
        if node.get(b"/Type") != b"/Pages" or not 1 <= number <= whole(node.get(b"/Count")):
            raise NotPlain("no such page")
        for _ in range(DEEPEST_PAGES):
            if reference(node.get(b"/Parent")) != above:
                raise NotPlain("a page of another parent")
            inherited |= {key: node[key] for key in (b"/MediaBox", b"/CropBox", b"/Rotate") if key in node}
            if node.get(b"/Type") == b"/Page":
                return self._page(ref, inherited)
            above = ref
            for kid in self.array(node.get(b"/Kids"))[0]:
                ref = named(kid)
                node = self.dictionary(ref)
                count = self._pages_below(node)
                if before < number <= before + count:
                    break
                before += count
            else:
                raise NotPlain("fewer pages than counted")
        raise NotPlain("page tree too deep")

    def body(self, ref: Ref) -> bytes:
        """Return an object as it is written."""
        if ref in self._written:
            return self._written[ref]
        entry = self._entry(ref)
        if entry.within:
            return self._from_stream(ref, entry)
        header = _OBJECT.match(self.data, entry.offset)
        if header is None or (int(header[1]), int(header[2])) != ref:
            raise NotPlain("another object")
        start, end = value(self.data, header.end())
        if _ENDOBJ.match(self.data, end) is None:
            raise NotPlain("an object does not end")
        return self.data[start:end]

    def dictionary(self, ref: Ref) -> Mapping[bytes, bytes]:
        """Return the entries of a dictionary that stands for itself, each value as it is written."""
        if ref not in self._dictionaries:
            self._dictionaries[ref] = entries(self.body(ref))[0]
        return self._dictionaries[ref]

    def put(self, ref: Ref, body: bytes) -> None:
        """Take note of what an object has become."""
        self._written[ref] = body
        self._dictionaries.pop(ref, None)

    def array(self, written: bytes | None) -> tuple[list[bytes], Ref | None]:
        """Return the items of an array and its name, if it stands for itself."""
        ref = reference(written)
        return items(self.body(ref) if ref is not None else written or b"")[0], ref

    def _entry(self, ref: Ref) -> Entry:
        for section in self._sections:
            found = section.find(ref[0])
            if found is not None:
                if found.generation != ref[1]:
                    break
                return found
        raise NotPlain("an object is missing")

    def _from_stream(self, ref: Ref, entry: Entry) -> bytes:
        """Return an object of an object stream. Source: 7.5.7."""
        if entry.within not in self._opened:
            place = self._entry((entry.within, 0))
            content, raw, name = decoded(self.data, place.offset, kind=b"/ObjStm")
            if place.within or name != (entry.within, 0):
                raise NotPlain("another object stream")
            first = whole(content.get(b"/First"))
            pairs = [int(one) for one in raw[:first].split()]
            if len(pairs) != 2 * whole(content.get(b"/N")):
                raise NotPlain("an object stream of another length")
            self._opened[entry.within] = raw, pairs, first
        raw, pairs, first = self._opened[entry.within]
        if pairs[2 * entry.index : 2 * entry.index + 1] != [ref[0]]:
            raise NotPlain("another object")
        start, end = value(raw, first + pairs[2 * entry.index + 1])
        return raw[start:end]

    @staticmethod
    def _pages_below(node: Mapping[bytes, bytes]) -> int:
        kind = node.get(b"/Type")
        if kind not in (b"/Page", b"/Pages"):
            raise NotPlain("page tree")
        return 1 if kind == b"/Page" else whole(node.get(b"/Count"))

    def _page(self, ref: Ref, inherited: dict[bytes, bytes]) -> Page:
        written = inherited.get(b"/CropBox", inherited.get(b"/MediaBox", DEFAULT_BOX))
        place = reference(written)
        sides = numbers(self.body(place) if place is not None else written)
        if len(sides) != 4 or max(map(abs, sides)) > FARTHEST:
            raise NotPlain("a page of no size")
        x1, y1, x2, y2 = sides
        turn = whole(inherited.get(b"/Rotate", b"0")) % 360
        return Page(ref, (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)), turn if turn in TURNED else 0)

    def _field_names(self, catalog: Mapping[bytes, bytes]) -> tuple[set[str], set[str]]:
        """Return the names of the signature fields and of all others; all fields have to be plain."""
        if b"/AcroForm" not in catalog:
            return set(), set()
        place = reference(catalog[b"/AcroForm"])
        form = self.dictionary(place) if place is not None else entries(catalog[b"/AcroForm"])[0]
        signatures: set[str] = set()
        others: set[str] = set()
        seen: set[Ref] = set()
        for item in self.array(form[b"/Fields"])[0] if b"/Fields" in form else ():
            ref = named(item)
            field = self.dictionary(ref)
            if ref in seen or b"/Kids" in field or reference(field.get(b"/FT")) is not None:
                raise NotPlain("fields below fields")
            seen.add(ref)
            if field.get(b"/FT") != b"/Sig":
                others.add(text(field.get(b"/T")))
                continue
            signatures.add(text(field.get(b"/T")))
            if b"/V" in field:
                signature = reference(field[b"/V"])
                entries(self.body(signature) if signature is not None else field[b"/V"])
        return signatures, others


def named(written: bytes | None) -> Ref:
    """Return what a reference refers to. Raises: NotPlain for any other value."""
    ref = reference(written)
    if ref is None:
        raise NotPlain("no reference")
    return ref
