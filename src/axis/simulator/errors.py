"""Why a trial cannot begin."""

from kit.errors import DomainError


class TrialAgencyUnknown(DomainError):
    code = "AXS-880"
    message = "Không có cơ quan “{code}” đang nối với trục. Hãy nhập mã cơ quan của hệ thống cần thử."
    message_en = "No agency “{code}” is connected with the axis. Enter the code of an agency of the system to be tried."
    http_status = 422
