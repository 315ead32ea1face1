"""Make packets from what the rooms below have left to send. Doors: pack_batch.

A packet is made once, in the transaction that marks its row taken; from then on the same bytes are sent until the
axis answers. A row that cannot become a packet is kept as a refused packet with its reason, never dropped, and stops nobody
behind it.
"""

import logging
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Q

from edxml import (
    Attachment,
    Business,
    Change,
    Content,
    DocumentChange,
    DocumentPacket,
    DocumentType,
    Operation,
    Organ,
    OtherInfo,
    PacketError,
    ReceiverChange,
    ReplacementInfo,
    ResponseFor,
    SignerInfo,
    StaffInfo,
    StatusPacket,
    TraceHeader,
    write_packet_to,
)
from edxml.codes import type_code_for
from edxml.texts import one_line
from kit.asked import Asked, add_all, among
from kit.errors import DomainError
from kit.storage import ContentStore
from kit.tenancy import acting_for
from kit.wake import wake
from office.documents.facts import LinkKind, Origin, StatusCode
from office.documents.models import Document, DocumentFile, DocumentLink, OwedStatus
from office.exchange.errors import NothingToSend, PacketNotMade, SecretStaysHere
from office.exchange.models import OutPacket
from office.exchange.states import OutState
from office.files.actions import path_of, usable
from office.incoming.models import IncomingDocument
from office.organisation.models import Agency
from office.outgoing.actions.delivery import settle
from office.outgoing.actions.replacing import replaced_by
from office.outgoing.models import Delivery, Dispatch, OutgoingDocument
from office.outgoing.reach import ADD, BRINGS
from office.outgoing.states import DispatchState
from office.settings import ENV

log = logging.getLogger(__name__)
BATCH = 20
RETRIEVE = "retrieve"  # a dispatch that becomes a status packet
LONGEST_S = 0.5
TEXT_MAX = 500  # of a reason
IN_MEMORY = 4 << 20  # bytes of a packet that is made without a scratch file


def packet_store() -> ContentStore:
    """Return where packets of both directions are kept, by their hash."""
    return ContentStore(ENV.data_dir / "packets")


# Each locks what it returns; rows that another link program has are passed over.
_dispatches = Asked(
    lambda: (
        Dispatch.objects.select_related("outgoing__document", "agency")
        .select_for_update(skip_locked=True, of=("self",))
        .filter(taken_at__isnull=True)
        .order_by("-urgency", "id")[:BATCH]
    )
)
_owed = Asked(
    lambda waiting, before: (
        OwedStatus.objects.select_related("document__incoming", "agency")
        .select_for_update(skip_locked=True, of=("self",))
        .filter(~Q(code=waiting) | Q(at__lte=before), taken_at__isnull=True)
        .order_by("id")[:BATCH]
    ),
    *("waiting", "before"),
)
_receivers = Asked(
    lambda dispatches: Delivery.objects.filter(among("dispatch_id", dispatches)).order_by("id"), "dispatches"
)
_links = Asked(
    lambda documents: DocumentLink.objects.filter(among("document_id", documents), kind=LinkKind.REPLIES_TO).order_by(
        "id"
    ),
    "documents",
)
_files = Asked(
    lambda documents: (
        DocumentFile.objects.filter(among("document_id", documents))
        .select_related("file__blob")
        .order_by("position", "id")
    ),
    "documents",
)


@dataclass(frozen=True)
class Around:
    """What stands around a sending: asked for all of a batch at once."""

    receivers: Sequence[Delivery]
    links: Sequence[DocumentLink]
    files: Sequence[DocumentFile]


def _around(dispatches: Sequence[Dispatch]) -> dict[int, Around]:
    """Return it by the key of the dispatch."""
    if not dispatches:
        return {}
    documents = [one.outgoing.document_id for one in dispatches]
    receivers, links, files = defaultdict(list), defaultdict(list), defaultdict(list)
    for delivery in _receivers.all(dispatches=[one.pk for one in dispatches]):
        receivers[delivery.dispatch_id].append(delivery)
    for link in _links.all(documents=documents):
        links[link.document_id].append(link)
    for row in _files.all(documents=documents):
        files[row.document_id].append(row)
    return {
        one.pk: Around(receivers[one.pk], links[document], files[document])
        for one, document in zip(dispatches, documents, strict=True)
    }


