"""A packet that the axis above hands down. Doors: Handed, Turned, arrive, known.

It is accepted by the same rules as any packet, on behalf of its sender, who lies beyond that axis. Nothing is taken from the
axis above before it is durable here; the same packet again finds its transfer and only adds what is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from axis.config import AxisConfig
from axis.delivery.actions.relay import Hop, came_by, offer_again, tell_again
from axis.delivery.models import Delivery
from axis.directory.callers import Caller
from axis.directory.snapshot import directory
from axis.intake.actions.accept import Accepted, Body, accept
from axis.intake.actions.readdress import add_receivers
from axis.intake.actions.refuse import refuse
from axis.peering.models import Arrival, Upstream
from axis.tracking.models import Transfer
from axislink.protocol.receiver import Delivery as Listed
from kit.errors import DomainError
from kit.refs import uuid7


@dataclass(frozen=True)
class Turned:
    """A receiver that a packet cannot be delivered to here, and why."""

    listed: Listed
    reason: str


@dataclass(frozen=True)
class Handed:
    """The call that a packet from above is accepted by (axis.intake Call): the axis above speaks for what lies beyond it."""

    caller: Caller
    nonce: str
    receivers: str | None
    evidence: dict[str, str]
    content_type: str = "application/xml"
    sender: str | None = None


def known(*, upstream: Upstream, listed: Sequence[Listed], now: datetime) -> list[Listed]:
    """Return those deliveries of one transfer that are here already; the axis above is told of them again."""
    arrival = Arrival.objects.filter(upstream=upstream, remote_ref=UUID(listed[0].transfer_id)).first()
    if arrival is None:
        return []
    rows = Delivery.objects.filter(transfer_id=arrival.transfer_id, receiver_code__in=[one.receiver for one in listed])
    codes = list(rows.values_list("receiver_code", flat=True))
    offer_again(transfer_pk=arrival.transfer_id, codes=codes)
    tell_again(transfer_pk=arrival.transfer_id, codes=codes)
    return [one for one in listed if one.receiver in set(codes)]


def arrive(
    *, upstream: Upstream, listed: Sequence[Listed], body: Body, now: datetime, config: AxisConfig
) -> list[Turned]:
    """Accept one packet for its ``listed`` receivers; return those it is refused for, with the reason.

    Raises: what the database and the disk raise; then nothing of it is kept, or the whole.
    """
    left, turned = list(listed), []
    while left:
        call = _call(upstream, left)
        try:
            accepted = accept(call=call, body=body, now=now, config=config)
        except DomainError as error:
            refuse(call=call, error=error, body=body, now=now)
            bad = _refused(error, left)
            turned += [Turned(one, f"{error.code}: {error.text()}") for one in bad]
            left = [one for one in left if one not in bad]
        else:
            _remember(upstream, left, accepted, now)
            break
    return turned


def _remember(upstream: Upstream, listed: Sequence[Listed], accepted: Accepted, now: datetime) -> None:
    transfer = Transfer.objects.get(ref=accepted.transfer_ref)
    codes = [one.receiver for one in listed]
    remote = UUID(listed[0].transfer_id)
    Arrival.objects.get_or_create(upstream=upstream, remote_ref=remote, defaults={"transfer": transfer, "at": now})
    if accepted.repeated:  # a page of the list ended within the transfer's receivers
        add_receivers(transfer=transfer, codes=codes, now=now)
    above = Hop(upstream.system.system_id, "accepted", listed[0].submitted_at)
    came_by(transfer_pk=transfer.pk, codes=codes, hop=above)
    offer_again(transfer_pk=transfer.pk, codes=codes)
    tell_again(transfer_pk=transfer.pk, codes=codes)


def _refused(error: DomainError, left: Sequence[Listed]) -> list[Listed]:
    named = error.facts.get("receivers")
    return [one for one in left if one.receiver in named] if isinstance(named, list) else list(left)


def _call(upstream: Upstream, listed: Sequence[Listed]) -> Handed:
    system = upstream.system
    caller = Caller(system.pk, system.system_id, directory.current().agencies_of(system.pk))
    first = listed[0]
    evidence = {
        "via": system.system_id,
        "url": upstream.url,
        "transfer_id": first.transfer_id,
        "sha256": first.sha256,
        "submitted_at": first.submitted_at.isoformat(),
        "deliveries": ", ".join(one.delivery_id for one in listed),
    }
    return Handed(caller, str(uuid7()), ", ".join(one.receiver for one in listed), evidence)
