"""What is measured of a running axis, for alerts and for the metrics page. Doors: SystemMeasure, Measures, measure.

A handful of statements over what is open, failed and recent; none grows with the history.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

DEAD_AFTER = timedelta(hours=72)
RECENT = timedelta(minutes=5)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class SystemMeasure:
    """One open system: deliveries in its inbox, since when the oldest waits, when it last asked, bytes it has waiting elsewhere."""

    system_id: str
    name: str
    open: int
    oldest: datetime | None
    seen: datetime | None
    waiting_bytes: int
    expires: datetime | None


@dataclass(frozen=True)
class Measures:
    """All at one moment. Times in seconds; ``taken_s`` are quantiles (0.5, 0.99) from accepted to taken of five minutes."""

    at: datetime
    systems: Sequence[SystemMeasure]
    open: int
    dead: int
    failed: int
    accepted: int  # packets within five minutes
    taken: int  # deliveries within five minutes
    taken_s: tuple[float | None, float | None]
    refused: int  # packets within an hour
    unlogged_s: float  # how long the oldest fact waits for the log
    head_size: int
    unstamped: int
    free_share: float  # of the disk that holds the packets, 0 to 1
    worker_s: float | None  # since the worker last said that it works


_SYSTEMS = """
select system.system_id, system.name, coalesce(open.count, 0), open.oldest, pull.at, coalesce(quota.waiting_bytes, 0),
    (select min(expires_at) from axis_directory_systemkey key join axis_oversight_keyexpiry expiry on expiry.keyid = key.keyid
        where key.system_id = system.id and revoked_at is null)
from axis_directory_system system
left join axis_delivery_pull pull on pull.system_id = system.id
left join axis_intake_quota quota on quota.system_id = system.id
left join (
    select receiver.system_id as system, count(*) as count, min(submitted_at) as oldest
    from axis_delivery_delivery join axis_directory_agency receiver on receiver.id = receiver_id
    where closed_at is null group by 1
) open on open.system = system.id
where system.state = 'open' order by system.system_id
"""
_TOTALS = """
select (select count(*) from axis_delivery_delivery where closed_at is null),
    (select count(*) from axis_delivery_delivery where closed_at is null and submitted_at < %(dead)s),
    (select count(*) from axis_delivery_delivery where failure <> ''),
    (select count(*) from axis_tracking_transfer where accepted_at >= %(recent)s),
    taken.count, taken.half, taken.most,
    (select count(*) from axis_intake_refusal where at >= %(hour)s),
    (select extract(epoch from %(now)s - min(at)) from axis_evidence_waiting),
    (select coalesce(max(size), 0) from axis_evidence_loghead),
    (select count(*) from axis_evidence_loghead where token is null),
    (select extract(epoch from %(now)s - at) from axis_oversight_heartbeat where name = 'worker')
from (
    select count(*) as count, percentile_cont(0.5) within group (order by extract(epoch from closed_at - submitted_at)) as half,
        percentile_cont(0.99) within group (order by extract(epoch from closed_at - submitted_at)) as most
    from axis_delivery_delivery where closed_at >= %(recent)s and state = 'taken'
) taken
"""


def measure(*, now: datetime, folder: Path) -> Measures:
    """Return the measures; ``folder`` is on the disk that holds the packets."""
    values = {"now": now, "dead": now - DEAD_AFTER, "recent": now - RECENT, "hour": now - HOUR}
    systems = [SystemMeasure(*row) for row in _rows(_SYSTEMS, values)]
    [row] = _rows(_TOTALS, values)
    open_, dead, failed, accepted, taken, half, most, refused, unlogged, head, unstamped, worker = row
    disk = shutil.disk_usage(folder)
    return Measures(
        at=now,
        systems=systems,
        open=open_,
        dead=dead,
        failed=failed,
        accepted=accepted,
        taken=taken,
        taken_s=(half, most),
        refused=refused,
        unlogged_s=float(unlogged or 0),
        head_size=head,
        unstamped=unstamped,
        free_share=disk.free / disk.total,
        worker_s=None if worker is None else float(worker),
    )


def _rows(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
