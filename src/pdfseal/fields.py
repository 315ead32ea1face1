"""Find the signatures of a file and what bytes they name. Doors: read_fields, SignedField.

A signature is a filled signature field of the AcroForm. A ``/ByteRange`` that hangs nowhere is the remains of another file.
"""

# mypy: disallow-untyped-calls=false
# pyHanko is typed in part: most of its constructors are not

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from hashlib import new as new_hash
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from pdfseal.unambiguous import unambiguous
from pdfseal.verdict import HANOI

BYTE_RANGE = re.compile(rb"/ByteRange\s*\[")
_FOUR = re.compile(rb"\s*([0-9]{1,12})\s+([0-9]{1,12})\s+([0-9]{1,12})\s+([0-9]{1,12})\s*\]")
_USAGE_RIGHTS = re.compile(rb"/TransformMethod\s*/UR3?(?![A-Za-z0-9])")
_ENDING = re.compile(rb"startxref[\x00\s]+([0-9]{1,10})[\x00\s]+%%EOF[\x00\s]*\Z")
# as it is written and not only as ISO 32000-1, 7.9.4 has it: without a zone, with one after Z, without apostrophes
_MOMENT = re.compile(
    r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\s*(?:Z.*|([+-])(\d\d)'?(\d\d)?'?)?\s*", re.ASCII
)
Ref = tuple[int, int]


@dataclass(frozen=True)
class SignedField:
    """One filled signature field. ``end`` is where its signed bytes end; ``revision`` None when that ends nothing.

    ``permits`` is what a certification signature leaves to others (``/P`` of DocMDP: 1 nothing, 2 forms and signatures, 3 notes
    too), None for other signatures; ``drawn`` whether anything of it could be seen on a page, however thin.
    """

    name: str
    ref: Ref | None
    value_ref: Ref | None
    sub_filter: str | None
    contents: bytes
    ranges: tuple[int, ...]
    claimed_at: datetime | None
    is_timestamp: bool
    permits: int | None
    visible: bool
    drawn: bool
    problem: str | None
    covers: str
    revision: int | None
    end: int

    def digest(self, data: bytes, name: str) -> bytes:
        """Return the digest of the signed bytes."""
        state = new_hash(name, usedforsecurity=False)
        view = memoryview(data)
        for start, length in zip(self.ranges[::2], self.ranges[1::2], strict=False):
            state.update(view[start : start + length])
        return state.digest()


def read_fields(reader: PdfFileReader, data: bytes) -> list[SignedField]:
    """Return the filled signature fields in the order of their signed bytes."""
    if "/AcroForm" not in reader.root:
        return []
    ends = _revision_ends(reader)
    found = [
        _read(reader, data, ends, name or "", value, ref)
        for name, value, ref in enumerate_sig_fields(reader, filled_status=True)
    ]
    return sorted(found, key=lambda one: one.end)


def leftovers(data: bytes, fields: list[SignedField]) -> str | None:
    """Return the fact about byte ranges that belong to no signature field, or None.

    One that does not fit is the remains of another file; one that fits exactly was a signature of this file.
    """
    known = {field.ranges for field in fields}
    found: str | None = None
    for match in BYTE_RANGE.finditer(data):
        numbers = _FOUR.match(data, match.end())
        ranges = tuple(int(number) for number in numbers.groups()) if numbers else ()
        if ranges in known or _extends_reading(data, ranges):
            continue
        found = found or "leftover_signature"
        if len(ranges) == 4 and _fits(data, ranges):
            return "signature_hidden"
    return found


def shared(fields: list[SignedField]) -> bool:
    """Return whether two fields carry one signature: who adds a field to a signed file borrows it from another."""
    held = [field.ranges for field in fields if field.problem is None]
    return len(held) > len(set(held))


def _extends_reading(data: bytes, ranges: tuple[int, ...]) -> bool:
    """Return whether what stands around the hole grants rights to Adobe Reader: nobody signs a document by it.

    The signed bytes themselves have to say so, or any signature could be called this afterwards.
    """
    if len(ranges) != 4 or not _fits(data, ranges):
        return False
    start, end = data.rfind(b" obj", 0, ranges[1]), data.find(b"endobj", ranges[2])
    holder = data[start : ranges[1]] + data[ranges[2] : end]
    return 0 <= start < end and _USAGE_RIGHTS.search(holder) is not None


def value_of(holder: generic.DictionaryObject, key: str) -> Any:
    """Return the value of ``key``, None where there is none. ``holder.get`` would return a bare reference to it."""
    try:
        return holder[key]
    except KeyError:  # not there, or a reference to nothing
        return None


def _fits(data: bytes, ranges: tuple[int, ...]) -> bool:
    _, length, second, rest = ranges
    return length < second <= second + rest <= len(data) and data[length] == ord("<") and data[second - 1] == ord(">")


def _revision_ends(reader: PdfFileReader) -> dict[int, int]:
    """Return ``startxref → revision`` of the file."""
    count = reader.xrefs.total_revisions
    return {reader.xrefs.get_startxref_for_revision(number): number for number in range(count)}


