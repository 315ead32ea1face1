"""Why a packet is not accepted (AXS-1nn). Each is kept for the operator; nothing of the packet is."""

from kit.errors import DomainError


class PacketTooLarge(DomainError):
    code = "AXS-101"
    message = "Gói tin lớn hơn {limit_mib} MiB. Hãy giảm dung lượng tệp đính kèm hoặc chia thành nhiều văn bản."
    message_en = "The packet is larger than {limit_mib} MiB. Reduce or split its attachments."
    http_status = 413


class PacketUnreadable(DomainError):
    code = "AXS-102"
    message = "Không đọc được gói tin ({packet_code}): {sentence}"
    message_en = "The packet cannot be read ({packet_code}): {sentence_en}"


class SenderNotYours(DomainError):
    code = "AXS-103"
    message = "Hệ thống {system_id} không được gửi thay cơ quan {sender}. Hãy kiểm tra mã cơ quan gửi trong gói tin."
    message_en = "System {system_id} may not send for agency {sender}. Check the packet's sender code."
    http_status = 403


class ReceiverUnknown(DomainError):
    code = "AXS-104"
    message = "Trục không biết nơi nhận {codes}. Hãy sửa mã định danh hoặc bỏ các nơi nhận này rồi gửi lại."
    message_en = "The axis does not know receiver {codes}. Correct or leave out these codes and send again."


class ReceiverClosed(DomainError):
    code = "AXS-105"
    message = "Nơi nhận {codes} đã ngừng hoạt động hoặc chưa nối với trục. Hãy gửi cho cơ quan kế thừa."
    message_en = "Receiver {codes} is closed or not connected. Send to its successor."


class NoWayBack(DomainError):
    """Two rules keep packets from going in circles: never back to where it came from, never up again once it came down."""

    code = "AXS-601"
    message = (
        "Nơi nhận {codes} nằm sau chính trục vừa chuyển gói tin đến ({system_id}), nên gói tin không được chuyển ngược lại. "
        "Hãy cập nhật danh bạ của hai trục."
    )
    message_en = (
        "Receiver {codes} lies behind the very axis that handed in the packet ({system_id}), so it is not sent back. "
        "Bring the directories of both axes up to date."
    )


class ReceiversMissing(DomainError):
    code = "AXS-106"
    message = "Gói tin không có nơi nhận nào. Hãy ghi nơi nhận trong gói tin hoặc trong congvan-receivers."
    message_en = "The packet has no receiver. Name one in the packet or in congvan-receivers."


class DocumentConflict(DomainError):
    code = "AXS-107"
    message = "Văn bản {document_id} đã được gửi lúc {accepted_at} với nội dung khác. Muốn sửa, hãy gửi gói cập nhật."
    message_en = "Document {document_id} was sent at {accepted_at} with other content. To change it, send an update."
    http_status = 409


class SecretMarked(DomainError):
    code = "AXS-108"
    message = "Văn bản có độ mật không được gửi qua trục (QĐ 28/2018/QĐ-TTg Điều 1). Hãy lập phiếu gửi bản giấy."
    message_en = "A classified document may not be sent through the axis (QĐ 28/2018/QĐ-TTg Art. 1). Send it on paper."


class StatusNotYours(DomainError):
    code = "AXS-109"
    message = "Cơ quan {sender} không nhận văn bản {document_id} nên không được báo trạng thái của văn bản này."
    message_en = "Agency {sender} did not receive document {document_id} and may not report its status."
    http_status = 403


class PacketEmpty(DomainError):
    code = "AXS-110"
    message = "Yêu cầu không có nội dung. Hãy gửi gói tin edXML trong thân yêu cầu."
    message_en = "The request has no content. Send the edXML packet as its body."
    http_status = 400


class ReceiversMalformed(DomainError):
    code = "AXS-111"
    message = "congvan-receivers không đúng dạng. Hãy ghi các mã cơ quan, cách nhau bằng dấu phẩy."
    message_en = "congvan-receivers is malformed. Write agency codes separated by commas."
    http_status = 400


class ContentTypeRefused(DomainError):
    code = "AXS-112"
    message = "Kiểu nội dung {content_type} không được nhận. Hãy gửi application/xml."
    message_en = "Content type {content_type} is not accepted. Send application/xml."
    http_status = 415


class TooManyPackets(DomainError):
    code = "AXS-113"
    message = "Hệ thống gửi quá {limit} gói mỗi phút. Hãy gửi lại đúng gói này sau {seconds} giây."
    message_en = "The system sends more than {limit} packets a minute. Send the very same packet again in {seconds} s."
    http_status = 429


class TooMuchWaiting(DomainError):
    code = "AXS-114"
    message = (
        "Các gói của hệ thống đang chờ bên nhận lấy đã quá {limit_mib} MiB. "
        "Hãy gửi lại sau {seconds} giây, hoặc liên hệ đơn vị vận hành trục."
    )
    message_en = (
        "More than {limit_mib} MiB of the system's packets wait for their receivers. "
        "Send again in {seconds} s, or ask the operator of the axis."
    )
    http_status = 429
