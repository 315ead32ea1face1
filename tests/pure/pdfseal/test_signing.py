"""Making signatures: what goes into the file, what stands on the page, and signing with a key that is elsewhere."""

import io
import pickle
import re
import subprocess
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import pikepdf
import pytest
from asn1crypto import tsp
from tests.pure.pdfseal import tampering
from tests.pure.pdfseal.conftest import FONTS, NOON, TODAY, Letter, Office, handwriting

from pdfseal.errors import (
    DrawingFailed,
    KeyUnreadable,
    NoMemberOfPki,
    NotPdf,
    PdfEncrypted,
    PkiExists,
    PlaceMissing,
    SignatureMismatch,
    TimestampUnavailable,
)
from pdfseal.external import assemble, finish, page_size, prepare
from pdfseal.keys import load_key
from pdfseal.localpki import create_pki, open_pki
from pdfseal.localtsa import LocalTimestamper, serve
from pdfseal.places import Box, seal_beside
from pdfseal.signing import mark_time, sign, sign_initials, sign_mark, sign_number, sign_person, sign_seal
from pdfseal.timestamps import HttpTimestamper, checked_token
from pdfseal.verify import verify

NOBODY = "http://127.0.0.1:9/"  # the discard port: nobody answers


@pytest.fixture(scope="module")
def tsa_url(office: Office) -> Iterator[str]:
    server = serve(LocalTimestamper(office.key("tsa"), clock=lambda: NOON))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def shown(pdf: bytes, folder: Path, *options: str) -> str:
    path = folder / "shown.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", *options, path, "-"], capture_output=True, text=True, check=True).stdout


def test_number_day_and_month_stand_in_their_gaps_of_the_header(issued, tmp_path: Path):
    text = " ".join(shown(issued, tmp_path, "-layout").split())

    assert "Số: 12 /VPCP-KSTT" in text
    assert "Hà Nội, ngày 20 tháng 11 năm 2026" in text


def test_only_tinos_is_used_in_the_drawings(issued, tmp_path: Path):
    path = tmp_path / "issued.pdf"
    path.write_bytes(issued)
    fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]

    assert fonts
    assert all("Tinos" in line.split()[0] for line in fonts), fonts


def test_each_signature_is_pades_without_certification_locks_or_text_fields(issued):
    with pikepdf.open(io.BytesIO(issued)) as pdf:
        fields = list(pdf.Root.AcroForm.Fields)
        assert [str(f.T) for f in fields] == ["CongvanPerson1", "CongvanNumber", "CongvanSeal"]
        assert {str(f.FT) for f in fields} == {"/Sig"}
        assert {str(f.V.SubFilter) for f in fields} == {"/ETSI.CAdES.detached"}
        assert not any("/Reference" in f.V or "/Lock" in f for f in fields)
        assert "/Perms" not in pdf.Root


def test_the_seal_covers_a_third_of_the_signature_on_its_left(letter: Letter):
    seal = seal_beside(letter.signature)

    covered = seal.x + seal.width - letter.signature.x
    assert covered == pytest.approx(letter.signature.width / 3)
    assert seal.x < letter.signature.x


def test_days_and_months_are_written_as_the_decree_asks(letter: Letter, office: Office, tmp_path: Path):
    from_february = _numbered(letter, office, date(2026, 2, 5))
    from_march = _numbered(letter, office, date(2026, 3, 31))

    assert "ngày 05 tháng 02 năm" in " ".join(shown(from_february, tmp_path, "-layout").split())
    assert "ngày 31 tháng 3 năm" in " ".join(shown(from_march, tmp_path, "-layout").split())


def test_several_persons_sign_in_fields_of_their_own(letter: Letter, office: Office):
    pdf = letter.pdf
    for who in ("anh", "chi", "anh"):
        pdf = sign_person(pdf, office.key(who), place=letter.signature, image_png=None, at=NOON, fonts=FONTS).pdf
    sealed = sign_seal(
        pdf, office.key("vpcp"), place=seal_beside(letter.signature), image_png=handwriting(), at=NOON, fonts=FONTS
    )

    found = verify(sealed.pdf, trust=office.trust, now=TODAY)

    assert [s.field for s in found.signatures] == ["CongvanPerson1", "CongvanPerson2", "CongvanPerson3", "CongvanSeal"]
    assert all(s.intact for s in found.signatures)
    assert {f for s in found.signatures for f in s.facts} <= {"no_timestamp", "revoked_later_unproven"}


