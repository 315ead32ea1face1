"""Keep what came of an attempt to send. Doors: settle_packets, hurry_packets."""

import random
from collections.abc import Sequence
from datetime import datetime

from axislink.client import Submitted
from axislink.protocol.sender import Phase, Sending, answered
from edxml.texts import one_line
from kit.asked import Asked, change
from kit.tenancy import acting_for
from kit.wake import wake
from office.exchange.models import OutPacket
from office.exchange.states import OutState
from office.organisation.people import hosted_agency_ids
from office.outgoing.actions.delivery import settle
from office.outgoing.actions.issue import SEND_TOPIC
from office.outgoing.states import DispatchState

STATES = {
    Phase.QUEUED: (OutState.QUEUED, DispatchState.QUEUED),
    Phase.ACCEPTED: (OutState.ACCEPTED, DispatchState.ACCEPTED),
    Phase.REFUSED: (OutState.REFUSED, DispatchState.REFUSED),
    Phase.DEAD: (OutState.DEAD, DispatchState.DEAD),
}

CHANGED = (*("state", "attempts", "next_try_at", "error_code", "error_text", "settled_at", "receipt", "transfer_id"),)
_sent = Asked(
    lambda pk: (
        OutPacket.objects.select_for_update(of=("self",)).select_related("dispatch__outgoing__document").filter(pk=pk)
    ),
    "pk",
)


def settle_packets(results: Sequence[tuple[int, int, Submitted]], *, now: datetime) -> None:
    """Record attempts, each (packet, agency, what came of it): on the packet and on the deliveries of its document.

    One transaction for each agency. A settled packet stays as it is.
    """
    by_agency: dict[int, list[tuple[int, Submitted]]] = {}
    for pk, agency_id, result in results:
        by_agency.setdefault(agency_id, []).append((pk, result))
    for agency_id, mine in by_agency.items():
        with acting_for(agency_id):
            for pk, result in sorted(mine, key=lambda one: one[0]):
                _settle(pk, agency_id, result, now)


def hurry_packets(*, now: datetime) -> None:
    """Make everything queued due, as axislink.protocol.sender.hurried has it: the axis answers again."""
    with acting_for(*hosted_agency_ids()):
        OutPacket.objects.filter(state=OutState.QUEUED, next_try_at__gt=now).update(next_try_at=now)
    wake(SEND_TOPIC)


def _settle(pk: int, agency_id: int, result: Submitted, now: datetime) -> None:
    packet = _sent.first(pk=pk)
    if packet is None:
        raise OutPacket.DoesNotExist
    if packet.state != OutState.QUEUED:
        return
    queued_at = packet.resent_at or packet.created_at
    before = Sending(queued_at=queued_at, next_try_at=packet.next_try_at, attempts=packet.attempts)
    after, _ = answered(before, result.answer, now=now, chance=random.random())  # noqa: S311 - spreads retries
    packet.state, shown = STATES[after.phase]
    packet.attempts, packet.next_try_at = after.attempts, after.next_try_at
    said = one_line(after.sentence)  # an axis may quote anything; a row must be able to keep it
    packet.error_code, packet.error_text = one_line(after.code)[:20], said[:500]
    if after.phase is not Phase.QUEUED:
        packet.settled_at = now
    if after.phase is Phase.ACCEPTED:
        packet.receipt, packet.transfer_id = after.receipt or "", one_line(result.transfer_id or "")[:64]
    change(packet, *CHANGED)
    if packet.dispatch is not None and after.phase is not Phase.QUEUED:
        settle(packet.dispatch, shown, said, now)
    if after.phase in (Phase.REFUSED, Phase.DEAD):
        wake(f"agency-{agency_id}")
