"""What neighbouring axes say of deliveries, and what they are to be told. Doors: Hop, Outcome, passed_on, gave_up, hear,
offer_again, came_by, note_untold, tell_again, confirm, hops_of.

A delivery that another axis has accepted is out of our hands but not at its end: it stays "relayed" until that axis reports
what the receiver did. Every change of a delivery that came from a neighbouring axis leaves an Untold row; the row goes when
that axis confirms having heard this very state, so a word may be lost or come twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from axis.delivery.models import Delivery, Untold
from axis.delivery.states import MOVES, State
from axis.directory.models import System
from axis.evidence.log import record
from edxml.texts import YEARS
from evidence.leaves import ACKNOWLEDGEMENT, DELIVERY, text_sha256
from kit.clock import iso
from kit.wake import wake

HOPS_MAX = 32
HEARD = {State.RELAYED: "relay", State.TAKEN: "taken_there", State.FAILED: "failed_there"}


@dataclass(frozen=True)
class Hop:
    """One step at one axis: ``event`` is accepted, delivered, taken or failed."""

    axis: str
    event: str
    at: datetime


@dataclass(frozen=True)
class Outcome:
    """What became of one receiver, by the id that this axis gave the transfer. ``state``: relayed, taken or failed."""

    transfer_ref: UUID
    receiver: str
    state: str
    reason: str
    hops: tuple[Hop, ...]


@transaction.atomic
def passed_on(*, transfer_pk: int, system_pk: int, codes: Sequence[str], receipt: str, hop: Hop, now: datetime) -> None:
    """Note that the axis above has accepted a transfer for these receivers, as its receipt says."""
    rows = _locked(transfer_id=transfer_pk, receiver__system_id=system_pk, receiver_code__in=codes)
    changed = [row for row in rows if row.state not in (State.RELAYED, State.TAKEN)]
    for row in changed:
        row.state = MOVES.step("relay", row.state).target
        row.closed_at, row.failure = now, ""
        row.hops = _merged(row.hops, (hop,))
    _keep(changed, now, receipt_sha256=text_sha256(receipt))


@transaction.atomic
def gave_up(*, transfer_pk: int, system_pk: int, codes: Sequence[str], reason: str, now: datetime) -> None:
    """Note that the axis above will not take a transfer for these receivers, and why."""
    rows = _locked(transfer_id=transfer_pk, receiver__system_id=system_pk, receiver_code__in=codes, closed_at=None)
    for row in rows:
        row.state = MOVES.step("fail", row.state).target
        row.closed_at, row.failure = now, reason[:500]
    _keep(rows, now)


@transaction.atomic
def hear(*, system_pk: int, outcomes: Sequence[Outcome], now: datetime) -> list[bool]:
    """Take in what a neighbouring axis says of receivers behind it; hearing it again changes nothing.

    Returns for each outcome, in order, whether there is such a delivery. A step at a time that no clock shows is left out; the word
    that it came with counts.
    """
    outcomes = [replace(one, hops=tuple(hop for hop in one.hops if hop.at.year in YEARS)) for one in outcomes]
    refs = {one.transfer_ref for one in outcomes}
    rows = _locked(transfer__ref__in=refs, receiver__system_id=system_pk)
    found: dict[tuple[UUID, str], list[Delivery]] = {}
    for row in rows:
        found.setdefault((row.transfer.ref, row.receiver_code), []).append(row)
    moved, touched = [], []
    for outcome in outcomes:
        for row in found.get((outcome.transfer_ref, outcome.receiver), []):
            known, row.hops = row.hops or [], _merged(row.hops, outcome.hops)
            if _step(row, outcome, now):
                moved.append(row)
            elif row.hops != known:
                touched.append(row)
    _save([row for row in touched if row not in moved])
    _keep(list(dict.fromkeys(moved)), now)
    return [(one.transfer_ref, one.receiver) in found for one in outcomes]


@transaction.atomic
def offer_again(*, transfer_pk: int, codes: Sequence[str]) -> None:
    """Put what had failed here back into its receiver's inbox: the axis above, told of the failure, offers it anew."""
    rows = _locked(transfer_id=transfer_pk, receiver_code__in=codes, state=State.FAILED, untold=None)
    for row in rows:
        row.state = MOVES.step("offered_there", row.state).target
        row.closed_at, row.delivered_at, row.failure = None, None, ""
    Delivery.objects.bulk_update(rows, ["state", "closed_at", "delivered_at", "failure"])
    for system in {row.receiver.system_id for row in rows}:
        wake(f"axis.inbox.{system}")


