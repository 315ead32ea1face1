"""What the organisation room refuses."""

from kit.errors import DomainError


class DelegationDates(DomainError):
    code = "ORG-001"
    message = "Thời hạn ủy quyền không đúng: ngày kết thúc phải từ ngày bắt đầu trở đi và chưa qua."
    message_en = "The delegation's dates are wrong: its end must not lie before its start or in the past."


class DelegationToSelf(DomainError):
    code = "ORG-002"
    message = "Người nhận ủy quyền phải là người khác đang làm việc trong cùng cơ quan."
    message_en = "The delegate must be another person working in the same agency."


class DelegationOverlaps(DomainError):
    code = "ORG-003"
    message = "{post} đã ủy quyền cho {other} trong thời gian này. Hãy kết thúc ủy quyền đó trước."
    message_en = "{post} has already delegated to {other} in this period. End that delegation first."
    http_status = 409


class DelegationOver(DomainError):
    code = "ORG-004"
    message = "Ủy quyền này đã kết thúc."
    message_en = "This delegation is already over."
    http_status = 409


class CountryUnreadable(DomainError):
    code = "ORG-005"
    message = "Tệp danh bạ không đúng ở {place}: {problem}. Không có gì được ghi."
    message_en = "The country file is wrong at {place}: {problem}. Nothing was written."


class AuthorityMissing(DomainError):
    code = "ORG-006"
    message = "{post} chưa có thẩm quyền ký loại văn bản này vào ngày {day}. Hãy bổ sung thẩm quyền ký."
    message_en = "{post} has no authority to sign this type of document on {day}. Add a signing authority."


class ViewNotKept(DomainError):
    code = "ORG-007"
    message = "Chưa lưu được khung nhìn. Hãy đặt tên và chọn ít nhất một điều kiện lọc."
    message_en = "The view was not kept. Give it a name and choose at least one filter."


class TooManyViews(DomainError):
    code = "ORG-008"
    message = "Mỗi danh sách lưu được {most} khung nhìn. Hãy bỏ bớt khung nhìn cũ."
    message_en = "A list keeps {most} views. Remove an old one first."
    http_status = 409
