"""An operator has deliveries offered again. Doors: resend_chosen."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from axis.delivery.actions.resend import Resent, lost_bodies, resend_known
from axis.oversight.events import Operator, record
from axis.oversight.models import OperatorEvent
from axis.peering.actions.queue import hurry_these
from kit.storage import ContentStore


def resend_chosen(
    *, refs: Sequence[UUID], note: str, operator: Operator, bodies: ContentStore, now: datetime
) -> OperatorEvent:
    """Offer each delivery again and return the operator's event with one result per delivery (facts: note, results)."""
    return _resend(refs, note, operator, lost_bodies(refs=refs, bodies=bodies), now)


@transaction.atomic
def _resend(refs: Sequence[UUID], note: str, operator: Operator, lost: frozenset[str], now: datetime) -> OperatorEvent:
    results = resend_known(refs=refs, by=operator.name, note=note, lost=lost, now=now)
    hurry_these(transfers={one.transfer for one in results if one.transfer and one.outcome.done}, now=now)
    transfers = {str(one.transfer) for one in results if one.transfer}
    return record(
        "delivery.resent",
        operator=operator,
        now=now,
        subject=transfers.pop() if len(transfers) == 1 else "",
        note=note.strip()[:300],
        results=[_fact(one) for one in results],
    )


def _fact(one: Resent) -> dict[str, str]:
    return {
        "delivery": str(one.ref),
        "transfer": str(one.transfer or ""),
        "document": one.document[:200],
        "receiver": one.receiver,
        "failure": one.failure,
        "outcome": one.outcome,
    }
