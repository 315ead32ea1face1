"""Where number, date, signature and initials go on an uploaded PDF. Doors: Facts, facts_of, guess, merged, FIELDS.

Found by the words around them ("Số:", "ngày", "tháng", the signer's name), corrected by the drafter, remembered per type.
Units: points from the top left of the page; gaps in a line are given by their baseline.
"""

import ctypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from office.outgoing.errors import NotPdf

A4 = (595.0, 842.0)
# name, label, keys: what the drafter may set, in millimetres
FIELDS = (("number", 34.0), ("day", 17.0), ("month", 17.0))
HEAD = 300.0  # number and date stand in the upper third of page 1


@dataclass(frozen=True)
class Facts:
    """What a PDF is, before it becomes a version."""

    pages: int
    width: float
    height: float
    text: bool  # has words; a scan has none


def facts_of(path: Path, *, name: str) -> Facts:
    """Return pages and size. Raises: NotPdf for a file that cannot be opened without a password."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise NotPdf(name=name, why="tệp hỏng, hoặc đặt mật khẩu") from error
    try:
        if len(document) == 0:
            raise NotPdf(name=name, why="tệp không có trang nào")
        page = document[0]
        words = page.get_textpage().get_text_range()
        return Facts(len(document), page.get_width(), page.get_height(), text=len(words.strip()) > 20)
    finally:
        document.close()


def guess(path: Path, *, signer_name: str, remembered: Mapping[str, Any] | None, year: int) -> dict[str, Any]:
    """Return a placement: what is read from the page, else what was remembered for the type, else the usual places."""
    document = pdfium.PdfDocument(path)
    try:
        first = document[0]
        placement = _defaults(len(document))
        placement.update(remembered or {})
        found = _number_and_date(first)
        placement.update(found)
        signature = _above_name(document, signer_name)
        if signature:
            placement["signature"] = signature
            placement["initials"] = _beside(signature)
        placement["year"] = year
        placement["source"] = "page" if "number" in found and signature else "usual"
        return placement
    finally:
        document.close()


def merged(placement: Mapping[str, Any], given: Mapping[str, float]) -> dict[str, Any]:
    """Return the placement with the drafter's numbers: keys like ``number_x``, ``signature_page``, in points."""
    result = {key: dict(value) if isinstance(value, Mapping) else value for key, value in placement.items()}
    for name, value in given.items():
        part, _, axis = name.rpartition("_")
        if part in result and isinstance(result[part], dict) and axis in ("x", "y", "width", "height", "page"):
            result[part][axis] = int(value) if axis == "page" else round(float(value), 2)
    result["initials"] = _beside(result["signature"])
    result["source"] = "drafter"
    return result


def _defaults(pages: int) -> dict[str, Any]:
    signature = {"page": pages, "x": 355.0, "y": 560.0, "width": 147.0, "height": 76.0}
    return {
        "number_page": 1,
        "number": {"x": 135.0, "y": 117.0, "width": 34.0, "size": 13.0},
        "day": {"x": 437.0, "y": 117.0, "width": 17.0, "size": 13.0},
        "month": {"x": 493.0, "y": 117.0, "width": 17.0, "size": 13.0},
        "signature": signature,
        "initials": _beside(signature),
    }


def _beside(signature: Mapping[str, Any]) -> dict[str, Any]:
    """Initials stand small at the right end above the signature block."""
    return {
        "page": signature["page"],
        "x": round(signature["x"] + signature["width"] - 40, 2),
        "y": round(signature["y"] - 14, 2),
        "width": 62.0,
        "height": 13.0,
    }


def _number_and_date(page: Any) -> dict[str, Any]:
    words = page.get_textpage()
    text = words.get_text_range()
    found: dict[str, Any] = {}
    for label, name, width in (("Số:", "number", 34.0), ("ngày", "day", 17.0), ("tháng", "month", 17.0)):
        spot = _after(page, words, text, label, width)
        if spot:
            found[name] = spot
    if {"number", "day", "month"} - set(found):
        return {}
    found["number_page"] = 1
    return found


def _after(page: Any, words: Any, text: str, label: str, width: float) -> dict[str, float] | None:
    start = text.find(label)
    while start >= 0:
        last = start + len(label) - 1
        y = _baseline(words, last)
        box = words.get_charbox(last)
        if page.get_height() - y < HEAD:
            size = raw.FPDFText_GetFontSize(words.raw, last) or 13.0
            return {
                "x": round(box[2] + 2, 2),
                "y": round(page.get_height() - y, 2),
                "width": width,
                "size": round(min(max(size, 11.0), 14.0), 1),
            }
        start = text.find(label, start + 1)
    return None


def _baseline(words: Any, index: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(words.raw, index, x, y)
    return y.value


def _above_name(document: Any, name: str) -> dict[str, Any] | None:
    """Return the room above the last printed name of the signer."""
    if not name:
        return None
    for number in range(len(document) - 1, -1, -1):
        page = document[number]
        words = page.get_textpage()
        text = words.get_text_range()
        start = text.rfind(name)
        if start < 0:
            continue
        left, top = words.get_charbox(start)[0], words.get_charbox(start)[3]
        right = words.get_charbox(start + len(name) - 1)[2]
        middle = (left + right) / 2
        return {
            "page": number + 1,
            "x": round(min(max(middle - 73.5, 30.0), page.get_width() - 150.0), 2),
            "y": round(page.get_height() - top - 80.0, 2),
            "width": 147.0,
            "height": 76.0,
        }
    return None
