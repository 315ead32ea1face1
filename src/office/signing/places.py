"""Places of signatures as they are kept in a request: plain numbers in points. Doors: box_of, number_places_of, as_box."""

from collections.abc import Mapping
from typing import Any

from pdfseal.places import Box, NumberPlaces, Spot


def box_of(facts: Mapping[str, Any]) -> Box:
    return Box(int(facts["page"]), *(float(facts[key]) for key in ("x", "y", "width", "height")))


def as_box(box: Box) -> dict[str, float]:
    return {
        "page": box.page,
        "x": round(box.x, 2),
        "y": round(box.y, 2),
        "width": round(box.width, 2),
        "height": round(box.height, 2),
    }


def number_places_of(facts: Mapping[str, Any]) -> NumberPlaces:
    return NumberPlaces(int(facts["number_page"]), *(_spot(facts[key]) for key in ("number", "day", "month")))


def _spot(facts: Mapping[str, Any]) -> Spot:
    return Spot(*(float(facts[key]) for key in ("x", "y", "width", "size")))
