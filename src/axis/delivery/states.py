"""Transport states of one delivery. The business status of the receiver is another column."""

from django.db import models

from kit.states import Move, MoveTable


class State(models.TextChoices):
    SUBMITTED = "submitted", "chưa lấy"
    DELIVERED = "delivered", "đã trao"
    RELAYED = "relayed", "đã chuyển trục khác"
    TAKEN = "taken", "đã lấy"
    FAILED = "failed", "lỗi ở bên nhận"


MOVES = MoveTable(
    #    name        from                                  to               what the user reads
    Move("hand_out", [State.SUBMITTED, State.DELIVERED],   State.DELIVERED, "trao gói tin"),
    Move("take",     [State.SUBMITTED, State.DELIVERED],   State.TAKEN,     "xác nhận đã lấy"),
    Move("fail",     [State.SUBMITTED, State.DELIVERED],   State.FAILED,    "báo không lấy được"),
    Move("resend",   [State.DELIVERED, State.FAILED],      State.SUBMITTED, "giao lại"),
    # What a neighbouring axis says of its own side: a word that comes late is still true, so FAILED is not the end.
    Move("relay",         [State.SUBMITTED, State.DELIVERED, State.FAILED],                State.RELAYED,   "trục kia đã nhận"),
    Move("taken_there",   [State.SUBMITTED, State.DELIVERED, State.RELAYED, State.FAILED], State.TAKEN,     "bên kia đã lấy"),
    Move("failed_there",  [State.SUBMITTED, State.DELIVERED, State.RELAYED],               State.FAILED,    "bên kia báo lỗi"),
    Move("offered_there", [State.FAILED],                                                  State.SUBMITTED, "trục trên giao lại"),
    Move("reroute",  [State.SUBMITTED, State.DELIVERED],   State.SUBMITTED, "chuyển cho cơ quan kế thừa"),
    Move("offer_again", [State.TAKEN],                     State.SUBMITTED, "giao lại để thử"),
)  # fmt: skip
