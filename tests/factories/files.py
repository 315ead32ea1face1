"""Files with real bytes in the store. Call inside ``acting_for(agency.pk)``."""

from kit import clock
from office.files import actions as files
from office.files.models import File
from office.files.states import ScanState


def plain_pdf(word: str = "") -> bytes:
    """Return a correct PDF of one empty page; another ``word`` makes another content."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
    out, places = b"%PDF-1.4\n%" + word.encode() + b"\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj" % number + part + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 4\n0000000000 65535 f \n" + table
    return out + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


PLAIN_PDF = plain_pdf()


def kept_file(agency_id: int, *, name: str = "van-ban.pdf", data: bytes = PLAIN_PDF, clean: bool = True) -> File:
    """Return a file of the agency, scanned and clean unless said otherwise."""
    file = files.keep(agency_id=agency_id, name=name, data=data, now=clock.now())
    if clean:
        file.blob.scan_state = ScanState.CLEAN
        file.blob.save(update_fields=["scan_state"])
    return file
