"""States of a signing request and purposes of a signature."""

from django.db.models import TextChoices

from kit.states import Move, MoveTable


class Purpose(TextChoices):
    INITIALS = "initials", "ký nháy"
    PERSON = "person", "ký số cá nhân"
    ISSUE = "issue", "số, ngày và dấu cơ quan"  # two signatures of the agency in one file, made one after the other
    ATTACHMENT = "attachment", "ký số phụ lục"
    COPY = "copy", "ký số bản sao"


BY_AGENCY = frozenset({Purpose.ISSUE, Purpose.ATTACHMENT, Purpose.COPY})  # with the agency's certificate, by a clerk
ACTIVE = ("reserved", "signing")


class State(TextChoices):
    RESERVED = "reserved", "Chờ ký"
    SIGNING = "signing", "Đang ký"
    SIGNED = "signed", "Đã ký"
    FAILED = "failed", "Không ký được"
    CANCELLED = "cancelled", "Đã hủy"


MOVES = MoveTable(
    Move("sign",   [State.RESERVED],                              State.SIGNING,   "ký"),
    Move("finish", [State.SIGNING],                               State.SIGNED,    "ghi nhận chữ ký"),
    Move("fail",   [State.RESERVED, State.SIGNING],               State.FAILED,    "báo không ký được"),
    Move("retry",  [State.FAILED],                                State.RESERVED,  "ký lại"),
    Move("cancel", [State.RESERVED, State.SIGNING, State.FAILED], State.CANCELLED, "hủy yêu cầu ký"),
)  # fmt: skip
