"""Agency codes of both generations. Doors: Form, form_of, guess_new, pad_old, lookup_forms, is_centre, GROUPS.

Law: QCVN 102:2016/BTTTT (old, 13 characters, specific to general) and QĐ 20/2020/QĐ-TTg (new, up to 35, general to specific). A
conversion is only a guess: the true pair stands in a directory, so nothing here converts silently.
"""

import re
from enum import StrEnum

CODE_MAX = 35

_NEW = re.compile(r"[A-Z]\d{2}(\.[0-9A-Z]+)*")
_OLD = re.compile(r"[0-9A-Z]{3}\.[0-9A-Z]{2}\.[0-9A-Z]{2}\.[A-Z][0-9A-Z]{2}")
_OLD_SHORT = re.compile(r"([0-9A-Z]{1,2}\.){1,2}[A-Z]\d{2}")
_LEVEL_ONE = re.compile(r"[A-Z]\d{2}")
_ENTERPRISE = re.compile(r"\d{10}(\d{2}|-\d{3}|\d{3})?")

GROUPS: dict[str, str] = {
    "A": "Cơ quan Đảng",
    "B": "Văn phòng Chủ tịch nước",
    "C": "Cơ quan của Quốc hội",
    "D": "Tòa án nhân dân tối cao",
    "E": "Viện kiểm sát nhân dân tối cao",
    "F": "Kiểm toán nhà nước",
    "G": "Bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ",
    "H": "Ủy ban nhân dân cấp tỉnh",
    "I": "Tổ chức chính trị - xã hội ở trung ương",
    "J": "Tổ chức xã hội, nghề nghiệp ở trung ương",
    "K": "Hội đồng nhân dân cấp tỉnh",
}


class Form(StrEnum):
    """How a code is built: new (H29.01), old (000.00.01.H29), the old order cut short (01.H29), a centre, a business, other."""

    NEW = "new"
    OLD = "old"
    OLD_SHORT = "old_short"
    CENTRE = "centre"
    ENTERPRISE = "enterprise"
    OTHER = "other"


def form_of(code: str) -> Form:
    """Return the form of a code; whatever fits none is ``other`` and still usable as an opaque name."""
    if is_centre(code):
        return Form.CENTRE
    if _NEW.fullmatch(code) and len(code) <= CODE_MAX:
        return Form.NEW
    if _OLD.fullmatch(code):
        return Form.OLD
    if _OLD_SHORT.fullmatch(code):
        return Form.OLD_SHORT
    return Form.ENTERPRISE if _ENTERPRISE.fullmatch(code) else Form.OTHER


def is_centre(code: str) -> bool:
    """Tell whether a code names an integration centre (trung tâm liên thông): it sends and forwards, it is no receiver."""
    return code.endswith(".W00") or code == "W00"


def pad_old(code: str) -> str:
    """Return an old or short old code with all four groups (28.22.H17 → 000.28.22.H17), for looking it up only."""
    groups = code.split(".")
    widths = (3, 2, 2, 3)
    groups = ["0"] * (4 - len(groups)) + groups
    return ".".join(group.rjust(width, "0") for group, width in zip(groups, widths, strict=False))


def guess_new(code: str) -> str | None:
    """Return the new code an old one probably has, None when it has none that can be guessed.

    Groups turn round; zero groups fall away unless a more specific group follows (002.00.20.H13 → H13.20.00.002).
    """
    if form_of(code) not in (Form.OLD, Form.OLD_SHORT):
        return None
    groups = pad_old(code).split(".")[::-1]
    if not _LEVEL_ONE.fullmatch(groups[0]):
        return None
    while not groups[-1].strip("0"):
        groups.pop()
    return ".".join(groups)


def lookup_forms(code: str) -> tuple[str, ...]:
    """Return the codes under which a directory may know this one, the code itself first; the last is a guess."""
    found = [code]
    if form_of(code) is Form.OLD_SHORT:
        found.append(pad_old(code))
    guess = guess_new(code)
    return tuple(dict.fromkeys([*found, guess] if guess else found))


def level_one(code: str) -> str | None:
    """Return the level-1 body of a code of either generation (H29), None when the form does not tell."""
    groups = code.split(".")
    first = groups[0] if form_of(code) is Form.NEW else groups[-1]
    return first if _LEVEL_ONE.fullmatch(first) and not is_centre(code) else None
