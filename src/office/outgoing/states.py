"""States of an outgoing document and of the steps of its route."""

from django.db.models import TextChoices

from kit.states import Move, MoveTable


class State(TextChoices):
    DRAFT = "draft", "Đang soạn"
    UNIT_REVIEW = "unit_review", "Chờ trưởng đơn vị ký nháy"
    LEADER_REVIEW = "leader_review", "Chờ lãnh đạo ký"
    TO_NUMBER = "to_number", "Chờ văn thư cấp số"
    ISSUING = "issuing", "Đang đóng dấu và phát hành"
    ISSUED = "issued", "Đã phát hành"
    RECALLED = "recalled", "Đã thu hồi"
    REPLACED = "replaced", "Đã được thay thế"
    CANCELLED = "cancelled", "Đã hủy"


REVIEWED = (State.UNIT_REVIEW, State.LEADER_REVIEW, State.TO_NUMBER)

MOVES = MoveTable(
    Move("submit",   [State.DRAFT],            State.UNIT_REVIEW,   "trình trưởng đơn vị"),
    Move("bypass",   [State.DRAFT],            State.LEADER_REVIEW, "trình thẳng lãnh đạo"),
    Move("initial",  [State.UNIT_REVIEW],      State.LEADER_REVIEW, "ký nháy và trình lãnh đạo"),
    Move("sign",     [State.LEADER_REVIEW],    State.TO_NUMBER,     "ký số"),
    Move("return",   [*REVIEWED, State.ISSUING], State.DRAFT,       "trả lại"),
    Move("issue",    [State.TO_NUMBER],        State.ISSUING,       "cấp số, đóng dấu và phát hành"),
    Move("complete", [State.ISSUING],          State.ISSUED,        "phát hành"),
    Move("recall",   [State.ISSUED],           State.RECALLED,      "thu hồi"),
    Move("replace",  [State.ISSUED],           State.REPLACED,      "thay thế bằng văn bản mới"),
    Move("cancel",   [State.DRAFT, *REVIEWED], State.CANCELLED,     "hủy dự thảo"),
)  # fmt: skip


class ChangeKind(TextChoices):
    """What a sender does to a document that he has issued (operations 1 and 2, status 13, operation 3)."""

    RECALL = "recall", "Thu hồi"
    RETRIEVE = "retrieve", "Yêu cầu lấy lại"
    UPDATE = "update", "Cập nhật"
    REPLACE = "replace", "Thay thế"


class ChangeState(TextChoices):
    PROPOSED = "proposed", "Chờ lãnh đạo duyệt"
    SENT = "sent", "Đã gửi nơi nhận"
    TURNED_DOWN = "turned_down", "Không duyệt"
    WITHDRAWN = "withdrawn", "Đã rút"


CHANGE_MOVES = MoveTable(
    Move("approve_change",   [ChangeState.PROPOSED], ChangeState.SENT,        "duyệt và gửi nơi nhận"),
    Move("turn_down_change", [ChangeState.PROPOSED], ChangeState.TURNED_DOWN, "không duyệt"),
    Move("withdraw_change",  [ChangeState.PROPOSED], ChangeState.WITHDRAWN,   "rút đề nghị"),
)  # fmt: skip


class StepKind(TextChoices):
    DRAFT = "draft", "Soạn thảo"
    INITIAL = "initial", "Ký nháy"
    SIGN = "sign", "Ký số"
    ISSUE = "issue", "Cấp số, phát hành"


class DispatchState(TextChoices):
    """Where one sending to one receiver stands, in honest words; statuses of the receiver come beside it."""

    QUEUED = "queued", "Đang chờ gửi"
    ACCEPTED = "accepted", "Trục đã nhận"
    REFUSED = "refused", "Trục không nhận"
    DEAD = "dead", "Chưa gửi được"
