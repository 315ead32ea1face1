"""What the machine refuses a command, in words. Doors: fault_of.

A full disk or another user's file is no fault of the program: whoever started it can put it right, once told.
"""

import errno

from kit.errors import DomainError

FULL = {errno.ENOSPC, errno.EDQUOT}


class FileForbidden(DomainError):
    code = "MCH-001"
    message = (
        "Không được phép đọc hoặc ghi {file}. Có thể tệp này của người dùng khác, ví dụ sau khi chạy bằng sudo: "
        "hãy chạy bằng người dùng đó, sửa quyền, hoặc chọn thư mục khác."
    )
    message_en = (
        "{file} may not be read or written. It may be another user's, for example after a run with sudo: "
        "run as that user, mend the permissions, or choose another folder."
    )
    http_status = 500


class DiskFull(DomainError):
    code = "MCH-002"
    message = "Ổ đĩa đã đầy hoặc hết hạn mức ({file}). Hãy dọn chỗ trống rồi chạy lại."
    message_en = "The disk is full or its quota is used up ({file}). Make room and run again."
    http_status = 500


class MachineRefused(DomainError):
    code = "MCH-003"
    message = "Máy không cho làm tiếp: {reason}."
    message_en = "The machine does not let this go on: {reason}."
    http_status = 500


def fault_of(error: OSError) -> DomainError:
    """Return what to tell the person at the machine."""
    file = error.filename or error.strerror or error
    if isinstance(error, PermissionError):
        return FileForbidden(file=file)
    if error.errno in FULL:
        return DiskFull(file=file)
    return MachineRefused(reason=error)
