"""What the operator of an axis tells everybody who is connected. Doors: Announcement, announcements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from axislink.client import AxisClient
from axislink.errors import Unreachable

TEXT_MAX, MOST = 1000, 50


@dataclass(frozen=True)
class Announcement:
    """A downtime, a change. ``origin``: the name of the axis further up whose word it is, empty for this axis' own."""

    ref: str
    text: str
    starts_at: datetime
    ends_at: datetime
    origin: str = ""


def announcements(client: AxisClient) -> list[Announcement]:
    """Return what is told now, the earliest first. Raises: Unreachable, RefusedByAxis."""
    found = client.asked("/v1/announcements").get("announcements")
    try:
        return [_read(one) for one in found[:MOST]]  # type: ignore[index]
    except (KeyError, TypeError, ValueError) as error:
        raise Unreachable(reason="announcements") from error


def _read(one: dict[str, Any]) -> Announcement:
    starts, ends = (datetime.fromisoformat(one[name]) for name in ("starts_at", "ends_at"))
    if starts.tzinfo is None or ends.tzinfo is None:
        raise ValueError(one)
    text = "".join(letter for letter in str(one["text"]) if letter.isprintable() or letter == "\n")[:TEXT_MAX]
    return Announcement(str(one["id"])[:36], text, starts, ends, str(one.get("origin") or "")[:200])
