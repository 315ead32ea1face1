"""Object streams that a later revision puts something else into. Doors: repacked.

An object in an object stream is found by the number of that stream, which no text speaks of; the parser reads the older
revisions too through the newest stream of this number. So what an older section uses may not become another one.
"""

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import XRefSectionData


def repacked(reader: PdfFileReader, revision: int) -> bool:
    """Return whether ``revision`` redefines or frees an object through which an older one reads others."""
    used = {number for older in range(revision) for one in _sections(reader, older) for number in one.obj_streams_used}
    for section in _sections(reader, revision):
        for number in used & (section.standard_xrefs.keys() | section.freed.keys() | section.xrefs_in_objstm.keys()):
            place = reader.xrefs.get_historical_ref(generic.Reference(number, 0, pdf=reader), revision - 1)
            if section.standard_xrefs.get(number) != (0, place):  # the same place again changes nothing
                return True
    return False


def _sections(reader: PdfFileReader, revision: int) -> list[XRefSectionData]:
    """Return the section of a revision, and the hidden one of a hybrid file."""
    data = reader.xrefs.get_xref_data(revision)
    return [data] if data.hybrid is None else [data, data.hybrid.xref_data]
