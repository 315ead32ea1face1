"""What the front itself refuses. Doors: the classes below, Gone."""

from kit.errors import DomainError


class Gone(Exception):
    """The client has left: nobody is there to answer."""


class BodyTooLarge(DomainError):
    code = "FRT-001"
    message = "Dữ liệu gửi lên vượt quá {limit} byte. Hãy chia nhỏ hoặc giảm dung lượng tệp."
    message_en = "The request is larger than {limit} bytes. Send less or smaller files."
    http_status = 413


class BodyTooSlow(DomainError):
    code = "FRT-002"
    message = "Dữ liệu gửi lên quá chậm nên máy chủ đã ngừng nhận. Hãy kiểm tra đường truyền rồi gửi lại."
    message_en = "The request arrived too slowly and was given up. Check the connection and send it again."
    http_status = 408


class FrontBusy(DomainError):
    code = "FRT-003"
    message = "Máy chủ đang quá tải. Hãy thử lại sau ít phút."
    message_en = "The server is overloaded. Try again in a few minutes."
    http_status = 503


class RequestBroken(DomainError):
    code = "FRT-004"
    message = "Yêu cầu không đúng giao thức HTTP: {what}."
    message_en = "The request is not proper HTTP: {what}."
    http_status = 400


class FrontFailed(DomainError):
    code = "FRT-005"
    message = "Máy chủ gặp lỗi khi xử lý yêu cầu. Hãy thử lại; nếu vẫn lỗi, hãy báo quản trị."
    message_en = "The server failed on this request. Try again; if it stays, tell the administrator."
    http_status = 500


class SpoolFull(DomainError):
    code = "FRT-006"
    message = "Máy chủ đang nhận quá nhiều dữ liệu cùng lúc. Hãy gửi lại sau ít phút."
    message_en = "The server is receiving too much at once. Send it again in a few minutes."
    http_status = 503


class CallerBusy(DomainError):
    code = "FRT-007"
    message = "Quá nhiều yêu cầu từ cùng một nơi gửi đang chờ. Hãy gửi chậm lại và thử lại sau ít giây."
    message_en = "Too many requests of one caller are waiting. Slow down and try again in some seconds."
    http_status = 429
