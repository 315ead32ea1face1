"""Nobody draws over a signed page unnoticed, whatever the drawing calls itself; and honest files are not called forged."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from tests.pure.pdfseal import forging, shapes, tampering
from tests.pure.pdfseal.conftest import HANOI, NOON, TODAY, Letter, Office

from pdfseal.fields import _claimed
from pdfseal.integrity import check_signature
from pdfseal.mentions import Mentions
from pdfseal.verdict import Verdict
from pdfseal.verify import verify


@pytest.fixture
def check(office: Office) -> Callable[[bytes], Verdict]:
    return lambda pdf: verify(pdf, trust=office.trust, now=TODAY)


@pytest.fixture(scope="session")
def signed(letter: Letter, sealed) -> bytes:
    return sealed(letter.pdf).pdf


def all_facts(verdict: Verdict) -> set[str]:
    return {*verdict.facts, *(fact for one in verdict.signatures for fact in one.facts)}


@pytest.mark.parametrize("copied", [False, True], ids=["shared", "copied"])
def test_a_field_that_borrows_a_signature_breaks_the_file(check, issued, copied: bool):
    verdict = check(forging.with_borrowed_signature(issued, copied=copied))

    assert verdict.verdict == "broken", verdict
    assert "signature_shared" in verdict.facts
    assert "stamped_after" in all_facts(verdict)


def test_a_widget_added_below_a_signed_field_is_content(check, issued):
    verdict = check(forging.with_widget_below(issued))

    assert verdict.verdict == "broken", verdict
    assert "content_changed_after" in all_facts(verdict)


def test_a_time_stamp_that_can_be_seen_is_a_stamp(check, office: Office, issued):
    verdict = check(forging.with_visible_time_stamp(issued, office.tsa(NOON + timedelta(hours=1))))

    assert verdict.verdict == "valid_with_remarks", verdict
    assert verdict.signatures[-1].intact
    assert "stamped_after" in all_facts(verdict)


@pytest.mark.parametrize(
    ("prepare", "change"),
    [(forging.with_glyphs, forging.redrawn_glyphs), (forging.with_colours, forging.recoloured)],
)
def test_what_a_page_draws_with_may_not_pass_as_metadata_or_validation_data(
    check, letter: Letter, sealed, prepare, change
):
    signed = sealed(prepare(letter.pdf)).pdf

    assert check(signed).verdict == "valid"
    assert check(change(signed)).verdict == "broken"


def test_what_an_object_stream_speaks_of_counts_from_its_own_revision_on():
    pdf = shapes.Shape(style="packed").written()
    reader = PdfFileReader(io.BytesIO(pdf))
    end = reader.xrefs.get_xref_container_info(0).end_location

    mentions = Mentions(reader, pdf)

    assert mentions.before(5, end)  # the content of both pages
    assert mentions.only_as(5, frozenset({"Contents"}), end)
    assert not mentions.only_as(900, frozenset({"Contents"}), end)  # of which nobody speaks


def test_validation_data_and_descriptions_may_grow_again_and_again(check, issued):
    pdf = issued
    for _ in range(3):
        pdf = tampering.described(pdf)

    assert check(pdf).verdict == "valid"


def test_a_description_that_its_trailer_alone_speaks_of_may_change(check, sealed):
    first = check(tampering.described(sealed(shapes.Shape().written()).pdf))
    pdf = sealed(shapes.Shape().written()).pdf
    for title in ("Một", "Hai", "Ba"):
        pdf = tampering.titled(pdf, title)

    assert first.verdict == "valid"
    assert check(pdf).verdict == "valid"


def test_a_form_that_becomes_an_object_of_its_own_is_no_change(check, office: Office, sealed):
    signed = sealed(shapes.Shape(catalog=b"/AcroForm << /Fields [] >>").written()).pdf

    verdict = check(forging.with_form_of_its_own(signed))

    assert verdict.verdict == "valid", verdict


@pytest.mark.parametrize(
    ("permits", "change", "expected"),
    [
        (MDPPerm.NO_CHANGES, tampering.described, "valid_with_remarks"),
        (MDPPerm.NO_CHANGES, tampering.stamped, "broken"),
        (MDPPerm.FILL_FORMS, tampering.stamped, "broken"),
        (MDPPerm.ANNOTATE, tampering.stamped, "valid_with_remarks"),
        (MDPPerm.ANNOTATE, tampering.replaced_page, "broken"),
    ],
)
def test_a_certification_signature_keeps_others_to_what_it_permits(
    check, office: Office, letter: Letter, permits, change, expected
):
    verdict = check(change(forging.certified(letter.pdf, office.pki, permits)))

    assert verdict.verdict == expected, verdict
    assert ("certification_exceeded" in all_facts(verdict)) == (expected == "broken")


def test_a_signature_after_one_that_permits_nothing_is_a_remark(check, office: Office, letter: Letter, sealed):
    verdict = check(sealed(forging.certified(letter.pdf, office.pki, MDPPerm.NO_CHANGES)).pdf)

    assert verdict.verdict == "valid_with_remarks"
    assert "certification_exceeded" in verdict.signatures[0].facts


def test_rights_granted_to_a_reader_are_no_signature_taken_off(check):
    usage = (
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /Reference [<< /Type /SigRef"
        b" /TransformMethod /UR3 >>] /ByteRange [%b] /Contents <%b> >>"
    )
    blank, hole = b"0" * 43, b"00" * 40
    pdf = shapes.Shape(catalog=b"/Perms << /UR3 7 0 R >>", more={(7, 0): usage % (blank, hole)}).written()
    start = pdf.index(b"<" + hole)
    numbers = b"0 %d %d %d" % (start, start + len(hole) + 2, len(pdf) - start - len(hole) - 2)
    extended = pdf.replace(blank, numbers.ljust(len(blank)))

    assert (check(extended).verdict, check(extended).facts) == ("unsigned", ())
    hidden = check(extended.replace(b"/UR3 >>]", b"/URX >>]"))
    assert hidden.facts == ("signature_hidden",)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("D:20240912153045", datetime(2024, 9, 12, 15, 30, 45, tzinfo=HANOI)),
        ("D:20240912153045+07'00'", datetime(2024, 9, 12, 15, 30, 45, tzinfo=HANOI)),
        ("D:20240912153045+0700", datetime(2024, 9, 12, 15, 30, 45, tzinfo=HANOI)),
        ("D:20240912153045+07'00", datetime(2024, 9, 12, 15, 30, 45, tzinfo=HANOI)),
        ("D:20240912083045Z00'00'", datetime(2024, 9, 12, 8, 30, 45, tzinfo=UTC)),
        ("D:20240912083045Z", datetime(2024, 9, 12, 8, 30, 45, tzinfo=UTC)),
        ("D:20240912053045-03'30'", datetime(2024, 9, 12, 5, 30, 45, tzinfo=timezone(-timedelta(hours=3, minutes=30)))),
        ("D:2024", datetime(2024, 1, 1, tzinfo=HANOI)),
        ("D:20241312153045Z", None),
        ("D:00010101000000Z", None),
        ("D:20240912153045+99'99'", datetime(2024, 9, 12, 15, 30, 45, tzinfo=HANOI)),
        ("12/9/2024 15:30", None),
        ("", None),
    ],
)
def test_a_claimed_time_is_read_as_programs_write_it(text: str, moment: datetime | None):
    assert _claimed(pdf_string(text)) == moment


def test_a_file_bound_by_sha1_says_so_whatever_is_computed_over_it(office: Office):
    pki = office.pki
    key, certificate, _ = pkcs12.load_key_and_certificates(pki.p12("anh").read_bytes(), pki.password.encode())
    assert key is not None
    assert certificate is not None
    bound = bytes.fromhex("11" * 20)
    contents = (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(bound)
        .add_signer(certificate, key, hashes.SHA256())  # type: ignore[arg-type]
        .sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
    )

    facts = check_signature(contents, "adbe.pkcs7.sha1", lambda _: bound)

    assert (facts.problem, facts.digest) == (None, "sha1")
