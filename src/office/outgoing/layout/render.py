"""Draw a document's page as PDF and tell where its signatures go. Doors: render, Rendered, unprintable.

Typst with Tinos alone (no system fonts); the user's words are data, never markup. Knows nothing of files or the database.
"""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont

from office.outgoing.layout.values import Page

TEMPLATE = Path(__file__).with_name("official.typ")
INITIALS_WIDTH, INITIALS_HEIGHT = 62.0, 13.0
RIGHT_EDGE = 595.0 - 42.5  # the margin of 15 mm


@dataclass(frozen=True)
class Rendered:
    """The file, and the places of number, day, month, signature and initials (see ``office.outgoing.placement``)."""

    pdf: bytes
    placement: dict[str, Any]
    pages: int


@lru_cache(maxsize=4)
def _fonts(folder: Path) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


@lru_cache(maxsize=4)
def _letters(folder: Path) -> frozenset[int]:
    with TTFont(folder / "Tinos-Regular.ttf", lazy=True) as font:
        return frozenset(font.getBestCmap())


def unprintable(words: str, *, fonts: Path) -> str:
    """Return the letters of ``words`` that the official font lacks: they would vanish from the page."""
    known = _letters(fonts)
    return "".join(sorted({letter for letter in words if ord(letter) not in known and not letter.isspace()}))


def render(page: Page, *, fonts: Path) -> Rendered:
    """Return the page drawn. Units of places: points from the top left of the page, baselines for gaps in lines."""
    compiler = typst.Compiler(
        str(TEMPLATE),
        font_paths=_fonts(fonts),
        ignore_system_fonts=True,
        sys_inputs={"spec": json.dumps(asdict(page), ensure_ascii=False)},
    )
    pdf: Any = compiler.compile(pdf_standards="1.7")
    marks = {one["name"]: one for one in json.loads(compiler.query("<place>", field="value"))}
    return Rendered(pdf, _placement(marks, year=page.year), pages=max(one["page"] for one in marks.values()))


def _placement(marks: dict[str, dict[str, Any]], *, year: int) -> dict[str, Any]:
    def spot(name: str) -> dict[str, float]:
        return {key: round(marks[name][key], 2) for key in ("x", "y", "width", "size")}

    signature, end = marks["signature"], marks["end"]
    return {
        "number_page": marks["number"]["page"],
        "number": spot("number"),
        "day": spot("day"),
        "month": spot("month"),
        "signature": {key: round(signature[key], 2) for key in ("page", "x", "y", "width", "height")},
        "initials": {
            "page": end["page"],
            "x": round(min(end["x"] + 4, RIGHT_EDGE - INITIALS_WIDTH), 2),
            # on the last line when there is room behind it, else just under it
            "y": round(end["y"] + (-9 if end["x"] + 4 + INITIALS_WIDTH <= RIGHT_EDGE else 3), 2),
            "width": INITIALS_WIDTH,
            "height": INITIALS_HEIGHT,
        },
        "year": year,
        "source": "template",
    }
