"""Why a call of the VXP dialect is refused (AXS-4nn), and which of the dialect's own codes each refusal is.

The dialect's codes 10 to 23 come from a provincial guide; a client treats them as final, so what may pass is answered
with HTTP 503 besides.
"""

from enum import StrEnum

from axis.delivery import errors as delivery
from axis.directory import errors as directory
from axis.intake import errors as intake
from kit.errors import DomainError, StoredFileMissing
from kit.front.errors import BodyTooLarge


class Code(StrEnum):
    """The codes of the dialect, with what they mean to a reader."""

    def __new__(cls, code: str, vi: str, en: str) -> "Code":
        member = str.__new__(cls, code)
        member._value_ = code
        member.vi, member.en = vi, en
        return member

    vi: str
    en: str

    OK = "0", "Thành công", "Success"
    FILE = "10", "Tệp không hợp lệ", "Invalid file"
    SECRET = "15", "Sai mã hệ thống hoặc khóa bí mật", "Wrong system id or secret"
    RECEIVER = "18", "Đơn vị nhận không tồn tại", "The receiving unit does not exist"
    SENDER = "19", "Đơn vị gửi chưa đăng ký", "The sending unit is not registered"
    SYSTEM = "20", "Lỗi hệ thống trục", "System error on the axis"
    PROCESSING = "21", "Lỗi xử lý tệp", "The file could not be processed"
    FORM = "22", "Gói tin hoặc tham số không đúng quy cách", "The packet or a parameter is not in the expected form"
    LOCKED = "23", "Đơn vị nhận bị khóa", "The receiving unit is locked"


class SecretWrong(DomainError):
    """Also said for a system that does not exist: who cannot prove himself learns nothing."""

    code = "AXS-401"
    message = "Mã hệ thống hoặc khóa bí mật không đúng. Hãy kiểm tra systemid và secret do đơn vị vận hành trục cấp."
    message_en = "Wrong system id or secret. Check the systemid and secret that the operator of the axis gave you."
    http_status = 401


class EnvelopeWrong(DomainError):
    code = "AXS-402"
    message = "Phần đầu yêu cầu không khớp nội dung đã ký: {detail}. Hãy dùng đúng thư viện kết nối."
    message_en = "The headers do not agree with what is signed: {detail}. Use the client library as it is."
    http_status = 401


class FileHashWrong(DomainError):
    code = "AXS-403"
    message = "Gói tin nhận được không khớp hash-file đã ký. Gói tin đã bị đổi hoặc đứt quãng; hãy gửi lại."
    message_en = "The packet received does not match the signed hash-file. It was changed or cut; send it again."


class ParameterWrong(DomainError):
    code = "AXS-404"
    message = "Tham số {name} thiếu hoặc không đúng: “{value}”."
    message_en = "Parameter {name} is missing or wrong: “{value}”."


class OperationUnknown(DomainError):
    code = "AXS-405"
    message = "Trục không có thao tác {name} với phương thức {method}."
    message_en = "The axis has no operation {name} with method {method}."
    http_status = 404


class AxisUnavailable(DomainError):
    """Nothing of the request was kept (database or disk away)."""

    code = "AXS-406"
    message = "Trục tạm thời chưa phục vụ được. Chưa có gì được lưu; hãy gọi lại sau ít phút."
    message_en = "The axis cannot serve at the moment. Nothing was kept; call again in a few minutes."
    http_status = 503


class AxisFailed(DomainError):
    code = "AXS-407"
    message = "Trục gặp lỗi ngoài dự kiến và đã ghi lại. Hãy gọi lại; nếu vẫn lỗi, báo đơn vị vận hành trục."
    message_en = "The axis met an unexpected error and logged it. Call again; if it stays, tell the operator."
    http_status = 500


class DocumentNotHere(DomainError):
    code = "AXS-408"
    message = "Không có văn bản {doc_id}, hoặc văn bản không thuộc hệ thống của bạn."
    message_en = "There is no document {doc_id}, or it is not your system's."
    http_status = 404


class SentToOthers(DomainError):
    """A repeat is answered with the first receipt: whoever is named now and was not then has got nothing."""

    code = "AXS-409"
    message = (
        "Gói tin này đã được nhận để chuyển đến các đơn vị khác; chưa chuyển đến: {codes}. Hãy ghi đủ đơn vị nhận trong"
        " một lần gửi, hoặc lập gói tin mới cho đơn vị còn thiếu."
    )
    message_en = (
        "This packet was accepted before, for other receivers; not sent to: {codes}. Name every receiver in one call, or"
        " make a new packet for those that are missing."
    )
    http_status = 409


CODES: dict[type[DomainError], Code] = {
    SecretWrong: Code.SECRET,
    EnvelopeWrong: Code.SECRET,
    FileHashWrong: Code.FILE,
    ParameterWrong: Code.FORM,
    OperationUnknown: Code.FORM,
    AxisUnavailable: Code.SYSTEM,
    AxisFailed: Code.SYSTEM,
    DocumentNotHere: Code.PROCESSING,
    SentToOthers: Code.PROCESSING,
    StoredFileMissing: Code.PROCESSING,
    BodyTooLarge: Code.FILE,
    directory.SystemLocked: Code.SECRET,
    directory.AgencyElsewhere: Code.SENDER,
    directory.AgencyNotYours: Code.SENDER,
    directory.CodeReserved: Code.SENDER,
    directory.CodeUnfit: Code.FORM,
    directory.NameMissing: Code.FORM,
    directory.Replayed: Code.SYSTEM,
    intake.PacketTooLarge: Code.FILE,
    intake.PacketEmpty: Code.FILE,
    intake.PacketUnreadable: Code.FORM,
    intake.ContentTypeRefused: Code.FORM,
    intake.SenderNotYours: Code.SENDER,
    intake.StatusNotYours: Code.SENDER,
    intake.ReceiverUnknown: Code.RECEIVER,
    intake.ReceiversMissing: Code.RECEIVER,
    intake.ReceiversMalformed: Code.FORM,
    intake.ReceiverClosed: Code.LOCKED,
    intake.DocumentConflict: Code.PROCESSING,
    intake.SecretMarked: Code.FORM,
    intake.TooManyPackets: Code.SYSTEM,
    intake.TooMuchWaiting: Code.SYSTEM,
    delivery.TransferNotFound: Code.PROCESSING,
    delivery.AlreadyClosed: Code.PROCESSING,
    delivery.OutcomeUnknown: Code.FORM,
}


def code_of(error: DomainError) -> Code:
    """Return the dialect's code of a refusal."""
    return CODES.get(type(error), Code.SYSTEM)