def test_initials_and_marks_say_who_and_when(letter: Letter, office: Office, tmp_path: Path):
    place = Box(1, 330, 640, 40, 20)
    noted = sign_initials(letter.pdf, office.key("anh"), place=place, image_png=handwriting(), at=NOON, fonts=FONTS)
    copy = sign_mark(
        noted.pdf, office.key("vpcp"), kind="copy", lines=["SAO Y", "Văn phòng Chính phủ"], at=NOON, fonts=FONTS
    )

    text = shown(copy.pdf, tmp_path, "-layout")

    assert (noted.field, copy.field) == ("CongvanInitials1", "CongvanCopy1")
    assert "SAO Y" in text
    assert "Văn phòng Chính phủ" in text
    assert "20-11-2026 12:00:00 +07:00" in text
    assert mark_time(NOON + timedelta(hours=13)) == "21-11-2026 01:00:00 +07:00"


def test_a_long_line_gets_smaller_and_never_wraps(letter: Letter, office: Office, tmp_path: Path):
    name = "Ban Quản lý dự án đầu tư xây dựng các công trình dân dụng và công nghiệp Thành phố Hồ Chí Minh"

    pdf = sign_mark(letter.pdf, office.key("h29"), kind="copy", lines=["SAO Y", name], at=NOON, fonts=FONTS).pdf

    assert name in shown(pdf, tmp_path, "-layout")


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_mark_stands_top_right_of_a_scan_however_its_page_is_turned(letter: Letter, office: Office, tmp_path, turn):
    lying = tampering.turned(letter.pdf, turn)
    pdf = sign_mark(lying, office.key("vpcp"), kind="attachment", lines=["12/VPCP-KSTT"], at=NOON, fonts=FONTS).pdf

    width, height = page_size(pdf)
    corner = ["-x", str(int(width / 2)), "-y", "0", "-W", str(int(width / 2)), "-H", str(int(height / 8))]

    assert "12/VPCP-KSTT" in shown(pdf, tmp_path, *corner)


def test_time_stamps_come_over_http(letter: Letter, office: Office, tsa_url: str):
    signed = sign(letter.pdf, office.key("anh"), field="S", at=NOON, tsa=tsa_url)

    found = verify(signed.pdf, trust=office.trust, now=TODAY)

    assert signed.timestamped
    assert (found.verdict, found.signatures[0].time_source) == ("valid", "timestamp")


def test_when_the_time_stamp_server_is_down_the_signature_stays_and_says_so(letter: Letter, office: Office):
    signed = sign(letter.pdf, office.key("anh"), field="S", at=NOON, tsa=NOBODY)

    found = verify(signed.pdf, trust=office.trust, now=TODAY)

    assert not signed.timestamped
    assert (found.verdict, found.signatures[0].facts) == ("valid_with_remarks", ("no_timestamp",))


def test_a_time_stamp_server_that_answers_nonsense_is_not_believed(tsa_url: str):
    with pytest.raises(TimestampUnavailable):
        HttpTimestamper(NOBODY, timeout_s=2).token(bytes(32))
    with pytest.raises(TimestampUnavailable):
        HttpTimestamper("not an address").token(bytes(32))
    answer = httpx.post(tsa_url, content=b"no question").content
    for wrong in (b"", b"no answer", answer):
        with pytest.raises(TimestampUnavailable):
            checked_token(wrong, imprint=bytes(32), nonce=1)


def test_an_answer_to_another_question_is_not_taken(office: Office):
    clock = LocalTimestamper(office.key("tsa"), clock=lambda: NOON)
    question = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)},
            "nonce": 7,
        },
    )
    answer = clock.answer(question.dump())

    assert checked_token(answer, imprint=bytes(32), nonce=7)
    with pytest.raises(TimestampUnavailable):
        checked_token(answer, imprint=bytes(32), nonce=8)
    with pytest.raises(TimestampUnavailable):
        checked_token(answer, imprint=b"1" * 32, nonce=7)


