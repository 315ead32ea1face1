"""Sign with a key that is somewhere else. Doors: prepare, finish, assemble, Prepared, Widget, Growing.

A USB token, a telephone or a remote service signs a digest, seconds or hours later. So signing is cut in two:
``prepare`` makes the file that will be signed and says what to sign; ``finish`` puts the signature in. Between them only
``Prepared`` is kept: plain bytes and numbers. A service that returns a bare signature value goes through ``assemble``.

A plain file is read and written by ``plain`` and ``appending``, any other by pyHanko: the signed files are alike.
"""

# mypy: disallow-untyped-calls=false
# pyHanko is typed in part: most of its constructors are not

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, SignatureObject

from pdfseal.appending import append
from pdfseal.cms import signature as cms_signature
from pdfseal.cms import signed_attributes
from pdfseal.drawing import Appearance
from pdfseal.errors import NotPdf, PdfDamaged, PdfEncrypted, PlaceMissing, SignatureMismatch
from pdfseal.forms import embed
from pdfseal.places import Box
from pdfseal.plain import TURNED, PlainFile
from pdfseal.reading import READ_ERRORS
from pdfseal.syntax import NotPlain

DIGEST = "sha256"
Sides = tuple[float, float, float, float]  # left, bottom, right, top
RESERVE = 16 * 1024  # DER bytes kept free for a signature with chain and time stamp of an unknown size


class SignatureWriter(IncrementalPdfFileWriter):
    """Adds what it is told and nothing else: the description of the document is its author's."""

    def _update_meta(self) -> None:
        """Leave title, dates and XMP alone; a faulty XMP of a scanner must not stop a signature either."""


@dataclass(frozen=True)
class Widget:
    """Where the signature shows, and what."""

    box: Box
    appearance: Appearance


@dataclass(frozen=True)
class Prepared:
    """A file that waits for its signature: keep it until the signature comes."""

    pdf: bytes
    field: str
    document_digest: bytes  # SHA-256 of the signed byte ranges
    start: int
    end: int
    to_be_signed: bytes | None  # DER of the signed attributes: what a bare RSA or ECDSA key signs
    certificate: bytes | None

    @property
    def tbs_digest(self) -> bytes | None:
        """SHA-256 of ``to_be_signed``: the hash that remote services ask for."""
        return None if self.to_be_signed is None else hashlib.sha256(self.to_be_signed).digest()


class Growing:
    """A file that gets one signature after another and is read once: ``pdf`` are its bytes so far.

    Raises: NotPdf.
    """

    def __init__(self, pdf: bytes) -> None:
        if b"%PDF-" not in pdf[:1024]:
            raise NotPdf
        self.pdf = pdf
        self._plain = _plain(pdf)

    @property
    def plain(self) -> bool:
        """Whether our own way reads and writes this file."""
        return self._plain is not None

    def prepare(
        self,
        *,
        field: str,
        at: datetime | None,
        certificate: bytes | None = None,
        widget: Widget | None = None,
        reserve: int = RESERVE,
    ) -> Prepared:
        """Return the file with an empty place for one more signature; without ``at`` for a document time stamp.

        ``field`` ending in ``…`` asks for the first free name with a number. Units: reserve in DER bytes.
        Raises: PdfEncrypted, PdfDamaged, PlaceMissing, DrawingFailed.
        """
        prepared = self._append(field, at, certificate, widget, 2 * reserve)
        if prepared is not None:
            return prepared
        self._plain = None
        placeholder: Any
        if at is None:
            placeholder = DocumentTimestamp(bytes_reserved=2 * reserve)
        else:
            placeholder = SignatureObject(timestamp=at, subfilter=SigSeedSubFilter.PADES, bytes_reserved=2 * reserve)
        return _prepare(self.pdf, field=field, placeholder=placeholder, certificate=certificate, widget=widget)

    def signed(self, prepared: Prepared, signature: bytes) -> None:
        """Go on with the signed file. Raises: SignatureMismatch when the signature is too large."""
        self.pdf = fill(prepared, signature)
        if self._plain is not None:
            self._plain.data = self.pdf

    def page_size(self, page: int = 1) -> tuple[float, float]:
        """Return width and height of a page as it is shown, in points. Raises: PdfEncrypted, PdfDamaged."""
        box, turn = self._page(page)
        width, height = box[2] - box[0], box[3] - box[1]
        return (width, height) if turn in (0, 180) else (height, width)

    def _page(self, page: int) -> tuple[Sides, int]:
        try:
            if self._plain is not None:
                found = self._plain.page(page)
                return found.box, found.turn
        except (NotPlain, *READ_ERRORS):
            self._plain = None
        try:
            reader = PdfFileReader(io.BytesIO(self.pdf), strict=False)
            if reader.encrypted:
                raise PdfEncrypted
            return _media_box(reader, page), _rotation(reader, page)
        except READ_ERRORS as error:
            raise PdfDamaged from error

    def _append(
        self, field: str, at: datetime | None, certificate: bytes | None, widget: Widget | None, digits: int
    ) -> Prepared | None:
        """Write the revision ourselves, None where something is not plain."""
        if self._plain is None:
            return None
        try:
            name = self._plain.free_name(field)
            page = self._plain.page(widget.box.page if widget is not None else 1)
            rectangle = None if widget is None else _rectangle(widget.box, page.box, page.turn)
            form = None if widget is None else widget.appearance.form()
            facts = _facts(at)
            room = append(
                self._plain, page, name=name, rectangle=rectangle, form=form, facts=facts, digits=digits
            )  # fmt: skip
        except (NotPlain, *READ_ERRORS):
            return None
        return _prepared(room.pdf, name, room.digest, room.start, room.end, certificate)


