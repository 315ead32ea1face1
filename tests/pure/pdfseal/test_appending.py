"""Revisions that are written byte by byte: of every shape of file they say what pyHanko's would say, and all checkers agree."""

import io
import logging
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from asn1crypto import pem, x509
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import ValidationContext, validate_pdf_signature
from tests.pure.pdfseal import shapes, tampering
from tests.pure.pdfseal.conftest import FONTS, NOON, TODAY, Letter, Office, handwriting

from pdfseal.drawing import draw_seal, picture
from pdfseal.errors import NotPdf, PdfDamaged, PdfEncrypted, PlaceMissing
from pdfseal.external import Growing, Prepared, Widget
from pdfseal.places import Box, NumberPlaces, Spot
from pdfseal.signing import Sealed, add_timestamp_later, sign_issue, sign_mark, sign_person
from pdfseal.verify import verify

HAND = Box(1, 300, 600, 120, 60)
PLACES = NumberPlaces(1, Spot(100, 100, 40, 13), Spot(300, 100, 20, 14), Spot(340, 100, 20, 14))
SEAL = Widget(Box(2, 300, 500, 90, 90), draw_seal("Văn phòng Chính phủ", side=90, fonts=FONTS))
CHANGING = frozenset({"/ID", "/Prev", "/Size", "/ByteRange", "/Contents"})


def plain_files() -> dict[str, bytes]:
    made = {name: shape.written() for name, shape in shapes.PLAIN.items()}
    made["qpdf"] = shapes.by_qpdf(made["turned-90"])
    made["qpdf-packed"] = shapes.by_qpdf(made["annotations-indirect"], packed=True)
    made["qpdf-linear"] = shapes.by_qpdf(made["form-indirect"], linear=True)
    made["qpdf-linear-packed"] = shapes.by_qpdf(made["table"], linear=True, packed=True)
    made["generation"] = shapes.used_again()
    made["updated"] = tampering.stamped(made["table"])
    made["updated-packed"] = tampering.described(tampering.stamped(made["packed"]))
    return made


FILES = plain_files()


def by_pyhanko(pdf: bytes, **asked: Any) -> Prepared:
    file = Growing(pdf)
    file._plain = None
    return file.prepare(at=NOON, **asked)


def last_revision(pdf: bytes) -> tuple[PdfFileReader, set[tuple[int, int]]]:
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    resolver = reader.get_historical_resolver(reader.xrefs.total_revisions - 1)
    streams = {(ref.idnum, ref.generation) for ref in reader.xrefs.xref_stream_refs}
    written = {(ref.idnum, ref.generation) for ref in resolver.explicit_refs_in_revision()}
    return reader, written - streams


def alike(first: Any, second: Any, path: str) -> Iterator[str]:
    """Yield where two values differ; references are compared by number."""
    if isinstance(first, dict) and isinstance(second, dict):
        left_out = CHANGING if path == "trailer" or dict.get(first, "/Filter") == "/Adobe.PPKLite" else {"/Length"}
        for key in (set(first) | set(second)) - left_out:
            if key in first and key in second:
                yield from alike(dict.get(first, key), dict.get(second, key), path + key)
            else:
                yield f"{path}{key} only once"
        if isinstance(first, generic.StreamObject) and first.encoded_data != second.encoded_data:
            yield f"{path}: content"
    elif isinstance(first, list) and isinstance(second, list):
        if len(first) != len(second):
            yield f"{path}: {len(first)} and {len(second)}"
        for index, (one, other) in enumerate(zip(list.__iter__(first), list.__iter__(second), strict=False)):
            yield from alike(one, other, f"{path}[{index}]")
    elif isinstance(first, int | generic.FloatObject) and isinstance(second, int | generic.FloatObject):
        if float(first) != float(second):
            yield f"{path}: {first} and {second}"
    elif isinstance(first, generic.IndirectObject) and isinstance(second, generic.IndirectObject):
        if (first.idnum, first.generation) != (second.idnum, second.generation):
            yield f"{path}: {first!r} and {second!r}"
    elif type(first) is not type(second) or first != second:
        yield f"{path}: {first!r} and {second!r}"


def differences(ours: bytes, theirs: bytes) -> list[str]:
    """Return where the newest revisions of two files differ: object by object, by number."""
    mine, our_objects = last_revision(ours)
    other, their_objects = last_revision(theirs)
    first, second = mine.trailer.flatten(), other.trailer.flatten()
    found = [*alike(first, second, "trailer")]
    if our_objects != their_objects:
        found.append(f"objects {sorted(our_objects ^ their_objects)}")
    for ref in our_objects & their_objects:
        one, another = (reader.get_object(generic.Reference(*ref, pdf=reader)) for reader in (mine, other))
        found += alike(one, another, str(ref))
    lasting, also = (one["/ID"] for one in (first, second))
    if len(lasting) != 2 or lasting[1] == also[1]:
        found.append("identifier")
    return found


