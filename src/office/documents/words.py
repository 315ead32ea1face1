"""How days, times and stages are said. Doors: day_words, when_words, dwell_words, STAGE_LOOKS, urgency_words."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from kit import clock
from office.documents.facts import Urgency

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
NEAR_DAYS = 14
# ring and tone of the screen for each stage of an incoming document
STAGE_LOOKS = {
    "": ("empty", "mute"),
    "01": ("dot", "ink"),
    "03": ("quarter", "ink"),
    "04": ("half", "ink"),
    "05": ("three_quarter", "ink"),
    "06": ("check", "ok"),
    "02": ("octagon", "bad"),
    "15": ("return", "warn"),
}


def day_words(day: date, today: date, *, weekday: bool = False) -> str:
    """Return "hôm nay", "04/12" or "23/11/2025"; with ``weekday`` near days say it: "thứ Sáu 04/12"."""
    if day == today:
        return _("hôm nay")
    if abs((day - today).days) <= NEAR_DAYS:
        return f"{WEEKDAYS[day.weekday()]} {day:%d/%m}" if weekday else f"{day:%d/%m}"
    return f"{day:%d/%m/%Y}"


def when_words(at: datetime, now: datetime) -> str:
    """Return the time alone for today, day and time for near days, else the full date."""
    local, today = at.astimezone(clock.HANOI), clock.today(now)
    if local.date() == today:
        return f"{local:%H:%M}"
    if abs((today - local.date()).days) <= NEAR_DAYS:
        return f"{local:%d/%m %H:%M}"
    return f"{local:%d/%m/%Y}"


def dwell_words(since: datetime, now: datetime) -> str:
    """Return how long somebody has had it: "18 phút", "3 giờ", "2 ngày"."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return _("%(count)s phút") % {"count": max(1, minutes)}
    if minutes < 24 * 60:
        return _("%(count)s giờ") % {"count": minutes // 60}
    return _("%(count)s ngày") % {"count": minutes // (24 * 60)}


def urgency_words(urgency: int) -> str:
    """Return Khẩn, Thượng khẩn, Hỏa tốc, or nothing for an ordinary document."""
    return str(Urgency(urgency).label) if urgency else ""
