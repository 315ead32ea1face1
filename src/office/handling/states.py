"""Duties in a handling and the states it goes through."""

from django.db.models import TextChoices

from kit.states import Move, MoveTable


class Duty(TextChoices):
    DECIDE = "decide", "Cho ý kiến"
    LEAD = "lead", "Chủ trì"
    COORDINATE = "coordinate", "Phối hợp"
    INFORM = "inform", "Để biết"


class State(TextChoices):
    WAITING = "waiting", "Chờ cho ý kiến"
    ASSIGNED = "assigned", "Đã phân công"
    IN_PROGRESS = "in_progress", "Đang xử lý"
    PAUSED = "paused", "Tạm dừng"
    RETURNED = "returned", "Trả lại"
    DONE = "done", "Đã hoàn thành"
    STOPPED = "stopped", "Đã dừng"


OPEN = (State.WAITING, State.ASSIGNED, State.IN_PROGRESS, State.PAUSED, State.RETURNED)

MOVES = MoveTable(
    Move("instruct",  [State.WAITING],                                         State.DONE,        "cho ý kiến và phân công"),
    Move("forward",   [State.WAITING, State.ASSIGNED, State.RETURNED],         State.DONE,        "chuyển người khác"),
    Move("note",      [State.WAITING],                                         State.DONE,        "ghi nhận chỉ để biết"),
    Move("start",     [State.ASSIGNED],                                        State.IN_PROGRESS, "bắt đầu xử lý"),
    Move("report",    [State.ASSIGNED, State.IN_PROGRESS],                     State.IN_PROGRESS, "báo cáo tiến độ"),
    Move("finish",    [State.ASSIGNED, State.IN_PROGRESS],                     State.DONE,        "kết thúc xử lý"),
    Move("return",    [State.WAITING, State.ASSIGNED, State.IN_PROGRESS],      State.RETURNED,    "trả lại"),
    Move("resend",    [State.RETURNED],                                        State.ASSIGNED,    "giao lại"),
    Move("represent", [State.RETURNED],                                        State.WAITING,     "trình lại"),
    Move("see",       [State.ASSIGNED],                                        State.DONE,        "xem để biết"),
    Move("pause",     [State.ASSIGNED, State.IN_PROGRESS],                     State.PAUSED,      "tạm dừng"),
    Move("resume",    [State.PAUSED],                                          State.IN_PROGRESS, "tiếp tục xử lý"),
    Move("stop",      list(OPEN),                                              State.STOPPED,     "dừng xử lý"),
)  # fmt: skip