@transaction.atomic
def came_by(*, transfer_pk: int, codes: Sequence[str], hop: Hop) -> None:
    """Note which axis these receivers' packet came by; that axis knows it, so it is never told back."""
    before = [{"axis": hop.axis, "event": hop.event, "at": iso(hop.at), "before": True}]
    Delivery.objects.filter(transfer_id=transfer_pk, receiver_code__in=codes, hops__isnull=True).update(hops=before)


def note_untold(rows: Iterable[Delivery]) -> None:
    """Leave word for the axis that these deliveries came from, if it was one; in the caller's transaction."""
    told = [row for row in rows if row.transfer.system.kind != System.Kind.CLIENT]
    if not told:
        return
    Untold.objects.bulk_create(
        [Untold(delivery=row, system_id=row.transfer.system_id, state=row.state) for row in told],
        update_conflicts=True,
        unique_fields=["delivery"],
        update_fields=["state"],
    )
    for system in {row.transfer.system_id for row in told}:
        wake(f"axis.untold.{system}")


@transaction.atomic
def tell_again(*, transfer_pk: int, codes: Sequence[str]) -> None:
    """Leave word of these receivers as they stand now: the axis that handed them in does not seem to know."""
    note_untold(_locked(transfer_id=transfer_pk, receiver_code__in=codes))


def confirm(*, system_pk: int, heard: Iterable[tuple[int, str]]) -> None:
    """Remove what the other axis has heard: pairs of delivery and state. A newer state stays to be told."""
    by_state: dict[str, list[int]] = {}
    for pk, state in heard:
        by_state.setdefault(state, []).append(pk)
    for state, pks in by_state.items():
        Untold.objects.filter(system_id=system_pk, delivery_id__in=pks, state=state).delete()


def hops_of(row: Delivery, axis: str) -> tuple[Hop, ...]:
    """Return every step that this axis (named so) knows of one receiver: its own and those it heard of."""
    mine = [Hop(axis, "accepted", row.transfer.accepted_at)]
    heard = [
        Hop(one["axis"], one["event"], datetime.fromisoformat(one["at"]))
        for one in row.hops or []
        if "before" not in one
    ]
    if row.delivered_at:
        mine.append(Hop(axis, "delivered", row.delivered_at))
    if row.closed_at and row.state != State.RELAYED and not any(one.event == row.state for one in heard):
        mine.append(Hop(axis, row.state, row.closed_at))
    return (*mine, *heard)


def _step(row: Delivery, outcome: Outcome, now: datetime) -> bool:
    """Change the row as the outcome says; False when it says nothing new."""
    wanted = State(outcome.state)
    if row.state == wanted or HEARD[wanted] not in MOVES.names_from(row.state):
        return False
    ends = [hop.at for hop in outcome.hops if hop.event == wanted]
    row.state = MOVES.step(HEARD[wanted], row.state).target
    row.closed_at = max(ends, default=now)
    row.failure = outcome.reason[:500] if wanted is State.FAILED else ""
    return True


def _keep(rows: Sequence[Delivery], now: datetime, **more: str) -> None:
    """Write changed rows, log them, and leave word for the axes they came from."""
    _save(rows)
    for row in rows:
        facts = {"delivery_id": str(row.ref), "receiver": row.receiver_code, **more}
        if row.state != State.RELAYED:
            facts["outcome"] = row.state
        if row.failure:
            facts["reason_sha256"] = text_sha256(row.failure)
        kind = DELIVERY if row.state == State.RELAYED else ACKNOWLEDGEMENT
        record(kind, transfer_ref=row.transfer.ref, at=now, facts=[facts])
    note_untold(rows)


def _merged(known: Sequence[dict[str, Any]] | None, new: Sequence[Hop]) -> list[dict[str, Any]]:
    """Return the steps with each (axis, event) once, as it was heard last, oldest first."""
    found = {(one["axis"], one["event"]): one for one in known or []}
    found |= {(hop.axis, hop.event): {"axis": hop.axis, "event": hop.event, "at": iso(hop.at)} for hop in new}
    return sorted(found.values(), key=lambda one: datetime.fromisoformat(one["at"]))[-HOPS_MAX:]


def _locked(**which: Any) -> list[Delivery]:
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("transfer__system", "receiver")
    return list(rows.filter(**which).order_by("pk"))


def _save(rows: Sequence[Delivery]) -> None:
    Delivery.objects.bulk_update(rows, ["state", "closed_at", "failure", "hops"], batch_size=500)
