"""Carry out reorganisations: the directory and what waits for agencies that end, in one transaction.

Doors: Preview, preview, order, carry_out_due, reroute_recent.

A waiting packet of an agency that ends goes on to the heir that takes its mail: the code the sender wrote stays, the
receiver becomes the heir, and a row says when, from whom, to whom and by which act. Where nobody inherits, the delivery
fails with that reason. What was acknowledged stays where it was.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count

from axis.delivery.models import Delivery, Rerouting
from axis.delivery.states import MOVES, State
from axis.directory.actions.connect import changing
from axis.directory.actions.reorganise import Plan, new_act, plan, write
from axis.directory.facts import ActState
from axis.directory.models import Act, Agency
from axis.directory.orders import Order
from axis.directory.succession import final_heirs
from axis.evidence.log import record
from evidence.leaves import ACKNOWLEDGEMENT, text_sha256
from kit.clock import today
from kit.errors import DomainError
from kit.wake import wake

log = logging.getLogger(__name__)

LATE_BY = timedelta(minutes=10)  # a program with an older copy of the directory may still write to an ended agency
BATCH = 2000
NOBODY = "Cơ quan nhận đã giải thể, không có cơ quan kế thừa ({legal_ref})."


@dataclass(frozen=True)
class Preview:
    """What an order would do: the plan, waiting deliveries per ending agency, and whether it is for a later day."""

    plan: Plan
    waiting: dict[int, int]
    later: bool

    @property
    def waiting_total(self) -> int:
        return sum(self.waiting.values())


def preview(wanted: Order, *, now: datetime) -> Preview:
    """Return what would happen; nothing is written. Raises: as plan."""
    what = plan(wanted, now=now)
    rows = Delivery.objects.filter(receiver__in=[one.pk for one in what.ending], closed_at=None)
    waiting = dict(rows.values_list("receiver_id").annotate(Count("pk")))
    return Preview(what, waiting, wanted.effective_on > today(now))


@transaction.atomic
def order(wanted: Order, *, by: str, now: datetime) -> Act:
    """Carry an order out now, or keep it for its day when that is later; return its act. Raises: as plan."""
    with changing() as version:
        what = plan(wanted, now=now)
        act = new_act(wanted, by=by, now=now)
        if wanted.effective_on <= today(now):
            _carry_out(act, what, version, now)
    return act


def carry_out_due(*, now: datetime) -> bool:
    """Carry out the oldest act whose day has come; return whether there may be more.

    One that is not possible any more is kept with the reason, for the operator to see; the others go on.
    """
    with transaction.atomic():
        due = Act.objects.select_for_update(skip_locked=True).filter(state=ActState.PREPARED)
        act = due.filter(effective_on__lte=today(now)).order_by("effective_on", "pk").first()
        if act is None:
            return False
        try:
            with transaction.atomic(), changing() as version:
                late = {**act.order, "reason": act.order["reason"] or "đến ngày"}
                _carry_out(act, plan(Order.from_json(late), now=now), version, now)
        except DomainError as problem:
            act.state, act.problem = ActState.FAILED, problem.text()[:500]
            act.save(update_fields=["state", "problem"])
            log.warning("act %s not carried out: %s", act.ref, problem)
        return True


def reroute_recent(*, now: datetime) -> bool:
    """Send on what reached an agency just after it ended; nothing is left to do afterwards."""
    for act in Act.objects.filter(carried_out_at__gt=now - LATE_BY, state=ActState.DONE):
        ended = list(act.successions.values_list("agency_id", flat=True).distinct())
        with transaction.atomic():
            _reroute(ended, act, now)
    return False


def _carry_out(act: Act, what: Plan, version: int, now: datetime) -> None:
    counts = write(what, act, version=version, now=now)
    moved, ended = _reroute([one.pk for one in what.ending], act, now)
    act.state, act.carried_out_at, act.version = ActState.DONE, now, version
    act.changed = counts | {"moved": moved, "ended": ended}
    act.save(update_fields=["state", "carried_out_at", "version", "changed"])


def _reroute(ended: Iterable[int], act: Act, now: datetime) -> tuple[int, int]:
    """Return how many waiting deliveries of ended agencies went on to an heir, and how many to nobody."""
    rows = Delivery.objects.select_for_update(of=("self",)).filter(receiver_id__in=list(ended), closed_at=None)
    waiting = list(rows.select_related("receiver", "transfer").order_by("pk"))
    if not waiting:
        return 0, 0
    finals = final_heirs({row.receiver_id for row in waiting}, on=today(now))
    heirs = Agency.objects.in_bulk({finals[row.receiver_id] for row in waiting})
    notes, systems, failed = [], set(), 0
    for row in waiting:
        heir = heirs[finals[row.receiver_id]] if finals[row.receiver_id] != row.receiver_id else None
        notes.append(
            Rerouting(
                delivery=row, act=act, from_agency=row.receiver, to_agency=heir, at=now, handed_out_at=row.delivered_at
            )
        )
        if heir is None:
            _fail(row, act, now)
            failed += 1
            continue
        if heir.system_id != row.receiver.system_id:
            row.state, row.delivered_at = MOVES.step("reroute", row.state).target, None
        row.receiver = heir
        systems.add(heir.system_id)
    fields = ["receiver", "state", "delivered_at", "closed_at", "failure"]
    Delivery.objects.bulk_update(waiting, fields, batch_size=BATCH)
    Rerouting.objects.bulk_create(notes, batch_size=BATCH)
    for system in systems:
        wake(f"axis.inbox.{system}")
    return len(waiting) - failed, failed


def _fail(row: Delivery, act: Act, now: datetime) -> None:
    row.state, row.closed_at = MOVES.step("fail", row.state).target, now
    row.failure = NOBODY.format(legal_ref=act.legal_ref)[:500]
    facts = {
        "by": "axis",
        "delivery_id": str(row.ref),
        "outcome": State.FAILED.value,
        "receiver": row.receiver_code,
        "reason_sha256": text_sha256(row.failure),
    }
    record(ACKNOWLEDGEMENT, transfer_ref=row.transfer.ref, at=now, facts=[facts])
