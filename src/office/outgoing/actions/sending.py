"""Write the sendings of an approved change: who is told what, and who answers. Doors: send_change, send_to, take_back.

Each row here becomes a packet in the exchange room. Nothing that was sent before is touched: the former state of an updated
document is an edition of its own.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from kit.actor import Actor
from kit.wake import wake
from office.audit import actions as audit
from office.documents import actions as documents
from office.documents.facts import FileKind
from office.documents.reads import files_of
from office.files.models import File
from office.outgoing.models import ChangeAsk, Delivery, Dispatch, IssuedChange, OutgoingDocument, Recipient
from office.outgoing.reach import ADD, Held, held_by
from office.outgoing.states import MOVES, ChangeKind

SEND_TOPIC = "exchange.send"
EVENTS = {
    ChangeKind.RECALL: "outgoing.recalled",
    ChangeKind.RETRIEVE: "outgoing.retrieval_asked",
    ChangeKind.UPDATE: "outgoing.updated",
}


def send_change(change: IssuedChange, *, actor: Actor, now: datetime) -> None:
    """Carry the change out: the document's own rows, one sending for each way of telling, one question a receiver."""
    outgoing = change.outgoing
    if change.kind == ChangeKind.UPDATE:
        _update(change, now)
    elif change.kind == ChangeKind.RETRIEVE:
        _ask_back(change, [Held(*one) for one in change.asked], now)
    else:
        take_back(change, held_by(outgoing), by_status=change.by_status, now=now)
        outgoing.state, outgoing.recall_reason = MOVES.step("recall", outgoing.state).target, change.reason
        outgoing.save(update_fields=["state", "recall_reason"])
    audit.record(
        EVENTS[ChangeKind(change.kind)],
        actor=actor,
        at=now,
        document_ref=outgoing.document.ref,
        subject_ref=change.ref,
        change=change.kind,
        reason=change.reason,
    )
    wake(SEND_TOPIC)


def send_to(
    outgoing: OutgoingDocument,
    operation: str,
    receivers: Iterable[Held],
    *,
    change: IssuedChange,
    asks: str = "",
    reason: str = "",
    now: datetime,
) -> None:
    """Write one sending to these receivers; with ``asks`` each of them owes an answer to that kind of request.

    ``reason``: what they are told, when it is not the change's own.
    """
    to = list(receivers)
    if not to:
        return
    dispatch = Dispatch.objects.create(
        agency_id=outgoing.agency_id,
        outgoing=outgoing,
        operation=operation,
        change=change,
        reason=reason or change.reason,
        urgency=outgoing.document.urgency,
        created_at=now,
    )
    Delivery.objects.bulk_create(
        Delivery(agency_id=outgoing.agency_id, dispatch=dispatch, code=one.code, name=one.name, state_at=now)
        for one in to
    )
    if asks:
        ChangeAsk.objects.bulk_create(
            ChangeAsk(
                agency_id=outgoing.agency_id,
                change=change,
                dispatch=dispatch,
                kind=asks,
                code=one.code,
                name=one.name,
                asked_at=now,
            )
            for one in to
        )


def take_back(
    change: IssuedChange, receivers: Iterable[Held], *, by_status: Collection[str], reason: str = "", now: datetime
) -> None:
    """Tell these receivers a recall, those whose systems understand nothing else by status 13; each owes an answer."""
    to = list(receivers)
    _recall(change, [one for one in to if one.code not in by_status], now, reason)
    _ask_back(change, [one for one in to if one.code in by_status], now, reason)


def _recall(change: IssuedChange, receivers: list[Held], now: datetime, reason: str = "") -> None:
    send_to(change.outgoing, "recall", receivers, change=change, asks=ChangeKind.RECALL, reason=reason, now=now)


def _ask_back(change: IssuedChange, receivers: list[Held], now: datetime, reason: str = "") -> None:
    """Status 13 is addressed to one agency: one sending each."""
    for one in receivers:
        send_to(change.outgoing, "retrieve", [one], change=change, asks=ChangeKind.RETRIEVE, reason=reason, now=now)


def _update(change: IssuedChange, now: datetime) -> None:
    """The remaining receivers are asked to update, the added get the document, the removed are told a recall.

    QCVN 102:2016 Bussiness: what names added receivers is an update; a second packet "new" of one DocumentId is refused by an axis.
    """
    outgoing = change.outgoing
    before = held_by(outgoing)
    removed = {code for code, _name in change.removed}
    if change.facts or change.file:
        _supersede(change, now)
    outgoing.receivers.filter(code__in=removed).update(removed_at=now)
    for place, (code, name) in enumerate(change.added, start=outgoing.receivers.count()):
        Recipient.objects.update_or_create(
            agency_id=outgoing.agency_id,
            outgoing=outgoing,
            code=code,
            defaults={"name": name, "position": place, "removed_at": None, "on_paper": False, "paper_reason": ""},
        )
    stay = [one for one in before if one.code not in removed]
    send_to(outgoing, "update", stay, change=change, asks=ChangeKind.UPDATE, now=now)
    _recall(change, [one for one in before if one.code in removed], now)
    send_to(outgoing, ADD, [Held(*one) for one in change.added], change=change, now=now)


def _supersede(change: IssuedChange, now: datetime) -> None:
    document = change.outgoing.document
    files: list[tuple[File, str]] = []
    if change.file is not None:
        others = [(row.file, row.kind) for row in files_of(document) if row.kind != FileKind.MAIN]
        files = [(change.file, FileKind.MAIN), *others]
    change.edition = documents.supersede(document, facts=change.facts, files=files, reason=change.reason, now=now)
    change.save(update_fields=["edition"])
