"""Is an object written so that every program reads it alike? Doors: unambiguous.

For the dictionaries of a signature and of its field: where a key stands twice, another program checks another signature.
"""

# mypy: disallow-untyped-calls=false
# pyHanko is typed in part: some of its functions are not

import re
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import ObjStreamRef

from pdfseal.grammar import Unexplained, members

_HEADER = re.compile(rb"[\x00\t\n\f\r ]*[0-9]+[\x00\t\n\f\r ]+[0-9]+[\x00\t\n\f\r ]+obj")


def unambiguous(reader: PdfFileReader, data: bytes, found: Any) -> bool:
    """Return whether the dictionary that this refers to has each of its keys once, however deep. True for what is no reference."""
    if not isinstance(found, generic.IndirectObject | generic.Reference):
        return True
    place = reader.xrefs[generic.Reference(found.idnum, found.generation, pdf=reader)]
    try:
        if isinstance(place, ObjStreamRef):
            members(*_packed(reader, place, found.idnum))
        else:
            header = _HEADER.match(data, int(place or 0))
            members(data, header.end() if header else len(data))
    except Unexplained:
        return False
    return True


def _packed(reader: PdfFileReader, place: ObjStreamRef, number: int) -> tuple[bytes, int]:
    """Return the content of an object stream and where in it the object begins."""
    stream: Any = reader.get_object(generic.Reference(place.obj_stream_id, 0, pdf=reader))
    raw, first = stream.data, int(stream["/First"])
    words = [int(word) for word in raw[:first].split()]
    starts = [first + offset for one, offset in zip(words[::2], words[1::2], strict=True) if one == number]
    if len(starts) != 1:
        raise Unexplained("a number twice")
    return raw, starts[0]
