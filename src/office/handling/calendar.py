"""Working days of Vietnam and the words of deadlines.

Doors: is_working_day, counts, next_working_day, add_working_days, working_days_between, present_by, deadline_words.

Knows only days: hours of work and an agency's own days off are not here. What the law makes of a day needs the holidays of its
year; what is only shown counts Monday to Friday of a year that is not loaded, so that no page is closed by one far day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from office.handling.days_off import FIRST_YEAR, LAST_YEAR, OVERRIDES
from office.handling.errors import CalendarMissing

SOON_DAYS = 2
SATURDAY = 5  # as date.weekday counts
_KNOWN = (date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal())


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


def counts(day: date) -> bool:
    """Return whether ``day`` counts as a working day where it is only shown: in a year without holidays Monday to Friday do."""
    return is_working_day(day) if FIRST_YEAR <= day.year <= LAST_YEAR else day.weekday() < SATURDAY


def next_working_day(day: date) -> date:
    """Return the first working day after ``day``. Raises: CalendarMissing."""
    day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int) -> date:
    """Return the day that lies ``count`` (1 or more) days that count after ``day``."""
    while count > 0:
        day += timedelta(days=1)
        count -= counts(day)
    return day


@lru_cache(maxsize=8192)
def working_days_between(first: date, last: date) -> int:
    """Return the days that count after ``first`` up to and with ``last``; negative when ``last`` lies earlier.

    Only the years with holidays are walked through, however far the two lie apart.
    """
    if last < first:
        return -working_days_between(last, first)
    begin, end = first.toordinal() + 1, last.toordinal()
    known = range(max(begin, _KNOWN[0]), min(end, _KNOWN[1]) + 1)
    total = _weekdays(begin, end)
    if known:
        total += sum(is_working_day(date.fromordinal(day)) for day in known) - _weekdays(known[0], known[-1])
    return total


def _weekdays(begin: int, end: int) -> int:
    """Return how many days from one ordinal to another, both with, are Monday to Friday; 01/01/0001 (1) was a Monday."""
    whole = [count // 7 * SATURDAY + min(count % 7, SATURDAY) for count in (begin - 1, end)]
    return whole[1] - whole[0]


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
