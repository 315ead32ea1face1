"""Until when an issued document must have been sent. Doors: send_by, Sent, how_sent.

Law: QĐ 28/2018/QĐ-TTg Điều 6 khoản 2: on the day it is signed and issued, at the latest in the morning of the next working
day; an urgent one immediately after signing. Fifteen minutes and the end of the morning at 12:00 are our choice.
"""

from datetime import datetime, time, timedelta
from enum import StrEnum

from kit import clock
from office.handling.calendar import next_working_day

URGENT_WITHIN = timedelta(minutes=15)
MORNING_ENDS = time(12, 0)


class Sent(StrEnum):
    SAME_DAY = "on_time_same_day"
    NEXT_MORNING = "on_time_next_morning"
    LATE = "late"
    WAITING = "waiting"  # not sent yet, and still in time


def send_by(issued_at: datetime, *, urgency: int) -> datetime:
    """Return the last moment to send. Friday 16:00 → Monday 12:00; urgent: 15 minutes. Raises: CalendarMissing."""
    if urgency:
        return issued_at + URGENT_WITHIN
    day = next_working_day(clock.today(issued_at))
    return datetime.combine(day, MORNING_ENDS, tzinfo=clock.HANOI)


def how_sent(issued_at: datetime, sent_at: datetime | None, *, urgency: int, now: datetime) -> Sent:
    """Return how the sending kept to the time; two indicators, the same day and the next morning (R28-20, R28-24)."""
    moment = sent_at or now
    if moment > send_by(issued_at, urgency=urgency):
        return Sent.LATE
    if sent_at is None:
        return Sent.WAITING
    return Sent.SAME_DAY if clock.today(sent_at) == clock.today(issued_at) else Sent.NEXT_MORNING
