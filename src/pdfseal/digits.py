"""Numbers on the page, from digits that were drawn once. Doors: draw_digits.

Every document that is issued gets a number, a day and a month. Drawing and taking apart a page of its own for each costs more
than the signature; all digits of a font are drawn once per process, and a number is only a line of text in them.
"""

# mypy: disallow-untyped-calls=false
# pyHanko is typed in part: most of its constructors are not

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from pdfseal.drawing import Words, draw_words, plain_form
from pdfseal.forms import Body, Form, Gathered, shifted

DIGITS = frozenset("0123456789")
SHARE = {"left": 0.0, "center": 0.5, "right": 1.0}  # of the free room, before the text
_MAPPED = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4})>")  # a glyph and the letter it stands for


@dataclass(frozen=True)
class _Digits:
    """The digits of one font: its objects, the code and the width (1/1000 of the size) of each."""

    font: int  # its place among the objects
    needs: tuple[Body, ...]
    codes: dict[str, bytes]
    width: float


@dataclass(frozen=True)
class Lines:
    """Lines of digits in black on a transparent ground of ``width`` × ``height`` points."""

    items: tuple[Words, ...]
    width: float
    height: float
    digits: tuple[_Digits, ...]  # upright, italic

    def form(self) -> Form:
        needs: list[Body] = []
        named: list[bytes | int] = [b"/Font <<"]
        drawn = [b"q 0 g"]
        for italic in sorted({item.italic for item in self.items}):
            digits = self.digits[italic]
            named += [b"\n/F%d " % italic, digits.font + len(needs)]
            by = len(needs)
            needs += [shifted(body, by) for body in digits.needs]
            drawn += [self._line(item, digits) for item in self.items if item.italic == italic]
        return plain_form(self.width, self.height, (*named, b"\n>>"), b"\n".join([*drawn, b"Q"]), tuple(needs))

    def _line(self, item: Words, digits: _Digits) -> bytes:
        natural = len(item.text) * digits.width * item.size / 1000
        size = item.size if natural <= item.width else item.size * item.width / natural
        room = max(0.0, item.width - natural)
        glyphs = b"".join(digits.codes[letter] for letter in item.text)
        return b"BT /F%d %.4f Tf %.4f %.4f Td <%s> Tj ET" % (
            item.italic, size, item.x + room * SHARE[item.align], self.height - item.y, glyphs,
        )  # fmt: skip


def draw_digits(items: Sequence[Words], *, width: float, height: float, fonts: Path) -> Lines | None:
    """Return the drawing, None when something in it is no plain number: one like 12a is drawn like any words.

    Raises: DrawingFailed.
    """
    plain = all(DIGITS.issuperset(item.text) and item.colour == "black" and not item.bold for item in items)
    return Lines(tuple(items), width, height, (_digits(False, fonts), _digits(True, fonts))) if plain else None


@lru_cache(maxsize=8)
def _digits(italic: bool, fonts: Path) -> _Digits:
    """Draw the ten digits and take the drawing apart. Raises: DrawingFailed."""
    text = "".join(sorted(DIGITS))
    page = draw_words([Words(text, 0, 20, 400, size=20, italic=italic)], width=400, height=40, fonts=fonts)
    reader = PdfFileReader(io.BytesIO(page.pdf))
    resources = reader.find_page_for_modification(0)[0].get_object()["/Resources"]
    referred = resources["/Font"].raw_get(next(iter(resources["/Font"])))
    gathered = Gathered()
    place, font = gathered.place(referred), referred.get_object()
    codes = {chr(int(letter, 16)): code for code, letter in _MAPPED.findall(font["/ToUnicode"].get_object().data)}
    widths = _widths(font["/DescendantFonts"][0]["/W"])
    (width,) = {widths[int(codes[letter], 16)] for letter in text}  # Tinos gives all figures one width
    return _Digits(place, tuple(gathered.needs), {letter: codes[letter] for letter in text}, width)


def _widths(given: Any) -> dict[int, float]:
    """Read the widths of a CID font: ``first last width`` or ``first [width …]``. Source: ISO 32000-1, 9.7.4.3."""
    found: dict[int, float] = {}
    entries = [one.get_object() if hasattr(one, "get_object") else one for one in given]
    while entries:
        first, second = int(entries.pop(0)), entries.pop(0)
        if isinstance(second, generic.ArrayObject):
            found |= {first + place: float(width) for place, width in enumerate(second)}
        else:
            found |= dict.fromkeys(range(first, int(second) + 1), float(entries.pop(0)))
    return found