def pack_batch(*, agency_ids: list[int], now: datetime, arrivals_wait: timedelta | None = None) -> bool:
    """Turn up to 20 waiting rows of each kind into packets, the urgent first, in one transaction; return whether there may be more.

    Large packets take time: what is not made after a while waits for the next transaction, and what is made can go out.
    ``arrivals_wait``: statuses 01, which a program gives and no person waits for, are left until they are so old.
    """
    end = time.monotonic() + LONGEST_S
    packets: list[OutPacket] = []
    with acting_for(*agency_ids):
        left = StatusCode.ARRIVED if arrivals_wait else ""
        statuses = _owed.all(waiting=str(left), before=now - (arrivals_wait or timedelta()))
        dispatches = _dispatches.all()
        around = _around(dispatches)
        making = [partial(_pack_dispatch, one, around[one.pk], now) for one in dispatches]
        making += [partial(_pack_status, one, now) for one in statuses]
        for make in making:
            packets.append(make())
            if time.monotonic() > end:
                break
        add_all(packets)
        _take("office_outgoing_dispatch", [one.dispatch_id for one in packets if one.dispatch_id], now)
        _take("office_documents_owedstatus", [one.owed_status_id for one in packets if one.owed_status_id], now)
    return len(packets) < len(making) or BATCH in (len(dispatches), len(statuses))


def _take(table: str, pks: list[int], now: datetime) -> None:
    """Mark rows as taken: their packets are made."""
    if pks:
        with connection.cursor() as cursor:
            cursor.execute(f"update {table} set taken_at = %s where id = any(%s)", [now, pks])  # noqa: S608


def _pack_dispatch(dispatch: Dispatch, around: Around, now: datetime) -> OutPacket:
    facts = {"agency_id": dispatch.agency_id, "dispatch": dispatch, "urgency": dispatch.urgency}

    def make() -> DocumentPacket | StatusPacket:
        return _retrieval(dispatch) if dispatch.operation == RETRIEVE else _document_packet(dispatch, around, now)

    packet = _kept_or_refused(make, now, **facts)
    if packet.state == OutState.REFUSED:
        settle(dispatch, DispatchState.REFUSED, packet.error_text, now)
    return packet


def _pack_status(owed: OwedStatus, now: datetime) -> OutPacket:
    urgency = owed.document.urgency if owed.document else 0
    facts = {"agency_id": owed.agency_id, "urgency": urgency, "owed_status": owed}
    packet = _kept_or_refused(partial(_status_packet, owed), now, **facts)
    if packet.state == OutState.REFUSED:
        wake(f"agency-{owed.agency_id}")
    return packet


def _kept_or_refused(make: Callable[[], DocumentPacket | StatusPacket], now: datetime, **facts: Any) -> OutPacket:
    """Return the packet that ``make`` gives, or the refused one with the reason why it cannot be made or written."""
    try:
        return _kept(make(), now, **facts)
    except (DomainError, PacketError) as error:
        return _refused_here(error, now, **facts)
    except (DatabaseError, OSError):  # of the machine, not of the row: it is taken again
        raise
    except Exception as problem:  # our own fault; what we fail on is kept for a person and stops nobody behind it
        log.exception("a packet could not be made: %s", facts)
        reason = str(problem).partition("\n")[0] or type(problem).__name__
        return _refused_here(PacketNotMade(reason=one_line(reason)[:200]), now, **facts)


def _kept(packet: DocumentPacket | StatusPacket, now: datetime, **fields: Any) -> OutPacket:
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as scratch:
        write_packet_to(packet, scratch)  # type: ignore[arg-type] # it is a BinaryIO in all but its declared class
        small = scratch.tell() < IN_MEMORY
        scratch.seek(0)
        stored = packet_store().put_bytes(scratch.read()) if small else packet_store().put_stream(scratch)  # type: ignore[arg-type]
    return OutPacket(sha256=stored.sha256, size=stored.size, created_at=now, next_try_at=now, **fields)


def _refused_here(error: DomainError | PacketError, now: datetime, **fields: Any) -> OutPacket:
    return OutPacket(
        sha256="",
        size=0,
        created_at=now,
        next_try_at=now,
        settled_at=now,
        state=OutState.REFUSED,
        error_code=error.code,
        error_text=error.text()[:TEXT_MAX],
        **fields,
    )


def _organ(agency: Agency) -> Organ:
    return Organ(code=agency.code, name=agency.name, parent_name=agency.parent_name or None)


