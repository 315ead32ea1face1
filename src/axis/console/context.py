"""What every console page shows around its content. Doors: frame (a context processor)."""

from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse

from axis import env
from axis.console.overview import failed_count, waiting_count
from kit.clock import now
from kit.screen.parts import RailItem


def frame(request: HttpRequest) -> dict[str, object]:
    """Return title, demo flag and, for a logged-in operator, the rail with its badges."""
    shown: dict[str, object] = {"axis_title": env.ENV.axis_title, "demo": env.ENV.demo}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return shown
    late = timedelta(minutes=env.ENV.axis_late_minutes)
    return shown | {
        "rail_items": [
            RailItem("today", "Hôm nay", "activity", reverse("console:today"), shortcut="H", phone=True),
            RailItem("packets", "Gói tin", "package", reverse("console:packets"), shortcut="I", phone=True),
            RailItem(
                "waiting",
                "Chưa lấy",
                "clock-exclamation",
                reverse("console:waiting"),
                badge=waiting_count(now(), late),
                phone=True,
            ),
            RailItem("failed", "Lỗi", "alert-triangle", reverse("console:failed"), badge=failed_count(), phone=True),
            RailItem("systems", "Hệ thống", "server-2", reverse("console:systems")),
            RailItem("directory", "Danh bạ", "building-community", reverse("console:directory")),
            RailItem("simulator", "Mô phỏng", "flask", reverse("console:simulator")),
        ],
        "person": user.get_full_name() or user.get_username(),
    }
