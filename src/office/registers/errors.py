"""What the books refuse."""

from kit.errors import DomainError


class BookClosed(DomainError):
    code = "REG-001"
    message = "Sổ “{book}” đã đóng từ ngày {day}. Hãy chọn sổ khác."
    message_en = "The book “{book}” was closed on {day}. Choose another."


class NumberNotTaken(DomainError):
    code = "REG-002"
    message = "Số {number} năm {year} chưa được cấp trong sổ “{book}”, hoặc đã hủy."
    message_en = "Number {number} of {year} was not given in the book “{book}”, or is voided already."
    http_status = 409


class NoBook(DomainError):
    code = "REG-003"
    message = "Cơ quan chưa mở sổ cho loại văn bản này. Hãy đề nghị quản trị mở sổ."
    message_en = "The agency has no book for this type of document. Ask the administrator to open one."


class SuffixesUsedUp(DomainError):
    code = "REG-004"
    message = "Đã chèn hết các chữ từ {number}a đến {number}z của năm {year}. Hãy cấp số mới."
    message_en = "Every letter from {number}a to {number}z of {year} is used. Take a new number."
    http_status = 409
