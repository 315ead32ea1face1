"""The printed page: its font, its page numbers, its gaps, and words that are never markup."""

import subprocess
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from django.conf import settings

from kit.clock import HANOI
from office.outgoing import notation, placement, tasks
from office.outgoing.clocks import Sent, how_sent, send_by
from office.outgoing.composing import bare_subject
from office.outgoing.layout.render import render, unprintable
from office.outgoing.layout.values import Page, Paragraph, agency_lines, ending_of, paragraphs_of, recipient_lines
from office.outgoing.states import CHANGE_MOVES, MOVES
from office.signing.places import box_of, number_places_of
from pdfseal.keys import SigningKey
from pdfseal.localpki import LocalPki
from pdfseal.places import seal_beside
from pdfseal.signing import sign_number, sign_person, sign_seal

FONTS = settings.ENV.assets_dir / "fonts" / "tinos"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=HANOI)
PAGE = Page(
    agency_name="Ủy ban nhân dân Thành phố Hồ Chí Minh",
    agency_lines=agency_lines("Ủy ban nhân dân Thành phố Hồ Chí Minh"),
    subject="trả lời về việc rà soát thời gian xử lý văn bản điện tử",
    notation="UBND-KSTT",
    place="Thành phố Hồ Chí Minh",
    year=2026,
    type_name="Công văn",
    letter=True,
    addressees=("Văn phòng Chính phủ",),
    paragraphs=paragraphs_of("Phúc đáp Công văn số 12/VPCP-KSTT.\n1. Đã rà soát."),
    ending="/.",
    capacity_lines=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    signer_name="Phan Tú Uyên",
    recipients=recipient_lines("Như trên", unit_abbreviation="KSTT"),
    urgency="Hỏa tốc",
    contact="Số 86 Lê Thánh Tôn; điện thoại: 028.38291054",
)


def texts(pdf: bytes) -> list[str]:
    document = pdfium.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


def fonts_of(pdf: bytes, folder: Path) -> set[str]:
    """Return the families that poppler sees, without their subset marks."""
    path = folder / "page.pdf"
    path.write_bytes(pdf)
    lines = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    return {line.split()[0].split("+")[-1].split("-")[0] for line in lines}


def test_only_tinos_stands_on_the_page_and_in_its_signatures(trial_pki: LocalPki, tmp_path: Path) -> None:
    drawn = render(PAGE, fonts=FONTS)
    assert fonts_of(drawn.pdf, tmp_path) == {"Tinos"}
    key: SigningKey = trial_pki.key("phong")
    place = box_of(drawn.placement["signature"])
    pdf = sign_person(drawn.pdf, key, place=place, image_png=None, at=NOON, fonts=FONTS).pdf
    places = number_places_of(drawn.placement)
    pdf = sign_number(pdf, key, number_text="5127", issued_on=date(2026, 2, 5), places=places, at=NOON, fonts=FONTS).pdf
    pdf = sign_seal(pdf, key, place=seal_beside(place), image_png=None, at=NOON, fonts=FONTS).pdf
    assert fonts_of(pdf, tmp_path) == {"Tinos"}


def test_the_page_carries_every_prescribed_part() -> None:
    (text,) = texts(render(PAGE, fonts=FONTS).pdf)
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN",
        "THÀNH PHỐ HỒ CHÍ MINH",
        "/UBND-KSTT",
        "V/v trả lời",
        "Kính gửi: Văn phòng Chính phủ.",
        "HỎA TỐC",
        "Đã rà soát./.",
        "KT. CHỦ TỊCH",
        "Phan Tú Uyên",
        "- Lưu: VT, KSTT.",
        "028.38291054",
    ):
        assert part in " ".join(text.split()), part


def test_pages_are_numbered_from_the_second_on() -> None:
    long = replace(PAGE, paragraphs=[Paragraph("Nội dung dài. " * 60)] * 8, contact="")
    drawn = render(long, fonts=FONTS)
    pages = texts(drawn.pdf)
    assert drawn.pages == len(pages) > 1
    assert not pages[0].lstrip().startswith("1")
    assert pages[1].lstrip().startswith("2")


def test_words_are_data_and_never_markup() -> None:
    evil = '#set page(width: 1cm) $x^2$ *đậm* _nghiêng_ @ref <nhãn> \\u{41} #read("/etc/passwd") [ngoặc] // xong'
    page = replace(PAGE, subject=evil, paragraphs=[Paragraph(evil)], recipients=[evil], signer_name=evil)
    flat = "".join(texts(render(page, fonts=FONTS).pdf)[0].split())
    assert flat.count("".join(evil.split())) >= 3