def test_a_key_elsewhere_signs_in_two_steps(letter: Letter, office: Office):
    key = office.key("anh")
    waiting = pickle.loads(
        pickle.dumps(prepare(letter.pdf, field="CongvanPerson…", at=NOON, certificate=key.certificate))
    )

    value = key.sign(waiting.to_be_signed)  # the token or the telephone does this, from waiting.tbs_digest
    signed = finish(waiting, assemble(waiting, value, chain=key.chain))

    assert len(waiting.tbs_digest) == 32
    found = verify(signed, trust=office.trust, now=TODAY)
    assert (found.verdict, found.signatures[0].signer) == ("valid_with_remarks", "Nguyễn Thị Ngọc Ánh")


def test_a_signature_made_for_another_document_is_not_put_in(letter: Letter, office: Office):
    key = office.key("anh")
    first = prepare(letter.pdf, field="A", at=NOON, certificate=key.certificate)
    second = prepare(letter.pdf, field="B", at=NOON, certificate=key.certificate)
    signature = assemble(first, key.sign(first.to_be_signed))

    with pytest.raises(SignatureMismatch):
        finish(second, signature)
    with pytest.raises(SignatureMismatch):
        finish(first, b"not a signature")
    with pytest.raises(SignatureMismatch):
        assemble(prepare(letter.pdf, field="C", at=NOON), b"value")


def test_what_cannot_be_signed_is_refused_with_a_reason(letter: Letter, office: Office):
    key = office.key("anh")
    with pytest.raises(NotPdf):
        sign(b"PK", key, field="S", at=NOON)
    with pytest.raises(PdfEncrypted):
        sign(tampering.locked(letter.pdf), key, field="S", at=NOON)
    with pytest.raises(PlaceMissing):
        sign_person(letter.pdf, key, place=Box(9, 0, 0, 50, 50), image_png=handwriting(), at=NOON, fonts=FONTS)
    with pytest.raises(DrawingFailed):
        sign_person(letter.pdf, key, place=letter.signature, image_png=b"GIF", at=NOON, fonts=FONTS)
    with pytest.raises(DrawingFailed):
        sign_seal(letter.pdf, key, place=letter.signature, image_png=None, at=NOON, fonts=Path("/nowhere"))


def test_keys_and_trial_authorities_tell_what_is_wrong(office: Office, tmp_path: Path):
    data = office.pki.p12("anh").read_bytes()
    with pytest.raises(KeyUnreadable):
        load_key(data, "sai mật khẩu")
    with pytest.raises(KeyUnreadable):
        load_key(b"nothing", None)
    with pytest.raises(NoMemberOfPki):
        office.pki.key("ai")
    with pytest.raises(NoMemberOfPki):
        open_pki(tmp_path)
    with pytest.raises(PkiExists):
        create_pki(office.pki.folder)
    assert office.pki.p12("anh").stat().st_mode & 0o077 == 0


def test_a_number_with_a_letter_stands_where_a_plain_one_does(letter: Letter, office: Office, tmp_path: Path):
    """Plain numbers are put together from digits that were drawn once, others are drawn as words."""
    plain, inserted = (
        _box_of(text, _numbered(letter, office, date(2026, 11, 20), text), tmp_path) for text in ("129", "12a")
    )

    assert plain[0] == pytest.approx(inserted[0], abs=2)  # both centred: the letter is not as wide as the digit
    assert plain[1:] == pytest.approx(inserted[1:], abs=0.05)


def test_a_number_too_long_for_its_gap_gets_smaller(letter: Letter, office: Office, tmp_path: Path):
    text = "123456789012"
    left, top, bottom = _box_of(text, _numbered(letter, office, date(2026, 11, 20), text), tmp_path)

    gap = letter.header.number
    assert gap.x - 0.1 <= left
    assert bottom - top < gap.size


def _box_of(word: str, pdf: bytes, folder: Path) -> tuple[float, float, float]:
    """Return left, top and bottom of a word on the first page that has it, in points."""
    line = next(one for one in shown(pdf, folder, "-bbox").splitlines() if one.strip().endswith(f">{word}</word>"))
    facts = dict(re.findall(r'(\w+)="([0-9.]+)"', line))
    return float(facts["xMin"]), float(facts["yMin"]), float(facts["yMax"])


def _numbered(letter: Letter, office: Office, day: date, text: str = "07") -> bytes:
    return sign_number(
        letter.pdf, office.key("vpcp"), number_text=text, issued_on=day, places=letter.header, at=NOON, fonts=FONTS
    ).pdf
