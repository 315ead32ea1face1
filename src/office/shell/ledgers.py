"""The registers as the law prints them: ten columns of arrivals, ten of departures. Doors: columns_of, lines_of, Line.

Law: NĐ 30/2020/NĐ-CP Phụ lục IV. A line is a number that was given, in order; inserted numbers stand behind theirs,
voided ones stay with their reason. A secret document shows no abstract.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kit.clock import HANOI
from office.documents.models import Document
from office.handling.models import Handling
from office.handling.states import Duty
from office.incoming.models import IncomingDocument
from office.outgoing.models import OutgoingDocument, Recipient
from office.registers.models import Book, Direction, TakenNumber


@dataclass(frozen=True)
class Line:
    """One row of a register; ``cells`` are as many as the columns."""

    cells: tuple[str, ...]
    document_ref: UUID | None
    voided: bool


def columns_of(direction: str) -> tuple[str, ...]:
    """Return the heads of the columns in the order of the law."""
    if direction == Direction.INCOMING:
        return (
            _("Ngày đến"),
            _("Số đến"),
            _("Tác giả"),
            _("Số, ký hiệu văn bản"),
            _("Ngày tháng văn bản"),
            _("Tên loại và trích yếu nội dung"),
            _("Đơn vị hoặc người nhận"),
            _("Ngày chuyển"),
            _("Ký nhận"),
            _("Ghi chú"),
        )
    return (
        _("Số, ký hiệu văn bản"),
        _("Ngày tháng văn bản"),
        _("Tên loại và trích yếu nội dung"),
        _("Người ký"),
        _("Nơi nhận văn bản"),
        _("Đơn vị, người nhận bản lưu"),
        _("Số lượng bản"),
        _("Ngày chuyển"),
        _("Ký nhận"),
        _("Ghi chú"),
    )


def _day(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.astimezone(HANOI)
    return value.strftime("%d/%m/%Y") if value else ""


def _title(document: Document) -> str:
    return _("Văn bản mật") if document.is_secret else f"{document.type_name}: {document.subject}"


def _note(taken: TakenNumber) -> str:
    return _("Đã hủy: %(reason)s") % {"reason": taken.void_reason} if taken.voided_at else ""


def _number(taken: TakenNumber) -> str:
    return f"{taken.number:02d}{taken.suffix}"


def _handed_to(documents: Iterable[Document]) -> dict[int, tuple[str, str]]:
    """Return who got each document and on which day: those who lead, else the leader who decides."""
    rows = Handling.objects.filter(document__in=list(documents), duty__in=[Duty.LEAD, Duty.DECIDE])
    found: dict[int, tuple[str, str]] = {}
    for row in rows.select_related("to_post__person", "to_unit").order_by("-duty", "id"):
        name = row.to_unit.name if row.to_unit else row.to_post.person.full_name if row.to_post else ""
        found.setdefault(row.document_id, (name, _day(row.created_at)))
    return found


def _arrivals(numbers: list[TakenNumber], documents: dict[UUID, Document]) -> list[Line]:
    entries = IncomingDocument.objects.filter(document__in=list(documents.values())).select_related("document")
    entry_of = {entry.document_id: entry for entry in entries}
    handed = _handed_to(documents.values())
    lines = []
    for taken in numbers:
        document = documents.get(taken.document_ref)
        if document is None:
            lines.append(Line((_day(taken.taken_at), _number(taken), *("",) * 7, _note(taken)), None, True))
            continue
        entry = entry_of.get(document.pk)
        receiver, handed_on = handed.get(document.pk, ("", ""))
        cells = (
            _day(entry.registered_at if entry else taken.taken_at),
            _number(taken),
            document.issuer_name,
            document.document_code,
            _day(document.issued_on),
            _title(document),
            receiver,
            handed_on,
            _("Điện tử") if receiver else "",
            _note(taken),
        )
        lines.append(Line(cells, document.ref, taken.voided_at is not None))
    return lines


def _departures(numbers: list[TakenNumber], documents: dict[UUID, Document]) -> list[Line]:
    found = list(documents.values())
    entries = OutgoingDocument.objects.filter(document__in=found).select_related("unit", "drafter__person")
    entry_of = {entry.document_id: entry for entry in entries}
    receivers: dict[int, list[Recipient]] = {}
    for one in Recipient.objects.filter(outgoing__document__in=found).order_by("position", "id"):
        receivers.setdefault(one.outgoing_id, []).append(one)
    lines = []
    for taken in numbers:
        document = documents.get(taken.document_ref)
        if document is None:
            lines.append(Line((_number(taken), _day(taken.taken_at), *("",) * 7, _note(taken)), None, True))
            continue
        entry = entry_of.get(document.pk)
        sent = receivers.get(document.pk, [])
        on_paper = sum(one.on_paper for one in sent)
        cells = (
            document.document_code or _number(taken),
            _day(document.issued_on or taken.taken_at),
            _title(document),
            document.signer_name,
            "; ".join(one.name for one in sent),
            (entry.unit.name if entry.unit else entry.drafter.person.full_name) if entry else "",
            str(on_paper) if on_paper else _("Điện tử"),
            _day(entry.issued_at) if entry else "",
            "" if on_paper else _("Điện tử"),
            _note(taken),
        )
        lines.append(Line(cells, document.ref, taken.voided_at is not None))
    return lines


def lines_of(book: Book, numbers: list[TakenNumber]) -> list[Line]:
    """Return the lines of these numbers of the book, in a fixed number of questions to the database."""
    refs = [taken.document_ref for taken in numbers]
    documents = {one.ref: one for one in Document.objects.of(book.agency_id).filter(ref__in=refs)}
    return (_arrivals if book.direction == Direction.INCOMING else _departures)(numbers, documents)
