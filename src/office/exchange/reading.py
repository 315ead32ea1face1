"""How times are written near now. Doors: near_time."""

from datetime import datetime, timedelta

from kit.clock import HANOI


def near_time(at: datetime, now: datetime) -> str:
    """Return "hôm nay 08:42", "hôm qua 16:05" or "23/11/2026 08:42" in Vietnam time."""
    local, here = at.astimezone(HANOI), now.astimezone(HANOI)
    if local.date() == here.date():
        return f"hôm nay {local:%H:%M}"
    if local.date() == here.date() - timedelta(days=1):
        return f"hôm qua {local:%H:%M}"
    return f"{local:%d/%m/%Y %H:%M}"
