"""Send again what the axis did not take. Doors: resend."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kit.access import allow
from kit.actor import Actor
from kit.wake import wake
from office.audit import actions as audit
from office.exchange.errors import PacketNotHere
from office.exchange.models import OutPacket
from office.exchange.permissions import RULES
from office.exchange.states import OutState
from office.outgoing.actions.delivery import settle
from office.outgoing.states import DispatchState


@transaction.atomic
def resend(*, packet_ref: UUID, actor: Actor, now: datetime) -> OutPacket:
    """Put a packet that could not be sent back in the queue: same bytes, same id, a new horizon of 72 hours.

    Raises: PacketNotHere, NotPermitted.
    """
    packet: OutPacket = OutPacket.objects.locked(packet_ref, agency_id=actor.agency_id)
    actor = allow(actor, RULES, "resend", packet)
    if packet.state not in (OutState.DEAD, OutState.REFUSED) or not packet.sha256:
        raise PacketNotHere
    packet.state, packet.attempts, packet.next_try_at, packet.resent_at = OutState.QUEUED, 0, now, now
    packet.error_code = packet.error_text = ""
    packet.settled_at = None
    packet.save(
        update_fields=["state", "attempts", "next_try_at", "resent_at", "error_code", "error_text", "settled_at"]
    )
    if packet.dispatch is not None:
        settle(packet.dispatch, DispatchState.QUEUED, "", now)
    audit.record("exchange.resent", actor=actor, at=now, subject_ref=packet.ref)
    wake("exchange.send")
    return packet