def test_the_gap_lies_on_the_line_of_its_label() -> None:
    drawn = render(PAGE, fonts=FONTS)
    document = pdfium.PdfDocument(drawn.pdf)
    found = placement._number_and_date(document[0])
    for name in ("number", "day", "month"):
        assert found[name]["y"] == pytest.approx(drawn.placement[name]["y"], abs=0.1)
        assert abs(found[name]["x"] - drawn.placement[name]["x"]) < 6


def test_an_uploaded_file_tells_where_its_signatures_go(tmp_path: Path) -> None:
    path = tmp_path / "tai-len.pdf"
    drawn = render(PAGE, fonts=FONTS)
    path.write_bytes(drawn.pdf)
    guessed = placement.guess(path, signer_name="Phan Tú Uyên", remembered=None, year=2026)
    assert guessed["source"] == "page"
    for axis in ("x", "y"):
        assert abs(guessed["signature"][axis] - drawn.placement["signature"][axis]) < 12
    moved = placement.merged(guessed, {"signature_x": 300.0, "signature_page": 1, "unknown_x": 5.0})
    assert moved["signature"]["x"] == 300.0


def test_letters_that_the_font_lacks_are_named() -> None:
    assert unprintable("Ủy ban nhân dân 🙂 ở Hà Nội", fonts=FONTS) == "🙂"


@pytest.mark.parametrize(
    ("type_code", "unit", "expected"),
    [
        ("CV", "VX", "UBND-VX"),
        ("CV", "", "UBND"),
        ("QD", "VX", "QĐ-UBND"),
        ("TTr", "", "TTr-UBND"),
        ("BC", "", "BC-UBND"),
    ],
)
def test_notations_are_written_as_the_decree_says(type_code: str, unit: str, expected: str) -> None:
    assert notation.notation_for(type_code, agency_abbreviation="UBND", unit_abbreviation=unit) == expected


def test_typed_lines_become_bases_articles_and_headings() -> None:
    parts = paragraphs_of(
        "Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024;\nQUYẾT ĐỊNH:\nĐiều 1. Thành lập Tổ công tác.\nI. Sự cần thiết\nTheo đó."
    )
    assert [(one.kind, one.lead) for one in parts] == [
        ("basis", ""),
        ("title", ""),
        ("paragraph", "Điều 1."),
        ("heading", ""),
        ("paragraph", ""),
    ]
    assert ending_of(parts) == "/."
    assert [ending_of([Paragraph(text)]) for text in ("Trân trọng", "Trân trọng.", "Trân trọng./.")] == [
        "./.",
        "/.",
        "",
    ]


FRIDAY = datetime(2026, 11, 27, 16, 0, tzinfo=HANOI)


def test_a_document_of_friday_afternoon_is_sent_by_monday_noon() -> None:
    assert send_by(FRIDAY, urgency=0) == datetime(2026, 11, 30, 12, 0, tzinfo=HANOI)
    assert send_by(FRIDAY, urgency=2) == datetime(2026, 11, 27, 16, 15, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("sent_at", "urgency", "expected"),
    [
        (datetime(2026, 11, 27, 16, 40, tzinfo=HANOI), 0, Sent.SAME_DAY),
        (datetime(2026, 11, 30, 9, 0, tzinfo=HANOI), 0, Sent.NEXT_MORNING),
        (datetime(2026, 11, 30, 13, 0, tzinfo=HANOI), 0, Sent.LATE),
        (datetime(2026, 11, 27, 16, 40, tzinfo=HANOI), 1, Sent.LATE),
        (None, 0, Sent.WAITING),
    ],
)
def test_sending_keeps_to_its_clock(sent_at: datetime | None, urgency: int, expected: Sent) -> None:
    assert how_sent(FRIDAY, sent_at, urgency=urgency, now=FRIDAY) == expected


def test_the_table_of_moves_is_the_diagram_of_the_readme() -> None:
    readme = (Path(tasks.__file__).parent / "README.md").read_text(encoding="utf-8")
    assert MOVES.mermaid() in readme
    assert CHANGE_MOVES.mermaid() in readme


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Về việc kiểm tra phòng chống bão", "kiểm tra phòng chống bão"),
        ("V/v: kiểm tra", "kiểm tra"),
        ("trả lời về việc rà soát", "trả lời về việc rà soát"),
        ("Về việc", "Về việc"),
    ],
)
def test_what_a_letter_is_about_is_not_said_twice(typed: str, printed: str) -> None:
    assert bare_subject(typed) == printed
