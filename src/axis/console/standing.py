"""How each system and each agency stands, and how long each urgency waits, as values. Doors: SystemStanding, systems,
AgencyStanding, agencies, Service, TARGETS, service.

Each is one or two statements, over what is open and what was closed within a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from axis.console.overview import SILENT

DAY = timedelta(days=1)
KEY_OLD = timedelta(days=2 * 365)  # ours: a key in use for so long is named, since a bare key never expires
EXPIRY_NEAR = timedelta(days=30)
# Within which time a document of this urgency should be taken. Ours; the standard names urgencies without times.
TARGETS = {
    4: timedelta(minutes=5),
    3: timedelta(minutes=5),
    2: timedelta(minutes=15),
    1: timedelta(minutes=30),
    0: timedelta(hours=2),
}


@dataclass(frozen=True)
class SystemStanding:
    """One system: tone is ok, warn, bad or mute (locked). Latency: seconds from accepted to taken, of a day."""

    system_id: str
    name: str
    tone: str
    locked: bool
    agencies: int
    seen: datetime | None
    open: int
    oldest: datetime | None
    taken: int
    failed: int
    median_s: float | None
    slow_s: float | None
    keys: int
    key_since: datetime | None
    expires: datetime | None


_SYSTEMS = """
with open as (
    select receiver.system_id as system, count(*) as count, min(submitted_at) as oldest
    from axis_delivery_delivery join axis_directory_agency receiver on receiver.id = receiver_id
    where closed_at is null group by 1
), done as (
    select receiver.system_id as system, count(*) filter (where failure = '') as taken,
        count(*) filter (where failure <> '') as failed,
        percentile_cont(0.5) within group (order by extract(epoch from closed_at - submitted_at)) as median,
        percentile_cont(0.99) within group (order by extract(epoch from closed_at - submitted_at)) as slow
    from axis_delivery_delivery join axis_directory_agency receiver on receiver.id = receiver_id
    where closed_at >= %(day)s group by 1
), spoken as (
    select system_id as system, count(*) as count from axis_directory_agency where system_id is not null group by 1
), live as (
    select key.system_id as system, count(*) as count, min(added_at) as since, min(expires_at) as expires
    from axis_directory_systemkey key left join axis_oversight_keyexpiry expiry on expiry.keyid = key.keyid
    where revoked_at is null group by 1
)
select system.system_id, system.name, system.state = 'locked', coalesce(spoken.count, 0), pull.at, coalesce(open.count, 0),
    open.oldest, coalesce(done.taken, 0), coalesce(done.failed, 0), done.median, done.slow, coalesce(live.count, 0),
    live.since, live.expires
from axis_directory_system system
left join axis_delivery_pull pull on pull.system_id = system.id
left join open on open.system = system.id left join done on done.system = system.id
left join spoken on spoken.system = system.id left join live on live.system = system.id
"""


def systems(now: datetime, late: timedelta) -> list[SystemStanding]:
    """Return every system, worst first: one statement."""
    found = []
    for system_id, name, locked, agencies_, seen, open_, oldest, *rest in _rows(_SYSTEMS, {"day": now - DAY}):
        behind = oldest is not None and now - oldest > late
        lost = behind and (seen is None or now - seen > SILENT)
        tone = "mute" if locked else "bad" if lost else "warn" if behind else "ok"
        found.append(SystemStanding(system_id, name, tone, locked, agencies_, seen, open_, oldest, *rest))
    order = {"bad": 0, "warn": 1, "mute": 2, "ok": 3}
    return sorted(found, key=lambda one: (order[one.tone], one.name))


@dataclass(frozen=True)
class AgencyStanding:
    """One agency that received or sent within a day, or has something waiting."""

    code: str
    name: str
    system: str
    open: int
    oldest: datetime | None
    sent: int
    taken: int
    failed: int
    median_s: float | None


_AGENCIES = """
with busy as (
    select receiver_id as agency, count(*) filter (where closed_at is null) as open,
        min(submitted_at) filter (where closed_at is null) as oldest,
        count(*) filter (where closed_at is not null and failure = '') as taken, count(*) filter (where failure <> '') as failed,
        percentile_cont(0.5) within group (order by extract(epoch from closed_at - submitted_at)) as median
    from (select * from axis_delivery_delivery where closed_at is null
        union all select * from axis_delivery_delivery where closed_at >= %(day)s) delivery group by 1
), wrote as (
    select sender_id as agency, count(*) as sent from axis_tracking_transfer where accepted_at >= %(day)s group by 1
)
select agency.code, agency.name, coalesce(system.name, ''), coalesce(busy.open, 0), busy.oldest, coalesce(wrote.sent, 0),
    coalesce(busy.taken, 0), coalesce(busy.failed, 0), busy.median
from busy full join wrote on wrote.agency = busy.agency
join axis_directory_agency agency on agency.id = coalesce(busy.agency, wrote.agency)
left join axis_directory_system system on system.id = agency.system_id
where %(words)s = '' or agency.name ilike %(pattern)s or agency.code ilike %(pattern)s
order by busy.oldest nulls last, busy.taken desc nulls last, agency.code limit %(limit)s
"""


def agencies(now: datetime, words: str, limit: int = 200) -> list[AgencyStanding]:
    """Return the agencies with something waiting, the longest first, then those with traffic: one statement."""
    pattern = "%" + words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    values = {"day": now - DAY, "words": words, "pattern": pattern, "limit": limit}
    return [AgencyStanding(*row) for row in _rows(_AGENCIES, values)]


@dataclass(frozen=True)
class Service:
    """What became of the deliveries of one urgency: all, taken, taken within its target, and how long it took (seconds)."""

    priority: int
    target: timedelta
    all: int
    taken: int
    within: int
    median_s: float | None
    slow_s: float | None


_SERVICE = """
select transfer.priority, count(*), count(*) filter (where delivery.state = 'taken'),
    count(*) filter (where delivery.state = 'taken' and closed_at - accepted_at <= target.span),
    percentile_cont(0.5) within group (order by extract(epoch from closed_at - accepted_at))
        filter (where delivery.state = 'taken'),
    percentile_cont(0.99) within group (order by extract(epoch from closed_at - accepted_at))
        filter (where delivery.state = 'taken')
from axis_tracking_transfer transfer
join axis_delivery_delivery delivery on delivery.transfer_id = transfer.id
join unnest(%(priorities)s::int[], %(spans)s::interval[]) as target(priority, span) on target.priority = transfer.priority
where accepted_at >= %(since)s and kind = 'edoc' group by 1
"""


def service(since: datetime) -> Sequence[Service]:
    """Return the level of service for documents accepted from ``since`` on, the most urgent first: one statement."""
    values = {"since": since, "priorities": list(TARGETS), "spans": list(TARGETS.values())}
    found = {row[0]: row[1:] for row in _rows(_SERVICE, values)}
    return [
        Service(priority, target, *found.get(priority, (0, 0, 0, None, None))) for priority, target in TARGETS.items()
    ]


def _rows(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
