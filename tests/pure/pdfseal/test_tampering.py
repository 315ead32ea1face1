"""What happens to a good file on its way, and the verdict on it. The matrix of attacks and accidents."""

import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pyhanko.pdf_utils.generic import DictionaryObject, NumberObject, StreamObject, pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from tests.pure.pdfseal import tampering
from tests.pure.pdfseal.conftest import NOON, TODAY, Letter, Office

from pdfseal.errors import NotPdf, PdfDamaged, PdfEncrypted, PdfTooComplex, PdfTooLarge
from pdfseal.mentions import Mentions
from pdfseal.signing import add_timestamp_later
from pdfseal.verdict import Verdict
from pdfseal.verify import Policy, verify


@pytest.fixture
def check(office: Office) -> Callable[[bytes], Verdict]:
    return lambda pdf: verify(pdf, trust=office.trust, now=TODAY)


def test_a_letter_with_three_signatures_is_valid(check, issued):
    verdict = check(issued)

    assert verdict.verdict == "valid", verdict
    assert verdict.sentence == "Chữ ký số hợp lệ, xử lý ngay, không cần chờ bản giấy."
    assert [s.field for s in verdict.signatures] == ["CongvanPerson1", "CongvanNumber", "CongvanSeal"]
    assert [s.covers for s in verdict.signatures] == ["revision", "revision", "file"]
    assert {s.chain for s in verdict.signatures} == {"trusted"}
    assert verdict.signatures[0].signed_at == NOON
    assert verdict.signatures[0].time_source == "timestamp"


def test_poppler_finds_each_signature_valid_and_the_last_over_the_whole_file(issued, tmp_path: Path):
    path = tmp_path / "issued.pdf"
    path.write_bytes(issued)

    told = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=True).stdout

    assert told.count("Signature is Valid") == 3
    assert told.count("Not total document signed") == 2
    assert told.rstrip().endswith("Signature Validation: Signature is Valid.")
    assert told.count("  - Total document signed") == 1


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        (tampering.altered_byte, "digest_wrong"),
        (lambda pdf: pdf.replace(b"%PDF-1.7", b"%PDF-1.6", 1), "digest_wrong"),
        (tampering.appended_page, "content_changed_after"),
        (tampering.replaced_page, "content_changed_after"),
        (tampering.redefined_stream, "content_changed_after"),
        (tampering.moved_stamp, "content_changed_after"),
        (lambda pdf: pdf + b"\n% more", "bytes_appended"),
        (lambda pdf: pdf + b"\n", "bytes_appended"),
        (lambda pdf: pdf + bytes(5000), "structure_damaged"),
        (lambda pdf: tampering.stamped(pdf) + b"<script>", "bytes_appended"),
        (lambda pdf: pdf[:-9000], "structure_damaged"),
        (lambda pdf: pdf[: len(pdf) * 2 // 5], "structure_damaged"),
        (lambda pdf: b"data:application/pdf;" + pdf, "bytes_before_header"),
        (tampering.rewritten, "range_with_gap"),
    ],
)
def test_a_change_after_signing_breaks_the_file_and_is_named(check, issued, change, fact):
    verdict = check(change(issued))

    assert verdict.verdict == "broken", verdict
    named = {*verdict.facts, *(f for s in verdict.signatures for f in s.facts)}
    assert fact in named, named


def test_a_page_replaced_after_signing_fools_poppler_but_not_us(check, issued, tmp_path: Path):
    path = tmp_path / "replaced.pdf"
    path.write_bytes(tampering.replaced_page(issued))

    told = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=True).stdout
    verdict = check(path.read_bytes())

    assert told.count("Signature is Valid") == 3
    assert verdict.verdict == "broken"
    assert all(s.intact for s in verdict.signatures)
    assert "đã bị thay đổi sau chữ ký" in verdict.sentence


