"""Make packets from what the rooms below have left to send. Doors: pack_batch.

A packet is made once, in the transaction that marks its row taken; from then on the same bytes are sent until the
axis answers. A row that cannot become a packet is kept as a refused packet with its reason, never dropped.
"""

import tempfile
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

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
from kit.errors import DomainError
from kit.storage import ContentStore
from kit.tenancy import acting_for
from office.documents.facts import LinkKind, Origin, StatusCode
from office.documents.models import Document, OwedStatus
from office.exchange.errors import NothingToSend, SecretStaysHere
from office.exchange.models import OutPacket
from office.exchange.states import OutState
from office.files.actions import path_of, usable
from office.incoming.models import IncomingDocument
from office.organisation.models import Agency
from office.outgoing.actions.delivery import settle
from office.outgoing.actions.replacing import replaced_by
from office.outgoing.models import Delivery, Dispatch, OutgoingDocument
from office.outgoing.reach import BRINGS
from office.outgoing.states import DispatchState
from office.settings import ENV

BATCH = 20
RETRIEVE = "retrieve"  # a dispatch that becomes a status packet


def packet_store() -> ContentStore:
    """Return where packets of both directions are kept, by their hash."""
    return ContentStore(ENV.data_dir / "packets")


def pack_batch(*, agency_ids: list[int], now: datetime) -> int:
    """Turn up to 20 waiting rows of each kind into packets, the urgent first. Returns how many rows were taken."""
    with acting_for(*agency_ids):
        waiting = Dispatch.objects.filter(taken_at__isnull=True).order_by("-urgency", "id")
        dispatches = list(waiting.values_list("pk", "agency_id")[:BATCH])
        owed = OwedStatus.objects.filter(taken_at__isnull=True).order_by("id")
        statuses = list(owed.values_list("pk", "agency_id")[:BATCH])
    for pk, agency_id in dispatches:
        _pack_dispatch(pk, agency_id, now)
    for pk, agency_id in statuses:
        _pack_status(pk, agency_id, now)
    return len(dispatches) + len(statuses)


def _only(rows: "QuerySet", pk: int):  # type: ignore[no-untyped-def,type-arg]
    """Lock the row unless another link program has it."""
    return rows.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk, taken_at__isnull=True).first()


def _pack_dispatch(pk: int, agency_id: int, now: datetime) -> None:
    with acting_for(agency_id):
        dispatch = _only(Dispatch.objects.select_related("outgoing__document", "agency"), pk)
        if dispatch is None:
            return
        try:
            with transaction.atomic():
                _keep(
                    _retrieval(dispatch) if dispatch.operation == RETRIEVE else _document_packet(dispatch, now),
                    now,
                    agency_id=agency_id,
                    urgency=dispatch.urgency,
                    dispatch=dispatch,
                )
        except DomainError as error:
            _refused_here(error, now, agency_id=agency_id, dispatch=dispatch)
            settle(dispatch, DispatchState.REFUSED, error.text(), now)
        dispatch.taken_at = now
        dispatch.save(update_fields=["taken_at"])


def _pack_status(pk: int, agency_id: int, now: datetime) -> None:
    with acting_for(agency_id):
        owed = _only(OwedStatus.objects.select_related("document", "agency"), pk)
        if owed is None:
            return
        urgency = owed.document.urgency if owed.document else 0
        _keep(_status_packet(owed), now, agency_id=agency_id, urgency=urgency, owed_status=owed)
        owed.taken_at = now
        owed.save(update_fields=["taken_at"])


def _keep(packet: DocumentPacket | StatusPacket, now: datetime, **fields: object) -> None:
    with tempfile.TemporaryFile() as scratch:
        write_packet_to(packet, scratch)
        scratch.seek(0)
        stored = packet_store().put_stream(scratch)
    OutPacket.objects.create(sha256=stored.sha256, size=stored.size, created_at=now, next_try_at=now, **fields)


def _refused_here(error: DomainError, now: datetime, **fields: object) -> None:
    OutPacket.objects.create(
        sha256="",
        size=0,
        created_at=now,
        next_try_at=now,
        settled_at=now,
        state=OutState.REFUSED,
        error_code=error.code,
        error_text=error.text(),
        **fields,
    )


def _organ(agency: Agency) -> Organ:
    return Organ(code=agency.code, name=agency.name, parent_name=agency.parent_name or None)


def _document_packet(dispatch: Dispatch, now: datetime) -> DocumentPacket:
    document, agency = dispatch.outgoing.document, dispatch.agency
    if document.is_secret:
        raise SecretStaysHere
    operation = Operation(dispatch.operation)
    attachments = () if operation is Operation.RECALL else _attachments(document)
    return DocumentPacket(
        sender=_organ(agency),
        receivers=tuple(Organ(code=one.code, name=one.name) for one in dispatch.deliveries.order_by("id")),
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
        responses=_responses(document),
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


def _attachments(document: Document) -> tuple[Attachment, ...]:
    rows = list(document.document_files.select_related("file__blob").order_by("position", "id"))
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


def _responses(document: Document) -> tuple[ResponseFor, ...]:
    links = document.links.filter(kind=LinkKind.REPLIES_TO)
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
    arrived = IncomingDocument.objects.get(document=document)
    return ResponseFor(
        agency=arrived.sender_code or document.issuer_code,
        code=document.document_code,
        issued_on=document.issued_on,
        document_id=document.document_id or None,
    )


def sends_by_axis(document: Document) -> bool:
    return document.origin == Origin.AXIS
