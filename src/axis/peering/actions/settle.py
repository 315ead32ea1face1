"""What an answer of the axis above means for a forward and its receivers. Doors: settle, nothing_to_send.

One transaction: the forward's phase and every receiver's delivery change together, or not at all. The same answer again
finds the forward settled and changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from axis.delivery.actions.relay import Hop, gave_up, passed_on
from axis.peering.errors import NotServedThere, RefusedAbove
from axis.peering.models import Forward
from axis.peering.states import MOVES, Phase
from axislink.client import Submitted
from axislink.protocol import sender
from axislink.protocol.sender import Sent

# The axis above does not know yet that the sender lies behind us: it will be told, and asked again.
NOT_ANNOUNCED = "AXS-103"


@transaction.atomic
def settle(*, pk: int, codes: Sequence[str], result: Submitted, now: datetime, chance: float) -> Forward:
    """Return the forward after an attempt to send it to ``codes``. ``chance``: from 0 to 1, made outside."""
    row = Forward.objects.select_for_update(of=("self",)).select_related("upstream__system").get(pk=pk)
    if row.phase != Phase.QUEUED:
        return row
    if result.receipt is not None and result.jws is not None:
        _accepted(row, codes, result, now)
    elif result.sent is Sent.REFUSED and result.code != NOT_ANNOUNCED:
        _refused(row, codes, result, now)
    else:
        _later(row, codes, result, now, chance)
    row.save()
    return row


@transaction.atomic
def nothing_to_send(*, pk: int) -> None:
    """Close a forward whose receivers have all been dealt with otherwise."""
    row = Forward.objects.select_for_update().get(pk=pk)
    if row.phase == Phase.QUEUED:
        row.phase = MOVES.step("accept", row.phase).target
        row.save(update_fields=["phase"])


def _accepted(row: Forward, codes: Sequence[str], result: Submitted, now: datetime) -> None:
    receipt = result.receipt
    assert receipt is not None
    row.phase = MOVES.step("accept", row.phase).target
    row.attempts += 1
    row.remote_ref, row.receipt, row.accepted_at = UUID(receipt.transfer_id), result.jws or "", receipt.accepted
    row.code = row.sentence = ""
    served = set(receipt.receivers)
    hop = Hop(receipt.axis, "accepted", receipt.accepted)
    ours = [code for code in codes if code in served]
    passed_on(transfer_pk=row.transfer_id, system_pk=row.upstream_id, codes=ours, receipt=row.receipt, hop=hop, now=now)
    if left := [code for code in codes if code not in served]:
        refusal = NotServedThere(name=_name(row), codes=", ".join(left)[:200])
        _give_up(row, left, refusal.text(), now)


def _refused(row: Forward, codes: Sequence[str], result: Submitted, now: datetime) -> None:
    """Give up the receivers it was refused for; when that leaves any, the packet goes up again at once for those."""
    named = [code for code in codes if code in result.refused]
    refusal = RefusedAbove(name=_name(row), axis_code=result.code, sentence=result.sentence)
    row.attempts += 1
    row.code, row.sentence = result.code[:20], result.sentence[:500]
    if named and len(named) < len(codes):
        row.phase, row.next_try_at = MOVES.step("retry", row.phase).target, now
        _give_up(row, named, refusal.text(), now)
    else:
        row.phase = MOVES.step("refuse", row.phase).target
        _give_up(row, codes, refusal.text(), now)


def _later(row: Forward, codes: Sequence[str], result: Submitted, now: datetime, chance: float) -> None:
    answer = sender.Answer(Sent.UNREACHABLE, None, result.code, result.sentence)
    before = sender.Sending(row.queued_at, row.next_try_at, attempts=row.attempts)
    after, record = sender.answered(before, answer, now=now, chance=chance)
    row.phase = MOVES.step("die" if record.alert else "retry", row.phase).target
    row.attempts, row.next_try_at = after.attempts, after.next_try_at
    row.code, row.sentence = result.code[:20], result.sentence[:500]
    if record.alert:
        _give_up(row, codes, result.sentence, now)


def _give_up(row: Forward, codes: Sequence[str], reason: str, now: datetime) -> None:
    gave_up(transfer_pk=row.transfer_id, system_pk=row.upstream_id, codes=codes, reason=reason, now=now)


def _name(row: Forward) -> str:
    return row.upstream.system.name
