"""The code lists of the standard with their Vietnamese words. Doors: TYPES, type_of, type_code_for, STATUSES, PRIORITIES.

Law: QCVN 102:2016/BTTTT with Sửa đổi 1:2022 (types); NĐ 30/2020/NĐ-CP Phụ lục III (abbreviations). Groups A and B share numbers and
packets use them inconsistently, so a type is found by its name first; the number only decides between two groups of one name.
"""

import unicodedata
from dataclasses import dataclass

from edxml.values import DocumentType


@dataclass(frozen=True)
class TypeCode:
    """A document type: group A (quy phạm pháp luật) or B (hành chính), its number there, name, abbreviation in NĐ 30/2020."""

    group: str
    code: int
    name: str
    abbreviation: str | None = None
    decree_30: bool = False  # one of the 29 administrative types of NĐ 30/2020/NĐ-CP Điều 7


_A = (
    "Hiến pháp", "Luật", "Pháp lệnh", "Lệnh", "Nghị quyết", "Nghị quyết liên tịch", "Nghị định", "Quyết định", "Thông tư",
    "Thông tư liên tịch", "Chỉ thị", "Bộ luật", "Văn bản của chính quyền địa phương ở đơn vị hành chính - kinh tế đặc biệt",
)  # fmt: skip
_B: tuple[tuple[str, str | None, bool], ...] = (
    ("Nghị quyết", "NQ", True),
    ("Quyết định", "QĐ", True),
    ("Chỉ thị", "CT", True),
    ("Quy chế", "QC", True),
    ("Quy định", "QyĐ", True),
    ("Thông cáo", "TC", True),
    ("Thông báo", "TB", True),
    ("Hướng dẫn", "HD", True),
    ("Chương trình", "CTr", True),
    ("Kế hoạch", "KH", True),
    ("Phương án", "PA", True),
    ("Đề án", "ĐA", True),
    ("Dự án", "DA", True),
    ("Báo cáo", "BC", True),
    ("Biên bản", "BB", True),
    ("Tờ trình", "TTr", True),
    ("Hợp đồng", "HĐ", True),
    ("Công văn", None, True),
    ("Công điện", "CĐ", True),
    ("Bản ghi nhớ", "BGN", True),
    ("Bản cam kết", None, False),
    ("Bản thỏa thuận", "BTT", True),
    ("Giấy chứng nhận", None, False),
    ("Giấy ủy quyền", "GUQ", True),
    ("Giấy mời", "GM", True),
    ("Giấy giới thiệu", "GGT", True),
    ("Giấy nghỉ phép", "GNP", True),
    ("Giấy đi đường", None, False),
    ("Giấy biên nhận hồ sơ", None, False),
    ("Phiếu gửi", "PG", True),
    ("Phiếu chuyển", "PC", True),
    ("Thư công", None, True),
)
TYPES: tuple[TypeCode, ...] = (
    *(TypeCode("A", number, name) for number, name in enumerate(_A, 1)),
    *(TypeCode("B", number, name, short, decree) for number, (name, short, decree) in enumerate(_B, 1)),
    TypeCode("B", 31, "Phiếu báo", "PB", True),  # our choice: the list has none, its nearest is phiếu chuyển
)


def fold(name: str) -> str:
    """Return a name for comparing: lower case, without marks, single spaces."""
    text = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    return " ".join("".join(letter for letter in text if not unicodedata.combining(letter)).split())


_BY_NAME: dict[str, list[TypeCode]] = {}
for _type in TYPES:
    _BY_NAME.setdefault(fold(_type.name), []).append(_type)


def type_of(name: str | None, code: int | None = None) -> TypeCode | None:
    """Return the type of this name, None for an unknown name; of two groups the one whose number fits, else group B."""
    if name is None:
        return None
    found = _BY_NAME.get(fold(name), [])
    return next((entry for entry in found if entry.code == code), found[-1] if found else None)


def type_code_for(name: str | None) -> int | None:
    """Return the number to write for a type of this name, None for a name the standard does not list."""
    found = type_of(name)
    return found.code if found else None


def named_type(name: str) -> DocumentType:
    """Return what to write for a type of this name: group B's number first, as administrative documents travel most."""
    return DocumentType(name=name, code=type_code_for(name))


@dataclass(frozen=True)
class StatusCode:
    """A status of the wire: who reports it to whom and whether it must give a reason."""

    code: str
    name: str
    label: str
    by_sender: bool = False
    needs_reason: bool = False


STATUSES: dict[str, StatusCode] = {
    entry.code: entry
    for entry in (
        StatusCode("01", "arrived", "đã đến"),
        StatusCode("02", "refused", "từ chối tiếp nhận", needs_reason=True),
        StatusCode("03", "accepted", "đã tiếp nhận"),
        StatusCode("04", "assigned", "đã phân công"),
        StatusCode("05", "in_progress", "đang xử lý"),
        StatusCode("06", "done", "đã hoàn thành"),
        StatusCode("13", "retrieve_request", "yêu cầu lấy lại", by_sender=True, needs_reason=True),
        StatusCode("15", "consent", "đồng ý cập nhật hoặc lấy lại"),
        StatusCode("16", "decline", "từ chối cập nhật hoặc lấy lại", needs_reason=True),
    )
}


def status_label(code: str) -> str:
    """Return the Vietnamese word of a status, “khác” for one the standard does not name."""
    return STATUSES[code].label if code in STATUSES else "khác"


PRIORITIES: dict[int, str] = {0: "thường", 1: "khẩn", 2: "thượng khẩn", 3: "hỏa tốc", 4: "hỏa tốc hẹn giờ"}
STEERING: dict[int, str] = {
    0: "không phải chỉ đạo",
    1: "chỉ đạo",
    2: "báo cáo chỉ đạo",
}  # sources disagree: never drive work by it
