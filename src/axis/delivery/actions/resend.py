"""Offer deliveries to their receivers again. Doors: Outcome, Resent, resend, lost_bodies, resend_known, MOST.

What "again" means depends on what happened: see ``Outcome``. Nothing is taken back from a receiver, and nothing of an
earlier attempt is forgotten: it moves into ``Resend``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from axis.delivery.models import Delivery, Resend
from axis.delivery.states import MOVES, State
from kit.storage import ContentStore
from kit.wake import wake

MOST = 500  # deliveries of one call: their rows stay locked until all are done


class Outcome(StrEnum):
    """What became of one delivery."""

    OFFERED = "offered"  # back in the inbox, the receiver was woken
    WAITING = "waiting"  # was in the inbox already: nothing to change, the receiver was woken
    TAKEN = "taken"  # the receiver has it, or whoever stands for it: never offered twice
    NO_WAY = "no_way"  # no system serves the receiver: offering would change nothing
    BODY_MISSING = "body_missing"  # the packet's file is not in the store
    UNKNOWN = "unknown"

    @property
    def done(self) -> bool:
        return self in (Outcome.OFFERED, Outcome.WAITING)


@dataclass(frozen=True)
class Resent:
    """The answer for one delivery; without transfer and names when it is unknown."""

    ref: UUID
    outcome: Outcome
    transfer: UUID | None = None
    document: str = ""
    receiver: str = ""
    failure: str = ""  # what the receiver had said


def resend(*, refs: Sequence[UUID], by: str, note: str, bodies: ContentStore, now: datetime) -> list[Resent]:
    """Offer each delivery again and say of each what became of it, in the order asked. At most ``MOST``."""
    return resend_known(refs=refs, by=by, note=note, lost=lost_bodies(refs=refs, bodies=bodies), now=now)


def lost_bodies(*, refs: Sequence[UUID], bodies: ContentStore) -> frozenset[str]:
    """Return which packets of these deliveries are not in the store. Asked before the transaction: it may be far away."""
    names = Delivery.objects.filter(ref__in=refs[:MOST]).values_list("transfer__packet_sha256", flat=True)
    return frozenset(sha256 for sha256 in set(names) if not bodies.exists(sha256))


@transaction.atomic
def resend_known(*, refs: Sequence[UUID], by: str, note: str, lost: frozenset[str], now: datetime) -> list[Resent]:
    """As ``resend``, where it is known already which packets are lost."""
    rows = Delivery.objects.select_for_update(of=("self",)).filter(ref__in=refs[:MOST]).order_by("pk")
    found = {row.ref: row for row in rows.select_related("transfer", "receiver__system")}
    done = [_one(ref, found.get(ref), by=by, note=note, lost=lost, now=now) for ref in dict.fromkeys(refs[:MOST])]
    for system in {found[one.ref].receiver.system_id for one in done if one.outcome.done}:
        wake(f"axis.inbox.{system}")
    return done


def _one(ref: UUID, row: Delivery | None, *, by: str, note: str, lost: frozenset[str], now: datetime) -> Resent:
    if row is None:
        return Resent(ref, Outcome.UNKNOWN)
    outcome, failure = _decide(row, lost), row.failure
    if outcome is Outcome.OFFERED:
        _offer(row, by=by, note=note, now=now)
    one = row.transfer
    document = one.document_code or one.document_id or one.subject
    return Resent(ref, outcome, one.ref, document, row.receiver.name, failure)


def _decide(row: Delivery, lost: frozenset[str]) -> Outcome:
    if row.closed_at is not None and row.state != State.FAILED:
        return Outcome.TAKEN
    if row.receiver.system is None:
        return Outcome.NO_WAY
    if row.transfer.packet_sha256 in lost:
        return Outcome.BODY_MISSING
    return Outcome.WAITING if row.state == State.SUBMITTED else Outcome.OFFERED


def _offer(row: Delivery, *, by: str, note: str, now: datetime) -> None:
    Resend.objects.create(
        delivery=row,
        at=now,
        by=by[:150],
        note=note.strip()[:300],
        state=row.state,
        submitted_at=row.submitted_at,
        delivered_at=row.delivered_at,
        closed_at=row.closed_at,
        failure=row.failure,
    )
    row.state = MOVES.step("resend", row.state).target
    row.submitted_at, row.delivered_at, row.closed_at, row.failure = now, None, None, ""
    row.save(update_fields=["state", "submitted_at", "delivered_at", "closed_at", "failure"])
