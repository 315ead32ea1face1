"""Ways in which somebody without a certificate makes a signed file show something else: each is one appended revision."""

import hashlib
import io
from dataclasses import replace

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf

from pdfseal.external import SignatureWriter, finish, prepare_timestamp
from pdfseal.fields import value_of
from pdfseal.localpki import LocalPki
from pdfseal.localtsa import LocalTimestamper
from pdfseal.timestamps import RESERVE as TOKEN_RESERVE

COVER = b"1 1 1 rg 0 0 595 842 re f"


def with_borrowed_signature(pdf: bytes, *, copied: bool) -> bytes:
    """A new field over the whole page says that it is signed: by the signature of another field, or a copy of it."""
    writer = SignatureWriter(io.BytesIO(pdf))
    lender = _fields(writer)[-1].get_object()
    value = lender.raw_get("/V")
    if copied:
        original = value.get_object()
        same = DictionaryObject(
            {key: original.raw_get(key, decrypt=generic.EncryptedObjAccess.RAW) for key in original}
        )
        value = writer.add_object(same)
    field = writer.add_object(_widget({"/FT": pdf_name("/Sig"), "/T": generic.pdf_string("Them"), "/V": value}, writer))
    fields = _fields(writer)
    fields.append(field)
    writer.update_container(fields)
    _on_first_page(writer, field)
    return _written(writer)


def with_widget_below(pdf: bytes) -> bytes:
    """A signed field gets a second widget, over the whole page."""
    writer = SignatureWriter(io.BytesIO(pdf))
    place = list.__getitem__(_fields(writer), -1)
    widget = writer.add_object(_widget({"/Parent": IndirectObject(place.idnum, place.generation, writer)}, writer))
    field = writer.get_object(place.reference)
    field[pdf_name("/Kids")] = generic.ArrayObject([widget])
    writer.mark_update(place.reference)
    _on_first_page(writer, widget)
    return _written(writer)


def with_visible_time_stamp(pdf: bytes, tsa: LocalTimestamper) -> bytes:
    """A time stamp, which its server gives to anybody, that covers what stands on the page."""
    prepared = prepare_timestamp(pdf, field="CongvanTime", reserve=TOKEN_RESERVE)
    at = prepared.pdf.rindex(b"/Rect")
    end = prepared.pdf.index(b"]", at)
    size = end - at - len(b"/Rect [0 0 9 ")
    changed = prepared.pdf[:at] + b"/Rect [0 0 9 " + b"9".rjust(size) + prepared.pdf[end:]
    digest = hashlib.sha256(changed[: prepared.start] + changed[prepared.end :]).digest()
    return finish(replace(prepared, pdf=changed, document_digest=digest), tsa.token(digest))


def with_glyphs(pdf: bytes) -> bytes:
    """Prepared for fraud: a page has a font whose glyph is called, and looks like, a description of the file."""
    return _with_resource(pdf, "/Font", "/T3", "/CharProcs", "/Metadata", b"0 0 d0")


def with_colours(pdf: bytes) -> bytes:
    """Prepared for fraud: a colour space of a page is called, and looks like, a list of validation data."""
    writer = SignatureWriter(io.BytesIO(pdf))
    parts = [pdf_name("/Indexed"), pdf_name("/DeviceGray"), generic.NumberObject(1), generic.pdf_string("ab")]
    space = writer.add_object(generic.ArrayObject(writer.add_object(part) for part in parts))
    _put_resource(writer, "/ColorSpace", DictionaryObject({pdf_name("/CRL"): space}))
    return _written(writer)


def redrawn_glyphs(pdf: bytes) -> bytes:
    """The glyph of ``with_glyphs`` covers the page."""
    writer = SignatureWriter(io.BytesIO(pdf))
    place = _resources(writer)["/Font"]["/T3"]["/CharProcs"].raw_get("/Metadata")
    writer.get_object(place.reference)._data = b"0 0 d0 " + COVER
    writer.get_object(place.reference)._encoded_data = None
    writer.mark_update(place.reference)
    return _written(writer)


