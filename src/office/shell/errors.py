"""What the shell refuses or has to say when a program or a page fails."""

from kit.errors import DomainError


class SecretKeyUnset(DomainError):
    code = "OFF-001"
    message = (
        "Chưa đặt CONGVAN_SECRET_KEY. Hãy đặt một chuỗi ngẫu nhiên dài (hoặc CONGVAN_SECRET_KEY_FILE) rồi chạy lại."
    )
    message_en = "CONGVAN_SECRET_KEY is not set. Set a long random text (or CONGVAN_SECRET_KEY_FILE) and start again."
    http_status = 500


class NotYourPost(DomainError):
    code = "OFF-002"
    message = "Bạn không giữ chức danh này, hoặc chức danh đã hết hạn."
    message_en = "You do not hold this post, or it has ended."
    http_status = 404


class OnlyByPressing(DomainError):
    code = "OFF-004"
    message = "Địa chỉ này chỉ nhận việc bấm từ một trang, không mở thẳng được. Chưa có gì được ghi."
    message_en = (
        "This address only takes what is pressed on a page; it cannot be opened by itself. Nothing was written."
    )
    http_status = 405


class DemoOnly(DomainError):
    code = "OFF-003"
    message = "Chỉ bản dùng thử mới vào được bằng một lần bấm. Hãy đăng nhập bằng mật khẩu."
    message_en = "Only a trial installation offers persons by one click. Log in with a password."
    http_status = 404
