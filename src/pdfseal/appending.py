"""Write one more revision with a signature, byte by byte. Doors: append, Room.

A second revision is written from what is known of the first: nothing is read again.
Source: ISO 32000-1, 7.5.6 (incremental updates), 12.7.4.5 (signature fields), 12.8.1 (signature dictionaries).
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass

from pdfseal.crossref import stream, table
from pdfseal.forms import Form
from pdfseal.plain import Page, PlainFile
from pdfseal.syntax import Ref, dictionary, entries, reference

VERSION = (1, 7)
RANGE_ROOM = 62
LOCKED_AND_PRINTED = 0b10000100  # flags of an annotation: 12.5.3
APPEND_ONLY = b"3"  # signatures exist, and the file only grows: 12.7.2
_HEAD = b"<<\n/Contents "
_BETWEEN = b"\n/ByteRange "


@dataclass(frozen=True)
class Room:
    """The file with an empty place for a signature from ``start`` to ``end``, and the SHA-256 of all other bytes."""

    pdf: bytes
    digest: bytes
    start: int
    end: int


def append(
    file: PlainFile,
    page: Page,
    *,
    name: str,
    rectangle: tuple[float, float, float, float] | None,
    form: Form | None,
    facts: bytes,
    digits: int,
) -> Room:
    """Return the file with one more revision: a field of this name whose signature is still missing.

    ``rectangle``: left, bottom, right, top on the page, and ``form`` what stands in it; ``facts``: what the signature dictionary
    says of itself; ``digits``: hexadecimal digits kept free. ``file`` then knows the new revision but for the signature: the
    caller puts the finished bytes into ``file.data``. Raises: NotPlain before anything is written.
    """
    changed: dict[Ref, bytes] = {}
    field = (file.size + 2, 0) if b"/AcroForm" not in file.dictionary(file.root) else (file.size + 1, 0)
    first = field[0] + 1
    shown = list(range(first, first + form.count)) if form is not None else []
    signature = (first + len(shown), 0)
    first_id = file.first_id() or _identifier()
    _register(file, page, field, changed)
    if form is not None:
        changed |= {
            (number, 0): body for number, body in zip(shown, form.objects(shown, matrix=page.matrix), strict=True)
        }
    changed[field] = dictionary(
        {
            b"/FT": b"/Sig",
            b"/T": b"(%b)" % name.encode("ascii"),
            b"/Type": b"/Annot",
            b"/Subtype": b"/Widget",
            b"/F": b"%d" % LOCKED_AND_PRINTED,
            b"/Rect": b"[ %b ]" % b" ".join(b"%.2f" % side for side in rectangle or (0, 0, 0, 0)),
            b"/P": _to(page.ref),
            **({b"/AP": b"<<\n/N %b\n>>" % _to((shown[-1], 0))} if shown else {}),
            b"/V": _to(signature),
        }
    )
    changed[signature] = b"%b<%b>%b%b\n%b\n>>" % (_HEAD, b"0" * digits, _BETWEEN, b" " * RANGE_ROOM, facts)
    file.signature_names.add(name)
    return _revision(file, changed, signature, digits, b"[ %b %b ]" % (first_id, _identifier()))


def _register(file: PlainFile, page: Page, field: Ref, changed: dict[Ref, bytes]) -> None:
    """Enter the new field in the form of the document and in the annotations of its page."""

    def put(ref: Ref, body: bytes) -> None:
        changed[ref] = body
        file.put(ref, body)

    before = file.dictionary(file.root)
    catalog = dict(before)
    if file.version < VERSION:
        file.version, catalog[b"/Version"] = VERSION, b"/%d.%d" % VERSION
    if b"/AcroForm" not in catalog:
        own = (field[0] - 1, 0)
        put(own, dictionary({b"/Fields": _array([_to(field)]), b"/SigFlags": APPEND_ONLY}))
        catalog[b"/AcroForm"] = _to(own)
    else:
        place = reference(catalog[b"/AcroForm"])
        form_before = file.dictionary(place) if place is not None else entries(catalog[b"/AcroForm"])[0]
        form = dict(form_before)
        fields, fields_ref = file.array(form.get(b"/Fields", b"[]"))
        if fields_ref is not None:
            put(fields_ref, _array([*fields, _to(field)]))
        else:
            form[b"/Fields"] = _array([*fields, _to(field)])
        form[b"/SigFlags"] = APPEND_ONLY
        form.pop(b"/NeedAppearances", None)
        if form != form_before and place is not None:
            put(place, dictionary(form))
        elif form != form_before:
            catalog[b"/AcroForm"] = dictionary(form)
    if catalog != before:
        put(file.root, dictionary(catalog))
    content = file.dictionary(page.ref)
    annotations, annotations_ref = file.array(content.get(b"/Annots", b"[]"))
    if annotations_ref is not None:
        put(annotations_ref, _array([*annotations, _to(field)]))
    else:
        put(page.ref, dictionary({**content, b"/Annots": _array([*annotations, _to(field)])}))


def _revision(file: PlainFile, changed: Mapping[Ref, bytes], signature: Ref, digits: int, identifier: bytes) -> Room:
    """Write objects, cross-reference section and trailer behind the file, and put the byte range in."""
    parts = [b"" if file.data[-1:] in b"\r\n" else b"\n"]
    place = len(file.data) + len(parts[0])
    places: dict[Ref, int] = {}
    start = 0
    for ref in sorted(changed):
        places[ref] = place
        head = b"%d %d obj\n" % ref
        if ref == signature:
            start = place + len(head) + len(_HEAD)
        parts += [head, changed[ref], b"\nendobj\n"]
        place += len(head) + len(changed[ref]) + len(parts[-1])
    end = start + digits + 2
    trailer = {**file.trailer, b"/ID": identifier, b"/Prev": b"%d" % file.startxref}
    size = signature[0] + 1
    if file.in_streams:
        places[size, 0] = place
        size += 1
        parts.append(stream(places, size - 1, {**trailer, b"/Size": b"%d" % size}))
    else:
        parts.append(table(places, dictionary({**trailer, b"/Size": b"%d" % size})))
    parts.append(b"\nstartxref\n%d\n%%%%EOF\n" % place)
    grown = bytearray().join([file.data, *parts])
    ranges = b"[0 %d %d %d]" % (start, end, len(grown) - end)
    range_at = end + len(_BETWEEN)
    grown[range_at : range_at + len(ranges)] = ranges
    digest = hashlib.sha256()
    with memoryview(grown) as view:
        digest.update(view[:start])
        digest.update(view[end:])
    file.startxref, file.size, file.trailer = place, size, {**file.trailer, b"/ID": identifier}
    return Room(bytes(grown), digest.digest(), start, end)


def _identifier() -> bytes:
    return b"<%b>" % os.urandom(16).hex().encode("ascii")


def _to(ref: Ref) -> bytes:
    return b"%d %d R" % ref


def _array(found: list[bytes]) -> bytes:
    return b"[ %b ]" % b" ".join(found)