def recoloured(pdf: bytes) -> bytes:
    """The colours of ``with_colours`` are others."""
    writer = SignatureWriter(io.BytesIO(pdf))
    place = _resources(writer)["/ColorSpace"].raw_get("/CRL")
    space = writer.get_object(place.reference)
    list.__setitem__(space, 3, writer.add_object(generic.pdf_string("ba")))
    writer.mark_update(place.reference)
    return _written(writer)


def with_form_of_its_own(pdf: bytes) -> bytes:
    """The form that stood in the catalog becomes an object of its own, as some programs do before they sign. No fraud."""
    writer = SignatureWriter(io.BytesIO(pdf))
    form = writer.root["/AcroForm"]
    more = {pdf_name("/DA"): generic.pdf_string("/F1 0 Tf")}
    writer.root[pdf_name("/AcroForm")] = writer.add_object(DictionaryObject({k: form.raw_get(k) for k in form} | more))
    writer.update_root()
    return _written(writer)


def certified(pdf: bytes, pki: LocalPki, permits: MDPPerm) -> bytes:
    """The file with a certification signature that permits others something."""
    signer = SimpleSigner.load_pkcs12(str(pki.p12("anh")), passphrase=pki.password.encode())
    assert signer is not None
    meta = PdfSignatureMetadata(
        field_name="Certified", md_algorithm="sha256", certify=True, docmdp_permissions=permits,
        subfilter=SigSeedSubFilter.PADES,
    )  # fmt: skip
    output = io.BytesIO()
    sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, signer=signer, output=output)
    return output.getvalue()


def _with_resource(pdf: bytes, kind: str, name: str, holder: str, key: str, drawn: bytes) -> bytes:
    writer = SignatureWriter(io.BytesIO(pdf))
    stream = generic.StreamObject({pdf_name("/Subtype"): pdf_name("/XML")}, stream_data=drawn)
    glyphs = DictionaryObject({pdf_name(key): writer.add_object(stream)})
    thing = DictionaryObject({pdf_name("/Type"): pdf_name(kind), pdf_name("/Subtype"): pdf_name("/Type3")})
    thing[pdf_name(holder)] = glyphs
    known = value_of(_resources(writer), kind) or DictionaryObject()
    _put_resource(writer, kind, DictionaryObject({**known, pdf_name(name): writer.add_object(thing)}))
    return _written(writer)


def _put_resource(writer: SignatureWriter, kind: str, value: DictionaryObject) -> None:
    page_ref = writer.find_page_for_modification(0)[0]
    resources = page_ref.get_object()["/Resources"]
    resources[pdf_name(kind)] = value
    writer.update_container(resources)
    writer.mark_update(page_ref)


def _resources(writer: SignatureWriter) -> DictionaryObject:
    found = writer.prev.find_page_for_modification(0)[0].get_object()["/Resources"]
    assert isinstance(found, DictionaryObject)
    return found


def _fields(writer: SignatureWriter) -> generic.ArrayObject:
    found = writer.root["/AcroForm"]["/Fields"]
    assert isinstance(found, generic.ArrayObject)
    return found


def _widget(more: dict[str, generic.PdfObject], writer: SignatureWriter) -> DictionaryObject:
    look = generic.StreamObject(
        {pdf_name("/Type"): pdf_name("/XObject"), pdf_name("/Subtype"): pdf_name("/Form"), pdf_name("/BBox"): _box()},
        stream_data=COVER,
    )
    return DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/Rect"): _box(),
            pdf_name("/F"): generic.NumberObject(4),
            pdf_name("/AP"): DictionaryObject({pdf_name("/N"): writer.add_object(look)}),
            **{pdf_name(key): value for key, value in more.items()},
        }
    )


def _box() -> generic.ArrayObject:
    return generic.ArrayObject(generic.NumberObject(n) for n in (0, 0, 595, 842))


def _on_first_page(writer: SignatureWriter, widget: IndirectObject) -> None:
    page_ref = writer.find_page_for_modification(0)[0]
    annotations = value_of(page_ref.get_object(), "/Annots")
    annotations.append(widget)
    writer.update_container(annotations)
    writer.mark_update(page_ref)


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()
