"""Where things stand on a page. Doors: Box, Spot, NumberPlaces, seal_beside, top_right.

Units: points (1/72 inch), measured from the top left corner of the page as it is shown, y downwards:
the way templates export positions and people place things. Pages count from 1.
"""

from dataclasses import dataclass

MM = 72 / 25.4
SEAL_DIAMETER_MM = 36.0  # the usual round seal; an agency's own size goes into its Box


@dataclass(frozen=True)
class Box:
    """A rectangle on a page."""

    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Spot:
    """A gap in a line of text: something is written centred in ``x .. x + width`` on the baseline ``y``."""

    x: float
    y: float
    width: float
    size: float = 13.0


@dataclass(frozen=True)
class NumberPlaces:
    """The gaps of the header line that the number, the day and the month fill."""

    page: int
    number: Spot
    day: Spot
    month: Spot

    def frame(self) -> Box:
        """Return the smallest box around the three gaps, with room for accents and descenders."""
        spots = (self.number, self.day, self.month)
        left = min(s.x for s in spots) - 2
        right = max(s.x + s.width for s in spots) + 2
        top = min(s.y - s.size for s in spots) - 1
        bottom = max(s.y + s.size * 0.35 for s in spots) + 1
        return Box(self.page, left, top, right - left, bottom - top)


def seal_beside(signature: Box, *, diameter_mm: float = SEAL_DIAMETER_MM) -> Box:
    """Return the box of a round seal that covers about a third of the signature picture on its left.

    Law: NĐ 30/2020/NĐ-CP Điều 33 khoản 1 điểm b.
    """
    side = diameter_mm * MM
    right = signature.x + signature.width / 3
    middle = signature.y + signature.height / 2
    return Box(signature.page, right - side, middle - side / 2, side, side)


def top_right(*, page_width: float, width: float, height: float, page: int = 1) -> Box:
    """Return a box in the top right corner, 15 mm from the right edge (ô số 14, NĐ 30/2020/NĐ-CP Phụ lục I)."""
    return Box(page, page_width - 15 * MM - width, 6 * MM, width, height)
