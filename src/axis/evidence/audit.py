"""Is the log what the axis signed, and do receipts and bodies match it? Doors: audit.

Reads everything once, in the order of the log, and names what was changed. Believes only signatures: of the heads in the database
and of heads that were kept elsewhere. An entry rewritten together with its hash is named by its receipt where there is one, else by
the range between the last head that still fits and the first that does not.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from axis.evidence.auditing_heads import known_roots
from axis.evidence.auditing_matter import Packets, check_matter, check_packets, explain_range
from axis.evidence.findings import Audited, Damage
from evidence.heads import Head
from evidence.keys import PublicKey
from evidence.leaves import ACCEPTED, read_leaf
from evidence.merkle import Tree, leaf_hash
from kit.storage import ContentStore

CHUNK = 5000
NAMED_MISSING = 20  # of one hole
LOGGED_WITHIN = timedelta(minutes=10)  # the promise is 60 s; a worker may be away a while
# Columns come as the text of an entry has them: a million values need not become objects to be compared.
_LEAVES = """
select index, to_char(at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD"T"HH24:MI:SS.US"+07:00"'), kind, transfer_ref::text, text, hash
from axis_evidence_leaf order by index, at
"""
_SUBTREES = "select level, position, hash from axis_evidence_subtree"
_UNLOGGED = """
select proof.transfer_ref::text from axis_evidence_acceptance proof
where proof.transfer_ref < %s and not exists (
    select from axis_evidence_leaf leaf where leaf.transfer_ref = proof.transfer_ref and leaf.kind in ('acceptance', 'status'))
order by 1 limit 100
"""

Row = tuple[int, str, str, str, str, bytes]


def audit(
    *, keys: Mapping[str, PublicKey], outside: Sequence[Head], bodies: ContentStore | None, now: datetime
) -> Audited:
    """Return what was found. ``outside`` are verified heads kept elsewhere; without ``bodies`` no packet is read.

    The log is seen as of one moment, the packets after it; the axis may go on meanwhile.
    """
    found, packets = Audited(), None if bodies is None else Packets()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
        walk = _Walk(found, known_roots(found, keys, outside))
        for chunk in _chunks():
            accepted = [facts for row in chunk if (facts := walk.read(row)) and facts["kind"] in ACCEPTED]
            check_matter(found, accepted, keys, packets)
        walk.finish()
        if walk.unfitting is not None:
            explain_range(found, walk.fitting, walk.unfitting, keys)
        _check_unlogged(found, now)
    if bodies is not None and packets is not None:
        check_packets(found, packets, bodies)
    found.findings.sort(key=lambda one: one.place)
    return found


class _Walk:
    """One pass over the entries, with the tree that grows along.

    Where an entry's text and its hash disagree, either may be the one that was changed: both trees are followed to the next head,
    which tells. ``fitting`` is the size of the last head that fits, ``unfitting`` of the first that does not; from there on, and
    after a hole, no head can.
    """

    def __init__(self, found: Audited, roots: Mapping[int, set[bytes]]) -> None:
        self.found = found
        self.roots = roots
        self.fitting = 0
        self.unfitting: int | None = None
        self._tree = Tree()
        self._other: Tree | None = None
        self._next = 0
        self._hole = False
        with connection.cursor() as cursor:
            cursor.execute(_SUBTREES)
            self._subtrees = {(level, position): bytes(digest) for level, position, digest in cursor.fetchall()}

    def read(self, row: Row) -> dict[str, Any] | None:
        """Return what an entry says if it is sound."""
        index, at, kind, ref, text, stored = row
        digest = leaf_hash(text.encode())
        facts = _facts(text) if digest == stored else None
        if facts is not None and facts.get("index") != index:
            self.found.name(Damage.LEAF_MOVED, index, str(facts.get("index")))
            return None  # it is nobody's place here
        if index < self._next:
            self.found.name(Damage.LEAF_INSERTED, index)
            return None
        if index > self._next:
            for place in range(self._next, min(index, self._next + NAMED_MISSING)):
                self.found.name(Damage.LEAF_MISSING, place)
            self._hole = True
        self._next = index + 1
        self.found.entries += 1
        if not self._hole:
            self._grow(stored, digest)
        if facts is None:
            self.found.name(Damage.LEAF_CHANGED, index, "text" if digest == stored else "text, hash")
            return None
        if (facts.get("at"), facts["kind"], facts.get("transfer_id")) != (at, kind, ref):
            columns = {"at": at, "kind": kind, "transfer_id": ref}
            wrong = [name for name, value in columns.items() if facts.get(name) != value]
            self.found.name(Damage.LEAF_CHANGED, index, ", ".join(wrong))
            return None
        return facts

    def finish(self) -> None:
        largest = max(self.roots, default=0)
        if self._next < largest:
            self.found.add(Damage.LOG_CUT, largest, str(self._next))
        for place in range(largest, min(self._next, largest + NAMED_MISSING)):
            self.found.name(Damage.LEAF_INSERTED, place)  # entries and the head over them are one commit
        if not self._hole:
            for level, position in self._subtrees:
                if (position + 1) << level > self._next and self._next >= largest:
                    self.found.add(Damage.SUBTREE, position << level, f"{level}/{position}")

    def _grow(self, stored: bytes, digest: bytes) -> None:
        if digest != stored and self._other is None:
            self._other = self._tree.copy()
        if self._other is not None:
            self._other.append(digest)
        for level, position, whole in self._tree.append(stored):
            start, end = position << level, (position + 1) << level
            kept = self._subtrees.pop((level, position), None)
            if kept != whole and not self.found.names_within(start, end) and digest == stored:
                self.found.add(Damage.SUBTREE, start, f"{level}/{position}")
        signed = self.roots.get(self._tree.size)
        if signed is not None and self.unfitting is None:
            self._compare(signed)

    def _compare(self, signed: set[bytes]) -> None:
        if self._other is not None and signed == {self._other.root()}:
            self._tree = self._other
        elif signed != {self._tree.root()}:
            self.unfitting = self._tree.size
            return
        self._other = None
        self.fitting = self._tree.size


def _facts(text: str) -> dict[str, Any] | None:
    try:
        return read_leaf(text)
    except ValueError:
        return None


def _chunks() -> Iterator[list[Row]]:
    link = connection.connection
    with link.cursor(name="audit") as cursor:
        cursor.execute(_LEAVES)
        while rows := cursor.fetchmany(CHUNK):
            yield rows


def _check_unlogged(found: Audited, now: datetime) -> None:
    limit = UUID(int=int((now - LOGGED_WITHIN).timestamp() * 1000) << 80)  # references begin with their time
    with connection.cursor() as cursor:
        cursor.execute(_UNLOGGED, [limit])
        for (ref,) in cursor.fetchall():
            found.add(Damage.UNLOGGED, found.entries, ref)
