"""Vietnam's time and the wire's forms of it. Doors: HANOI, now, today, wire_date, wire_time, iso.

Domain functions take ``now`` as an argument; only edges (views, tasks, programs) ask this module.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    return datetime.now(UTC)


def today(at: datetime) -> date:
    """Return the local day of an instant; books and lateness go by it."""
    return at.astimezone(HANOI).date()


def wire_date(day: date) -> str:
    return day.strftime("%Y/%m/%d")


def wire_time(at: datetime) -> str:
    """Return ``yyyy/MM/dd HH:mm:ss`` in Vietnam time; the wire has no zone (QCVN 102:2016)."""
    return at.astimezone(HANOI).strftime("%Y/%m/%d %H:%M:%S")


def iso(at: datetime) -> str:
    return at.astimezone(HANOI).isoformat(timespec="seconds")
