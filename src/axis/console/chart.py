"""The one chart of the console as SVG coordinates. Doors: Chart, draw."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, BASE, TOP = 910, 112, 10
NICE = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


@dataclass(frozen=True)
class Chart:
    """Paths of line and area, the last point, the reference line with its value, and the hours written below.

    Coordinates are text: a template would write numbers with Vietnam's decimal comma.
    """

    line: str
    area: str
    last: tuple[str, str]
    rule_y: str
    rule: int
    hours: Sequence[tuple[str, str, str]]  # x, word, text-anchor


def draw(slots: Sequence[int], *, minutes: int = 5) -> Chart:
    """Return the chart of counts since midnight, its right end at the next even hour after now."""
    end = next(hour for hour in (2, 4, 6, 8, 12, 16, 20, 24) if len(slots) * minutes <= hour * 60 + minutes)
    step = WIDTH / (end * 60 / minutes)
    peak = max([*slots, 1])
    rule = max((one for one in NICE if one <= peak), default=1)
    height = (BASE - TOP) / (max(peak, rule) * 1.1)
    points = [(round(place * step, 1), round(BASE - count * height, 1)) for place, count in enumerate(slots)]
    line = "M" + "L".join(f"{x} {y}" for x, y in points)
    area = f"{line}L{points[-1][0]} {BASE}L0 {BASE}Z"
    marks = [(WIDTH * part / 4, f"{end * part / 4:g}h".replace(".", ",")) for part in range(5)]
    anchors = ["start", "middle", "middle", "middle", "end"]
    written = [(f"{x:g}", word, anchor) for (x, word), anchor in zip(marks, anchors, strict=True)]
    last = (f"{points[-1][0]:g}", f"{points[-1][1]:g}")
    return Chart(line, area, last, f"{BASE - rule * height:.1f}", rule, written)
