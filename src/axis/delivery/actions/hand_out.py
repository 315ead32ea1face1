"""Hand a stored packet to those who may have it. Doors: HandedOut, hand_out, visible."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from axis.delivery.errors import TransferNotFound
from axis.delivery.models import Delivery
from axis.delivery.states import State
from axis.evidence.log import record
from axis.tracking.models import Transfer
from evidence.leaves import DELIVERY
from kit.storage import ContentStore


@dataclass(frozen=True)
class HandedOut:
    """Where the packet's very bytes are."""

    transfer: Transfer
    path: Path


def visible(ref: UUID, *, agency_pks: Iterable[int]) -> Transfer:
    """Return a transfer of which one of these agencies is the sender or a receiver. Raises: TransferNotFound."""
    mine = list(agency_pks)
    row = (
        Transfer.objects.filter(Q(sender_id__in=mine) | Q(deliveries__receiver_id__in=mine), ref=ref)
        .select_related("sender")
        .distinct()
        .first()
    )
    if row is None:
        raise TransferNotFound(ref=ref)
    return row


def hand_out(*, ref: UUID, agency_pks: frozenset[int], bodies: ContentStore, now: datetime) -> HandedOut:
    """Return the packet's file and note that its receivers among ``agency_pks`` were handed it.

    Raises: TransferNotFound, kit StoredFileMissing.
    """
    row = visible(ref, agency_pks=agency_pks)
    path = bodies.path(row.packet_sha256)  # before the transaction: it may have to be fetched from another machine
    _note(row, agency_pks, now)
    return HandedOut(row, path)


@transaction.atomic
def _note(row: Transfer, agency_pks: frozenset[int], now: datetime) -> None:
    waiting = Delivery.objects.filter(transfer=row, receiver_id__in=agency_pks, state=State.SUBMITTED)
    first = list(waiting.select_for_update().order_by("pk"))
    if first:
        Delivery.objects.filter(pk__in=[one.pk for one in first]).update(state=State.DELIVERED, delivered_at=now)
        facts = [{"delivery_id": str(one.ref), "receiver": one.receiver_code} for one in first]
        record(DELIVERY, transfer_ref=row.ref, at=now, facts=facts)
