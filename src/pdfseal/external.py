"""Sign with a key that is somewhere else. Doors: prepare, finish, assemble, Prepared, Widget.

A USB token, a telephone or a remote service signs a digest, seconds or hours later. So signing is cut in two:
``prepare`` makes the file that will be signed and says what to sign; ``finish`` puts the signature in. Between them only
``Prepared`` is kept: plain bytes and numbers. A service that returns a bare signature value goes through ``assemble``.
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
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, PreparedByteRangeDigest, SignatureObject

from pdfseal.cms import signature as cms_signature
from pdfseal.cms import signed_attributes
from pdfseal.drawing import Appearance
from pdfseal.errors import NotPdf, PdfDamaged, PdfEncrypted, PlaceMissing, SignatureMismatch
from pdfseal.places import Box
from pdfseal.reading import READ_ERRORS

DIGEST = "sha256"
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
    placeholder = SignatureObject(timestamp=at, subfilter=SigSeedSubFilter.PADES, bytes_reserved=2 * reserve)
    return _prepare(pdf, field=field, placeholder=placeholder, certificate=certificate, widget=widget)


def prepare_timestamp(pdf: bytes, *, field: str, reserve: int = RESERVE) -> Prepared:
    """Return the file with an empty place for a document time stamp over all of it."""
    return _prepare(
        pdf, field=field, placeholder=DocumentTimestamp(bytes_reserved=2 * reserve), certificate=None, widget=None
    )


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
    output = io.BytesIO(prepared.pdf)
    PreparedByteRangeDigest(prepared.document_digest, prepared.start, prepared.end).fill_with_cms(output, signature)
    return output.getvalue()


def _prepare(pdf: bytes, *, field: str, placeholder: Any, certificate: bytes | None, widget: Widget | None) -> Prepared:
    if b"%PDF-" not in pdf[:1024]:
        raise NotPdf
    try:
        writer = SignatureWriter(io.BytesIO(pdf), strict=False)
        if writer.prev.encrypted:
            raise PdfEncrypted
        name = _free_name(writer.prev, field)
        spec = SigFieldSpec(name, empty_field_appearance=False) if widget is None else _spec(writer, name, widget.box)
        steps = PdfCMSEmbedder(new_field_spec=spec).write_cms(name, writer)
        field_ref = next(steps)
        if widget is not None:
            form = widget.appearance.embed(writer)
            turn = _rotation(writer.prev, widget.box.page)
            if turn:
                form.get_object()[pdf_name("/Matrix")] = _turned(turn)
            field_ref.get_object()[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): form})
        steps.send(SigObjSetup(sig_placeholder=placeholder))
        digest, output = steps.send(SigIOSetup(md_algorithm=DIGEST))
    except READ_ERRORS as error:
        raise PdfDamaged from error
    to_be_signed = None if certificate is None else signed_attributes(certificate, digest.document_digest)
    return Prepared(
        pdf=output.getvalue(),
        field=name,
        document_digest=digest.document_digest,
        start=digest.reserved_region_start,
        end=digest.reserved_region_end,
        to_be_signed=to_be_signed,
        certificate=certificate,
    )


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
    left, bottom, right, top = _media_box(writer.prev, box.page)
    turn = _rotation(writer.prev, box.page)
    width, height = right - left, top - bottom
    x, y, w, h = box.x, box.y, box.width, box.height
    corners = {
        0: (x, height - y - h, x + w, height - y),
        90: (y, x, y + h, x + w),
        180: (width - x - w, y, width - x, y + h),
        270: (width - y - h, height - x - w, width - y, height - x),
    }[turn]
    x1, y1, x2, y2 = corners
    rectangle: Any = tuple(round(n, 2) for n in (left + x1, bottom + y1, left + x2, bottom + y2))
    return SigFieldSpec(
        name,
        on_page=box.page - 1,
        box=rectangle,
        empty_field_appearance=False,
    )


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
    return turn if turn in (90, 180, 270) else 0


def _turned(turn: int) -> generic.ArrayObject:
    matrix = {90: (0, 1, -1, 0, 0, 0), 180: (-1, 0, 0, -1, 0, 0), 270: (0, -1, 1, 0, 0, 0)}[turn]
    return generic.ArrayObject(generic.NumberObject(n) for n in matrix)


def page_size(pdf: bytes, page: int = 1) -> tuple[float, float]:
    """Return width and height of a page as it is shown, in points. Raises: NotPdf, PdfDamaged."""
    if b"%PDF-" not in pdf[:1024]:
        raise NotPdf
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        if reader.encrypted:
            raise PdfEncrypted
        left, bottom, right, top = _media_box(reader, page)
        size = (right - left, top - bottom)
        return size if _rotation(reader, page) in (0, 180) else (size[1], size[0])
    except READ_ERRORS as error:
        raise PdfDamaged from error
