"""Why two axes do not join (AXS-6nn). AXS-601 is intake's: it refuses what would go in a circle."""

from kit.errors import DomainError


class NotAnAxis(DomainError):
    code = "AXS-602"
    message = "Hệ thống {system_id} không phải là trục cấp dưới nên không dùng được thao tác này."
    message_en = "System {system_id} is not an axis below this one, so this call is not for it."
    http_status = 403


class UpstreamUnknown(DomainError):
    code = "AXS-603"
    message = "Chưa khai báo trục cấp trên {name}. Hãy chạy: congvan axis upstream add."
    message_en = "There is no axis {name} above this one. Run: congvan axis upstream add."
    http_status = 404


class UpstreamUnfit(DomainError):
    code = "AXS-604"
    message = "Không nối được lên trục {name}: {detail}. Hãy sửa rồi chạy lại."
    message_en = "Axis {name} cannot be joined: {detail}. Correct it and run again."


class NotServedThere(DomainError):
    """Who is served is fixed by the first submission of the same bytes."""

    code = "AXS-605"
    message = (
        "Trục {name} đã nhận gói tin này trước đây mà không có nơi nhận {codes}. "
        "Hãy gửi cho nơi nhận này bằng một gói tin mới (cập nhật)."
    )
    message_en = (
        "Axis {name} took this very packet before without receiver {codes}. Send it to them in a new packet (update)."
    )


class RefusedAbove(DomainError):
    code = "AXS-606"
    message = "Trục {name} không nhận ({axis_code}): {sentence}"
    message_en = "Axis {name} refuses ({axis_code}): {sentence}"


class CodeOfOthers(DomainError):
    code = "AXS-607"
    message = "Mã {code} nằm dưới mã cấp 1 của hệ thống {system_id}. Chỉ hệ thống đó được khai báo mã này."
    message_en = "Code {code} lies under a first-level code of system {system_id}. Only that system may announce it."
    http_status = 403
