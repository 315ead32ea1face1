"""States of an incoming document; what happens to it after the book entry is in handlings."""

from django.db.models import TextChoices

from kit.states import Move, MoveTable


class State(TextChoices):
    RECEIVED = "received", "Chờ tiếp nhận"
    REGISTERED = "registered", "Đã vào sổ"
    REFUSED = "refused", "Đã từ chối"
    RECALLED = "recalled", "Đã thu hồi"
    REPLACED = "replaced", "Đã được thay thế"


CLOSED = (State.REFUSED, State.RECALLED, State.REPLACED)  # nobody is to work on it any more


class RefusalReason(TextChoices):
    """Grounds for refusing a document (QĐ 28/2018/QĐ-TTg Điều 9; list is ours)."""

    WRONG_RECEIVER = "wrong_receiver", "Gửi không đúng nơi nhận"
    SIGNATURE = "signature", "Chữ ký số không có hoặc không hợp lệ"
    ALTERED = "altered", "Tệp bị thay đổi sau khi ký"
    MISSING_FILE = "missing_file", "Thiếu tệp kèm theo"
    UNREADABLE = "unreadable", "Tệp không đọc được"
    MALWARE = "malware", "Tệp có mã độc"
    WRONG_FORM = "wrong_form", "Sai thể thức, sai định dạng"
    DUPLICATE = "duplicate", "Trùng văn bản đã nhận"
    OTHER = "other", "Lý do khác"


class ChangeState(TextChoices):
    HELD = "held", "Chờ văn bản đến"
    PENDING = "pending", "Chờ trả lời"
    AGREED = "agreed", "Đã đồng ý"
    DECLINED = "declined", "Không đồng ý"


MOVES = MoveTable(
    Move("register", [State.RECEIVED],                   State.REGISTERED, "vào sổ"),
    Move("refuse",   [State.RECEIVED],                   State.REFUSED,    "từ chối"),
    Move("recall",   [State.RECEIVED, State.REGISTERED], State.RECALLED,   "thu hồi"),
    Move("replace",  [State.RECEIVED, State.REGISTERED], State.REPLACED,   "đóng vì có văn bản thay thế"),
)  # fmt: skip

# what a sender asks afterwards; it may come before the document that it is about
CHANGE_MOVES = MoveTable(
    Move("match_change",   [ChangeState.HELD],                      ChangeState.PENDING,  "văn bản đã đến"),
    Move("agree_change",   [ChangeState.PENDING],                   ChangeState.AGREED,   "đồng ý"),
    Move("decline_change", [ChangeState.PENDING, ChangeState.HELD], ChangeState.DECLINED, "không đồng ý"),
)  # fmt: skip
