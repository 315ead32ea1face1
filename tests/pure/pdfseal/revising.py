"""Later revisions, honest or not, by pyHanko or by hand. Doors: opened, closed, appended, packed, stream."""

import io
import re
from collections.abc import Mapping, Sequence

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

Row = tuple[int, int, int]  # kind, offset or stream, generation or index: as in a cross-reference stream


def appended(
    pdf: bytes,
    objects: Sequence[tuple[int, bytes]],
    *,
    rows: Mapping[int, Row] | None = None,
    entries: bytes = b"",
    before: bytes = b"",
    between: bytes = b"",
    trailer: bytes = b"",
    size: int | None = None,
    prev: int | None = None,
) -> bytes:
    """Return the file with one more revision, in the file's own manner of table or stream.

    ``rows``: entries besides those of the objects, or instead of them; ``entries``: more of a table, as they are written;
    ``before``: bytes before the objects, ``between`` before the section; ``trailer``: more in the trailer.
    """
    last = int(re.findall(rb"startxref\s+([0-9]+)", pdf)[-1])
    in_streams = not pdf.startswith(b"xref", last)
    sizes = [int(found) for found in re.findall(rb"/Size ([0-9]+)", pdf)]
    root = re.findall(rb"/Root ([0-9]+ [0-9]+ R)", pdf)[-1]
    identity = re.findall(rb"/ID ?(\[.*?\])", pdf, re.DOTALL)[-1:]
    locks = re.findall(rb"/Encrypt ([0-9]+ [0-9]+ R)", pdf)[-1:]
    out = bytearray(pdf + (b"" if pdf[-1:] in b"\r\n" else b"\n") + before)
    found: dict[int, Row] = {}
    for number, body in objects:
        found[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    found |= rows or {}
    out += between
    place = len(out)
    highest = max([*sizes, *(number + 1 for number in found)])
    facts = b"/Root %b /Prev %d %b %b %b" % (
        root, last if prev is None else prev, trailer,
        b"/ID %b" % identity[0] if identity else b"", b"/Encrypt %b" % locks[0] if locks else b"",
    )  # fmt: skip
    if in_streams:
        found[highest] = (1, place, 0)
        content = b"".join(
            b"%c%b%b" % (kind, second.to_bytes(4, "big"), third.to_bytes(4, "big"))
            for _, (kind, second, third) in sorted(found.items())
        )
        index = b" ".join(b"%d 1" % number for number in sorted(found))
        out += b"%d 0 obj\n<< /Type /XRef /W [1 4 4] /Index [%b] /Size %d /Length %d %b >>\nstream\n%b\nendstream\nendobj\n" % (
            highest, index, size or highest + 1, len(content), facts, content,
        )  # fmt: skip
    else:
        out += b"xref\n" if found or entries else b"xref\n0 0\n"
        for number, (kind, second, third) in sorted(found.items()):
            out += b"%d 1\n%010d %05d %b \n" % (number, second, third, b"n" if kind else b"f")
        out += entries + b"trailer\n<< /Size %d %b >>\n" % (size or highest, facts)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % place)


def packed(objects: Sequence[tuple[int, bytes]]) -> bytes:
    """Return an object stream."""
    places = [sum(len(body) + 1 for _, body in objects[:index]) for index in range(len(objects))]
    head = b" ".join(b"%d %d" % (number, at) for (number, _), at in zip(objects, places, strict=True)) + b"\n"
    raw = head + b"\n".join(body for _, body in objects)
    return b"<< /Type /ObjStm /N %d /First %d /Length %d >>\nstream\n%b\nendstream" % (
        len(objects), len(head), len(raw), raw,
    )  # fmt: skip


def stream(content: bytes) -> bytes:
    """Return a stream that is written as it is."""
    return b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content)


def opened(pdf: bytes) -> IncrementalPdfFileWriter:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    if writer.prev.encrypted:
        writer.encrypt("")
    return writer


def closed(writer: IncrementalPdfFileWriter) -> bytes:
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()
