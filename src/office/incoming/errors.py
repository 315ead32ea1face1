"""What the room of incoming documents refuses, each with a stable code."""

from kit.errors import DomainError, MoveNotAllowed


class SomeoneWasFaster(MoveNotAllowed):
    """Two clerks took the same document; the second reads who was first."""

    code = "INC-001"
    message = "{who} đã {done} lúc {at}. Phần bạn viết chưa ghi; hãy mở văn bản kế tiếp."
    message_en = "{who} already did “{done}” at {at}. What you wrote was not saved; open the next document."
    http_status = 409


class AlreadyInTheBook(DomainError):
    code = "INC-002"
    message = "Đã có văn bản cùng số, ký hiệu và ngày: số đến {arrival}. Nếu vẫn vào sổ, hãy nêu lý do."
    message_en = "A document with this number, notation and date is in the book: {arrival}. Give a reason to go on."
    http_status = 409


class SignatureBroken(DomainError):
    code = "INC-003"
    message = "Chữ ký số trên văn bản {document_code} không hợp lệ. Hãy từ chối, hoặc nêu lý do vẫn vào sổ."
    message_en = "The signature on {document_code} is broken. Refuse it, or give a reason to register it anyway."
    http_status = 409


class RefusalUnexplained(DomainError):
    code = "INC-004"
    message = "Từ chối phải có lý do để bên gửi biết (QĐ 28/2018/QĐ-TTg, Điều 9). Hãy chọn hoặc ghi lý do."
    message_en = "A refusal needs a reason for the sender (QĐ 28/2018/QĐ-TTg, Article 9)."


class FieldsMissing(DomainError):
    code = "INC-005"
    message = "Chưa đủ thông tin để vào sổ: {fields}."
    message_en = "Not enough to register: {fields}."


class ScanMissing(DomainError):
    code = "INC-006"
    message = "Văn bản giấy cần có bản chụp PDF. Hãy chọn tệp."
    message_en = "A paper document needs its scan as PDF. Choose a file."


class BookOfOthers(DomainError):
    code = "INC-007"
    message = "Sổ {book} không phải sổ văn bản đến đang mở của cơ quan này."
    message_en = "{book} is not an open incoming book of this agency."


class ChangeAnswered(MoveNotAllowed):
    code = "INC-008"
    message = "{who} đã trả lời đề nghị này lúc {at}. Hãy tải lại trang."
    message_en = "{who} answered this request at {at}. Reload the page."
    http_status = 409


class DeclineUnexplained(DomainError):
    code = "INC-009"
    message = "Không đồng ý phải nêu lý do để bên gửi biết."
    message_en = "To decline, give the sender a reason."


class DocumentNotHere(DomainError):
    code = "INC-011"
    message = "Văn bản mà bên gửi nói đến chưa đến. Hãy chờ văn bản, hoặc trả lời không đồng ý kèm lý do."
    message_en = "The document that the sender means has not arrived. Wait for it, or decline with a reason."
    http_status = 409


class NotSecret(DomainError):
    code = "INC-010"
    message = "Văn bản độ Thường đăng ký bằng mẫu nhập văn bản giấy có bản chụp."
    message_en = "An ordinary document is registered with its scan, not as a secret entry."
