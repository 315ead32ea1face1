"""Find our document type from the words of a packet or a form. Doors: type_by_name, type_name_of."""

from kit.sort_keys import fold
from office.documents.facts import BY_CODE, DOCUMENT_TYPES, DocumentType

_BY_NAME = {fold(one.name): one for one in DOCUMENT_TYPES}
_BY_ABBREVIATION = {fold(one.abbreviation): one for one in DOCUMENT_TYPES if one.abbreviation}
_OTHER_SPELLINGS = {
    "cong van hanh chinh": "CV",
    "giay uy nhiem": "GUQ",
    "ban ghi nho hop tac": "BGN",
    "thoa thuan": "BTT",
}


def type_by_name(name: str) -> DocumentType | None:
    """Return the type that ``name`` means, whatever its case, marks and spaces; None for a type we do not list.

    Partners write "CÔNG VĂN", "Cong van" or only "TB"; a type outside NĐ 30/2020/NĐ-CP Điều 7 (Thông tư, Luật) keeps
    its own words and has no code.
    """
    words = " ".join(fold(name).split())
    if words in _BY_NAME:
        return _BY_NAME[words]
    if words in _OTHER_SPELLINGS:
        return BY_CODE[_OTHER_SPELLINGS[words]]
    return _BY_ABBREVIATION.get(words)


def type_name_of(code: str, fallback: str = "Công văn") -> str:
    known = BY_CODE.get(code)
    return known.name if known else fallback
