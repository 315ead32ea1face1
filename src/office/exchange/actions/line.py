"""How the line to the axis is, for the people who wait on it. Doors: line_up, line_down, line_state."""

from datetime import datetime, timedelta

from django.db import transaction

from kit.wake import wake
from office.exchange.models import Line
from office.settings import ENV

FRESH = timedelta(seconds=5)  # a line that answers all the time is written down this often

# When this program last wrote that the axis answered, and that a packet went over: what is still fresh costs no statement.
_noted: dict[tuple[str, bool], datetime] = {}


def line_up(now: datetime, *, packet: bool = False) -> None:
    """Note that the axis answered; ``packet`` when it handed over or took something."""
    last = _noted.get((ENV.axis_url, packet))
    if last is None or now - last >= FRESH:
        _write_up(now, packet)
        _noted[ENV.axis_url, packet] = now


@transaction.atomic
def _write_up(now: datetime, packet: bool) -> None:
    line, _ = Line.objects.get_or_create(axis_url=ENV.axis_url)
    was_down = line.down_since is not None
    line.last_answer_at, line.down_since, line.down_reason = now, None, ""
    if packet:
        line.last_packet_at = now
    line.save()
    if was_down or packet:
        wake("line")


@transaction.atomic
def line_down(now: datetime, reason: str) -> None:
    """Note that the axis does not answer, since the first time it did not."""
    _noted.clear()
    line, _ = Line.objects.get_or_create(axis_url=ENV.axis_url)
    if line.down_since is None:
        line.down_since, line.down_reason = now, reason[:300]
        line.save()
        wake("line")


def line_state() -> Line | None:
    return Line.objects.filter(axis_url=ENV.axis_url).first()
