# mypy: disallow-untyped-calls=false
"""The two forgeries of the demonstration. Doors: alter_byte, replace_page.

Both leave the signatures in the file. The second is the one that general viewers call valid: the signed revision is still
inside, but what a reader sees on the page comes from a revision added afterwards.
"""

import io
import re

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

_STREAM = re.compile(rb"stream\r?\n")


def alter_byte(pdf: bytes) -> bytes:
    """Return the file with one bit changed in the middle of its first stream, which every signature covers."""
    start = _STREAM.search(pdf)
    if start is None:
        raise ValueError("no stream in the file")
    middle = start.end() + (pdf.index(b"endstream", start.end()) - start.end()) // 2
    changed = bytearray(pdf)
    changed[middle] ^= 0x01
    return bytes(changed)


def replace_page(pdf: bytes) -> bytes:
    """Return the file with a revision appended that shows another first page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    page_ref = writer.find_page_for_modification(0)[0]
    page = page_ref.get_object()
    font = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Font"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/Type1"),
            generic.pdf_name("/BaseFont"): generic.pdf_name("/Times-Roman"),
        }
    )
    resources = generic.DictionaryObject(
        {generic.pdf_name("/Font"): generic.DictionaryObject({generic.pdf_name("/F9"): writer.add_object(font)})}
    )
    content = generic.StreamObject(stream_data=b"BT /F9 14 Tf 90 700 Td (Dong y cap 100 ty dong.) Tj ET")
    page[generic.pdf_name("/Contents")] = writer.add_object(content)
    page[generic.pdf_name("/Resources")] = resources
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
