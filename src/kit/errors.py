"""The one base of errors that a person reads. Doors: DomainError.

A subclass states a stable code, a sentence in Vietnamese that says what to do, the same in English,
and an HTTP status. It never logs, retries or translates: the caller's edge does.
"""

from typing import ClassVar


class DomainError(Exception):
    """A request that a rule refuses, with the facts that the sentence names."""

    code: ClassVar[str]
    message: ClassVar[str]
    message_en: ClassVar[str]
    http_status: ClassVar[int] = 422

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(f"{self.code}: {self.text()}")

    def text(self, lang: str = "vi") -> str:
        """Return the sentence in ``vi`` or ``en`` with its facts filled in."""
        template = self.message_en if lang == "en" else self.message
        return template.format(**self.facts)


class MoveNotAllowed(DomainError):
    code = "KIT-001"
    message = "Không thể {label} khi văn bản đang ở trạng thái “{state}”. Hãy tải lại trang để xem trạng thái mới."
    message_en = "“{label}” is not possible in state “{state}”. Reload the page to see the new state."
    http_status = 409


class NotPermitted(DomainError):
    code = "KIT-002"
    message = "{reason}"
    message_en = "{reason}"
    http_status = 403


class SettingsMissing(DomainError):
    code = "KIT-003"
    message = "Thiếu hoặc sai thiết lập: {names}. Hãy đặt các biến môi trường này rồi chạy lại."
    message_en = "Missing or wrong settings: {names}. Set these environment variables and start again."
    http_status = 500


class UnsafeRole(DomainError):
    code = "KIT-004"
    message = "Tài khoản cơ sở dữ liệu “{role}” có quyền {powers}; chương trình không chạy. Hãy dùng tài khoản thường."
    message_en = "Database role “{role}” has {powers}; the program refuses to run. Use an ordinary role."
    http_status = 500


class StoredFileMissing(DomainError):
    code = "KIT-005"
    message = "Kho tệp không có nội dung {sha256}. Hãy báo quản trị khôi phục từ bản sao lưu."
    message_en = "The store has no content {sha256}. Ask the administrator to restore it from a backup."
    http_status = 500


class StoredFileChanged(DomainError):
    code = "KIT-006"
    message = "Nội dung tệp không khớp mã băm đã khai ({expected} khác {found}). Hãy gửi lại tệp."
    message_en = "The content does not match its declared hash ({expected} is not {found}). Send the file again."


class NotFoundHere(DomainError):
    code = "KIT-007"
    message = "Không có {what} này, hoặc {what} không thuộc cơ quan bạn đang làm việc."
    message_en = "There is no such {what}, or it does not belong to the agency you are acting for."
    http_status = 404
