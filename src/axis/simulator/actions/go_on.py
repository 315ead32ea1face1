"""The simulator's part of a trial: put the packets that are due on their way. Doors: go_on, go_on_with_all.

May be stopped anywhere and done again: a packet is made of the trial's own facts, so it is the same bytes each time and
the axis takes it for the same transfer.
"""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from axis.config import AxisConfig
from axis.delivery.actions.acknowledge import acknowledge, offer_again
from axis.delivery.models import Delivery
from axis.delivery.states import State
from axis.directory.callers import Caller
from axis.directory.models import System
from axis.directory.snapshot import directory
from axis.intake.actions.accept import Body, accept
from axis.simulator.actions.begin import AGENCY, SYSTEM
from axis.simulator.cases import CASES, Case, Context
from axis.simulator.models import Trial, TrialPacket
from axis.tracking.models import Transfer
from edxml import read_header
from kit.clock import HANOI
from kit.errors import DomainError

log = logging.getLogger(__name__)
LONGEST = timedelta(days=14)  # a trial that nobody ended


@dataclass(frozen=True)
class SimulatedCall:
    """The simulator handing in a packet: no request came from outside, which its evidence says."""

    caller: Caller
    nonce: str
    evidence: dict[str, str]
    content_type: str = "application/xml"
    receivers: str | None = None
    sender: str | None = None


def go_on_with_all(*, now: datetime, config: AxisConfig) -> bool:
    """Do what is due in every open trial; return whether anything was. One that fails does not stop the others."""
    Trial.objects.filter(ended_at=None, begun_at__lt=now - LONGEST).update(ended_at=now)
    _take(now)
    done = False
    for trial in Trial.objects.filter(ended_at=None).select_related("agency").order_by("pk"):
        try:
            done |= go_on(trial=trial, now=now, config=config)
        except DomainError as problem:
            log.warning("trial %s waits: %s", trial.ref, problem)
    return done


def go_on(*, trial: Trial, now: datetime, config: AxisConfig) -> bool:
    """Send what is due, offer again what is to come twice. Return whether anything was done."""
    made = {packet.case: packet for packet in trial.packets.all()}
    mine = Delivery.objects.filter(transfer__ref__in=[one.transfer_ref for one in made.values()])
    taken = dict(mine.filter(state=State.TAKEN).values_list("transfer__ref", "ref"))
    context = _context(trial)
    done = False
    for case in CASES:
        packet = made.get(case.code)
        if packet is None:
            before = made.get(case.after)
            if not case.after or (before is not None and before.transfer_ref in taken):
                done |= _send(trial, case, context, now, config)
        elif case.again and packet.offered == 1 and packet.transfer_ref in taken:
            TrialPacket.objects.filter(pk=packet.pk).update(offered=2)
            offer_again(ref=taken[packet.transfer_ref])
            done = True
    return done


def _send(trial: Trial, case: Case, context: Context, now: datetime, config: AxisConfig) -> bool:
    data = case.make(context)
    if data is None:
        return False
    system = System.objects.get(system_id=SYSTEM)
    caller = Caller(system.pk, SYSTEM, directory.latest().agencies_of(system.pk))
    evidence = {"dialect": "simulator", "trial": str(trial.ref), "case": case.code, "operator": trial.begun_by}
    body = Body(data, hashlib.sha256(data).hexdigest(), len(data))
    call = SimulatedCall(caller, secrets.token_hex(16), evidence)
    accepted = accept(call=call, body=body, now=now, config=config)
    facts = {"transfer_ref": accepted.transfer_ref, "document_id": read_header(data).document_id, "made_at": now}
    TrialPacket.objects.get_or_create(trial=trial, case=case.code, defaults=facts)
    return True


def _context(trial: Trial) -> Context:
    theirs = document_sent(trial)
    return Context(
        ours=AGENCY.code,
        theirs=trial.agency.code,
        prefix=f"{trial.ref.hex[-10:]}-",
        at=trial.begun_at.astimezone(HANOI),
        their_document=theirs.document_id if theirs else "",
    )


def document_sent(trial: Trial) -> Transfer | None:
    """Return the first new document that the system sent to the simulator during the trial."""
    rows = Transfer.objects.filter(sender_id=trial.agency_id, kind=Transfer.Kind.EDOC, operation="new")
    rows = rows.filter(deliveries__receiver__code=AGENCY.code, accepted_at__gte=trial.begun_at)
    return rows.exclude(document_id="").order_by("pk").first()


def _take(now: datetime) -> None:
    """Take whatever systems sent to the simulator: nobody else reads its inbox."""
    waiting = Delivery.objects.filter(receiver__code=AGENCY.code, closed_at=None).order_by("pk")
    for ref, receiver in waiting.values_list("ref", "receiver_id")[:200]:
        acknowledge(ref=ref, agency_pks=frozenset({receiver}), outcome="taken", reason="", now=now)
