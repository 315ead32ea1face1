"""Close a delivery: taken, or failed with a reason. Doors: acknowledge, begin, offer_again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from axis.delivery.actions.relay import note_untold
from axis.delivery.errors import AlreadyClosed, OutcomeUnknown, TransferNotFound
from axis.delivery.models import Delivery
from axis.delivery.states import MOVES, State
from axis.evidence.log import record
from evidence.leaves import ACKNOWLEDGEMENT, text_sha256
from kit.wake import wake

OUTCOMES = {"taken": "take", "failed": "fail"}


@transaction.atomic
def acknowledge(*, ref: UUID, agency_pks: frozenset[int], outcome: str, reason: str, now: datetime) -> Delivery:
    """Return the delivery, closed as its receiver says. The same word again changes nothing.

    Raises: TransferNotFound, OutcomeUnknown, AlreadyClosed.
    """
    if outcome not in OUTCOMES or (outcome == "failed" and not reason.strip()):
        raise OutcomeUnknown
    row = _locked(ref, agency_pks)
    if row.state == outcome:
        return row
    if row.closed_at is not None:
        raise AlreadyClosed(state=State(row.state).label)
    row.state = MOVES.step(OUTCOMES[outcome], row.state).target
    row.closed_at = now
    row.delivered_at = row.delivered_at or now
    row.failure = reason.strip()[:500] if outcome == "failed" else ""
    row.save(update_fields=["state", "closed_at", "delivered_at", "failure"])
    _log(row, outcome, now)
    note_untold([row])
    return row


@transaction.atomic
def begin(*, ref: UUID, agency_pks: frozenset[int], now: datetime) -> Delivery:
    """Return the delivery, noted as being worked on by its receiver; a closed one stays as it is. Raises: TransferNotFound."""
    row = _locked(ref, agency_pks)
    if row.state == State.SUBMITTED:
        row.state, row.delivered_at = MOVES.step("hand_out", row.state).target, now
        row.save(update_fields=["state", "delivered_at"])
    return row


@transaction.atomic
def offer_again(*, ref: UUID) -> Delivery:
    """Put a delivery that was taken back into the inbox, as if its acknowledgement were lost: for trials of a system.

    Raises: TransferNotFound, MoveNotAllowed.
    """
    row = _locked(ref, None)
    row.state = MOVES.step("offer_again", row.state).target
    row.closed_at, row.delivered_at, row.failure = None, None, ""
    row.save(update_fields=["state", "closed_at", "delivered_at", "failure"])
    wake(f"axis.inbox.{row.receiver.system_id}")
    return row


def _log(row: Delivery, outcome: str, now: datetime) -> None:
    """Leave the outcome for the log. A reason is a person's text, so the log gets its digest only."""
    facts = {"delivery_id": str(row.ref), "outcome": outcome, "receiver": row.receiver_code}
    if row.failure:
        facts["reason_sha256"] = text_sha256(row.failure)
    record(ACKNOWLEDGEMENT, transfer_ref=row.transfer.ref, at=now, facts=[facts])


def _locked(ref: UUID, agency_pks: frozenset[int] | None) -> Delivery:
    rows = Delivery.objects.select_for_update(of=("self",)).filter(ref=ref)
    rows = rows.select_related("transfer__system", "receiver")
    row = (rows if agency_pks is None else rows.filter(receiver_id__in=agency_pks)).first()
    if row is None:
        raise TransferNotFound(ref=ref)
    return row
