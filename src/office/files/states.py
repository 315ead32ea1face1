"""What the virus scan says of a content."""

from django.db.models import TextChoices


class ScanState(TextChoices):
    UNSCANNED = "unscanned", "đang chờ quét"
    CLEAN = "clean", "đã quét, an toàn"
    INFECTED = "infected", "bị chặn: có mã độc"
    UNSCANNABLE = "unscannable", "chưa quét được"
