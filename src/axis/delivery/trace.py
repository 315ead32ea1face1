"""The way of one transfer, step by step. Doors: trace.

Derived from the rows that did the work; there is no second book that could disagree with them.
"""

from datetime import datetime
from typing import Any

from axis.delivery.models import Delivery, Rerouting, Resend
from axis.delivery.states import State
from axis.directory.succession import sentence, standing_for, ways
from axis.tracking.models import Transfer
from kit.clock import iso


def trace(transfer: Transfer, *, axis: str = "") -> dict[str, Any]:
    """Return the transfer, each receiver's two columns (transport and business), and the events in order.

    ``axis`` is this axis' own name: with it every event says at which axis it happened.
    """
    deliveries = list(transfer.deliveries.select_related("receiver").prefetch_related("resends").order_by("pk"))
    reports = _reports(transfer, deliveries)
    notes = succession_notes(deliveries)
    events: list[tuple[datetime, dict[str, Any]]] = [
        *_before(transfer, deliveries),
        (transfer.accepted_at, {"event": "accepted", "agency": transfer.sender_code}),
    ]
    for row in deliveries:
        events += _events(row)
    events += _reroutings(deliveries, notes)
    for report in reports:
        step = {"event": "status", "agency": report.sender_code, "status": report.status_code}
        events.append((report.accepted_at, {**step, "transfer_id": str(report.ref)}))
    if axis:
        events = [(at, {"axis": axis, **facts}) for at, facts in events]
    # Other axes tell seconds; within one second events stand in the order in which one brings about the next.
    events.sort(key=lambda event: event[0].replace(microsecond=0))
    return {
        "transfer_id": str(transfer.ref),
        "kind": transfer.kind,
        "operation": transfer.operation,
        "status": transfer.status_code,
        "document_id": transfer.document_id or None,
        "sender": transfer.sender_code,
        "sha256": transfer.packet_sha256,
        "size": transfer.size,
        "accepted_at": iso(transfer.accepted_at),
        "receivers": [receiver_facts(row) | {"note": notes.get(row.pk)} for row in deliveries],
        "events": [{"at": iso(at), **facts} for at, facts in events],
    }


def receiver_facts(row: Delivery) -> dict[str, Any]:
    """Return what is known of one receiver: transport state with its times, and the business status it reported."""
    return {
        "delivery_id": str(row.ref),
        "receiver": row.receiver_code,
        "served_by": row.receiver.code,
        "state": row.state,
        "submitted_at": iso(row.submitted_at),
        "delivered_at": iso(row.delivered_at) if row.delivered_at else None,
        "closed_at": iso(row.closed_at) if row.closed_at else None,
        "failure": row.failure or None,
        "business_status": row.business_status or None,
        "business_status_at": iso(row.business_status_at) if row.business_status_at else None,
    }


def succession_notes(deliveries: list[Delivery]) -> dict[int, str]:
    """Return for each delivery that another agency serves than the one written to why, in words: two queries for all."""
    given = standing_for(row.receiver_code for row in deliveries)
    ended = {
        row.pk: given[row.receiver_code]
        for row in deliveries
        if row.receiver_code in given and given[row.receiver_code] != row.receiver_id
    }
    known = ways(set(ended.values())) if ended else {}
    return {row: sentence(known[agency]) for row, agency in ended.items() if agency in known}


def _reroutings(deliveries: list[Delivery], notes: dict[int, str]) -> list[tuple[datetime, dict[str, Any]]]:
    """Return where deliveries went on when the agency they waited for ended; both codes are kept."""
    codes = {row.pk: row.receiver_code for row in deliveries}
    rows = Rerouting.objects.filter(delivery_id__in=codes).select_related("from_agency", "to_agency", "act")
    events: list[tuple[datetime, dict[str, Any]]] = []
    for one in rows.order_by("pk"):
        facts: dict[str, Any] = {"event": "rerouted", "agency": codes[one.delivery_id], "from": one.from_agency.code}
        facts |= {"to": one.to_agency.code if one.to_agency else None, "legal_ref": one.act.legal_ref}
        if one.handed_out_at:
            facts["handed_out_at"] = iso(one.handed_out_at)  # to the ended agency's system, never acknowledged
        if one.delivery_id in notes:
            facts["reason"] = notes[one.delivery_id]
        events.append((one.at, facts))
    return events


def _events(row: Delivery) -> list[tuple[datetime, dict[str, Any]]]:
    """Return each attempt's steps, the operator's resends between them, and what other axes told of theirs."""
    heard = [
        (datetime.fromisoformat(hop["at"]), {"event": hop["event"], "agency": row.receiver_code, "axis": hop["axis"]})
        for hop in row.hops or []
        if "before" not in hop
    ]
    # In one second: taken in elsewhere, handed out by us, and then what came of it there.
    events = [step for step in heard if step[1]["event"] == "accepted"]
    for resend in row.resends.all():
        events += _attempt(resend, row.receiver_code, heard)
        again = {"event": "resent", "agency": row.receiver_code}
        events.append((resend.at, {**again, "reason": resend.note} if resend.note else again))
    events += _attempt(row, row.receiver_code, heard)
    return events + [step for step in heard if step[1]["event"] != "accepted"]


def _attempt(
    row: Delivery | Resend, agency: str, heard: list[tuple[datetime, dict[str, Any]]]
) -> list[tuple[datetime, dict[str, Any]]]:
    """Return one attempt's steps at this axis; an end that another axis told of is that step, and only gets its reason."""
    events: list[tuple[datetime, dict[str, Any]]] = []
    if row.delivered_at:
        events.append((row.delivered_at, {"event": "delivered", "agency": agency}))
    if row.closed_at is None or row.state == State.RELAYED:
        return events
    told = next((step for at, step in reversed(heard) if step["event"] == row.state and _is_of(row, at)), None)
    end = told if told is not None else {"event": row.state, "agency": agency}
    if row.failure:
        end["reason"] = row.failure
    return events if told is not None else [*events, (row.closed_at, end)]


def _is_of(row: Delivery | Resend, at: datetime) -> bool:
    """Whether what another axis told belongs to this attempt: of each kind only the last word of an axis is kept."""
    return isinstance(row, Delivery) or at <= row.at


def _before(transfer: Transfer, deliveries: list[Delivery]) -> list[tuple[datetime, dict[str, Any]]]:
    """Return where the packet was accepted before it came here; all receivers' came the same way."""
    hops = [hop for row in deliveries for hop in row.hops or [] if "before" in hop]
    once = {(hop["axis"], hop["event"]): hop for hop in hops}
    return [
        (datetime.fromisoformat(hop["at"]), {"event": event, "agency": transfer.sender_code, "axis": axis})
        for (axis, event), hop in once.items()
    ]


def _reports(transfer: Transfer, deliveries: list[Delivery]) -> list[Transfer]:
    """Return the status packets between the two ends of this document, oldest first."""
    if transfer.kind != Transfer.Kind.EDOC or not transfer.document_id:
        return []
    ends = {transfer.sender_id, *(row.receiver_id for row in deliveries)}
    rows = Transfer.objects.filter(kind=Transfer.Kind.STATUS, document_id=transfer.document_id)
    rows = rows.filter(sender_id__in=ends, deliveries__receiver_id__in=ends)
    return list(rows.distinct().order_by("accepted_at", "pk"))
