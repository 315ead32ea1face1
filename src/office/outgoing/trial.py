"""A draft as it would be printed now, for the drafter's eyes only. Doors: preview_of, with_marks."""

import io
import json
from datetime import datetime

import pikepdf
import typst

from kit.access import allow
from kit.actor import Actor
from office.documents.rules import refuse_if_secret
from office.files.actions import read
from office.outgoing.actions.versions import unsigned_file
from office.outgoing.composing import fonts, render_draft
from office.outgoing.errors import NotPdf
from office.outgoing.models import OutgoingDocument
from office.outgoing.permissions import RULES
from office.signing.places import as_box, box_of
from pdfseal.places import seal_beside

# Data only: numbers and our own words. Samples of number, day and month; frames of signature and seal.
TEMPLATE = b"""
#let spec = json(bytes(sys.inputs.spec))
#set page(width: spec.width * 1pt, height: spec.height * 1pt, margin: 0pt, fill: none)
#set text(font: "Tinos", fallback: false, lang: "vi", top-edge: "baseline", bottom-edge: "baseline", fill: rgb("#1e4fc2"))
#for one in spec.words { place(top + left, dx: one.x * 1pt, dy: one.y * 1pt,
  box(width: one.width * 1pt, height: 0pt, align(center, text(size: one.size * 1pt, one.text)))) }
#for one in spec.boxes { place(top + left, dx: one.x * 1pt, dy: one.y * 1pt,
  rect(width: one.width * 1pt, height: one.height * 1pt, radius: one.round * 1pt,
    stroke: (paint: rgb(one.colour), thickness: 0.8pt, dash: "dashed"),
    align(center + horizon, text(size: 9pt, fill: rgb(one.colour), one.text)))) }
"""


def preview_of(outgoing: OutgoingDocument, *, actor: Actor, now: datetime) -> bytes:
    """Return the page of a template draft; an uploaded file with the places of its signatures marked.

    What is not put forward yet is its drafter's alone. Raises: NotPermitted, SecretStaysOnPaper, LettersMissing, NotPdf.
    """
    allow(actor, RULES, "preview", outgoing)
    refuse_if_secret(outgoing.document)
    return render_draft(outgoing, now=now).pdf if outgoing.made_from == "template" else with_marks(outgoing)


def with_marks(outgoing: OutgoingDocument) -> bytes:
    """Return the newest version with samples where the signatures will stand; the kept file is not touched."""
    file = unsigned_file(outgoing)
    if file is None:
        raise NotPdf(name="", why="chưa có tệp")
    data = read(file)
    if "signature" not in outgoing.placement:
        return data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages, start=1):
            drawn = _drawn(outgoing, number, page)
            if drawn is None:
                continue
            with pikepdf.open(io.BytesIO(drawn)) as marks:
                page.add_overlay(marks.pages[0], None)
        output = io.BytesIO()
        pdf.save(output)
        return output.getvalue()


def _drawn(outgoing: OutgoingDocument, number: int, page: pikepdf.Page) -> bytes | None:
    placement = outgoing.placement
    words = []
    if placement.get("number_page") == number:
        samples = (("number", "00"), ("day", "00"), ("month", "00"))
        words = [{**placement[name], "text": text} for name, text in samples if name in placement]
    boxes = []
    if placement["signature"]["page"] == number:
        seal = as_box(seal_beside(box_of(placement["signature"])))
        boxes = [
            {**placement["signature"], "text": "chữ ký", "colour": "#1e4fc2", "round": 3},
            {**seal, "text": "dấu", "colour": "#b3221b", "round": seal["width"] / 2},
        ]
    if not words and not boxes:
        return None
    box = page.mediabox
    spec = {
        "width": float(box[2]) - float(box[0]),
        "height": float(box[3]) - float(box[1]),
        "words": words,
        "boxes": boxes,
    }
    drawn: bytes = typst.compile(
        TEMPLATE,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts())]),
        ignore_system_fonts=True,
        sys_inputs={"spec": json.dumps(spec)},
    )
    return drawn
