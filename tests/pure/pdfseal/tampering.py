"""Ways in which a signed file is changed on its way, each as a person or a program would do it."""

import io
from pathlib import Path

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf

from pdfseal.external import SignatureWriter
from pdfseal.fields import value_of

HOLE = 900  # the number of an object that is spoken of before it exists


def altered_byte(pdf: bytes, needle: bytes = b"/Type/Page") -> bytes:
    """One letter of the signed bytes is another one."""
    at = pdf.index(needle)
    return pdf[:at] + b"/Tyqe" + pdf[at + 5 :]


def replaced_page(pdf: bytes) -> bytes:
    """A later revision gives page 1 another text: every signature value stays correct."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.find_page_for_modification(0)[0].get_object()
    page[pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"0 0 1 rg 90 400 300 60 re f"))
    writer.mark_update(writer.find_page_for_modification(0)[0])
    return _written(writer)


def redefined_stream(pdf: bytes) -> bytes:
    """A later revision gives the same content stream another value: not even the page object changes."""
    writer = SignatureWriter(io.BytesIO(pdf))
    page = writer.prev.find_page_for_modification(0)[0].get_object()
    content = page.raw_get("/Contents")
    stream = writer.get_object(content.reference)
    stream._data = b"0 0 1 rg 90 400 300 60 re f"
    stream._encoded_data = None
    stream.pop("/Filter", None)
    stream.pop("/DecodeParms", None)
    writer.mark_update(content.reference)
    return _written(writer)


def appended_page(pdf: bytes) -> bytes:
    """A later revision adds a page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    pages = writer.root["/Pages"]
    box = generic.ArrayObject(generic.NumberObject(n) for n in (0, 0, 595, 842))
    page = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/MediaBox"): box,
            pdf_name("/Resources"): generic.DictionaryObject(),
            pdf_name("/Parent"): writer.root.raw_get("/Pages"),
        },
    )
    pages["/Kids"].append(writer.add_object(page))
    pages[pdf_name("/Count")] = generic.NumberObject(int(pages["/Count"]) + 1)
    writer.update_container(pages)
    writer.update_container(pages["/Kids"])
    return _written(writer)


def with_hole(pdf: bytes) -> bytes:
    """A file prepared for fraud: its page also shows an object that does not exist yet."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page_ref = writer.find_page_for_modification(0)[0]
    page = page_ref.get_object()
    hole = generic.IndirectObject(HOLE, 0, writer)
    page[pdf_name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), hole])
    writer.mark_update(page_ref)
    return _written(writer)


def filled_hole(pdf: bytes) -> bytes:
    """The missing object of ``with_hole`` appears: nothing that existed changes."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer._lastobj_id = HOLE
    writer.objects[(0, HOLE)] = generic.StreamObject(stream_data=b"1 0 0 rg 90 400 300 60 re f")
    return _written(writer)


def with_content_as_metadata(pdf: bytes) -> bytes:
    """A file prepared for fraud: the text of its page calls itself metadata."""
    writer = SignatureWriter(io.BytesIO(pdf))
    page = writer.find_page_for_modification(0)[0].get_object()
    writer.root[pdf_name("/Metadata")] = page.raw_get("/Contents")
    writer.update_root()
    return _written(writer)


def with_resource(pdf: bytes, kind: str, name: str, thing: generic.PdfObject) -> bytes:
    """A file prepared for fraud: a page names what it draws with as it likes, here like something harmless."""
    writer = SignatureWriter(io.BytesIO(pdf))
    page_ref = writer.find_page_for_modification(0)[0]
    resources = page_ref.get_object()["/Resources"]
    known = value_of(resources, kind) or generic.DictionaryObject()
    resources[pdf_name(kind)] = generic.DictionaryObject({**known, pdf_name(name): writer.add_object(thing)})
    writer.update_container(resources)
    writer.mark_update(page_ref)
    return _written(writer)


def with_fonts_of_a_form(pdf: bytes, *, shared: bool) -> bytes:
    """A form with fonts of its own; ``shared``, prepared for fraud: they are also those of its page, one is missing there."""
    writer = SignatureWriter(io.BytesIO(pdf))
    page_ref = writer.find_page_for_modification(0)[0]
    resources = page_ref.get_object()["/Resources"]
    fonts = writer.add_object(value_of(resources, "/Font") or generic.DictionaryObject())
    if shared:
        resources[pdf_name("/Font")] = fonts
        writer.update_container(resources)
        writer.mark_update(page_ref)
    form = generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject()})
    form[pdf_name("/DR")] = generic.DictionaryObject({pdf_name("/Font"): fonts})
    writer.root[pdf_name("/AcroForm")] = writer.add_object(form)
    writer.update_root()
    return _written(writer)


