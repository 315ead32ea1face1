"""Small PDF files of every shape a signature may meet, written by hand or by qpdf."""

import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pikepdf

Ref = tuple[int, int]
CONTENT = b"BT /F1 12 Tf 72 720 Td (Cong van) Tj ET"


@dataclass
class Shape:
    """A file of two pages, its parts as they are written; ``pack``: objects that go into an object stream."""

    catalog: bytes = b""
    pages: bytes = b"/MediaBox [0 0 595 842] /Resources << /Font << /F1 6 0 R >> >>"
    first: bytes = b""
    second: bytes = b""
    more: Mapping[Ref, bytes] = field(default_factory=dict)
    trailer: bytes = b"/ID [<00112233445566778899aabbccddeeff> (khong-doi)]"
    version: bytes = b"1.7"
    style: Literal["table", "stream", "packed", "hybrid"] = "table"
    eol: bytes = b"\n"
    ending: bytes = b"\n"

    def objects(self) -> dict[Ref, bytes]:
        return {
            (1, 0): b"<< /Type /Catalog /Pages 2 0 R %b >>" % self.catalog,
            (2, 0): b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 %b >>" % self.pages,
            (3, 0): b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R %b >>" % self.first,
            (4, 0): b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R %b >>" % self.second,
            (5, 0): b"<< /Length %d >>\nstream\n%b\nendstream" % (len(CONTENT), CONTENT),
            (6, 0): b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            **self.more,
        }

    def written(self) -> bytes:
        objects = self.objects()
        packed = {}
        if self.style in ("packed", "hybrid"):
            hidden = (6,) if self.style == "hybrid" else (1, 2, 3, 4, 6, *(ref[0] for ref in self.more))
            packed = {ref: body for ref, body in objects.items() if ref[0] in hidden}
        out = bytearray(b"%PDF-" + self.version + self.eol + b"%\xe2\xe3\xcf\xd3" + self.eol)
        places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
        highest = max(ref[0] for ref in objects)
        plain = {ref: body for ref, body in objects.items() if ref not in packed}
        if packed:
            highest += 1
            bodies = [body for _, body in sorted(packed.items())]
            offsets = [sum(len(one) + 1 for one in bodies[:index]) for index in range(len(bodies))]
            head = b" ".join(
                b"%d %d" % (ref[0], at) for (ref, _), at in zip(sorted(packed.items()), offsets, strict=True)
            )
            raw = zlib.compress(head + b"\n" + b"\n".join(bodies))
            plain[highest, 0] = (
                b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream"
                % (len(bodies), len(head) + 1, len(raw), raw)
            )
            places |= {ref[0]: (2, highest, index) for index, ref in enumerate(sorted(packed))}
        for ref, body in sorted(plain.items()):
            places[ref[0]] = (1, len(out), ref[1])
            out += b"%d %d obj%b%b%bendobj%b" % (*ref, self.eol, body, self.eol, self.eol)
        trailer = b"/Root 1 0 R /Size %d %b" % (highest + (1 if self.style == "table" else 2), self.trailer)
        place = len(out)
        if self.style != "table":
            own = highest + 1
            listed = {**places, own: (1, place, 0)} if self.style != "hybrid" else {6: places[6]}
            rows = b"".join(
                b"%c%b%b" % (kind, second.to_bytes(4, "big"), third.to_bytes(2, "big"))
                for _, (kind, second, third) in sorted(listed.items())
            )
            index = b"[%b]" % b" ".join(b"%d 1" % number for number in sorted(listed))
            out += b"%d 0 obj\n<< /Type /XRef /W [1 4 2] /Index %b /Length %d %b >>\nstream\n%b\nendstream\nendobj\n" % (
                own, index, len(rows), trailer, rows,
            )  # fmt: skip
        if self.style in ("table", "hybrid"):
            stream, place = place, len(out)
            end = b" \n" if self.eol != b"\r\n" else b"\r\n"
            out += b"xref%b0 %d%b" % (self.eol, highest + 1, self.eol)
            for number in range(highest + 1):
                kind, second, third = places.get(number, (0, 0, 1))
                if kind == 2:
                    kind, second, third = 0, 0, 0
                out += b"%010d %05d %b%b" % (second, third, b"n" if kind else b"f", end)
            hidden_too = b" /XRefStm %d" % stream if self.style == "hybrid" else b""
            out += b"trailer%b<< %b%b >>%b" % (self.eol, trailer, hidden_too, self.eol)
        out += b"startxref%b%d%b%%%%EOF%b" % (self.eol, place, self.eol, self.ending)
        return bytes(out)