def _document_packet(dispatch: Dispatch, around: Around, now: datetime) -> DocumentPacket:
    document, agency = dispatch.outgoing.document, dispatch.agency
    if document.is_secret:
        raise SecretStaysHere
    operation = Operation.UPDATE if dispatch.operation == ADD else Operation(dispatch.operation)
    attachments = () if operation is Operation.RECALL else _attachments(document, around.files)
    return DocumentPacket(
        sender=_organ(agency),
        receivers=tuple(Organ(code=one.code, name=one.name) for one in around.receivers),
        document_id=document.document_id,
        number=document.number,
        notation=document.notation,
        place=document.place or None,
        issued_on=document.issued_on,
        type=DocumentType(name=document.type_name, code=type_code_for(document.type_name)),
        subject=document.subject,
        signer=SignerInfo(
            name=document.signer_name or None,
            position=document.signer_position or None,
            competence=document.signer_competence or None,
        ),
        due_on=document.due_on,
        other=OtherInfo(priority=document.urgency, pages=document.page_count),
        responses=_responses(around.links),
        to_places=tuple(document.recipients),
        steering=0,
        traces=(TraceHeader(agency.code, now),),
        business=_business(dispatch, operation),
        attachments=attachments,
    )


def _business(dispatch: Dispatch, operation: Operation) -> Business:
    """Return the operation with what it needs: recall and update name the earlier document, a replacement the old ones."""
    earlier = operation in (Operation.RECALL, Operation.UPDATE)
    return Business(
        operation=operation,
        reason=dispatch.reason or operation.label,
        document_id=dispatch.outgoing.document.document_id if earlier else None,
        change=_change(dispatch) if operation is Operation.UPDATE else None,
        replacements=_replacements(dispatch.outgoing) if operation is Operation.REPLACE else (),
    )


def _change(dispatch: Dispatch) -> DocumentChange:
    change = dispatch.change
    assert change is not None
    receivers = [
        *(ReceiverChange(code, Change.ADDED) for code, _name in change.added),
        *(ReceiverChange(code, Change.REMOVED) for code, _name in change.removed),
    ]
    return DocumentChange(
        document=bool(change.facts or change.file_id), receivers=bool(receivers), receiver_list=tuple(receivers)
    )


def _replacements(outgoing: OutgoingDocument) -> tuple[ReplacementInfo, ...]:
    found = []
    for document in replaced_by(outgoing):
        rows = Delivery.objects.of(document.agency_id).filter(
            dispatch__outgoing__document=document, dispatch__operation__in=BRINGS
        )
        codes = tuple(dict.fromkeys(rows.order_by("id").values_list("code", flat=True)))
        found.append(ReplacementInfo(document.document_id, codes))
    return tuple(found)


def _retrieval(dispatch: Dispatch) -> StatusPacket:
    """Return status 13 (yêu cầu lấy lại) to the one receiver of this sending; the answer is 15 or 16."""
    document = dispatch.outgoing.document
    return StatusPacket(
        sender=_organ(dispatch.agency),
        responses=(
            ResponseFor(
                agency=dispatch.deliveries.get().code,
                code=document.document_code,
                issued_on=document.issued_on,
                document_id=document.document_id,
            ),
        ),
        status=str(StatusCode.RETRIEVE),
        description=dispatch.reason,
        at=dispatch.created_at,
    )


def _attachments(document: Document, rows: Sequence[DocumentFile]) -> tuple[Attachment, ...]:
    if not rows or not all(usable(row.file) for row in rows):
        raise NothingToSend(document_code=document.document_code)
    return tuple(
        Attachment(
            name=row.file.name,
            content=Content.of_file(Path(path_of(row.file))),
            declared_type=row.file.blob.media_type,
            description=row.get_kind_display(),
        )
        for row in rows
    )


def _responses(links: Sequence[DocumentLink]) -> tuple[ResponseFor, ...]:
    return tuple(
        ResponseFor(
            agency=link.wire_agency_code or None,
            code=link.wire_document_code or None,
            issued_on=link.wire_issued_on,
            document_id=link.wire_document_id or None,
        )
        for link in links
    )


def _status_packet(owed: OwedStatus) -> StatusPacket:
    staff = StaffInfo(name=owed.staff_name, department=owed.staff_department or None) if owed.staff_name else None
    return StatusPacket(
        sender=_organ(owed.agency),
        responses=(_answered(owed),),
        status=owed.code,
        description=owed.description or owed.get_code_display(),
        at=owed.at,
        staff=staff,
    )


def _answered(owed: OwedStatus) -> ResponseFor:
    """Return which document the status is about, and to whom it goes."""
    document = owed.document
    if document is None:  # it never arrived: named as the asker named it
        wire = owed.wire
        issued_on = wire.get("issued_on")
        return ResponseFor(
            agency=wire.get("agency_code"),
            code=wire.get("document_code") or None,
            issued_on=date.fromisoformat(issued_on) if issued_on else None,
            document_id=wire.get("document_id") or None,
        )
    arrived: IncomingDocument = document.incoming
    return ResponseFor(
        agency=arrived.sender_code or document.issuer_code,
        code=document.document_code,
        issued_on=document.issued_on,
        document_id=document.document_id or None,
    )


def sends_by_axis(document: Document) -> bool:
    return document.origin == Origin.AXIS
