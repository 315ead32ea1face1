"""The audit's part about heads: signatures, order in time, time stamps. Doors: known_roots."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from axis.evidence.findings import Audited, Damage
from axis.evidence.models import LogHead
from evidence.errors import EvidenceError
from evidence.heads import Head, check_head
from evidence.keys import PublicKey
from evidence.timestamps import check_timestamp
from kit.clock import iso

CLOCKS_DIFFER = timedelta(minutes=5)  # as much as a signed request may be off


def known_roots(found: Audited, keys: Mapping[str, PublicKey], outside: Sequence[Head]) -> dict[int, set[bytes]]:
    """Return what was signed: for each size the root (more than one would be a lie of the signer's own)."""
    roots: dict[int, set[bytes]] = {}
    before = ""
    for row in LogHead.objects.order_by("size").iterator(chunk_size=2000):
        found.heads += 1
        head = _signed(found, keys, row)
        if head is None:
            continue
        if head.at < before:  # all of one offset, so that texts compare as times do
            found.add(Damage.CLOCK, row.size)
        before = max(before, head.at)
        _check_stamp(found, row, head)
        roots.setdefault(head.size, set()).add(head.digest)
    largest = max(roots, default=0)
    for head in outside:
        if head.size <= largest and head.size not in roots:
            found.add(Damage.HEAD_MISSING, head.size)
        roots.setdefault(head.size, set()).add(head.digest)
    return roots


def _signed(found: Audited, keys: Mapping[str, PublicKey], row: LogHead) -> Head | None:
    try:
        head = check_head(row.jws, keys)
    except EvidenceError as error:
        found.add(Damage.HEAD, row.size, error.code)
        return None
    if head.size != row.size:
        found.add(Damage.HEAD, row.size, "size")
    elif head.at != iso(row.at) or row.at.microsecond:
        found.add(Damage.HEAD, row.size, "at")
    return head


def _check_stamp(found: Audited, row: LogHead, head: Head) -> None:
    if row.token is None:
        return
    found.stamped += 1
    try:
        stamp = check_timestamp(bytes(row.token), row.jws.encode())
    except EvidenceError as error:
        found.add(Damage.TIMESTAMP, row.size, str(error.facts.get("reason", "")))
        return
    if stamp.at + CLOCKS_DIFFER < datetime.fromisoformat(head.at):
        found.add(Damage.CLOCK, row.size)
