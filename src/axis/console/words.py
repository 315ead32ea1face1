"""Words and shapes of the console. Doors: OPERATIONS, BUSINESS, TRANSPORT, RESENT, near_time, waited, number, initials."""

from datetime import datetime, timedelta

from kit.clock import HANOI

OPERATIONS = {
    "new": "Văn bản mới",
    "recall": "Thu hồi",
    "update": "Cập nhật",
    "replace": "Thay thế",
    "status": "Trạng thái",
}
# Word, ring, tone: as the tracking board of the office says them.
BUSINESS = {
    "01": ("Đã đến", "dot", "ink"),
    "02": ("Từ chối tiếp nhận", "octagon", "bad"),
    "03": ("Đã tiếp nhận", "quarter", "ink"),
    "04": ("Đã phân công", "half", "ink"),
    "05": ("Đang xử lý", "three_quarter", "ink"),
    "06": ("Đã hoàn thành", "check", "ok"),
    "13": ("Yêu cầu lấy lại", "return", "warn"),
    "15": ("Đã thu hồi", "return", "warn"),
    "16": ("Không đồng ý lấy lại", "return", "warn"),
}
TRANSPORT = {
    "submitted": ("Chưa lấy", "empty", "mute"),
    "delivered": ("Đã trao, chờ xác nhận", "half", "ink"),
    "relayed": ("Đã sang trục khác", "half", "ink"),
    "taken": ("Đã lấy", "check", "ok"),
    "failed": ("Lỗi ở bên nhận", "triangle", "bad"),
}
UPWARD = {
    "submitted": ("Chờ chuyển lên", "empty", "mute"),
    "failed": ("Trục trên không nhận", "triangle", "bad"),
}
EVENTS = {
    "accepted": "gửi, trục đã nhận",
    "relayed": "trục khác đã nhận",
    "delivered": "được trao gói tin",
    "taken": "đã lấy an toàn",
    "failed": "báo không lấy được",
    "resent": "được giao lại",
    "rerouted": "kết thúc, chuyển sang cơ quan kế thừa",
}
# What became of one delivery that an operator had offered again: word, ring, tone, sentence.
RESENT = {
    "offered": ("Đã giao lại", "check", "ok", "Đã trở lại hàng chờ của bên nhận."),
    "waiting": ("Đang chờ sẵn", "empty", "mute", "Vẫn ở trong hàng chờ; đã báo bên nhận đến lấy."),
    "taken": ("Bên nhận đã lấy", "check", "mute", "Không giao lần hai."),
    "no_way": ("Chưa có đường giao", "triangle", "bad", "Nơi nhận chưa nối với hệ thống nào. Hãy nối trước."),
    "body_missing": ("Mất nội dung", "octagon", "bad", "Kho không còn tệp gói tin. Hãy khôi phục từ bản sao lưu."),
    "unknown": ("Không có lượt giao này", "octagon", "bad", "Hãy tải lại danh sách."),
}


def business(code: str) -> tuple[str, str, str]:
    """Return word, ring and tone of a status code; unknown ones are shown raw, as the standard asks."""
    return BUSINESS.get(code, (f"Trạng thái khác ({code})", "dot", "mute")) if code else ("", "", "")


STANDING = {
    "ok": ("Đang nối", "check", "ok"),
    "warn": ("Lấy chậm", "triangle", "warn"),
    "bad": ("Mất kết nối", "octagon", "bad"),
    "mute": ("Tạm khóa", "pause", "mute"),
    "new": ("Chưa nối", "empty", "mute"),
}

LINK = {
    "ok": ("Đang nối", "check", "ok"),
    "warn": ("Chuyển chậm", "triangle", "warn"),
    "bad": ("Đang đứt", "octagon", "bad"),
    "mute": ("Tạm dừng", "pause", "mute"),
    "new": ("Chưa trả lời", "empty", "mute"),
}


def near_time(at: datetime | None, now: datetime) -> str:
    """Return "08:42" for today, "hôm qua 08:42", else "23/11/2026 08:42"."""
    if at is None:
        return ""
    local, today = at.astimezone(HANOI), now.astimezone(HANOI).date()
    if local.date() == today:
        return local.strftime("%H:%M")
    if local.date() == today - timedelta(days=1):
        return local.strftime("hôm qua %H:%M")
    return local.strftime("%d/%m/%Y %H:%M")


def exact_time(at: datetime | None) -> str:
    return at.astimezone(HANOI).strftime("%d/%m/%Y %H:%M:%S") if at else ""


def waited(span: timedelta) -> str:
    """Return "34 phút", "1 giờ 27 phút", "3 ngày"."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 0)} phút"
    if minutes < 48 * 60:
        return f"{minutes // 60} giờ {minutes % 60} phút" if minutes % 60 else f"{minutes // 60} giờ"
    return f"{minutes // (24 * 60)} ngày"


def number(value: float, digits: int = 0) -> str:
    """Return a number as Vietnam writes it: "82.910", "99,96"."""
    return f"{value:,.{digits}f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def size(value: int) -> str:
    """Return "137 KB", "1,2 MB"."""
    return f"{number(value / 1000)} KB" if value < 1_000_000 else f"{number(value / 1_000_000, 1)} MB"


def seconds(value: float | None) -> str:
    """Return "0,2 s", "34 phút"; "–" for nothing yet."""
    if value is None:
        return "–"
    return f"{number(value, 1)} s" if value < 120 else waited(timedelta(seconds=value))