@pytest.mark.parametrize("widget", [None, SEAL, Widget(HAND, picture(handwriting(), width=120, height=60))])
@pytest.mark.parametrize("name", FILES)
def test_our_revision_says_what_pyhanko_s_says(name: str, widget: Widget | None):
    pdf = FILES[name]
    ours = Growing(pdf)

    prepared = ours.prepare(field="CongvanSeal", at=NOON, widget=widget)
    theirs = by_pyhanko(pdf, field="CongvanSeal", widget=widget)

    assert ours.plain
    assert prepared.pdf.startswith(pdf)
    assert differences(prepared.pdf, theirs.pdf) == []
    assert prepared.field == theirs.field


@pytest.mark.parametrize("name", FILES)
def test_a_second_revision_is_written_from_what_is_known_of_the_first(name: str):
    ours, theirs = Growing(FILES[name]), FILES[name]
    for field, widget in (("CongvanNumber", None), ("CongvanPerson…", SEAL), ("CongvanPerson…", SEAL)):
        prepared = ours.prepare(field=field, at=NOON, widget=widget)
        ours.signed(prepared, b"signature")
        theirs = by_pyhanko(theirs, field=field, widget=widget).pdf

    assert ours.plain
    assert differences(ours.pdf, theirs) == []
    with pikepdf.open(io.BytesIO(ours.pdf)) as opened:
        # what qpdf says of inherited entries of a page it says of the file before, too
        assert [one for one in opened.check_pdf_syntax() if "(from 0)" not in one] == []


@pytest.mark.parametrize("name", shapes.OTHER)
def test_what_is_not_plain_is_signed_by_pyhanko(name: str, office: Office, check_all):
    pdf = shapes.OTHER[name].written()

    check_all(pdf, issue(pdf, office).pdf, plain=False)


@pytest.mark.parametrize("name", FILES)
def test_every_checker_takes_an_issued_file_of_every_shape(name: str, office: Office, check_all):
    check_all(FILES[name], issue(FILES[name], office).pdf, plain=True)


@pytest.mark.parametrize("name", FILES)
def test_what_comes_after_an_issue_is_classed_in_files_of_every_shape(name: str, office: Office):
    issued = issue(FILES[name], office).pdf

    stamped, replaced = (
        verify(change(issued), trust=office.trust, now=TODAY) for change in (tampering.stamped, tampering.replaced_page)
    )

    assert (stamped.verdict, replaced.verdict) == ("valid_with_remarks", "broken")
    assert {finding.code for finding in stamped.signatures[-1].findings} & {"stamped_after"}
    assert {finding.code for finding in replaced.signatures[-1].findings} & {"content_changed_after"}


@pytest.mark.parametrize("name", ["table", "packed", "qpdf-linear", "form-direct", "updated", "generation"])
def test_poppler_finds_each_signature_valid(name: str, office: Office, tmp_path: Path):
    path = tmp_path / "issued.pdf"
    path.write_bytes(issue(FILES[name], office).pdf)

    told = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=True).stdout

    assert told.count("Signature is Valid.") == 3
    assert told.count("Total document signed") == 1
    assert "Total document signed" in told[told.index("Signature #3") :]


def test_the_letter_of_a_typesetter_is_plain(letter: Letter, issued: bytes):
    assert Growing(letter.pdf).plain
    assert Growing(issued).plain


def test_a_time_stamp_and_a_mark_are_revisions_like_the_others(office: Office, check_all):
    pdf = FILES["stream"]
    marked = sign_mark(
        pdf, office.key("vpcp"), kind="copy", lines=["SAO Y"], at=NOON, fonts=FONTS, tsa=office.tsa(NOON)
    )
    stamped = add_timestamp_later(marked.pdf, tsa=office.tsa(NOON))

    check_all(pdf, stamped.pdf, plain=True, fields=["CongvanCopy1", "CongvanTimestamp1"])


def test_a_page_that_is_not_there_is_named(office: Office):
    for pdf in (FILES["table"], shapes.OTHER["hybrid"].written()):
        with pytest.raises(PlaceMissing):
            Growing(pdf).prepare(field="S", at=NOON, widget=replace(SEAL, box=Box(3, 0, 0, 9, 9)))


def test_what_stands_on_a_turned_page_stands_upright(office: Office, tmp_path: Path):
    words = {}
    for way in ("ours", "theirs"):
        file = Growing(FILES["turned-90"])
        assert file.plain
        if way == "theirs":
            file._plain = None
        path = tmp_path / f"{way}.pdf"
        path.write_bytes(file.prepare(field="S", at=NOON, widget=replace(SEAL, box=replace(SEAL.box, page=1))).pdf)
        words[way] = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True).stdout

    assert "<word" in words["ours"]
    assert words["ours"] == words["theirs"]