WIDGET = b"<< /FT /Tx /T (ghi-chu) /Type /Annot /Subtype /Widget /Rect [10 10 90 30] /F 4 /P 3 0 R >>"
NOTE = b"<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents <FEFF1EA1> /F 4 >>"
EMPTY = (
    b"<< /FT /Sig /T <FEFF0043006F006E006700760061006E005300650061006C> /Type /Annot /Subtype /Widget"
    b" /Rect [0 0 0 0] /P 3 0 R >>"
)
PLAIN: dict[str, Shape] = {
    "table": Shape(),
    "stream": Shape(style="stream"),
    "packed": Shape(style="packed"),
    "crlf": Shape(eol=b"\r\n", ending=b"\r\n"),
    "no-end-of-line": Shape(ending=b""),
    "old-version": Shape(version=b"1.4"),
    "newer-version": Shape(version=b"2.0"),
    "version-of-catalog": Shape(version=b"1.3", catalog=b"/Version /1.6"),
    "no-identifier": Shape(trailer=b""),
    "more-in-trailer": Shape(trailer=b"/ID [(a\\)b) (c(d)e)] /DocChecksum /00AA /Info 7 0 R", more={(7, 0): b"<< /Title (x) >>"}),
    "form-direct": Shape(catalog=b"/AcroForm << /Fields [] >>"),
    "form-indirect": Shape(catalog=b"/AcroForm 7 0 R", more={(7, 0): b"<< /Fields [] /SigFlags 1 /DA (/F1 0 Tf) >>"}),
    "form-without-fields": Shape(catalog=b"/AcroForm 7 0 R", more={(7, 0): b"<< /DR << >> >>"}),
    "fields-indirect": Shape(
        catalog=b"/AcroForm << /Fields 7 0 R /SigFlags 3 >>", more={(7, 0): b"[8 0 R]", (8, 0): WIDGET}, first=b"/Annots [8 0 R]"
    ),
    "fields-doubly-indirect": Shape(
        catalog=b"/AcroForm 9 0 R", first=b"/Annots 10 0 R",
        more={(7, 0): b"[8 0 R]", (8, 0): WIDGET, (9, 0): b"<< /Fields 7 0 R /NeedAppearances true >>", (10, 0): b"[8 0 R]"},
    ),
    "need-appearances": Shape(
        catalog=b"/AcroForm << /NeedAppearances true /SigFlags 3 /Fields [7 0 R] >>", more={(7, 0): WIDGET}, first=b"/Annots [7 0 R]"
    ),
    "empty-signature-field": Shape(
        catalog=b"/AcroForm << /Fields [7 0 R] >>", first=b"/Annots [7 0 R]",
        more={(7, 0): EMPTY},
    ),
    "empty-signature-field-of-an-indirect-form": Shape(
        catalog=b"/AcroForm 9 0 R", first=b"/Annots 10 0 R",
        more={(7, 0): EMPTY, (8, 0): b"[7 0 R]", (9, 0): b"<< /Fields 8 0 R >>", (10, 0): b"[7 0 R]"},
    ),
    "annotations-direct": Shape(first=b"/Annots [7 0 R]", more={(7, 0): NOTE}),
    "annotations-indirect": Shape(first=b"/Annots 8 0 R", more={(7, 0): NOTE, (8, 0): b"[7 0 R]"}),
    "annotations-empty": Shape(first=b"/Annots []"),
    "turned-90": Shape(first=b"/Rotate 90"),
    "turned-180": Shape(pages=b"/MediaBox [0 0 842 595] /Rotate 180"),
    "turned-270": Shape(first=b"/Rotate 270", style="packed"),
    "cropped": Shape(first=b"/CropBox [20.5 30 500 800.25]"),
    "box-indirect": Shape(pages=b"/MediaBox 7 0 R", more={(7, 0): b"[0 0 612 792]"}),
    "box-reversed": Shape(first=b"/MediaBox [595 842 0 -10]"),
    "no-box": Shape(pages=b""),
    "own-resources": Shape(first=b"/Resources << /Font << /F#31 6 0 R >> /ProcSet [/PDF /Text] >>"),
    "free-objects": Shape(more={(9, 0): NOTE}),
    "deep-tree": Shape(
        more={
            (7, 0): b"<< /Type /Pages /Parent 8 0 R /Kids [3 0 R 4 0 R] /Count 2 /MediaBox [0 0 595 842] >>",
            (8, 0): b"<< /Type /Pages /Kids [7 0 R] /Count 2 >>",
            (1, 0): b"<< /Type /Catalog /Pages 8 0 R >>",
            (3, 0): b"<< /Type /Page /Parent 7 0 R /Contents 5 0 R /Resources << /Font << /F1 6 0 R >> >> >>",
            (4, 0): b"<< /Type /Page /Parent 7 0 R /Contents 5 0 R >>",
        }
    ),
}  # fmt: skip