def font(name: str) -> generic.DictionaryObject:
    names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": name}
    return generic.DictionaryObject({pdf_name(key): pdf_name(value) for key, value in names.items()})


def changed_form_fonts(pdf: bytes) -> bytes:
    """The form gets one font more, as programs do before they sign."""
    writer = SignatureWriter(io.BytesIO(pdf))
    place = writer.root["/AcroForm"]["/DR"].raw_get("/Font")
    writer.get_object(place.reference)[pdf_name("/F9")] = font("/ZapfDingbats")
    writer.mark_update(place.reference)
    return _written(writer)


def changed_resource(pdf: bytes, kind: str, name: str, key: str, value: generic.PdfObject) -> bytes:
    """What a page draws with gets another value: the page itself stays."""
    writer = SignatureWriter(io.BytesIO(pdf))
    resources = writer.prev.find_page_for_modification(0)[0].get_object()["/Resources"]
    place = resources[kind].raw_get(name)
    writer.get_object(place.reference)[pdf_name(key)] = value
    writer.mark_update(place.reference)
    return _written(writer)


def stamped(pdf: bytes, text: str = "ĐẾN") -> bytes:
    """A later revision adds an annotation, as many programs stamp arriving mail."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page_ref = writer.find_page_for_modification(0)[0]
    page = page_ref.get_object()
    stamp = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(generic.NumberObject(n) for n in (60, 780, 160, 820)),
            pdf_name("/Contents"): generic.pdf_string(text),
            pdf_name("/DA"): generic.pdf_string("/Helv 12 Tf 1 0 0 rg"),
            pdf_name("/F"): generic.NumberObject(4),
        },
    )
    annotations = value_of(page, "/Annots")
    if annotations is None:
        page[pdf_name("/Annots")] = annotations = generic.ArrayObject()
        writer.mark_update(page_ref)
    annotations.append(writer.add_object(stamp))
    writer.update_container(annotations)
    return _written(writer)


def moved_stamp(pdf: bytes) -> bytes:
    """A later revision moves the widget of a signature: an existing annotation changes."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    widget = writer.find_page_for_modification(0)[0].get_object()["/Annots"].raw_get(0)
    field = widget.get_object()
    field[pdf_name("/Rect")] = generic.ArrayObject(generic.NumberObject(n) for n in (0, 0, 500, 500))
    writer.mark_update(widget.reference)
    return _written(writer)


def rewritten(pdf: bytes) -> bytes:
    """A program opens the file, stamps it and saves it anew."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.docinfo["/Title"] = "Đã đóng dấu đến"
        opened.save(output)
    return output.getvalue()


def described(pdf: bytes) -> bytes:
    """A later revision adds validation data (DSS) and touches the description of the file."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    certificates = generic.ArrayObject([writer.add_object(generic.StreamObject(stream_data=b"certificate"))])
    writer.root[pdf_name("/DSS")] = writer.add_object(
        generic.DictionaryObject({pdf_name("/Certs"): writer.add_object(certificates)})
    )
    writer.update_root()
    writer.set_info(generic.DictionaryObject({pdf_name("/Title"): generic.pdf_string("Công văn")}))
    return _written(writer)


def titled(pdf: bytes, title: str) -> bytes:
    """A later revision gives the file another title, and nothing else."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.set_info(generic.DictionaryObject({pdf_name("/Title"): generic.pdf_string(title)}))
    return _written(writer)


def locked(pdf: bytes) -> bytes:
    """The file needs a password to be opened."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(output, encryption=pikepdf.Encryption(owner="chủ", user="khách"))
    return output.getvalue()


def turned(pdf: bytes, angle: int) -> bytes:
    """The pages are shown turned by ``angle`` degrees, as scanners leave them."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.pages[0].Rotate = angle
        opened.save(output)
    return output.getvalue()


def signed_with_sha1(pdf: bytes, p12: Path, password: str) -> bytes:
    """The file signed in the old manner: adbe.pkcs7.detached over SHA-1, no time stamp."""
    signer = SimpleSigner.load_pkcs12(str(p12), passphrase=password.encode())
    assert signer is not None
    meta = PdfSignatureMetadata(
        field_name="Signature1", md_algorithm="sha1", subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    )
    output = io.BytesIO()
    sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, signer=signer, output=output)
    return output.getvalue()


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()
