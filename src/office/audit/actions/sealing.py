"""Chain what has been committed since the last time, and sign the new heads. Doors: seal_batch.

Works from rows without a number, never from a high-water mark: a transaction that commits late is simply chained
later, and its event keeps the time at which it happened.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from django.db import connection

from kit import clock
from kit.tenancy import acting_for
from office.audit.chain import ONE_SEALER, START, Link, head_text, link_hash
from office.audit.keyring import SealKeys, open_keys
from office.audit.models import Event, SealedHead

BATCH = 2000
_WRITE = """
UPDATE office_audit_event AS event SET seq = new.seq, hash = new.hash
FROM unnest(%s::bigint[], %s::timestamptz[], %s::bigint[], %s::text[]) AS new (id, at, seq, hash)
WHERE event.id = new.id AND event.at = new.at
"""


def _is_the_sealer() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_SEALER])
        return bool(cursor.fetchone()[0])


def _last(agency_id: int) -> tuple[int, str]:
    head = SealedHead.objects.filter(agency_id=agency_id).order_by("-seq").values_list("seq", "hash").first()
    return head or (0, START)


def _chain(events: list[Event], keys: SealKeys) -> None:
    heads: dict[int, tuple[int, str]] = {}
    for event in events:
        seq, before = heads.get(event.agency_id) or _last(event.agency_id)
        event.seq = seq + 1
        event.hash = link_hash(before, Link(*(getattr(event, name) for name in Link._fields)))
        heads[event.agency_id] = (event.seq, event.hash)
    with connection.cursor() as cursor:
        columns = [[getattr(event, name) for event in events] for name in ("id", "at", "seq", "hash")]
        cursor.execute(_WRITE, columns)
    now = clock.now()
    SealedHead.objects.bulk_create(
        SealedHead(
            agency_id=agency_id,
            seq=seq,
            hash=digest,
            sealed_at=now,
            key_id=keys.key_id,
            signature=keys.sign(head_text(agency_id, seq, digest)),
        )
        for agency_id, (seq, digest) in heads.items()
    )


def seal_batch(agency_ids: Callable[[], Sequence[int]], key_path: Path) -> bool:
    """Chain the waiting events of all agencies in one transaction; return whether there may be more right now.

    ``agency_ids`` is asked each time, because agencies may be added while the worker runs.
    """
    with acting_for(*agency_ids()):
        waiting = list(Event.objects.filter(seq=None).order_by("id")[:BATCH])
        if not waiting or not _is_the_sealer():
            return False
        # read again behind the lock: another sealer may have finished between the first look and the lock
        waiting = list(Event.objects.filter(seq=None).order_by("id")[:BATCH])
        if waiting:
            _chain(waiting, open_keys(key_path))
    return len(waiting) == BATCH
