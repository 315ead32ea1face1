"""What the other axis has not heard yet. Doors: Telling, to_tell, to_tell_below.

Two readers of the same rows: a link reports upward, an axis below asks. Each delivery is named as the upper of the two axes names it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from axis.delivery.actions.relay import hops_of
from axis.delivery.models import Delivery, Untold
from axis.delivery.states import State
from axis.peering.models import Arrival
from axislink.neighbour import RemoteHop, RemoteOutcome

FINAL = (State.TAKEN, State.FAILED)


@dataclass(frozen=True)
class Telling:
    """One row to be told; ``state`` is what it is confirmed with."""

    delivery_pk: int
    state: str
    outcome: RemoteOutcome


def to_tell(*, system_pk: int, axis: str, limit: int) -> list[Telling]:
    """Return what the axis above is to be told of packets that it handed down, oldest first. ``axis``: our own name."""
    remote = Arrival.objects.filter(transfer_id=OuterRef("delivery__transfer_id"), upstream_id=system_pk)
    rows = _rows(system_pk).annotate(remote=Subquery(remote.values("remote_ref")[:1]))
    return [_telling(row, row.remote, axis) for row in rows.exclude(remote=None)[:limit]]


def to_tell_below(*, system_pk: int, axis: str, limit: int) -> list[Telling]:
    """Return what an axis below is to be told of packets that it handed in, oldest first."""
    return [_telling(row, row.delivery.transfer.ref, axis) for row in _rows(system_pk)[:limit]]


def heard_below(*, system_pk: int, confirmed: Sequence[tuple[Any, str, str]]) -> list[tuple[int, str]]:
    """Return (delivery, state) of what an axis below confirms as (transfer, receiver, state)."""
    refs = {ref for ref, _, _ in confirmed}
    rows = Delivery.objects.filter(transfer__ref__in=refs, transfer__system_id=system_pk)
    found = {(ref, code): pk for pk, ref, code in rows.values_list("pk", "transfer__ref", "receiver_code")}
    return [(found[ref, code], state) for ref, code, state in confirmed if (ref, code) in found]


def _rows(system_pk: int) -> Any:
    rows = Untold.objects.filter(system_id=system_pk).select_related("delivery__transfer")
    return rows.order_by("delivery_id")


def _telling(row: Untold, transfer_id: Any, axis: str) -> Telling:
    delivery = row.delivery
    state = row.state if row.state in FINAL else State.RELAYED  # accepted here is as far as it goes for the other axis
    hops = tuple(RemoteHop(hop.axis, hop.event, hop.at) for hop in hops_of(delivery, axis))
    reason = delivery.failure if state == State.FAILED else ""
    return Telling(row.pk, row.state, RemoteOutcome(str(transfer_id), delivery.receiver_code, str(state), reason, hops))
