"""What the operator of the axis tells everybody, for the people here. Doors: hear_axis, standing_notices, Notice."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import Error as DatabaseError

from axislink.announcements import Announcement, announcements
from axislink.client import AxisClient
from axislink.errors import AxisLinkError
from office.exchange.models import Line
from office.settings import ENV

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Notice:
    """One announcement that has not ended; ``origin``: the axis further up that says it, empty for our own axis."""

    text: str
    starts_at: datetime
    ends_at: datetime
    origin: str


def hear_axis(client: AxisClient) -> None:
    """Keep what the axis tells now. A line or database that is down is tried again at the next call."""
    try:
        told = announcements(client)
        rows = [_kept(one) for one in told if one.text.strip()]
        line, made = Line.objects.get_or_create(axis_url=ENV.axis_url, defaults={"notices": rows})
        if not made and line.notices != rows:
            Line.objects.filter(pk=line.pk).update(notices=rows)
    except (AxisLinkError, DatabaseError) as problem:
        log.warning("announcements of the axis not read: %s", problem)


def standing_notices(now: datetime) -> Sequence[Notice]:
    """Return what has not ended, the earliest first."""
    kept = Line.objects.filter(axis_url=ENV.axis_url).values_list("notices", flat=True).first() or []
    found = [_read(one) for one in kept]
    return sorted((one for one in found if one.ends_at > now), key=lambda one: one.starts_at)


def _kept(one: Announcement) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value.isoformat() for name, value in asdict(one).items()}


def _read(kept: dict[str, str]) -> Notice:
    starts, ends = (datetime.fromisoformat(kept[name]) for name in ("starts_at", "ends_at"))
    return Notice(kept["text"], starts, ends, kept["origin"])