def prepare(
    pdf: bytes,
    *,
    field: str,
    at: datetime,
    certificate: bytes | None = None,
    widget: Widget | None = None,
    reserve: int = RESERVE,
) -> Prepared:
    """Return the file with an empty place for one more signature, and what has to be signed.

    ``field`` ending in ``…`` asks for the first free name with a number. Units: reserve in DER bytes.
    Raises: NotPdf, PdfEncrypted, PdfDamaged, PlaceMissing, DrawingFailed.
    """
    return Growing(pdf).prepare(field=field, at=at, certificate=certificate, widget=widget, reserve=reserve)


def prepare_timestamp(pdf: bytes, *, field: str, reserve: int = RESERVE) -> Prepared:
    """Return the file with an empty place for a document time stamp over all of it."""
    return Growing(pdf).prepare(field=field, at=None, reserve=reserve)


def assemble(prepared: Prepared, value: bytes, *, chain: Sequence[bytes] = (), token: bytes | None = None) -> bytes:
    """Return the CMS signature (DER) around a bare signature value, with a time stamp token over the value.

    Raises: SignatureMismatch when ``prepare`` was not told the certificate.
    """
    if prepared.certificate is None or prepared.to_be_signed is None:
        raise SignatureMismatch
    return cms_signature(prepared.certificate, chain, prepared.to_be_signed, value, token=token)


def finish(prepared: Prepared, signature: bytes) -> bytes:
    """Return the signed file: ``signature`` is a detached CMS (DER) made for this ``prepared``.

    Raises: SignatureMismatch when it was made for something else or is too large.
    """
    try:
        content = cms.ContentInfo.load(signature, strict=True)
        signed = content["content"]
        attributes = signed["signer_infos"][0]["signed_attrs"]
        digests = [a["values"][0].native for a in attributes if a["type"].native == "message_digest"]
        if signed["encap_content_info"]["content_type"].native == "tst_info":
            digests = [signed["encap_content_info"]["content"].parsed["message_imprint"]["hashed_message"].native]
    except READ_ERRORS as error:
        raise SignatureMismatch from error
    if digests != [prepared.document_digest]:
        raise SignatureMismatch
    return fill(prepared, signature)


def fill(prepared: Prepared, signature: bytes) -> bytes:
    """Return the signed file for a signature that ``assemble`` has just made. Raises: SignatureMismatch when it is too large."""
    if 2 * len(signature) > prepared.end - prepared.start - 2:
        raise SignatureMismatch
    digits = signature.hex().upper().encode("ascii")
    begin = prepared.start + 1
    return b"".join((prepared.pdf[:begin], digits, prepared.pdf[begin + len(digits) :]))


def _plain(pdf: bytes) -> PlainFile | None:
    try:
        return PlainFile(pdf)
    except (NotPlain, *READ_ERRORS):
        return None


def _facts(at: datetime | None) -> bytes:
    """Return what a signature dictionary says of itself, of a signature or of a time stamp (ISO 32000-1, 12.8.1; PAdES)."""
    if at is None:
        return b"/Type /DocTimeStamp\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.RFC3161"
    moment = str(generic.pdf_date(at)).encode("ascii")
    return b"/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n/M (%b)" % moment


