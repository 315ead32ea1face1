"""How the lines to other axes stand, as values. Doors: UpwardLink, upward, LowerAxis, below. One statement each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from axis.console.overview import SILENT

DAY = timedelta(days=1)


@dataclass(frozen=True)
class UpwardLink:
    """The line to an axis above. ``tone``: ok, warn (slow), bad (down), mute (paused or never heard).

    Latency: seconds from the queue here to the acceptance there, of a day. ``given_up``: refused or expired within a day.
    ``untold``: outcomes it does not know yet. ``beyond``: agencies behind it.
    """

    system_id: str
    name: str
    url: str
    paused: bool
    heard_at: datetime | None
    down_since: datetime | None
    problem: str
    waiting: int
    oldest: datetime | None
    accepted: int
    median_s: float | None
    slow_s: float | None
    given_up: int
    last_refusal: str
    untold: int
    beyond: int
    not_announced: int

    def tone(self, now: datetime, late: timedelta) -> str:
        if self.paused:
            return "mute"
        if self.down_since is not None:
            return "bad"
        if self.heard_at is None:
            return "new"
        return "warn" if self.oldest is not None and now - self.oldest > late else "ok"


_UPWARD = """
with queued as (
    select upstream_id as system, count(*) as count, min(queued_at) as oldest from axis_peering_forward
    where phase = 'queued' group by 1
), fresh as (
    select system_id as system, count(*) as count from axis_delivery_onward group by 1
), lately as (
    select upstream_id as system, count(*) as count,
        percentile_cont(0.5) within group (order by extract(epoch from accepted_at - queued_at)) as median,
        percentile_cont(0.99) within group (order by extract(epoch from accepted_at - queued_at)) as slow
    from axis_peering_forward where accepted_at >= %(day)s group by 1
), lost as (
    select upstream_id as system, count(*) as count, (array_agg(sentence order by queued_at desc))[1] as sentence
    from axis_peering_forward where phase in ('refused', 'dead') and queued_at >= %(day)s group by 1
), untold as (
    select system_id as system, count(*) as count from axis_delivery_untold group by 1
), beyond as (
    select system_id as system, count(*) as count from axis_directory_agency group by 1
), refused as (
    select upstream_id as system, count(*) as count from axis_peering_announced where code <> '' group by 1
)
select system.system_id, system.name, url, paused or system.state <> 'open', heard_at, down_since, problem,
    coalesce(queued.count, 0) + coalesce(fresh.count, 0), queued.oldest, coalesce(lately.count, 0), lately.median, lately.slow,
    coalesce(lost.count, 0), coalesce(lost.sentence, ''), coalesce(untold.count, 0), coalesce(beyond.count, 0),
    coalesce(refused.count, 0)
from axis_peering_upstream upstream join axis_directory_system system on system.id = upstream.system_id
left join queued on queued.system = system.id left join fresh on fresh.system = system.id
left join lately on lately.system = system.id left join lost on lost.system = system.id
left join untold on untold.system = system.id left join beyond on beyond.system = system.id
left join refused on refused.system = system.id
order by system.name
"""


def upward(now: datetime) -> list[UpwardLink]:
    """Return the lines to the axes above."""
    return [UpwardLink(*row) for row in _rows(_UPWARD, {"day": now - DAY})]


@dataclass(frozen=True)
class LowerAxis:
    """An axis below, as it comes for its packets. ``untold``: outcomes it has not confirmed."""

    system_id: str
    name: str
    locked: bool
    seen: datetime | None
    waiting: int
    oldest: datetime | None
    untold: int
    behind: int

    def tone(self, now: datetime, late: timedelta) -> str:
        if self.locked:
            return "mute"
        if self.seen is None:
            return "new"
        if now - self.seen > SILENT:
            return "bad"
        return "warn" if self.oldest is not None and now - self.oldest > late else "ok"


_BELOW = """
with open as (
    select receiver.system_id as system, count(*) as count, min(submitted_at) as oldest
    from axis_delivery_delivery join axis_directory_agency receiver on receiver.id = receiver_id
    where closed_at is null and axis_delivery_delivery.state <> 'relayed' group by 1
), untold as (
    select system_id as system, count(*) as count from axis_delivery_untold group by 1
), behind as (
    select system_id as system, count(*) as count from axis_directory_agency group by 1
)
select system.system_id, system.name, system.state <> 'open', pull.at, coalesce(open.count, 0), open.oldest,
    coalesce(untold.count, 0), coalesce(behind.count, 0)
from axis_directory_system system left join axis_delivery_pull pull on pull.system_id = system.id
left join open on open.system = system.id left join untold on untold.system = system.id
left join behind on behind.system = system.id
where system.kind = 'lower' order by system.name
"""


def below() -> list[LowerAxis]:
    """Return the axes that are connected below this one."""
    return [LowerAxis(*row) for row in _rows(_BELOW, {})]


def _rows(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