def test_each_single_byte_that_is_signed_counts(check, issued):
    for place in range(20, len(issued), len(issued) // 20):
        changed = bytearray(issued)
        changed[place] ^= 0x01
        if bytes(changed[place : place + 1]).isalnum() and issued[place : place + 1] in b"0123456789ABCDEF":
            continue  # padding of a signature's place may read the same
        try:
            assert check(bytes(changed)).verdict == "broken", place
        except PdfDamaged:
            pytest.fail(f"byte {place}: a signed file is never called just damaged")


def test_a_stamp_added_as_annotation_is_a_remark(check, issued):
    verdict = check(tampering.stamped(issued))

    assert verdict.verdict == "valid_with_remarks"
    assert all("stamped_after" in s.facts for s in verdict.signatures)
    assert "thêm lên trang sau chữ ký" in verdict.sentence


def test_a_stamp_between_signatures_is_a_remark_on_the_earlier_one(check, person_signed, sealed):
    verdict = check(sealed(tampering.stamped(person_signed().pdf)).pdf)

    assert verdict.verdict == "valid_with_remarks"
    assert [s.facts for s in verdict.signatures] == [("stamped_after",), ()]


def test_a_change_that_a_later_signature_covers_is_a_remark(check, person_signed, sealed):
    verdict = check(sealed(tampering.replaced_page(person_signed().pdf)).pdf)

    assert verdict.verdict == "valid_with_remarks"
    assert [s.facts for s in verdict.signatures] == [("content_changed_after",), ()]


def test_a_document_time_stamp_approves_no_change(check, office: Office, person_signed):
    changed = tampering.replaced_page(person_signed().pdf)

    verdict = check(add_timestamp_later(changed, tsa=office.tsa(NOON)).pdf)

    assert verdict.verdict == "broken"


@pytest.mark.parametrize(
    ("prepare", "change"),
    [
        (tampering.with_hole, tampering.filled_hole),
        (tampering.with_content_as_metadata, tampering.redefined_stream),
    ],
)
def test_a_file_prepared_before_signing_to_change_unnoticed_is_caught(check, letter: Letter, sealed, prepare, change):
    signed = sealed(prepare(letter.pdf)).pdf

    assert check(signed).verdict == "valid"
    assert check(change(signed)).verdict == "broken"


@pytest.mark.parametrize(
    ("kind", "name", "thing", "key", "value"),
    [
        ("/Font", "/Info", tampering.font("/Helvetica"), "/BaseFont", pdf_name("/ZapfDingbats")),
        ("/Font", "/Cert", tampering.font("/Helvetica"), "/BaseFont", pdf_name("/ZapfDingbats")),
        ("/ExtGState", "/Metadata", DictionaryObject({pdf_name("/ca"): NumberObject(1)}), "/ca", NumberObject(0)),
        ("/XObject", "/Metadata", StreamObject(stream_data=b"0 0 9 9 re f"), "/Subtype", pdf_name("/Form")),
    ],
)
def test_what_a_page_draws_with_is_content_whatever_it_is_called(
    check, letter: Letter, sealed, kind, name, thing, key, value
):
    signed = sealed(tampering.with_resource(letter.pdf, kind, name, thing)).pdf

    assert check(signed).verdict == "valid"
    assert check(tampering.changed_resource(signed, kind, name, key, value)).verdict == "broken"


def test_a_font_added_to_a_list_that_a_page_shares_with_the_form_is_content(check, letter: Letter, sealed):
    shared, own = (sealed(tampering.with_fonts_of_a_form(letter.pdf, shared=one)).pdf for one in (True, False))

    assert check(shared).verdict == check(own).verdict == "valid"
    assert check(tampering.changed_form_fonts(shared)).verdict == "broken"
    assert check(tampering.changed_form_fonts(own)).verdict == "valid"


@pytest.mark.parametrize("torn", [b"900 0 R", b"900%x y\n0 R", b"900\t0%\r%%\n R", b"900 %\n\n0\x00R"])
def test_a_reference_torn_apart_by_comments_is_still_seen(letter: Letter, torn: bytes):
    reader = PdfFileReader(io.BytesIO(letter.pdf))
    data = letter.pdf + b" 50% of 900 /Contents " + torn + b"]"

    mentions = Mentions(reader, data)

    assert mentions.before(900, len(data))
    assert not mentions.before(900, len(letter.pdf))
    assert mentions.only_as(900, frozenset({"Contents"}), len(data))
    assert not mentions.before(50 * 1000, len(data))


def test_new_metadata_and_validation_data_change_nothing(check, issued):
    verdict = check(tampering.described(issued))

    assert verdict.verdict == "valid", verdict


def test_an_unsigned_file_is_unsigned(check, letter: Letter):
    verdict = check(letter.pdf)

    assert (verdict.verdict, verdict.signatures) == ("unsigned", ())
    assert verdict.sentence == "Tệp không có chữ ký số."


def test_the_remains_of_another_files_signature_are_no_signature(check, issued):
    cut = re.sub(rb"/ByteRange \[0 (\d+ )(\d+) ", rb"/ByteRange [0 9\1\2", issued.replace(b"/AcroForm", b"/AcroGone"))

    verdict = check(cut)

    assert (verdict.verdict, verdict.facts) == ("unsigned", ("leftover_signature",))


def test_a_signature_taken_off_the_list_is_missed(check, issued):
    verdict = check(issued.replace(b"/AcroForm", b"/AcroGone"))

    assert (verdict.verdict, verdict.facts) == ("broken", ("signature_hidden",))


def test_what_is_no_pdf_gets_an_error_with_a_code(check, letter: Letter, tmp_path: Path):
    with pytest.raises(NotPdf):
        check(b"PK\x03\x04 a Word file")
    with pytest.raises(NotPdf):
        check(b"")
    with pytest.raises(PdfDamaged):
        check(letter.pdf[:3000])
    with pytest.raises(PdfTooLarge):
        verify(letter.pdf, now=TODAY, policy=Policy(max_bytes=1000))
    with pytest.raises(PdfEncrypted):
        check(tampering.locked(letter.pdf))


def test_a_file_without_a_table_of_objects_still_opens_when_nothing_is_signed(check, letter: Letter):
    verdict = check(letter.pdf.replace(b"startxref\n", b"startxref\n9"))

    assert (verdict.verdict, verdict.facts) == ("unsigned", ("structure_repaired",))


def test_files_made_to_exhaust_the_checker_are_refused_or_judged_at_once(check):
    start = b"%PDF-1.7\n/ByteRange [0 1 2 3]\n"
    with pytest.raises(PdfTooComplex):
        check(start + b"0000000009 00000 n \n" * 500_000)
    with pytest.raises(PdfTooComplex):
        check(start * 300)
    for monster in (start + bytes(20_000_000), start + b"/Contents <" + b"0" * 20_000_000, start + b"1 " * 1_000_000):
        assert check(monster).facts == ("structure_damaged",)


def _claiming(entries: bytes, rows: bytes = b"\x01\x00\x00", more: bytes = b"") -> bytes:
    """A file whose cross-reference stream claims more than it holds."""
    start = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    return start + more + (
        b"9 0 obj\n<< /Type /XRef /Root 1 0 R %b /Length %d >>\nstream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        % (entries, len(rows), rows, len(start + more))
    )  # fmt: skip


@pytest.mark.parametrize(
    "entries",
    [
        b"/Size 10 /W [1 1 1] /Index [1 400000000]",
        b"/Size 10 /W [1 1 1] /Ind#65x [1 400000000]",
        b"/Size 400000000 /W [1 1 1]",
        b"/Size 10 /W [0 0 0] /Index [1 400000000]",
        b"/Size 10 /W [1 1 1] /Index [%b]" % b" ".join(b"%d 399999" % (place * 400_000) for place in range(1000)),
    ],
)
def test_entries_that_a_file_claims_and_does_not_hold_are_not_looked_for(check, entries):
    for more in (b"", b"/ByteRange [0 1 2 3]\n"):
        with pytest.raises(PdfTooComplex):
            check(_claiming(entries, more=more))


def test_a_chain_of_claims_is_added_up(check):
    pdf, previous = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n", b""
    for number in range(9, 20):
        head = b"%d 0 obj\n<< /Type /XRef /Root 1 0 R /Size 9 /W [1 1 1] /Index [1 99999] /Length 3 %b" % (
            number,
            previous,
        )
        place, previous = len(pdf), b"/Prev %d" % len(pdf)
        pdf += head + b">>\nstream\n\x01\x00\x00\nendstream\nendobj\n"

    with pytest.raises(PdfTooComplex):
        check(pdf + b"startxref\n%d\n%%%%EOF\n" % place)


@pytest.mark.parametrize("entry", [b"0000000000 00001 f \n", b"0000000009 00000 nAB"])
def test_a_table_of_entries_that_are_free_or_end_oddly_is_a_monster_as_well(check, entry):
    start = b"%PDF-1.7\n/ByteRange [0 1 2 3]\n"
    table = b"xref\n1 500000\n" + entry * 500_000 + b"trailer\n<< /Size 9 /Root 1 0 R >>\n"

    with pytest.raises(PdfTooComplex):
        check(start + table + b"startxref\n%d\n%%%%EOF\n" % len(start))


def test_a_long_chain_of_small_sections_is_a_monster_as_well(check):
    pdf, previous = b"%PDF-1.7\n", b""
    for _ in range(1100):
        place = len(pdf)
        pdf += b"xref\n0 0\ntrailer\n<< /Size 9 /Root 1 0 R %b >>\n" % previous
        previous = b"/Prev %d" % place

    with pytest.raises(PdfTooComplex):
        check(pdf + b"startxref\n%d\n%%%%EOF\n" % place)
