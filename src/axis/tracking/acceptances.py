"""Which acceptances the log does not have yet. Doors: unlogged.

The accepting commit writes nothing for the log: its rows are found by what they are. Looking through all of history each time would
grow with it, so rows are looked at from a floor on, and the floor rises only over what is settled: a transaction takes its number
(``Transfer.id``) after it has a transaction id, so once every transaction that was running when number N was seen has ended, no row
up to N can still appear. A row that commits late holds the floor down and is found when it comes.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from axis.evidence.actions.sequence import NewLeaf
from axis.tracking.models import Settled
from evidence.leaves import ACCEPTANCE, STATUS, canonical, text_sha256

_SNAPSHOT = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
_UNLOGGED = """
select transfer.id, transfer.ref, transfer.accepted_at, transfer.kind, transfer.status_code, proof.receipt, proof.request::text,
    transfer.packet_sha256, transfer.size
from axis_tracking_transfer transfer join axis_evidence_acceptance proof on proof.transfer_ref = transfer.ref
where transfer.id > %s and (
    select 1 from axis_evidence_leaf leaf
    where leaf.transfer_ref = transfer.ref and leaf.kind in ('acceptance', 'status') limit 1) is null
order by transfer.id limit %s
"""


def unlogged(limit: int) -> Sequence[NewLeaf]:
    """Return the oldest acceptances that the log does not have; called by the sequencer, in its transaction."""
    mark, _ = Settled.objects.select_for_update().get_or_create(pk=1)
    with connection.cursor() as cursor:
        oldest_running, next_id = _row(cursor, _SNAPSHOT)
        # A database restored elsewhere counts transactions anew: a barrier above all of them is of the old place.
        ended = mark.barrier <= min(oldest_running, next_id)
        cursor.execute(_UNLOGGED, [mark.floor, limit])
        rows = cursor.fetchall()
        complete = len(rows) < limit or rows[-1][0] > mark.candidate
        if ended:
            mark.floor = max(mark.floor, mark.candidate if complete else rows[-1][0])
            mark.save()
        if (ended and complete) or mark.barrier > next_id:
            mark.candidate = _row(cursor, "select coalesce(max(id), 0) from axis_tracking_transfer")[0]
            mark.barrier = _row(cursor, _SNAPSHOT)[1]  # after the number was seen
            mark.save()
    return [_leaf(*row) for row in rows]


def _row(cursor: Any, query: str) -> tuple[int, ...]:
    cursor.execute(query)
    found: tuple[int, ...] = cursor.fetchone()
    return found


def _leaf(
    _: int, ref: Any, at: Any, kind: str, status: str | None, receipt: str, request: str, sha256: str, size: int
) -> NewLeaf:
    facts: dict[str, Any] = {
        "packet_sha256": sha256,
        "receipt_sha256": text_sha256(receipt),
        "request_sha256": text_sha256(canonical(json.loads(request))),
        "size": size,
    }
    if kind != "status":
        return NewLeaf(ACCEPTANCE, ref, at, facts)
    return NewLeaf(STATUS, ref, at, {**facts, "status": status})
