"""What the store of files refuses."""

from kit.errors import DomainError


class FileInfected(DomainError):
    code = "FIL-001"
    message = "Tệp “{name}” bị chặn vì có mã độc ({detail}). Hãy từ chối văn bản hoặc đề nghị bên gửi gửi lại."
    message_en = (
        "“{name}” is blocked: malware found ({detail}). Refuse the document or ask the sender to send it again."
    )
    http_status = 403


class FileTooLarge(DomainError):
    code = "FIL-002"
    message = "Tệp “{name}” nặng {size_mib} MiB, vượt mức {max_mib} MiB. Hãy nén hoặc tách tệp."
    message_en = "“{name}” has {size_mib} MiB, above the limit of {max_mib} MiB. Compress or split it."
    http_status = 413


class FileNotScanned(DomainError):
    code = "FIL-003"
    message = "Tệp “{name}” chưa được quét mã độc nên chưa mở được. Trang sẽ tự mở khoá khi quét xong."
    message_en = "“{name}” has not been scanned yet and cannot be opened. The page unlocks when the scan is done."
    http_status = 409


class FileEmpty(DomainError):
    code = "FIL-004"
    message = "Tệp “{name}” không có nội dung. Hãy chọn lại tệp."
    message_en = "“{name}” is empty. Choose the file again."
