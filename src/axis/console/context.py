"""What every console page shows around its content. Doors: frame (a context processor)."""

from django.http import HttpRequest
from django.urls import reverse

from axis import env
from axis.console.frame import problem_counts
from kit.screen.parts import RailItem


def frame(request: HttpRequest) -> dict[str, object]:
    """Return title, demo flag and, for a logged-in operator, the rail with its badges."""
    shown: dict[str, object] = {"axis_title": env.ENV.axis_title, "demo": env.ENV.demo}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return shown
    counts = problem_counts(request)
    waiting = counts["chua-lay"] + counts["chua-chuyen"] + counts["qua-han"]
    return shown | {
        "rail_items": [
            RailItem("today", "Hôm nay", "activity", reverse("console:today"), shortcut="H", phone=True),
            RailItem("packets", "Gói tin", "package", reverse("console:packets"), shortcut="I", phone=True),
            RailItem(
                "waiting",
                "Chưa đến",
                "clock-exclamation",
                reverse("console:problems", args=["tat-ca"]),
                badge=waiting,
                shortcut="C",
                phone=True,
            ),
            RailItem(
                "failed",
                "Lỗi",
                "alert-triangle",
                reverse("console:problems", args=["loi"]),
                badge=counts["loi"],
                shortcut="L",
                phone=True,
            ),
            RailItem("systems", "Hệ thống", "server-2", reverse("console:systems")),
            RailItem("directory", "Danh bạ", "building-community", reverse("console:directory")),
            RailItem("statistics", "Thống kê", "chart-bar", reverse("console:statistics")),
            RailItem("alerts", "Cảnh báo", "bell-ringing", reverse("console:alerts"), foot=True),
            RailItem("notices", "Thông báo", "message-2", reverse("console:notices"), foot=True),
            RailItem("events", "Dấu vết", "history", reverse("console:events"), foot=True),
            RailItem("simulator", "Mô phỏng", "flask", reverse("console:simulator")),
        ],
        "person": user.get_full_name() or user.get_username(),
    }
