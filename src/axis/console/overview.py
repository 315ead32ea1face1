"""What the operator must know now, as values. Doors: Today, today, waiting_systems, failures, health, hours.

Reads the rows of deliveries and refusals; keeps no figures of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from kit.clock import HANOI

SLOT = timedelta(minutes=5)
HEALTH_SLOTS, HEALTH_SPAN = 16, timedelta(hours=2)
SILENT = timedelta(minutes=15)  # no pull for so long while something waits: lost


@dataclass(frozen=True)
class Today:
    """Figures since midnight, Vietnam time. Times in seconds, None when nothing was handed out yet."""

    packets: int
    deliveries: int
    taken: int
    refused: int
    median_s: float | None
    slow_s: float | None
    slots: Sequence[int]  # packets in each five minutes


@dataclass(frozen=True)
class Waiting:
    """One system that has not taken what waits longer than allowed."""

    system: str
    system_id: str
    agencies: str
    count: int
    oldest: datetime
    last_pull: datetime | None


@dataclass(frozen=True)
class Failure:
    """A delivery that its receiver could not use (``transfer`` set), or a packet refused at the door."""

    at: datetime
    document: str
    way: str
    cause: str
    transfer: UUID | None = None
    delivery: UUID | None = None


@dataclass(frozen=True)
class Health:
    """One connected system: tone is ok, warn or bad; bars are deliveries taken in the last two hours."""

    name: str
    tone: str
    silent_for: timedelta | None
    oldest: datetime | None
    bars: Sequence[int]


def day_start(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(HANOI).date(), time.min, HANOI)


def today(now: datetime) -> Today:
    """Return the figures of the day so far."""
    start = day_start(now)
    slots = [0] * (int((now - start) / SLOT) + 1)
    counted = _rows(
        "select floor(extract(epoch from accepted_at - %(start)s) / 300)::int, count(*) from axis_tracking_transfer "
        "where accepted_at >= %(start)s group by 1",
        {"start": start},
    )
    for slot, count in counted:
        slots[min(slot, len(slots) - 1)] += count
    [row] = _rows(
        "select count(*), count(*) filter (where state = 'taken'), "
        "percentile_cont(0.5) within group (order by extract(epoch from delivered_at - submitted_at)), "
        "percentile_cont(0.99) within group (order by extract(epoch from delivered_at - submitted_at)) "
        "from axis_delivery_delivery delivery join axis_tracking_transfer transfer on transfer.id = transfer_id "
        "where accepted_at >= %(start)s",
        {"start": start},
    )
    [[refused]] = _rows("select count(*) from axis_intake_refusal where at >= %(start)s", {"start": start})
    return Today(sum(slots), row[0], row[1], refused, row[2], row[3], slots)


def waiting_systems(now: datetime, late: timedelta) -> list[Waiting]:
    """Return the systems that leave deliveries waiting longer than ``late``, worst first."""
    rows = _rows(
        "select system.name, system.system_id, string_agg(distinct agency.name, ', ' order by agency.name), count(*), "
        "min(submitted_at), max(pull.at) "
        "from axis_delivery_delivery delivery join axis_directory_agency agency on agency.id = receiver_id "
        "join axis_directory_system system on system.id = agency.system_id "
        "left join axis_delivery_pull pull on pull.system_id = system.id "
        "where closed_at is null and submitted_at < %(before)s group by system.id order by 5",
        {"before": now - late},
    )
    return [Waiting(*row) for row in rows]


def failures(now: datetime, limit: int = 50) -> list[Failure]:
    """Return what needs a person: failed deliveries still open, and what was refused today; newest first."""
    failed = _rows(
        "select closed_at, coalesce(nullif(document_code, ''), nullif(document_id, ''), 'Không có số'), "
        "coalesce(sender.name, sender_code) || ' → ' || receiver.name, failure, transfer.ref, delivery.ref "
        "from axis_delivery_delivery delivery join axis_tracking_transfer transfer on transfer.id = transfer_id "
        "join axis_directory_agency sender on sender.id = sender_id "
        "join axis_directory_agency receiver on receiver.id = receiver_id "
        "where failure <> '' order by delivery.id desc limit %(limit)s",
        {"limit": limit},
    )
    refused = _rows(
        "select at, coalesce(nullif(document_code, ''), nullif(document_id, ''), 'Không đọc được'), "
        "coalesce(system.name, sender_code) || ' → ' || coalesce(nullif(receivers, ''), '(chưa rõ)'), sentence "
        "from axis_intake_refusal refusal left join axis_directory_system system on system.id = refusal.system_id "
        "where at >= %(start)s order by at desc limit %(limit)s",
        {"start": day_start(now), "limit": limit},
    )
    both = [Failure(*row) for row in failed] + [Failure(*row) for row in refused]
    return sorted(both, key=lambda one: one.at, reverse=True)[:limit]


def health(now: datetime, late: timedelta) -> list[Health]:
    """Return every open system, worst first. Silence is bad only while something waits for the system."""
    begin = now - HEALTH_SPAN
    rows = _rows(
        "select system.id, system.name, pull.at, (select min(submitted_at) from axis_delivery_delivery delivery "
        "join axis_directory_agency agency on agency.id = receiver_id "
        "where agency.system_id = system.id and closed_at is null) "
        "from axis_directory_system system left join axis_delivery_pull pull on pull.system_id = system.id "
        "where state = 'open'",
        {},
    )
    counted = _rows(
        "select agency.system_id, floor(extract(epoch from closed_at - %(begin)s) / %(step)s)::int, count(*) "
        "from axis_delivery_delivery delivery join axis_directory_agency agency on agency.id = receiver_id "
        "where closed_at >= %(begin)s group by 1, 2",
        {"begin": begin, "step": HEALTH_SPAN.total_seconds() / HEALTH_SLOTS},
    )
    bars: dict[int, list[int]] = {row[0]: [0] * HEALTH_SLOTS for row in rows}
    for system, slot, count in counted:
        if system in bars:
            bars[system][min(slot, HEALTH_SLOTS - 1)] += count
    found = []
    for pk, name, pulled, oldest in rows:
        behind = oldest is not None and now - oldest > late
        silent = now - pulled if pulled else None
        lost = behind and (silent is None or silent > SILENT)
        found.append(Health(name, "bad" if lost else "warn" if behind else "ok", silent, oldest, bars[pk]))
    order = {"bad": 0, "warn": 1, "ok": 2}
    return sorted(found, key=lambda one: (order[one.tone], one.name))


def hours(now: datetime) -> list[tuple[int, int, int]]:
    """Return (hour, packets, deliveries) of today."""
    rows = _rows(
        "select extract(hour from accepted_at at time zone 'Asia/Ho_Chi_Minh')::int, count(distinct transfer.id), "
        "count(delivery.id) from axis_tracking_transfer transfer "
        "left join axis_delivery_delivery delivery on delivery.transfer_id = transfer.id "
        "where accepted_at >= %(start)s group by 1 order by 1",
        {"start": day_start(now)},
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _rows(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