# left to pyHanko, which signs them as well
OTHER: dict[str, Shape] = {
    "hybrid": Shape(style="hybrid"),
    "comment": Shape(first=b"% a comment\n /Annots []"),
    "parentheses": Shape(trailer=b"/ID [(a(b(c)d)) (e)]"),
    "fields-below-fields": Shape(
        catalog=b"/AcroForm << /Fields [7 0 R] >>", first=b"/Annots [8 0 R]",
        more={
            (7, 0): b"<< /FT /Sig /T (nhom) /Kids [8 0 R] >>",
            (8, 0): b"<< /Type /Annot /Subtype /Widget /Parent 7 0 R /Rect [0 0 0 0] /P 3 0 R >>",
        },
    ),
    "negative-turn": Shape(first=b"/Rotate -90"),
    "empty-lines-at-the-end": Shape(ending=b"\n \t\n"),
    "letters-of-a-name": Shape(
        catalog=b"/AcroForm << /Fields [7 0 R] >>", first=b"/Annots [7 0 R]", more={(7, 0): WIDGET.replace(b"ghi-chu", b"ghi\\040chu")}
    ),
}  # fmt: skip


def used_again() -> bytes:
    """Return a file that freed an object and uses its number again, for its first page, in generation 1."""
    pdf = Shape(more={(7, 0): NOTE}).written()
    first = pdf.rindex(b"xref\n0 ")
    trailer = b"trailer\n<< /Root 1 0 R /Size 8 /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    second = len(pdf)
    pdf += b"xref\n7 1\n0000000000 00001 f \n" + trailer % (first, second)
    page, tree = len(pdf), len(pdf) + len(PAGE_AGAIN)
    pdf += PAGE_AGAIN + TREE_AGAIN
    entries = b"2 1\n%010d 00000 n \n7 1\n%010d 00001 n \n" % (tree, page)
    return pdf + b"xref\n" + entries + trailer % (second, len(pdf))


PAGE_AGAIN = b"7 1 obj\n<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>\nendobj\n"
TREE_AGAIN = (
    b"2 0 obj\n<< /Type /Pages /Kids [7 1 R 4 0 R] /Count 2 /MediaBox [0 0 595 842]"
    b" /Resources << /Font << /F1 6 0 R >> >> >>\nendobj\n"
)


def by_qpdf(pdf: bytes, *, packed: bool = False, linear: bool = False) -> bytes:
    """Return the same document as qpdf writes it."""
    output = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(output, object_stream_mode=mode, linearize=linear)
    return output.getvalue()


def for_the_owner(pdf: bytes, revision: int) -> bytes:
    """A file that everybody may read and whose owner alone may change it, as some portals publish theirs."""
    output = io.BytesIO()
    new = revision > 3
    with pikepdf.open(io.BytesIO(pdf)) as source:
        source.save(output, encryption=pikepdf.Encryption(owner="chu", user="", R=revision, aes=new, metadata=new))
    return output.getvalue()
