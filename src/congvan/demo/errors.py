"""What can go wrong with a demonstration, in words. Doors: the classes below."""

from kit.errors import DomainError


class PlayFailed(DomainError):
    code = "DEM-001"
    message = "Vòng văn bản chạy thử không đi hết: {reason}"
    message_en = "The loop of the demonstration did not come to its end: {reason}"


class ProgramFailed(DomainError):
    code = "DEM-002"
    message = "Một chương trình của hệ thống chạy thử báo lỗi: {reason}"
    message_en = "A program of the demonstration failed: {reason}"


class FolderRefused(DomainError):
    """A folder that was named on the command line and will not do."""


class NotFolder(FolderRefused):
    code = "DEM-003"
    message = "{folder} là một tệp, không phải thư mục. Hãy chọn thư mục khác cho {option}."
    message_en = "{folder} is a file, not a folder. Choose another folder for {option}."


class KeepTaken(FolderRefused):
    code = "DEM-004"
    message = (
        "Thư mục {folder} đã có {names}, không phải do lần chạy thử nào để lại. "
        "Hãy chọn thư mục trống hoặc thư mục mới cho --keep."
    )
    message_en = (
        "The folder {folder} already holds {names}, which no demonstration left there. "
        "Choose an empty or a new folder for --keep."
    )


class GroundTaken(FolderRefused):
    code = "DEM-005"
    message = (
        "Thư mục dữ liệu {folder} đã có {names} mà không mang dấu của lần chạy thử nào. "
        "Hãy chọn thư mục khác (--data), hoặc xóa thư mục này nếu không cần nữa."
    )
    message_en = (
        "The data folder {folder} has {names} already and bears no mark of a demonstration. "
        "Choose another folder (--data), or remove this one if it is not needed any more."
    )


class GroundPlayed(FolderRefused):
    code = "DEM-006"
    message = (
        "Vòng văn bản trong thư mục dữ liệu {folder} đã chạy xong. Để chạy vòng mới, hãy bỏ --data hoặc chọn thư mục khác; "
        "để mở lại hệ thống này, hãy bỏ --once."
    )
    message_en = (
        "The loop in the data folder {folder} was played already. To play a new one, leave --data out or choose another "
        "folder; to open this one again, leave --once out."
    )


class ProgramSilent(DomainError):
    code = "DEM-007"
    message = (
        "Một chương trình của hệ thống chạy thử không trả lời ({reason}). Máy có thể quá bận; hãy chạy lại. "
        "Nhật ký nằm trong mục logs của thư mục dữ liệu."
    )
    message_en = (
        "A program of the demonstration does not answer ({reason}). The machine may be too busy; run again. "
        "The logs are in the folder logs of the data folder."
    )
