"""Lists of facts about agencies: levels, blocs, kinds of reorganisation. Doors: Level, Bloc, ActKind, ActState, bloc_of,
level_of.

Law: QĐ 20/2020/QĐ-TTg, QĐ 09/2025/QĐ-TTg (letters of the first level).
"""

import re

from django.db.models import TextChoices


class Level(TextChoices):
    CENTRAL = "central", "Trung ương"
    PROVINCE = "province", "Cấp tỉnh"
    DEPARTMENT = "department", "Sở, ban, ngành"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"


class Bloc(TextChoices):
    PARTY = "party", "Khối Đảng"
    GOVERNMENT = "government", "Khối Nhà nước"
    MASS = "mass", "Mặt trận, đoàn thể"
    OTHER = "other", "Khác"


class ActKind(TextChoices):
    MERGE = "merge", "sáp nhập"
    SPLIT = "split", "chia tách"
    RENAME = "rename", "đổi tên"
    ABOLISH = "abolish", "giải thể"


class ActState(TextChoices):
    PREPARED = "prepared", "chờ đến ngày"
    DONE = "done", "đã thực hiện"
    CANCELLED = "cancelled", "đã hủy"
    FAILED = "failed", "không thực hiện được"


# Letter of the first level: bloc, level of the body itself, what it is.
LETTERS: dict[str, tuple[Bloc, Level, str]] = {
    "A": (Bloc.PARTY, Level.CENTRAL, "cơ quan Đảng"),
    "B": (Bloc.GOVERNMENT, Level.CENTRAL, "Văn phòng Chủ tịch nước"),
    "C": (Bloc.GOVERNMENT, Level.CENTRAL, "cơ quan của Quốc hội"),
    "D": (Bloc.GOVERNMENT, Level.CENTRAL, "Tòa án nhân dân tối cao"),
    "E": (Bloc.GOVERNMENT, Level.CENTRAL, "Viện kiểm sát nhân dân tối cao"),
    "F": (Bloc.GOVERNMENT, Level.CENTRAL, "Kiểm toán nhà nước"),
    "G": (Bloc.GOVERNMENT, Level.CENTRAL, "bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ"),
    "H": (Bloc.GOVERNMENT, Level.PROVINCE, "Ủy ban nhân dân cấp tỉnh"),
    "I": (Bloc.MASS, Level.CENTRAL, "tổ chức chính trị - xã hội ở trung ương"),
    "J": (Bloc.MASS, Level.CENTRAL, "tổ chức xã hội, nghề nghiệp ở trung ương"),
    "K": (Bloc.GOVERNMENT, Level.PROVINCE, "Hội đồng nhân dân cấp tỉnh"),
}
_NEW_FORM = re.compile(r"(?P<letter>[A-K])\d{2}(?P<below>(?:\.[0-9A-Z]+)*)")
_OLD_FORM = re.compile(r"(?P<below>[0-9A-Z]{3}\.[0-9A-Z]{2}\.[0-9A-Z]{2})\.(?P<letter>[A-K])\d{2}")


def bloc_of(code: str) -> Bloc:
    """Return the bloc that a code's first level says; other for codes of no known scheme."""
    found = _parts(code)
    return LETTERS[found[0]][0] if found else Bloc.OTHER


def level_of(code: str) -> str:
    """Return the level that a code says: of the first level its own, below it a department; empty when it says nothing.

    District and commune cannot be told from a code: whoever registers them says so.
    """
    found = _parts(code)
    if not found:
        return ""
    letter, below = found
    return Level.DEPARTMENT if below.strip("0.") else LETTERS[letter][1]


def _parts(code: str) -> tuple[str, str] | None:
    found = _NEW_FORM.fullmatch(code) or _OLD_FORM.fullmatch(code)
    return (found["letter"], found["below"]) if found else None
