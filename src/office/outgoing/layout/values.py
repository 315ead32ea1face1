"""What stands on the page of an administrative document. Doors: Page, Paragraph, paragraphs_of, agency_lines, recipient_lines.

Law: NĐ 30/2020/NĐ-CP Điều 8 and Phụ lục I (cells 1 to 13). Nothing here draws or stores.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

# A collective body or an office is printed over two lines: what it is, then where.
_HEADS = re.compile(
    r"^(Văn phòng Ủy ban nhân dân|Ủy ban nhân dân|UBND|Hội đồng nhân dân|HĐND|Ban Quản lý) +(.+)$", re.IGNORECASE
)
_BASIS = re.compile(r"^(Căn cứ|Theo đề nghị|Xét đề nghị|Thực hiện Luật)\b.*[;.]$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(Điều \d+[a-z]?\.)\s*(.*)$")
_HEADING = re.compile(r"^([IVX]+|[A-ZĐ])\. .{1,160}[^.;:]$")
_TITLES = {"QUYẾT ĐỊNH:", "QUYẾT NGHỊ:", "NAY BAN HÀNH:", "CHỈ THỊ:"}


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the content: ``kind`` is paragraph, basis, heading or title; ``lead`` is printed bold before it."""

    text: str
    kind: str = "paragraph"
    lead: str = ""


@dataclass(frozen=True)
class Page:
    """Every printed fact, already in words. Number, day and month are not here: the agency's signature writes them."""

    agency_name: str
    agency_lines: Sequence[str]
    subject: str
    notation: str
    place: str
    year: int
    type_name: str
    letter: bool  # công văn: the abstract stands under the number after "V/v"
    paragraphs: Sequence[Paragraph]
    capacity_lines: Sequence[str]
    signer_name: str
    recipients: Sequence[str]
    parent_lines: Sequence[str] = ()
    addressees: Sequence[str] = ()
    urgency: str = ""
    circulation: str = ""
    drafter_mark: str = ""
    contact: str = ""
    ending: str = field(default="")  # "/." closes the content


def paragraphs_of(text: str) -> list[Paragraph]:
    """Return the paragraphs of typed text, one a line: legal bases, articles and headings are known by their words."""
    found: list[Paragraph] = []
    opened = False
    for raw in text.splitlines():
        line = " ".join(raw.split())
        if not line:
            continue
        article = _ARTICLE.match(line)
        if line.upper() in _TITLES:
            found.append(Paragraph(line.upper(), "title"))
            opened = True
        elif not opened and _BASIS.match(line):
            found.append(Paragraph(line, "basis"))
        elif article:
            found.append(Paragraph(article.group(2), "paragraph", article.group(1)))
            opened = True
        elif _HEADING.match(line):
            found.append(Paragraph(line, "heading"))
        else:
            found.append(Paragraph(line))
    return found


def ending_of(paragraphs: Sequence[Paragraph]) -> str:
    """Return what closes the content: a full stop at the end becomes "./."; what the drafter closed himself is closed."""
    if not paragraphs or paragraphs[-1].kind in ("heading", "title") or paragraphs[-1].text.endswith("/."):
        return ""
    return "/." if paragraphs[-1].text.endswith(".") else "./."


def agency_lines(name: str) -> list[str]:
    """Return an agency's name as printed in the head, over two lines when it says what the body is and where."""
    found = _HEADS.match(" ".join(name.split()))
    return [found.group(1), found.group(2)] if found else ([name] if name else [])


def recipient_lines(typed: str, *, unit_abbreviation: str) -> list[str]:
    """Return the lines of "Nơi nhận": each ends with ";", the last is "Lưu: VT, …." (ô 9b)."""
    lines = [" ".join(line.strip(" -;.").split()) for line in typed.splitlines()]
    lines = [line for line in lines if line]
    if not any(line.casefold().startswith("lưu:") for line in lines):
        lines.append("Lưu: VT" + (f", {unit_abbreviation}" if unit_abbreviation else ""))
    return [f"{line};" for line in lines[:-1]] + [f"{lines[-1]}."]