def _read(
    reader: PdfFileReader, data: bytes, starts: dict[int, int], name: str, value: Any, field_ref: Any
) -> SignedField:
    field = field_ref.get_object()
    raw = field.raw_get("/V") if "/V" in field else None
    signature = raw.get_object() if isinstance(raw, generic.IndirectObject) else value
    if not isinstance(signature, generic.DictionaryObject):
        signature = generic.DictionaryObject()
    sub_filter = value_of(signature, "/SubFilter")
    contents = _contents(signature)
    ranges = _ranges(value_of(signature, "/ByteRange"))
    problem = _problem(data, contents, ranges)
    if problem is None and not all(unambiguous(reader, data, one) for one in (field_ref, raw)):
        problem = "signature_unreadable"
    end = ranges[2] + ranges[3] if len(ranges) == 4 else 0
    revision = _revision(reader, data, starts, end) if problem is None else None
    if problem is None and revision is None and end != len(data):
        problem = "range_with_gap"
    if problem is not None:
        covers = "part"
    else:
        covers = "file" if end == len(data) else "revision"
    return SignedField(
        name=name,
        ref=_ref(field_ref),
        value_ref=_ref(raw) if isinstance(raw, generic.IndirectObject) else None,
        sub_filter=str(sub_filter)[1:] if sub_filter else None,
        contents=contents,
        ranges=ranges,
        claimed_at=_claimed(value_of(signature, "/M")),
        is_timestamp=sub_filter == "/ETSI.RFC3161" or value_of(signature, "/Type") == "/DocTimeStamp",
        permits=_permits(signature),
        visible=any(_visible(widget) for widget in widgets(field)),
        drawn=any(_drawn(widget) for widget in widgets(field)),
        problem=problem,
        covers=covers,
        revision=revision,
        end=end,
    )


def _ranges(found: Any) -> tuple[int, ...]:
    return tuple(int(found[place]) for place in range(len(found))) if isinstance(found, generic.ArrayObject) else ()


def _problem(data: bytes, contents: bytes, ranges: tuple[int, ...]) -> str | None:
    if len(ranges) != 4 or min(ranges) < 0:
        return "range_with_gap"
    first, length, second, rest = ranges
    if second + rest > len(data) or first + length > len(data):
        return "range_outside_file"
    gap = data[length:second]
    if first != 0 or second <= length or gap[:1] != b"<" or gap[-1:] != b">":
        return "range_with_gap"
    try:
        hidden = binascii.unhexlify(b"".join(gap[1:-1].split()))
    except binascii.Error:
        return "range_with_gap"
    # the hole must hold exactly the signature that the field shows
    return None if hidden == contents else "range_with_gap"


def _revision(reader: PdfFileReader, data: bytes, starts: dict[int, int], end: int) -> int | None:
    ending = _ENDING.search(data, max(0, end - 1024), end)
    found = starts.get(int(ending.group(1))) if ending else None
    if found is None:
        return None
    # every section up to this one has to lie inside the signed bytes, and so has every object it names
    for number in range(found + 1):
        section = reader.xrefs.get_xref_data(number)
        offsets = (offset for _, offset in section.standard_xrefs.values())
        if reader.xrefs.get_xref_container_info(number).end_location > end or max(offsets, default=0) >= end:
            return None
    return found


def _contents(signature: generic.DictionaryObject) -> bytes:
    try:
        raw = signature.raw_get("/Contents", decrypt=generic.EncryptedObjAccess.RAW)
    except KeyError:
        return b""
    found = getattr(raw, "original_bytes", b"")
    return bytes(found)


def _claimed(text: Any) -> datetime | None:
    found = _MOMENT.fullmatch(str(text)) if isinstance(text, generic.TextStringObject) else None
    if found is None:
        return None
    *numbers, sign, hours, minutes = found.groups()
    zone = HANOI  # what a program of here means that names none
    if sign is not None:
        off = timedelta(hours=int(hours), minutes=int(minutes or 0))
        zone = timezone(-off if sign == "-" else off) if off < timedelta(days=1) else HANOI
    elif "Z" in text:
        zone = UTC
    year, month, day = (int(number or 1) for number in numbers[:3])
    hour, minute, second = (int(number or 0) for number in numbers[3:])
    try:
        # in the first and last year another zone would lead out of the calendar
        return datetime(year, month, day, hour, minute, second, tzinfo=zone) if 1 < year < 9999 else None
    except ValueError:
        return None


def _permits(signature: generic.DictionaryObject) -> int | None:
    references = value_of(signature, "/Reference")
    for entry in references if isinstance(references, generic.ArrayObject) else ():
        reference = entry.get_object()
        if value_of(reference, "/TransformMethod") == "/DocMDP":
            rules = value_of(reference, "/TransformParams")
            found = value_of(rules, "/P") if isinstance(rules, generic.DictionaryObject) else None
            return int(found) if found in (1, 2, 3) else 2
    return None


def widgets(field: generic.DictionaryObject) -> Iterator[generic.DictionaryObject]:
    """Return the field itself or its kids: what stands on pages."""
    kids = value_of(field, "/Kids")
    if not isinstance(kids, generic.ArrayObject):
        yield field
        return
    for kid in kids:
        found = kid.get_object() if isinstance(kid, generic.IndirectObject) else kid
        if isinstance(found, generic.DictionaryObject):
            yield found


def _visible(widget: generic.DictionaryObject) -> bool:
    box = value_of(widget, "/Rect")
    if not isinstance(box, generic.ArrayObject) or len(box) != 4:
        return False
    x1, y1, x2, y2 = (float(box[place]) for place in range(4))
    return abs(x2 - x1) > 1 and abs(y2 - y1) > 1


def _drawn(widget: generic.DictionaryObject) -> bool:
    box = value_of(widget, "/Rect")
    if not isinstance(box, generic.ArrayObject) or len(box) != 4:
        return True  # in doubt
    x1, y1, x2, y2 = (float(box[place]) for place in range(4))
    return x1 != x2 and y1 != y2


def _ref(found: Any) -> Ref | None:
    number = getattr(found, "idnum", None)
    return None if number is None else (int(number), int(getattr(found, "generation", 0)))
