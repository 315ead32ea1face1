"""Draw what a signature shows on the page. Doors: Appearance, Words, draw_words, draw_seal, picture, add_form.

Words and the default seal are drawn by typst as a small PDF of one page, in Tinos alone, so that every Vietnamese letter is
right; pictures go in as they are, with their transparency. An appearance is then embedded unscaled into the widget.
"""

# mypy: disallow-untyped-calls=false
# pyHanko is typed in part: most of its constructors are not

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Literal, Protocol

import typst
from PIL import Image, UnidentifiedImageError
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.images import pil_image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from pdfseal.errors import DrawingFailed

TEMPLATE = files("pdfseal").joinpath("appearance.typ").read_bytes()
MAX_PIXELS = 4_000_000  # a seal of 36 mm at 1200 dpi has 2.9 million


class Appearance(Protocol):
    """Something that can be put into a file as the look of a widget."""

    def embed(self, writer: IncrementalPdfFileWriter) -> generic.IndirectObject:
        """Add a form XObject to the file and return the reference to it."""
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
    """A page drawn by typst."""

    pdf: bytes

    def embed(self, writer: IncrementalPdfFileWriter) -> generic.IndirectObject:
        return writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self.pdf)))


@dataclass(frozen=True)
class SharedDrawing(Drawing):
    """A drawing that goes into many files: taken apart once, because that costs more than all the rest of putting it in."""

    def embed(self, writer: IncrementalPdfFileWriter) -> generic.IndirectObject:
        with _taking_apart:  # a reader remembers what it has read, and is not made for several threads
            return writer.import_page_as_xobject(_reader(self.pdf))


_taking_apart = Lock()


@lru_cache(maxsize=16)
def _reader(pdf: bytes) -> PdfFileReader:
    return PdfFileReader(io.BytesIO(pdf))


@dataclass(frozen=True)
class Picture:
    """A picture fitted into ``width`` × ``height`` points, centred, its proportions kept."""

    image: bytes
    width: float
    height: float

    def embed(self, writer: IncrementalPdfFileWriter) -> generic.IndirectObject:
        try:
            opened = Image.open(io.BytesIO(self.image))
            if opened.width * opened.height > MAX_PIXELS:
                raise DrawingFailed(reason=f"ảnh {opened.width}×{opened.height} điểm")
            image = opened.convert("RGBA")
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise DrawingFailed(reason="ảnh không đọc được") from error
        scale = min(self.width / image.width, self.height / image.height)
        width, height = image.width * scale, image.height * scale
        left, bottom = (self.width - width) / 2, (self.height - height) / 2
        content = b"q %.4f 0 0 %.4f %.4f %.4f cm /Picture Do Q" % (width, height, left, bottom)
        return add_form(
            writer, self.width, self.height, "/XObject", {pdf_name("/Picture"): pil_image(image, writer)}, content
        )


def add_form(
    writer: IncrementalPdfFileWriter,
    width: float,
    height: float,
    kind: Literal["/Font", "/XObject"],
    resources: Mapping[generic.NameObject, generic.PdfObject],
    content: bytes,
) -> generic.IndirectObject:
    """Add a form XObject of ``width`` × ``height`` points, drawn by ``content`` with resources of one kind; return the reference."""
    box = generic.ArrayObject(generic.FloatObject(n) for n in (0, 0, round(width, 3), round(height, 3)))
    form = {
        pdf_name("/Type"): pdf_name("/XObject"),
        pdf_name("/Subtype"): pdf_name("/Form"),
        pdf_name("/BBox"): box,
        pdf_name("/Resources"): generic.DictionaryObject({pdf_name(kind): generic.DictionaryObject(dict(resources))}),
    }
    return writer.add_object(generic.StreamObject(form, stream_data=content))


def draw_words(items: Sequence[Words], *, width: float, height: float, fonts: Path) -> Drawing:
    """Return a transparent drawing of ``width`` × ``height`` points with these texts."""
    drawn = [{"kind": "words", **vars(item)} for item in items]
    return Drawing(_compile({"width": width, "height": height, "items": drawn}, fonts))


@lru_cache(maxsize=64)
def draw_seal(name: str, *, side: float, fonts: Path) -> Drawing:
    """Return a round red seal with a star and ``name`` around it, for an agency that has given no picture of its seal."""
    item = {"kind": "seal", "text": name.upper(), "x": 0, "y": 0, "width": side, "height": side}
    return SharedDrawing(_compile({"width": side, "height": side, "items": [item]}, fonts))


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
