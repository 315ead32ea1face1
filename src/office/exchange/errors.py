"""What can go wrong between the office and the axis, in words."""

from kit.errors import DomainError


class AxisNotConfigured(DomainError):
    code = "EXC-001"
    message = (
        "Chưa khai báo Trục liên thông: thiếu {names}. Hãy đặt các thiết lập này rồi chạy lại chương trình nối Trục."
    )
    message_en = "The exchange axis is not configured: {names} missing. Set them and start the link program again."
    http_status = 503


class PacketNotHere(DomainError):
    code = "EXC-002"
    message = "Gói tin này không còn chờ gửi lại. Hãy tải lại trang để xem trạng thái mới."
    message_en = "This packet no longer waits to be sent again. Reload the page to see its new state."
    http_status = 409


class PacketDoesNotFit(DomainError):
    code = "EXC-005"
    message = (
        "Gói tin đọc được nhưng không ghi được vào sổ ({reason}). Hãy báo người quản trị và đề nghị bên gửi kiểm tra."
    )
    message_en = (
        "The packet can be read but not written into the books ({reason}). Tell the administrator; ask its sender."
    )


class PacketNotMade(DomainError):
    code = "EXC-006"
    message = "Không tạo được gói tin ({reason}). Hãy báo người quản trị và gửi văn bản bằng cách khác."
    message_en = "The packet cannot be made ({reason}). Tell the administrator and send the document another way."


class NothingToSend(DomainError):
    code = "EXC-003"
    message = (
        "Văn bản {document_code} không có tệp chính hoặc tệp chưa được quét an toàn. Hãy kiểm tra tệp rồi gửi lại."
    )
    message_en = (
        "Document {document_code} has no main file, or it has not passed the virus scan. Check it and send again."
    )


class SecretStaysHere(DomainError):
    code = "EXC-004"
    message = "Văn bản có độ mật không được gửi qua mạng (QĐ 28/2018/QĐ-TTg, Điều 1). Hãy lập phiếu gửi bản giấy."
    message_en = (
        "A secret document is not sent over the network (Decision 28/2018/QĐ-TTg, article 1). Send it on paper."
    )
