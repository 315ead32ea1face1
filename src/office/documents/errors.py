"""What the room of documents refuses, each with a stable code."""

from kit.errors import DomainError


class SecretStaysOnPaper(DomainError):
    code = "DOC-001"
    message = (
        "Văn bản có độ {level} không được lưu tệp và không được gửi qua mạng (QĐ 28/2018/QĐ-TTg, Điều 1). "
        "Chỉ ghi vào sổ văn bản giấy; lập phiếu gửi bản giấy."
    )
    message_en = (
        "A document of level “{level}” may not be stored as a file or sent over the network "
        "(QĐ 28/2018/QĐ-TTg, Article 1). Only its entry in the paper register remains."
    )


class MainFileIsFinal(DomainError):
    code = "DOC-002"
    message = "Tệp của văn bản {document_code} không thay được nữa: văn bản đến hoặc đã phát hành giữ nguyên tệp gốc."
    message_en = "The file of {document_code} can no longer be replaced: received and issued documents keep their file."
    http_status = 409


class DocumentLocked(DomainError):
    code = "DOC-004"
    message = (
        "Văn bản {document_code} đã được bên gửi thu hồi hoặc thay thế nên bị khóa: chỉ đọc, không giao việc, "
        "trả lời hay chuyển tiếp được nữa (QĐ 28/2018/QĐ-TTg, Điều 9)."
    )
    message_en = (
        "{document_code} was recalled or replaced by its sender and is locked: it can be read, but no work, reply or "
        "forwarding starts from it (QĐ 28/2018/QĐ-TTg, Article 9)."
    )
    http_status = 409


class FilePlaceTaken(DomainError):
    code = "DOC-003"
    message = "Văn bản đã có văn bản chính. Hãy thêm tệp này làm phụ lục."
    message_en = "The document already has its main file. Add this one as an appendix."
    http_status = 409
