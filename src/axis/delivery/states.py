"""Transport states of one delivery. The business status of the receiver is another column."""

from django.db import models

from kit.states import Move, MoveTable


class State(models.TextChoices):
    SUBMITTED = "submitted", "chưa lấy"
    DELIVERED = "delivered", "đã trao"
    TAKEN = "taken", "đã lấy"
    FAILED = "failed", "lỗi ở bên nhận"


MOVES = MoveTable(
    #    name        from                                  to               what the user reads
    Move("hand_out", [State.SUBMITTED, State.DELIVERED],   State.DELIVERED, "trao gói tin"),
    Move("take",     [State.SUBMITTED, State.DELIVERED],   State.TAKEN,     "xác nhận đã lấy"),
    Move("fail",     [State.SUBMITTED, State.DELIVERED],   State.FAILED,    "báo không lấy được"),
    Move("requeue",  [State.FAILED],                       State.SUBMITTED, "gửi lại"),
    Move("offer_again", [State.TAKEN],                     State.SUBMITTED, "giao lại để thử"),
)  # fmt: skip
