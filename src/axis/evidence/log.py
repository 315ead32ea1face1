"""Reads of the log. Doors: nodes, newest_head, proof_of, consistency, record.

Only the sequencer (actions.sequence) writes to the log itself; `record` leaves a fact for it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from axis.evidence.errors import NoSuchHead, NotLoggedYet
from axis.evidence.models import Acceptance, Leaf, LogHead, Waiting
from evidence.bundles import Bundle, Entry
from evidence.leaves import ACCEPTED
from evidence.merkle import Nodes, consistency_proof, inclusion_proof

_LEAVES = "select hash from axis_evidence_leaf where index >= %s and index < %s order by index"
_SUBTREES = (
    "select hash from axis_evidence_subtree where level = %s and position >= %s and position < %s order by position"
)


def record(kind: str, *, transfer_ref: UUID, at: datetime, facts: Iterable[dict[str, Any]]) -> None:
    """Leave facts for the log; they are logged once the caller's transaction has committed."""
    Waiting.objects.bulk_create(Waiting(kind=kind, transfer_ref=transfer_ref, at=at, facts=one) for one in facts)


def nodes() -> Nodes:
    """Return a reader of the tree's stored hashes. It remembers what it read: for one answer only."""
    return Nodes(_fetch)


def newest_head() -> LogHead | None:
    return LogHead.objects.order_by("-size").first()


def proof_of(transfer_ref: UUID) -> Bundle:
    """Return everything that the log has on a transfer, under the first stamped head that covers it, else the first.

    Raises: NotLoggedYet.
    """
    leaves = list(Leaf.objects.filter(transfer_ref=transfer_ref).order_by("index"))
    if not any(leaf.kind in ACCEPTED for leaf in leaves):
        raise NotLoggedYet(ref=transfer_ref)
    covering = LogHead.objects.filter(size__gt=leaves[-1].index).order_by("size")
    head = covering.exclude(token=None).first() or covering.first()
    if head is None:
        raise NotLoggedYet(ref=transfer_ref)
    tree = nodes()
    entries = tuple(Entry(one.index, one.text, tuple(inclusion_proof(tree, one.index, head.size))) for one in leaves)
    receipt = Acceptance.objects.get(pk=transfer_ref).receipt
    return Bundle(receipt, entries, head.jws, bytes(head.token) if head.token else None)


def consistency(first: int, second: int) -> list[bytes]:
    """Return the proof that the log of ``second`` entries begins with that of ``first``. Raises: NoSuchHead."""
    head = newest_head()
    size = head.size if head else 0
    if not 0 < first <= second <= size:
        raise NoSuchHead(first=first, second=second, size=size)
    return consistency_proof(nodes(), first, second)


def _fetch(level: int, first: int, count: int) -> Sequence[bytes]:
    with connection.cursor() as cursor:
        if level == 0:
            cursor.execute(_LEAVES, [first, first + count])
        else:
            cursor.execute(_SUBTREES, [level, first, first + count])
        return [bytes(digest) for (digest,) in cursor.fetchall()]
