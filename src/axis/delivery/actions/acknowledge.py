"""Close a delivery: taken, or failed with a reason. Doors: acknowledge, begin, requeue, requeue_all,
offer_again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

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
def requeue(*, ref: UUID) -> Delivery:
    """Put a failed delivery back into its receiver's inbox. Raises: TransferNotFound, MoveNotAllowed."""
    return _back(ref, "requeue")


@transaction.atomic
def offer_again(*, ref: UUID) -> Delivery:
    """Put a delivery that was taken back into the inbox, as if its acknowledgement were lost: for trials of a system.

    Raises: TransferNotFound, MoveNotAllowed.
    """
    return _back(ref, "offer_again")


def _back(ref: UUID, move: str) -> Delivery:
    row = _locked(ref, None)
    row.state = MOVES.step(move, row.state).target
    row.closed_at, row.delivered_at, row.failure = None, None, ""
    row.save(update_fields=["state", "closed_at", "delivered_at", "failure"])
    wake(f"axis.inbox.{row.receiver.system_id}")
    return row


@transaction.atomic
def requeue_all(*, failure: str) -> int:
    """Put every delivery that failed for this very reason back into its inbox and return how many."""
    refs = list(Delivery.objects.filter(failure=failure).exclude(failure="").values_list("ref", flat=True)[:1000])
    for ref in refs:
        requeue(ref=ref)
    return len(refs)


def _log(row: Delivery, outcome: str, now: datetime) -> None:
    """Leave the outcome for the log. A reason is a person's text, so the log gets its digest only."""
    facts = {"delivery_id": str(row.ref), "outcome": outcome, "receiver": row.receiver_code}
    if row.failure:
        facts["reason_sha256"] = text_sha256(row.failure)
    record(ACKNOWLEDGEMENT, transfer_ref=row.transfer.ref, at=now, facts=[facts])


def _locked(ref: UUID, agency_pks: frozenset[int] | None) -> Delivery:
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("transfer", "receiver").filter(ref=ref)
    row = (rows if agency_pks is None else rows.filter(receiver_id__in=agency_pks)).first()
    if row is None:
        raise TransferNotFound(ref=ref)
    return row
