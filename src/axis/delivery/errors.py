"""Why a packet is not handed out (AXS-2nn)."""

from kit.errors import DomainError


class TransferNotFound(DomainError):
    """Also said when it exists but is not the caller's: who may not read it may not know of it."""

    code = "AXS-201"
    message = "Không có gói tin {ref}, hoặc gói tin không thuộc hệ thống của bạn."
    message_en = "There is no packet {ref}, or it is not your system's."
    http_status = 404


class AlreadyClosed(DomainError):
    code = "AXS-202"
    message = "Lượt giao này đã được báo “{state}” nên không thể báo khác. Hãy liên hệ đơn vị vận hành trục."
    message_en = "This delivery was already reported “{state}” and cannot be reported otherwise."
    http_status = 409


class PageTokenExpired(DomainError):
    code = "AXS-203"
    message = "Mã trang đã hết hạn hoặc không đúng. Hãy lấy danh sách lại từ đầu, không có tham số page."
    message_en = "The page token is expired or wrong. Ask for the list again without page."
    http_status = 410


class OutcomeUnknown(DomainError):
    code = "AXS-204"
    message = "Kết quả chỉ có thể là taken hoặc failed; failed phải kèm lý do."
    message_en = "The outcome is either taken or failed; failed needs a reason."
