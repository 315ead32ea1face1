"""Where a transfer on its way up stands."""

from django.db import models

from kit.states import Move, MoveTable


class Phase(models.TextChoices):
    """The phases of axislink.protocol.sender, as rows keep them."""

    QUEUED = "queued", "chờ chuyển lên"
    ACCEPTED = "accepted", "trục trên đã nhận"
    REFUSED = "refused", "trục trên từ chối"
    DEAD = "dead", "quá hạn chuyển"


MOVES = MoveTable(
    #    name       from                                          to              what the user reads
    Move("accept", [Phase.QUEUED],                                Phase.ACCEPTED, "trục trên nhận"),
    Move("retry",  [Phase.QUEUED],                                Phase.QUEUED,   "thử lại sau"),
    Move("refuse", [Phase.QUEUED],                                Phase.REFUSED,  "trục trên từ chối"),
    Move("die",    [Phase.QUEUED],                                Phase.DEAD,     "quá hạn chuyển"),
    Move("queue",  [Phase.ACCEPTED, Phase.REFUSED, Phase.DEAD],   Phase.QUEUED,   "chuyển lại"),
)  # fmt: skip
