"""What the room of handlings refuses, each with a stable code."""

from kit.errors import DomainError, MoveNotAllowed


class SomeoneWasFaster(MoveNotAllowed):
    """Two people acted on one handling; the second reads who was first and that nothing of hers is lost."""

    code = "HDL-001"
    message = "{who} đã {done} lúc {at}. Phần bạn viết chưa gửi; hãy tải lại trang để xem trạng thái mới."
    message_en = "{who} already did “{done}” at {at}. What you wrote was not sent; reload to see the new state."
    http_status = 409


class NobodyAssigned(DomainError):
    code = "HDL-002"
    message = "Chưa chọn đơn vị hoặc người nào để phân công. Nếu không cần xử lý, hãy chọn “Chỉ để biết”."
    message_en = "No unit or person is assigned. If nothing is to be done, choose “For information only”."


class OneLeadOnly(DomainError):
    code = "HDL-003"
    message = "Khi có đơn vị phối hợp phải có đúng một đơn vị chủ trì (NĐ 30/2020/NĐ-CP, Điều 24)."
    message_en = "With co-ordinating units exactly one unit must lead (NĐ 30/2020/NĐ-CP, Article 24)."


class DeadlineMissing(DomainError):
    code = "HDL-004"
    message = "Giao cho nhiều đơn vị thì phải có hạn hoàn thành (NĐ 30/2020/NĐ-CP, Điều 24)."
    message_en = "Work given to several units needs a deadline (NĐ 30/2020/NĐ-CP, Article 24)."


class DeadlinePast(DomainError):
    code = "HDL-005"
    message = "Hạn hoàn thành {due_on} đã qua. Hãy chọn từ hôm nay trở đi."
    message_en = "The deadline {due_on} has passed. Choose today or later."


class DeadlineTooFar(DomainError):
    code = "HDL-012"
    message = "Hạn hoàn thành {due_on} quá xa, muộn nhất là {last}. Hãy xem lại năm."
    message_en = "The deadline {due_on} is too far off, the latest is {last}. Look at the year again."


class OthersNotReported(DomainError):
    code = "HDL-006"
    message = "Còn {count} đơn vị chưa báo cáo. Đơn vị chủ trì kết thúc sau khi các đơn vị phối hợp báo cáo."
    message_en = "{count} units have not reported yet. The lead finishes after the co-ordinating units."
    http_status = 409


class ReasonMissing(DomainError):
    code = "HDL-007"
    message = "Cần nêu lý do khi {label}."
    message_en = "A reason is needed to do this ({label})."


class NotOfThisAgency(DomainError):
    code = "HDL-008"
    message = "Người hoặc đơn vị được giao không thuộc cơ quan này, hoặc không còn giữ chức danh."
    message_en = "The person or unit does not belong to this agency, or no longer holds the post."


class AlreadyPresented(DomainError):
    code = "HDL-009"
    message = "Văn bản đang chờ {who} cho ý kiến. Nếu cần người khác, hãy dùng “Chuyển người khác”."
    message_en = "The document already waits for {who}. Use “Forward” to choose someone else."
    http_status = 409


class CalendarMissing(DomainError):
    code = "HDL-010"
    message = "Chưa có lịch ngày nghỉ của năm {year}. Hãy báo quản trị nạp lịch."
    message_en = "The public holidays of {year} are not loaded. Ask the administrator to load them."


class NoProposal(DomainError):
    code = "HDL-011"
    message = "Văn bản chưa có đề xuất của văn phòng để đồng ý. Hãy dùng “Cho ý kiến và phân công”."
    message_en = "The office has proposed nothing to agree with. Use “Instruct and assign”."
