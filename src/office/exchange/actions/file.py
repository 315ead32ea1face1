"""File a packet that arrived, exactly once. Doors: file_packets, file_packet, acknowledged, Arrived.

The transaction that writes the books also writes the InPacket row whose unique key is the delivery; a repeat of the
delivery finds the row and only acknowledges again. A packet that cannot be read, matched or written is kept and shown
to the administrator: it is never an exception that stops the line.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)

from edxml import Change, DocumentPacket, Operation, PacketError, ResponseFor, StatusPacket, read_packet
from kit import clock
from kit.asked import Asked as Query
from kit.asked import add, among
from kit.errors import DomainError
from kit.tenancy import acting_for
from office.audit import actions as audit
from office.documents.facts import Flow, StatusCode
from office.documents.models import Document
from office.exchange.errors import PacketDoesNotFit
from office.exchange.models import InPacket
from office.exchange.states import InState
from office.incoming import actions as incoming
from office.incoming.values import AnsweredDocument, Asked, ChangeAsked, Received, ReceivedFile
from office.organisation.models import CODE_MAX, Agency
from office.organisation.people import codes_of
from office.outgoing.actions.delivery import hear_status

log = logging.getLogger(__name__)

OUTCOMES = {Asked.WAITS: InState.FILED, Asked.HELD: InState.FILED, Asked.STRANGER: InState.STRANGER}
TOLD = {
    InState.UNKNOWN: "Không tìm thấy văn bản mà gói tin này nói đến.",
    InState.STRANGER: "Đề nghị không phải của bên đã gửi văn bản nên không thực hiện; văn bản giữ nguyên.",
}

ENDED = (StatusCode.REFUSED, StatusCode.AGREED)  # stages of a document that is not with us any more
TEXT_MAX = 500  # of a sentence about a packet
FIRST_YEAR = 2000  # no agency spoke edXML before
FAST = timedelta(days=1)  # so far the clock of a sender may be ahead of ours


@dataclass(frozen=True)
class Arrived:
    """One fetched delivery: who it is for, and where its verified bytes are."""

    delivery_ref: str
    transfer_id: str
    kind: str
    sender_code: str
    path: Path
    sha256: str
    size: int


_known = Query(
    lambda agency, deliveries: InPacket.objects.filter(among("delivery_ref", deliveries), agency_id=agency).order_by(
        "pk"
    ),
    *("agency", "deliveries"),
)


_same_name: Query[Any] = Query(
    lambda agency, document_id: Document.objects.filter(
        agency_id=agency, direction=Flow.INCOMING, document_id=document_id
    ).values_list("incoming__wire_facts"),
    *("agency", "document_id"),
)


def file_packets(arrived: Sequence[Arrived], *, agency: Agency, now: datetime) -> list[InPacket]:
    """Write what the packets say into the books of ``agency``, all in one transaction, and return their rows.

    Nearly always each can be filed; only when one cannot, all are filed again with a way back for each.
    """
    try:
        with acting_for(agency.pk), audit.gathered():
            return _all_filed(arrived, agency, now, _file)
    except (OperationalError, InterfaceError, OSError):  # of the machine, not of a packet: they come again
        raise
    except Exception as problem:  # noqa: BLE001 - each is looked at by itself now
        log.warning("%s packets are filed one by one: %s", len(arrived), problem)
    with acting_for(agency.pk):
        return _all_filed(arrived, agency, now, _file_or_put_aside)


Filing = Callable[[Arrived, Agency, datetime], InPacket]


def _all_filed(arrived: Sequence[Arrived], agency: Agency, now: datetime, file: Filing) -> list[InPacket]:
    known = _known_among(arrived, agency)
    for one in arrived:
        if one.delivery_ref not in known:
            known[one.delivery_ref] = file(one, agency, now)
    return [known[one.delivery_ref] for one in arrived]


def _known_among(arrived: Sequence[Arrived], agency: Agency) -> dict[str, InPacket]:
    rows = _known.all(agency=agency.pk, deliveries=[one.delivery_ref for one in arrived])
    return {row.delivery_ref: row for row in rows}


_ACKNOWLEDGED = """
update office_exchange_inpacket set acknowledged_at = %s
where agency_id = %s and delivery_ref = any(%s) and acknowledged_at is null
"""


def acknowledged(delivery_refs: Sequence[str], *, agency_id: int, now: datetime) -> None:
    """Note that the axis knows that these packets are here."""
    with acting_for(agency_id), connection.cursor() as cursor:
        cursor.execute(_ACKNOWLEDGED, [now, agency_id, list(delivery_refs)])


def file_packet(arrived: Arrived, *, agency: Agency, now: datetime) -> InPacket:
    """Write what the packet says into the books of ``agency`` and return its row; a repeat returns the first row."""
    return file_packets([arrived], agency=agency, now=now)[0]


def _file_or_put_aside(arrived: Arrived, agency: Agency, now: datetime) -> InPacket:
    try:
        with transaction.atomic():
            return _file(arrived, agency, now)
    except (IntegrityError, DataError, DomainError) as problem:
        rival = _known_among([arrived], agency).get(arrived.delivery_ref)
        return rival or _put_aside(arrived, agency, now, problem)
    except (DatabaseError, OSError):  # of the machine, not of the packet: it comes again
        raise
    except (
        Exception
    ) as problem:  # our own fault; a packet that we fail on is kept for a person and stops nobody behind it
        log.exception("delivery %s failed", arrived.delivery_ref)
        return _put_aside(arrived, agency, now, problem)


def _put_aside(arrived: Arrived, agency: Agency, now: datetime, problem: Exception) -> InPacket:
    log.error("delivery %s put aside: %s", arrived.delivery_ref, problem)
    row = _row(arrived, agency, now)
    reason = problem.text() if isinstance(problem, DomainError) else str(problem).partition("\n")[0]
    told = PacketDoesNotFit(reason=reason[:200])
    row.state, row.error_code, row.error_text = InState.UNREADABLE, told.code, told.text()
    row.save()
    return row


def _row(arrived: Arrived, agency: Agency, now: datetime) -> InPacket:
    return InPacket(
        agency=agency,
        delivery_ref=arrived.delivery_ref,
        transfer_id=arrived.transfer_id,
        kind=arrived.kind,
        # as an axis lists it; without a row it would come again for ever
        sender_code=arrived.sender_code[:CODE_MAX],
        sha256=arrived.sha256,
        size=arrived.size,
        state=InState.FILED,
        fetched_at=now,
    )


def _file(arrived: Arrived, agency: Agency, now: datetime) -> InPacket:
    row = _row(arrived, agency, now)
    try:
        packet = read_packet(arrived.path)
    except PacketError as error:
        row.state, row.error_code, row.error_text = InState.UNREADABLE, error.code, error.message[:TEXT_MAX]
        row.save()
        return row
    if isinstance(packet, StatusPacket):
        outcome = _status(packet, arrived, agency, now)
    else:
        outcome = _document(packet, arrived, agency, now)
    row.state, row.error_text = outcome, TOLD.get(outcome, "")
    return add(row)


def _document(packet: DocumentPacket, arrived: Arrived, agency: Agency, now: datetime) -> InState:
    """File what a document packet asks for.

    A recall of a document that is not here waits for it, so does an update without files. An update that brings the document
    is the document itself when we never had it, as when it adds us as a receiver: nobody waits for a first copy that may never
    come; nor is one that adds us an update of what we refused or gave back before. One that takes us off is a recall. A
    replacement is a new document and closes the old one.
    """
    if _came_before(packet, arrived, agency):
        return InState.FILED
    operation, change = packet.operation, _our_change(packet, agency)
    if operation is Operation.UPDATE and change is Change.REMOVED:
        return _asked("recall", packet, arrived, agency, now)
    added = change is Change.ADDED
    brings = added or any(one.content for one in packet.attachments)
    if operation is Operation.UPDATE and brings and not _is_here(packet, agency, again=added):
        operation = Operation.NEW
    if operation is Operation.RECALL:
        return _asked("recall", packet, arrived, agency, now)
    if operation is Operation.UPDATE:
        return _asked("update", packet, arrived, agency, now, content=_received(packet, arrived, now))
    received = incoming.receive(agency=agency, facts=_received(packet, arrived, now), now=now)
    if operation is Operation.REPLACE:
        new = received.document
        ours = codes_of(agency.code)
        held = tuple(one.document_id for one in packet.business.replacements if ours & set(one.agencies))
        _asked("replace", packet, arrived, agency, now, new_document=new.ref, held_ids=held)
    return InState.FILED


def _our_change(packet: DocumentPacket, agency: Agency) -> Change | None:
    change = packet.business.change
    if change is None or not change.receiver_list:
        return None
    ours = codes_of(agency.code)
    return next((one.change for one in change.receiver_list if one.code in ours), None)


def _is_here(packet: DocumentPacket, agency: Agency, *, again: bool) -> bool:
    """Whether we have the document; ``again``: what we refused or gave back is not had."""
    rows = Document.objects.of(agency.pk).filter(direction=Flow.INCOMING, document_id=packet.target_id or "")
    return bool((rows.exclude(stage__in=ENDED) if again else rows).exists())


def _asked(kind: str, packet: DocumentPacket, arrived: Arrived, agency: Agency, now: datetime, **more: Any) -> InState:
    change = packet.business.change
    asked = incoming.ask_change(
        agency=agency,
        facts=ChangeAsked(
            kind=kind,
            document_id=packet.target_id or packet.document_id,
            document_code=_code(packet.number, packet.notation),
            issued_on=packet.issued_on,
            sender_code=packet.sender.code,
            reason=packet.business.reason or "",
            transfer_id=arrived.transfer_id,
            replaced_ids=tuple(one.document_id for one in packet.business.replacements),
            receivers=tuple((one.code, str(one.change)) for one in change.receiver_list) if change else (),
            **more,
        ),
        now=now,
    )
    return OUTCOMES[asked]


def _came_before(packet: DocumentPacket, arrived: Arrived, agency: Agency) -> bool:
    """Return whether these very bytes were filed under another delivery: an axis may name one packet twice."""
    if packet.operation not in (Operation.NEW, Operation.UPDATE) or not packet.document_id:
        return False
    same = _same_name.rows(agency=agency.pk, document_id=packet.document_id)
    return any(facts is not None and facts.get("packet_sha256") == arrived.sha256 for (facts,) in same)


def _code(number: str | None, notation: str | None) -> str:
    return "/".join(part for part in (number, notation) if part)


def _received(packet: DocumentPacket, arrived: Arrived, now: datetime) -> Received:
    return Received(
        document_id=packet.document_id,
        number=packet.number or "",
        notation=packet.notation or "",
        issued_on=packet.issued_on,
        type_name=packet.type.name or "Công văn",
        subject=packet.subject,
        issuer_code=packet.sender.code,
        issuer_name=packet.sender.name or packet.sender.code,
        signer_name=packet.signer.name or "",
        signer_position=packet.signer.position or "",
        signer_competence=packet.signer.competence or "",
        place=packet.place or "",
        urgency=min(max(packet.other.priority, 0), 4),
        due_on=packet.due_on,
        recipients=list(packet.to_places),
        page_count=max(packet.other.pages, 0) if packet.other.pages is not None else None,
        responses=[_answered(one) for one in packet.responses],
        files=[
            ReceivedFile(name=one.name, content=one.content.open() if one.content else None, problem=_problem(one))
            for one in packet.attachments
        ],
        sender_code=packet.sender.code,
        transfer_id=arrived.transfer_id,
        delivery_ref=arrived.delivery_ref,
        received_at=now,
        remarks=[remark.message for remark in packet.remarks],
        wire_facts={
            "operation": str(packet.operation),
            "reason": packet.business.reason,
            "staff": packet.business.staff.name if packet.business.staff else None,
            "trace": [{"agency": hop.agency, "at": clock.iso(hop.at) if hop.at else None} for hop in packet.traces],
            "packet_sha256": arrived.sha256,
        },
    )


def _problem(attachment: object) -> str:
    problem = getattr(attachment, "problem", None)
    return problem.message if problem else ""


def _answered(response: ResponseFor) -> AnsweredDocument:
    return AnsweredDocument(
        agency_code=response.agency or "",
        document_code=response.code or "",
        issued_on=response.issued_on,
        document_id=response.document_id or "",
    )


def _status(packet: StatusPacket, arrived: Arrived, agency: Agency, now: datetime) -> InState:
    answered = packet.response
    if packet.status == StatusCode.RETRIEVE:
        asked = incoming.ask_change(
            agency=agency,
            facts=ChangeAsked(
                kind="retrieve",
                document_id=answered.document_id or "",
                document_code=answered.code or "",
                issued_on=answered.issued_on,
                sender_code=packet.sender.code,
                reason=packet.description or "",
                transfer_id=arrived.transfer_id,
            ),
            now=now,
        )
        return OUTCOMES[asked]
    staff = ", ".join(part for part in (packet.staff.name, packet.staff.department) if part) if packet.staff else ""
    heard = hear_status(
        agency_id=agency.pk,
        document_id=answered.document_id or "",
        answered_code=answered.code or "",
        from_code=packet.sender.code,
        code=packet.status,
        at=_said_at(packet.at, now),
        text=packet.description or "",
        staff=staff,
        transfer_id=arrived.transfer_id,
        now=now,
    )
    return InState.FILED if heard else InState.UNKNOWN


def _said_at(told: datetime | None, now: datetime) -> datetime:
    """Return when the sender says that it happened; ``now`` when that cannot be.

    A year that no database gives back would close the pages on which it stands, a day far ahead would outdo every later word.
    """
    return told if told is not None and told.year >= FIRST_YEAR and told <= now + FAST else now
