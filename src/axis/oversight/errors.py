"""Why an operator's act is not done (AXS-8nn)."""

from kit.errors import DomainError


class AnnouncementUnfit(DomainError):
    code = "AXS-801"
    message = "Thông báo cần có nội dung, và giờ kết thúc phải sau giờ bắt đầu và sau lúc này. Hãy sửa rồi đăng lại."
    message_en = (
        "An announcement needs a text, and must end after it begins and after now. Correct it and post it again."
    )


class PasswordWeak(DomainError):
    code = "AXS-802"
    message = "Mật khẩu chưa đủ mạnh: {reasons} Hãy chọn mật khẩu khác."
    message_en = "The password is too weak: {reasons} Choose another one."


class AgencyLineUnreadable(DomainError):
    code = "AXS-803"
    message = "Dòng “{line}” chưa đúng dạng MÃ = TÊN CƠ QUAN. Hãy sửa dòng này."
    message_en = "Line “{line}” is not of the form CODE = AGENCY NAME. Correct it."


class SystemExists(DomainError):
    code = "AXS-804"
    message = "Đã có hệ thống {system_id}. Hãy chọn mã khác, hoặc mở trang của hệ thống này để đổi."
    message_en = "System {system_id} exists already. Choose another id, or change it on its own page."
    http_status = 409


class WebhookRefused(DomainError):
    code = "AXS-805"
    message = "Địa chỉ {url} không nằm trong các máy được phép nhận cảnh báo (CONGVAN_AXIS_WEBHOOK_HOSTS), hoặc không phải https."
    message_en = (
        "{url} is not among the hosts that alerts may be sent to (CONGVAN_AXIS_WEBHOOK_HOSTS), or is not https."
    )


class ThresholdUnfit(DomainError):
    code = "AXS-806"
    message = "Ngưỡng phải là số lớn hơn 0 và địa chỉ thư phải đúng dạng. Hãy sửa rồi lưu lại."
    message_en = "A threshold is a number above 0, and mail addresses must be well formed. Correct them and save again."
