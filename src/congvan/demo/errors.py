"""What can go wrong with a demonstration, in words. Doors: the classes below."""

from kit.errors import DomainError


class KeepNotFolder(DomainError):
    code = "DEM-003"
    message = "{folder} là một tệp, không phải thư mục. Hãy chọn thư mục khác cho --keep."
    message_en = "{folder} is a file, not a folder. Choose another folder for --keep."


class KeepTaken(DomainError):
    code = "DEM-004"
    message = (
        "Thư mục {folder} đã có thứ khác ({names}) và không phải do lần chạy thử nào để lại. "
        "Hãy chọn thư mục trống hoặc thư mục mới cho --keep."
    )
    message_en = (
        "The folder {folder} holds other things ({names}) and no demonstration left it. "
        "Choose an empty or a new folder for --keep."
    )
