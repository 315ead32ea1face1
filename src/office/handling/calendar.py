"""Working days of Vietnam and the words of deadlines.

Doors: is_working_day, next_working_day, add_working_days, working_days_between, present_by, deadline_words.

Knows only days: hours of work and an agency's own days off are not here.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from office.handling.days_off import FIRST_YEAR, LAST_YEAR, OVERRIDES
from office.handling.errors import CalendarMissing

SOON_DAYS = 2


@lru_cache(maxsize=64)
def _vietnam(year: int) -> holidays.HolidayBase:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CalendarMissing(year=year)
    return holidays.country_holidays("VN", years=year, expand=False)


@lru_cache(maxsize=8192)
def is_working_day(day: date) -> bool:
    """Return whether offices work on ``day``. Raises: CalendarMissing for a year outside the loaded ones."""
    calendar = _vietnam(day.year)
    return OVERRIDES[day] if day in OVERRIDES else bool(calendar.is_working_day(day))


def next_working_day(day: date) -> date:
    """Return the first working day after ``day``."""
    return add_working_days(day, 1)


def add_working_days(day: date, count: int) -> date:
    """Return the working day that lies ``count`` (1 or more) working days after ``day``."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """Return the working days after ``first`` up to and with ``last``; negative when ``last`` lies earlier."""
    if last < first:
        return -working_days_between(last, first)
    span = (last - first).days
    return sum(is_working_day(first + timedelta(days=step)) for step in range(1, span + 1))


def present_by(received: date, *, urgent: bool) -> date:
    """Return the last day to put a document before the leader (trình).

    Law: NĐ 30/2020/NĐ-CP Điều 23 khoản 1: the same day, at latest the next working day; an urgent one at once, which
    for a day means the same day. Raises: CalendarMissing.
    """
    return received if urgent else next_working_day(received)


@dataclass(frozen=True)
class DeadlineWords:
    """``text`` as officials say it; ``tone`` is plain, soon, late, on_time or was_late."""

    text: str
    tone: str
    days: int


def deadline_words(due_on: date | None, today: date, *, finished_on: date | None = None) -> DeadlineWords | None:
    """Return the deadline in working days: "còn 9 ngày", "hôm nay", "quá hạn 4 ngày", "đúng hạn", "chậm 1 ngày"."""
    if due_on is None:
        return None
    if finished_on is not None:
        if finished_on <= due_on:
            return DeadlineWords("đúng hạn", "on_time", 0)
        days = max(1, working_days_between(due_on, finished_on))
        return DeadlineWords(f"chậm {days} ngày", "was_late", -days)
    if due_on == today:
        return DeadlineWords("hôm nay", "soon", 0)
    if due_on < today:
        days = max(1, working_days_between(due_on, today))
        return DeadlineWords(f"quá hạn {days} ngày", "late", -days)
    days = max(1, working_days_between(today, due_on))
    return DeadlineWords(f"còn {days} ngày", "soon" if days <= SOON_DAYS else "plain", days)
