"""Draw what a signature shows on the page. Doors: Appearance, Words, draw_words, draw_seal, picture, plain_form.

Words and the default seal are drawn by typst as a small PDF of one page, in Tinos alone, so that every Vietnamese letter is
right; pictures go in as they are, with their transparency. An appearance is then embedded unscaled into the widget.
"""

# mypy: disallow-untyped-calls=false
# pyHanko is typed in part: most of its constructors are not

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Protocol

import typst
from PIL import Image, UnidentifiedImageError
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.images import pil_image
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter

from pdfseal.errors import DrawingFailed
from pdfseal.forms import Body, Form, Gathered, form_of

TEMPLATE = files("pdfseal").joinpath("appearance.typ").read_bytes()
MAX_PIXELS = 4_000_000  # a seal of 36 mm at 1200 dpi has 2.9 million


class Appearance(Protocol):
    """Something that can be put into a file as the look of a widget."""

    def form(self) -> Form:
        """Return it as a form XObject. Raises: DrawingFailed."""
        ...


@dataclass(frozen=True)
class Words:
    """One run of text inside a drawing; ``y`` is its baseline, from the top."""

    text: str
    x: float
    y: float
    width: float
    size: float = 10.0
    align: str = "left"
    colour: str = "black"
    italic: bool = False
    bold: bool = False


@dataclass(frozen=True)
class Drawing:
    """A page drawn by typst; one that goes into many files is ``shared``: taken apart once, which costs more than drawing it."""

    pdf: bytes
    shared: bool = False

    def form(self) -> Form:
        return _shared_form(self.pdf) if self.shared else _page_form(self.pdf)


def _page_form(pdf: bytes) -> Form:
    scratch = PdfFileWriter()
    page: generic.StreamObject = scratch.import_page_as_xobject(PdfFileReader(io.BytesIO(pdf))).get_object()
    return form_of(page)


_shared_form = lru_cache(maxsize=16)(_page_form)


@dataclass(frozen=True)
class Picture:
    """A picture fitted into ``width`` × ``height`` points, centred, its proportions kept."""

    image: bytes
    width: float
    height: float

    def form(self) -> Form:
        return _picture_form(self)


@lru_cache(maxsize=32)
def _picture_form(picture: Picture) -> Form:
    """Take a picture apart: an agency has one seal, a leader one signature, and both sign all day. Raises: DrawingFailed."""
    try:
        opened = Image.open(io.BytesIO(picture.image))
        if opened.width * opened.height > MAX_PIXELS:
            raise DrawingFailed(reason=f"ảnh {opened.width}×{opened.height} điểm")
        image = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise DrawingFailed(reason="ảnh không đọc được") from error
    scale = min(picture.width / image.width, picture.height / image.height)
    width, height = image.width * scale, image.height * scale
    left, bottom = (picture.width - width) / 2, (picture.height - height) / 2
    gathered = Gathered()
    place = gathered.place(pil_image(image, PdfFileWriter()))
    content = b"q %.4f 0 0 %.4f %.4f %.4f cm /Picture Do Q" % (width, height, left, bottom)
    named = (b"/XObject <<\n/Picture ", place, b"\n>>")
    return plain_form(picture.width, picture.height, named, content, tuple(gathered.needs))


def plain_form(width: float, height: float, resources: Body, content: bytes, needs: tuple[Body, ...]) -> Form:
    """Return a form XObject of ``width`` × ``height`` points, drawn by ``content`` with these resources."""
    box = b"[ 0 0 %.3f %.3f ]" % (width, height)
    head = b"/Type /XObject\n/Subtype /Form\n/BBox %b\n/Resources <<\n" % box
    return Form((head, *resources, b"\n>>"), content, needs)


def draw_words(items: Sequence[Words], *, width: float, height: float, fonts: Path) -> Drawing:
    """Return a transparent drawing of ``width`` × ``height`` points with these texts."""
    drawn = [{"kind": "words", **vars(item)} for item in items]
    return Drawing(_compile({"width": width, "height": height, "items": drawn}, fonts))


@lru_cache(maxsize=64)
def draw_seal(name: str, *, side: float, fonts: Path) -> Drawing:
    """Return a round red seal with a star and ``name`` around it, for an agency that has given no picture of its seal."""
    item = {"kind": "seal", "text": name.upper(), "x": 0, "y": 0, "width": side, "height": side}
    return Drawing(_compile({"width": side, "height": side, "items": [item]}, fonts), shared=True)


def picture(image: bytes, *, width: float, height: float) -> Picture:
    """Return the picture of a signature or seal; PNG with transparency is best."""
    return Picture(image, width, height)


@lru_cache(maxsize=8)
def _fonts(folder: Path) -> typst.Fonts:
    loaded = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    if "Tinos" not in loaded.families():
        raise DrawingFailed(reason=f"không có phông Tinos trong {folder}")
    return loaded


def _compile(spec: dict[str, object], fonts: Path) -> bytes:
    try:
        result: bytes = typst.compile(
            TEMPLATE,
            font_paths=_fonts(fonts),
            ignore_system_fonts=True,
            sys_inputs={"spec": json.dumps(spec)},
            pdf_standards="1.7",
        )
    except (typst.TypstError, OSError) as error:
        raise DrawingFailed(reason=str(error).splitlines()[0]) from error
    return result
