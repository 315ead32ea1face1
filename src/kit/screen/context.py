"""What every page knows of the person's screen. Doors: screen (a context processor), Preferences, preferences.

Settings read: ``SCREEN_BASE`` (the program's own base template, default ``screen/base.html``), ``SCREEN_APP_NAME``,
``SCREEN_CONSOLE`` (True draws the dark bar of the exchange), ``SCREEN_EVENTS_URL`` (default ``/events``).
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

THEMES = {"light": gettext_lazy("Sáng"), "dark": gettext_lazy("Tối"), "auto": gettext_lazy("Theo máy")}
TEXT_SIZES = {"medium": gettext_lazy("Vừa"), "large": gettext_lazy("Lớn"), "largest": gettext_lazy("Rất lớn")}
COOKIE = "cv_screen"


@dataclass(frozen=True)
class Preferences:
    """Theme, text size and single-letter keys of one person."""

    theme: str = "light"
    text: str = "medium"
    keys: str = "on"

    def packed(self) -> str:
        """Return the value of the cookie."""
        return f"{self.theme}.{self.text}.{self.keys}"


def preferences(request: HttpRequest) -> Preferences:
    """Return the person's choices; a cookie with unknown words counts as none."""
    parts = request.COOKIES.get(COOKIE, "").split(".")
    if len(parts) == 3 and parts[0] in THEMES and parts[1] in TEXT_SIZES and parts[2] in {"on", "off"}:
        return Preferences(*parts)
    return Preferences()


def screen(request: HttpRequest) -> dict[str, object]:
    """Return the variable ``screen`` for templates."""
    chosen = preferences(request)
    return {
        "screen": {
            "base": getattr(settings, "SCREEN_BASE", "screen/base.html"),
            "app_name": getattr(settings, "SCREEN_APP_NAME", "Congvan"),
            "console": getattr(settings, "SCREEN_CONSOLE", False),
            "events_url": getattr(settings, "SCREEN_EVENTS_URL", "/events"),
            "theme": chosen.theme,
            "text": chosen.text,
            "keys": chosen.keys,
            "themes": THEMES,
            "text_sizes": TEXT_SIZES,
        }
    }
