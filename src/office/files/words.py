"""What people read of a file: kind, size, scan state, flags. Doors: kind_word, size_word, scan_word, flag_words."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.files.models import File
from office.files.sniffing import ARCHIVE, DOCX, MACROS, PDF, PPTX, PROGRAM, XLSX, XML, ZIP
from office.files.states import ScanState

KINDS: dict[str, str | Promise] = {
    PDF: "PDF",
    DOCX: "Word",
    XLSX: "Excel",
    PPTX: "PowerPoint",
    "application/msword": "Word",
    "application/vnd.ms-excel": "Excel",
    "application/vnd.ms-powerpoint": "PowerPoint",
    "image/png": gettext_lazy("Ảnh"),
    "image/jpeg": gettext_lazy("Ảnh"),
    "image/tiff": gettext_lazy("Ảnh"),
    XML: "XML",
    ZIP: "ZIP",
}
SCAN: dict[str, str | Promise] = {
    ScanState.UNSCANNED: gettext_lazy("đang quét"),
    ScanState.CLEAN: gettext_lazy("đã quét, an toàn"),
    ScanState.INFECTED: gettext_lazy("bị chặn: có mã độc"),
    ScanState.UNSCANNABLE: gettext_lazy("chưa quét được"),
}
FLAGS: dict[str, str | Promise] = {
    ARCHIVE: gettext_lazy("tệp nén, hãy xem bên trong trước khi tin"),
    MACROS: gettext_lazy("có macro, không mở trên máy của bạn"),
    PROGRAM: gettext_lazy("là chương trình, không mở"),
}


def kind_word(file: File) -> str:
    return str(KINDS.get(file.blob.media_type, _("Tệp")))


def size_word(size: int) -> str:
    """Return the size as people write it: 820 B, 137 KB, 2,4 MB."""
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{round(size / 1000)} KB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")


def scan_word(file: File) -> str:
    return str(SCAN[file.blob.scan_state])


def flag_words(flags: Iterable[str]) -> list[str]:
    return [str(FLAGS[flag]) for flag in flags]