def _prepare(pdf: bytes, *, field: str, placeholder: Any, certificate: bytes | None, widget: Widget | None) -> Prepared:
    """Prepare by pyHanko, whatever the file is like."""
    try:
        writer = SignatureWriter(io.BytesIO(pdf), strict=False)
        if writer.prev.encrypted:
            raise PdfEncrypted
        name = _free_name(writer.prev, field)
        spec = SigFieldSpec(name, empty_field_appearance=False) if widget is None else _spec(writer, name, widget.box)
        steps = PdfCMSEmbedder(new_field_spec=spec).write_cms(name, writer)
        field_ref = next(steps)
        if widget is not None:
            matrix = TURNED.get(_rotation(writer.prev, widget.box.page))
            form = embed(widget.appearance.form(), writer, matrix=matrix)
            field_ref.get_object()[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): form})
        steps.send(SigObjSetup(sig_placeholder=placeholder))
        digest, output = steps.send(SigIOSetup(md_algorithm=DIGEST))
    except READ_ERRORS as error:
        raise PdfDamaged from error
    start, end = digest.reserved_region_start, digest.reserved_region_end
    return _prepared(output.getvalue(), name, digest.document_digest, start, end, certificate)


def _prepared(pdf: bytes, name: str, digest: bytes, start: int, end: int, certificate: bytes | None) -> Prepared:
    to_be_signed = None if certificate is None else signed_attributes(certificate, digest)
    return Prepared(pdf, name, digest, start, end, to_be_signed, certificate)


def _free_name(reader: PdfFileReader, wanted: str) -> str:
    taken = {name for name, _, _ in enumerate_sig_fields(reader)} if "/AcroForm" in reader.root else set()
    base = wanted.removesuffix("…")
    if base == wanted and wanted not in taken:
        return wanted
    number = 1 if base != wanted else 2
    while f"{base}{number}" in taken:
        number += 1
    return f"{base}{number}"


def _spec(writer: IncrementalPdfFileWriter, name: str, box: Box) -> SigFieldSpec:
    pages = int(writer.prev.root["/Pages"]["/Count"])
    if not 1 <= box.page <= pages:
        raise PlaceMissing(page=box.page)
    rectangle: Any = _rectangle(box, _media_box(writer.prev, box.page), _rotation(writer.prev, box.page))
    return SigFieldSpec(
        name,
        on_page=box.page - 1,
        box=rectangle,
        empty_field_appearance=False,
    )


def _rectangle(box: Box, sides: Sides, turn: int) -> Sides:
    """Return where a box of the page as it is shown lies on the page as it is written."""
    left, bottom, right, top = sides
    width, height = right - left, top - bottom
    x, y, w, h = box.x, box.y, box.width, box.height
    corners = {
        0: (x, height - y - h, x + w, height - y),
        90: (y, x, y + h, x + w),
        180: (width - x - w, y, width - x, y + h),
        270: (width - y - h, height - x - w, width - y, height - x),
    }[turn]
    x1, y1, x2, y2 = corners
    return round(left + x1, 2), round(bottom + y1, 2), round(left + x2, 2), round(bottom + y2, 2)


def _page(reader: PdfFileReader, page: int) -> generic.DictionaryObject:
    found: generic.DictionaryObject = reader.find_page_for_modification(page - 1)[0].get_object()
    return found


def _inherited(page: generic.DictionaryObject, key: str) -> Any:
    node: Any = page
    for _ in range(64):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            break
        node = node["/Parent"]
    return None


def _media_box(reader: PdfFileReader, page: int) -> tuple[float, float, float, float]:
    found = _page(reader, page)
    numbers = _inherited(found, "/CropBox") or _inherited(found, "/MediaBox") or (0, 0, 595.28, 841.89)
    x1, y1, x2, y2 = (float(n) for n in numbers)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _rotation(reader: PdfFileReader, page: int) -> int:
    turn = int(_inherited(_page(reader, page), "/Rotate") or 0) % 360
    return turn if turn in TURNED else 0


def page_size(pdf: bytes, page: int = 1) -> tuple[float, float]:
    """Return width and height of a page as it is shown, in points. Raises: NotPdf, PdfEncrypted, PdfDamaged."""
    return Growing(pdf).page_size(page)
