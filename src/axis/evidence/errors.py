"""Why there is no proof to give (AXS-4nn)."""

from kit.errors import DomainError


class NotLoggedYet(DomainError):
    code = "AXS-501"
    message = "Gói tin {ref} chưa vào sổ chứng cứ. Trục ghi sổ trong vòng 60 giây sau khi nhận; hãy hỏi lại sau."
    message_en = "Packet {ref} is not in the log yet. The axis logs within 60 s of accepting; ask again later."
    http_status = 404


class NoSuchHead(DomainError):
    code = "AXS-502"
    message = "Sổ chứng cứ hiện có {size} mục; không lập được chứng minh từ {first} đến {second}."
    message_en = "The log has {size} entries now; there is no proof from {first} to {second}."
    http_status = 422


class LogDamaged(DomainError):
    code = "AXS-503"
    message = (
        "Sổ chứng cứ không khớp đầu sổ đã ký ở mục {size}. Trục ngừng ghi sổ; hãy chạy congvan axis evidence audit."
    )
    message_en = (
        "The log does not match its signed head at entry {size}. Logging stops; run congvan axis evidence audit."
    )
    http_status = 500
