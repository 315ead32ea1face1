"""States of packets at the office's end of the axis."""

from django.db.models import TextChoices


class OutState(TextChoices):
    QUEUED = "queued", "Đang chờ gửi"
    ACCEPTED = "accepted", "Trục đã nhận"
    REFUSED = "refused", "Trục không nhận"
    DEAD = "dead", "Chưa gửi được"


class InState(TextChoices):
    FILED = "filed", "Đã ghi nhận"
    UNREADABLE = "unreadable", "Không đọc được"
    UNKNOWN = "unknown", "Không rõ văn bản"
    STRANGER = "stranger", "Không phải bên gửi văn bản"
