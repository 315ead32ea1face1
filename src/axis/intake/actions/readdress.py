"""Serve further receivers of a transfer that is here already. Doors: add_receivers.

Only for packets that an axis above hands down: it fixed the receivers when it accepted, and may name them in several calls.
"""

from collections.abc import Sequence
from datetime import datetime

from axis.delivery.models import Delivery
from axis.directory.snapshot import directory
from axis.tracking.models import Transfer
from kit.clock import today
from kit.refs import uuid7
from kit.wake import wake


def add_receivers(*, transfer: Transfer, codes: Sequence[str], now: datetime) -> None:
    """Address the transfer to agencies served here that it does not have yet; those it has stay as they are."""
    book = directory.current()
    agencies = [(code, book.agency(code, on=today(now))) for code in codes]
    new = {
        agency.pk: (code, agency) for code, agency in agencies if agency is not None and agency.system_pk is not None
    }
    Delivery.objects.bulk_create(
        [
            Delivery(ref=uuid7(), transfer=transfer, receiver_id=pk, receiver_code=code, submitted_at=now)
            for pk, (code, _) in new.items()
        ],
        ignore_conflicts=True,
    )
    for system in {agency.system_pk for _, agency in new.values()}:
        wake(f"axis.inbox.{system}")