DAMAGE = {
    "cut": lambda pdf: pdf[: len(pdf) // 2],
    "no catalog": lambda pdf: pdf.replace(b"/Root 1 0 R", b"/Root 8 0 R"),
    "no pages": lambda pdf: pdf.replace(b"/Pages 2 0 R", b"/Pages 5 0 R"),
    "loop of sections": lambda pdf: pdf.replace(b"/Size 7", b"/Size 7 /Prev %d" % pdf.rindex(b"xref\n0")),
    "loop of pages": lambda pdf: pdf.replace(b"[3 0 R 4 0 R]", b"[2 0 R 2 0 R]"),
    "no dictionary": lambda pdf: pdf.replace(b"<< /Type /Catalog", b"[] /Type /Catalog"),
    "offset": lambda pdf: pdf.replace(b"startxref\n", b"startxref\n9999"),
    "deep": lambda pdf: pdf.replace(b"/MediaBox [0 0 595 842]", b"/MediaBox " + b"[" * 5000),
    "nothing behind": lambda pdf: b"%PDF-1.7\n",
    "no header": lambda pdf: b"\n" + pdf,
}


@pytest.mark.parametrize("name", DAMAGE)
def test_what_is_damaged_is_refused_as_before(name: str):
    pdf = DAMAGE[name](FILES["table"])

    with pytest.raises(PdfDamaged):
        Growing(pdf).prepare(field="S", at=NOON, widget=SEAL)


def test_what_is_locked_is_refused_as_before():
    with pytest.raises(PdfEncrypted):
        Growing(tampering.locked(FILES["stream"])).prepare(field="S", at=NOON)
    with pytest.raises(PdfEncrypted):
        Growing(tampering.locked(FILES["stream"])).page_size()


edits = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 3), st.sampled_from(
        [b"", b" ", b"0", b"9", b"/", b"<<", b">>", b"[", b"]", b"(", b")", b"R", b"\x00", b"%", b"#20", b"-", b".", b"null",
         b"obj", b"1 0 R", b"3 0 R", b"7 0 R", b"/Kids", b"/Annots", b"/Type", b"/Prev", b"/Size", b"/Index", b"/W", b"\n"]
    )),
    min_size=1, max_size=3,
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(name=st.sampled_from(sorted(FILES)), edits=edits)
def test_whatever_our_way_takes_pyhanko_takes_with_the_same_objects(name: str, edits: list[tuple[float, int, bytes]]):
    logging.disable(logging.CRITICAL)
    pdf = FILES[name]
    for share, gone, put in edits:
        at = int(share * len(pdf))
        pdf = pdf[:at] + put + pdf[at + gone :]
    try:
        ours = Growing(pdf)
        prepared = ours.prepare(field="CongvanSeal", at=NOON, widget=SEAL)
    except (NotPdf, PdfDamaged, PdfEncrypted, PlaceMissing):
        return
    finally:
        logging.disable(logging.NOTSET)
    if ours.plain:
        theirs = by_pyhanko(pdf, field="CongvanSeal", widget=SEAL)
        assert differences(prepared.pdf, theirs.pdf) == []


def issue(pdf: bytes, office: Office) -> Sealed:
    """Return the file signed by its leader, numbered and sealed, all time stamped."""
    tsa = office.tsa(NOON)
    signed = sign_person(pdf, office.key("anh"), place=HAND, image_png=handwriting(), at=NOON, fonts=FONTS, tsa=tsa)
    return sign_issue(
        signed.pdf, office.key("vpcp"), number_text="12", issued_on=date(2026, 11, 20), places=PLACES,
        place=Box(2, 250, 580, 100, 100), image_png=None, at=NOON, fonts=FONTS, tsa=tsa,
    )  # fmt: skip


@pytest.fixture
def check_all(office: Office):
    """Check a signed file by verify and by pyHanko."""

    def check(before: bytes, pdf: bytes, *, plain: bool, fields: list[str] | None = None) -> None:
        assert pdf.startswith(before)
        file = Growing(before)
        file.prepare(field="S", at=NOON)
        assert file.plain is plain
        verdict = verify(pdf, trust=office.trust, now=TODAY)
        names = fields or ["CongvanPerson1", "CongvanNumber"]
        assert [one.field for one in verdict.signatures][: len(names)] == names
        assert verdict.verdict == "valid", verdict
        reader = PdfFileReader(io.BytesIO(pdf))
        if reader.xrefs.hybrid_xrefs_present:
            return  # pyHanko declines to judge these
        for embedded in reader.embedded_regular_signatures:
            status = validate_pdf_signature(embedded, context(office))
            assert status.bottom_line, status.pretty_print_details()
            assert status.coverage.name in ("ENTIRE_FILE", "ENTIRE_REVISION")

    return check


def context(office: Office) -> ValidationContext:
    roots = [
        x509.Certificate.load(pem.unarmor((office.pki.trust / f"{name}.crt").read_bytes())[2])
        for name in ("root", "issuing")
    ]
    return ValidationContext(trust_roots=roots[:1], other_certs=roots[1:], allow_fetching=False, moment=TODAY)
