"""Give committed facts their place in the log. Doors: sequence, NewLeaf, Source.

One sequencer at a time (an advisory lock), one transaction a turn: entries, subtrees and the signed head over them, or nothing. What
it signs always continues the head before: a log that was tampered with is not extended.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from axis.evidence.errors import LogDamaged
from axis.evidence.log import newest_head, nodes
from axis.evidence.models import LogHead, Waiting
from evidence.heads import Head, check_head, sign_head
from evidence.keys import PrivateKey
from evidence.leaves import leaf_text
from evidence.merkle import Tree, leaf_hash
from kit.clock import HANOI, iso

BATCH = 10_000
_ONE_SEQUENCER = 0x65766964  # advisory lock
_LEAVES = "copy axis_evidence_leaf (index, at, kind, transfer_ref, text, hash) from stdin"
_SUBTREES = "copy axis_evidence_subtree (level, position, hash) from stdin"
_TAKE = """
delete from axis_evidence_waiting where id = any(array(select id from axis_evidence_waiting order by id limit %s))
returning id, kind, transfer_ref, at, facts
"""


@dataclass(frozen=True)
class NewLeaf:
    """A committed fact that has no place yet; ``facts`` are references and digests only."""

    kind: str
    transfer_ref: UUID
    at: datetime
    facts: dict[str, Any]


Source = Callable[[int], Sequence[NewLeaf]]  # at most so many facts that are not logged yet


def sequence(*, source: Source, key: PrivateKey, axis: str, now: datetime, limit: int = BATCH) -> bool:
    """Log what waits and sign one head over it; return whether there may be more.

    ``source`` finds acceptances; it is asked inside the transaction that logs them. Raises: LogDamaged.
    """
    with transaction.atomic():
        if not _is_the_sequencer():
            return False
        waiting = _waiting(limit)  # before the acceptances, so that a delivery is never logged ahead of its own
        accepted = source(limit)
        new = sorted([*accepted, *waiting], key=lambda one: one.at)
        if new:
            _append(new, key, axis, now)
    return len(accepted) == limit or len(waiting) == limit


def _is_the_sequencer() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_ONE_SEQUENCER])
        return bool(cursor.fetchone()[0])


def _waiting(limit: int) -> list[NewLeaf]:
    rows = sorted(Waiting.objects.raw(_TAKE, [limit]), key=lambda row: row.pk)
    return [NewLeaf(row.kind, row.transfer_ref, row.at, row.facts) for row in rows]


def _append(new: Sequence[NewLeaf], key: PrivateKey, axis: str, now: datetime) -> None:
    tree = _continued(key)
    leaves: list[tuple[Any, ...]] = []
    subtrees: list[tuple[Any, ...]] = []
    for one in new:
        at = one.at.astimezone(HANOI).isoformat(timespec="microseconds")
        facts = {**one.facts, "at": at, "kind": one.kind, "transfer_id": str(one.transfer_ref)}
        text = leaf_text(tree.size, facts)
        digest = leaf_hash(text.encode())
        leaves.append((tree.size, one.at, one.kind, one.transfer_ref, text, digest))
        subtrees += tree.append(digest)
    with connection.cursor() as cursor:
        for statement, rows in ((_LEAVES, leaves), (_SUBTREES, subtrees)):
            with cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
    head = Head(axis=axis, size=tree.size, root=tree.root().hex(), at=iso(now))
    LogHead.objects.create(size=tree.size, at=now.replace(microsecond=0), jws=sign_head(key, head))


def _continued(key: PrivateKey) -> Tree:
    """Return the tree as the newest head signed it. Raises: LogDamaged."""
    newest = newest_head()
    if newest is None:
        return Tree()
    signed = check_head(newest.jws, key.public_key())
    try:
        tree = Tree(newest.size, nodes().peaks(newest.size))
    except LookupError as error:
        raise LogDamaged(size=newest.size) from error
    if (signed.size, signed.digest) != (tree.size, tree.root()):
        raise LogDamaged(size=newest.size)
    return tree
