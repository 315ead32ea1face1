"""What the room of signatures refuses, each with a stable code."""

from kit.errors import DomainError


class NoWayToSign(DomainError):
    code = "SIG-001"
    message = "Chưa cấu hình cách ký số nào: {missing}. Hãy báo quản trị hệ thống."
    message_en = "No way of signing is configured: {missing}. Tell the administrator."


class AlreadySigning(DomainError):
    code = "SIG-002"
    message = "Văn bản đang được ký. Hãy chờ chữ ký này xong rồi làm tiếp."
    message_en = "The document is being signed. Wait until that signature is finished."
    http_status = 409


class VersionChanged(DomainError):
    code = "SIG-003"
    message = (
        "Tệp của văn bản đã thay đổi trong khi ký, nên chữ ký này không được dùng. Hãy xem lại văn bản rồi ký lại."
    )
    message_en = (
        "The document's file changed while it was being signed; this signature is not used. Look again and sign."
    )
    http_status = 409


class KeyMissing(DomainError):
    code = "SIG-004"
    message = "Không có khóa ký số của {owner} trên máy này. Hãy báo quản trị cấp khóa."
    message_en = "There is no signing key of {owner} on this machine. Ask the administrator."


class NoPersonalSignature(DomainError):
    code = "SIG-005"
    message = (
        "Chưa ký số cơ quan được: văn bản chưa có chữ ký số cá nhân hợp lệ của người có thẩm quyền "
        "(NĐ 30/2020/NĐ-CP Điều 32). {detail}"
    )
    message_en = (
        "The agency's signature is refused: the document has no valid personal signature of an authorised signer "
        "(NĐ 30/2020/NĐ-CP Article 32). {detail}"
    )


class NotSeen(DomainError):
    code = "SIG-006"
    message = "Chưa xem hết văn bản “{subject}”. Hãy xem đến trang cuối rồi ký."
    message_en = "“{subject}” has not been read to its last page. Read it, then sign."


class TooManyAttempts(DomainError):
    code = "SIG-007"
    message = "Đã thử ký {attempts} lần nhưng chương trình ký dừng giữa chừng. Hãy báo quản trị xem nhật ký rồi ký lại."
    message_en = "Signing was tried {attempts} times and the program stopped each time. Tell the administrator."


class NothingChosen(DomainError):
    code = "SIG-008"
    message = "Chưa chọn văn bản nào để ký."
    message_en = "No document was chosen to be signed."
    http_status = 400


class CertificateListUnreadable(DomainError):
    code = "SIG-009"
    message = "Không đọc được danh sách chứng thư số {path}: {detail}"
    message_en = "The list of certificates {path} cannot be read: {detail}"
    http_status = 400


class CheckStopped(DomainError):
    code = "SIG-010"
    message = "Đã kiểm tra tệp {attempts} lần nhưng chương trình kiểm tra dừng giữa chừng. Hãy yêu cầu gửi lại tệp gốc."
    message_en = (
        "The file was checked {attempts} times and the program stopped each time. Ask for the original file again."
    )
