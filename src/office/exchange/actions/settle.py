"""Keep what came of an attempt to send. Doors: settle_packet."""

import random
from datetime import datetime

from axislink.client import Submitted
from axislink.protocol.sender import Phase, Sending, answered
from kit.tenancy import acting_for
from kit.wake import wake
from office.exchange.models import OutPacket
from office.exchange.states import OutState
from office.outgoing.actions.delivery import settle
from office.outgoing.states import DispatchState

STATES = {
    Phase.QUEUED: (OutState.QUEUED, DispatchState.QUEUED),
    Phase.ACCEPTED: (OutState.ACCEPTED, DispatchState.ACCEPTED),
    Phase.REFUSED: (OutState.REFUSED, DispatchState.REFUSED),
    Phase.DEAD: (OutState.DEAD, DispatchState.DEAD),
}


def settle_packet(*, pk: int, agency_id: int, result: Submitted, now: datetime) -> OutState:
    """Record an attempt on the packet and on the deliveries of its document; a settled packet stays as it is."""
    with acting_for(agency_id):
        packet = (
            OutPacket.objects.of(agency_id)
            .select_for_update(of=("self",))
            .select_related("dispatch__outgoing__document")
            .get(pk=pk)
        )
        if packet.state != OutState.QUEUED:
            return OutState(packet.state)
        before = Sending(queued_at=packet.created_at, next_try_at=packet.next_try_at, attempts=packet.attempts)
        after, _ = answered(before, result.answer, now=now, chance=random.random())  # noqa: S311 - spreads retries
        packet.state, shown = STATES[after.phase]
        packet.attempts, packet.next_try_at = after.attempts, after.next_try_at
        packet.error_code, packet.error_text = after.code[:20], after.sentence[:500]
        if after.phase is not Phase.QUEUED:
            packet.settled_at = now
        if after.phase is Phase.ACCEPTED:
            packet.receipt, packet.transfer_id = after.receipt or "", result.transfer_id or ""
        packet.save()
        if packet.dispatch is not None and after.phase is not Phase.QUEUED:
            settle(packet.dispatch, shown, after.sentence, now)
        if after.phase in (Phase.REFUSED, Phase.DEAD):
            wake(f"agency-{agency_id}")
        return OutState(packet.state)
