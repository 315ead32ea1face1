"""Why a call has no answer (AXS-3nn)."""

from kit.errors import DomainError


class InputInvalid(DomainError):
    code = "AXS-301"
    message = "Tham số không hợp lệ: {detail}."
    message_en = "A parameter is invalid: {detail}."


class NothingHere(DomainError):
    code = "AXS-302"
    message = "Trục không có địa chỉ này. Hãy xem tài liệu API tại /v1/docs."
    message_en = "The axis has no such address. See the API document at /v1/docs."
    http_status = 404


class BodyNotReadable(DomainError):
    code = "AXS-303"
    message = "Nội dung yêu cầu không phải JSON đúng dạng. Hãy kiểm tra và gửi lại."
    message_en = "The request body is not well-formed JSON. Check it and send it again."
    http_status = 400


class MethodRefused(DomainError):
    code = "AXS-304"
    message = "Địa chỉ này không nhận phương thức {method}."
    message_en = "This address does not take method {method}."
    http_status = 405


class TryLater(DomainError):
    """The axis cannot keep its word now (database or disk); nothing of the request was kept."""

    code = "AXS-305"
    message = "Trục tạm thời chưa nhận được. Chưa có gì được lưu; hãy gửi lại đúng gói tin này sau ít phút."
    message_en = (
        "The axis cannot accept at the moment. Nothing was kept; send the very same packet again in a few minutes."
    )
    http_status = 503


class Unexpected(DomainError):
    code = "AXS-306"
    message = "Trục gặp lỗi ngoài dự kiến và đã ghi lại. Hãy gửi lại; nếu vẫn lỗi, báo đơn vị vận hành trục."
    message_en = "The axis met an unexpected error and logged it. Send again; if it stays, tell the operator."
    http_status = 500
