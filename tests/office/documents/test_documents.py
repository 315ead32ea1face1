"""One table of documents: search text, types, files, secrets."""

from datetime import date

import pytest
from tests.cast import House
from tests.factories.documents import DocumentFactory
from tests.factories.files import kept_file, plain_pdf

from kit.actor import Actor
from office.documents import actions as documents
from office.documents.errors import FilePlaceTaken, MainFileIsFinal, SecretStaysOnPaper
from office.documents.facts import DOCUMENT_TYPES, FileKind, Flow, LinkKind, Origin, Security
from office.documents.models import Document, Opened
from office.documents.reads import files_of, main_file, same_document
from office.documents.rules import refuse_if_secret
from office.documents.types import type_by_name


def _letter(agency_id: int, **fields: object) -> Document:
    facts = {
        "direction": Flow.INCOMING,
        "origin": Origin.AXIS,
        "number": "8412",
        "notation": "VPCP-KSTT",
        "subject": "Rà soát, rút ngắn thời gian tiếp nhận văn bản",
        "issuer_name": "Văn phòng Chính phủ",
        "issued_on": date(2026, 11, 23),
    }
    return documents.create(agency_id=agency_id, **(facts | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize("words", ["rà soát", "ra soat", "RÚT NGẮN", "8412/vpcp", "chinh phu tiep nhan"])
def test_a_document_is_found_with_or_without_marks(in_ubnd: House, words: str) -> None:
    letter = _letter(in_ubnd.agency.pk)

    assert list(Document.objects.of(in_ubnd.agency.pk).matching(words)) == [letter]


@pytest.mark.parametrize("newest", [None, 20])
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("30/2020/NĐ-CP", {"the decree", "cites the decree"}),  # no "130/2020/NĐ-CP"
        ("030/2020/nd-cp", {"the decree", "cites the decree"}),
        ("1/VPCP-KSTT", {"one"}),
        ("01/vpcp", {"one"}),
        ("001/", {"one"}),
        ("12A/", {"twelve a"}),
        ("12a/VPCP", {"twelve a"}),
        ("2/vpcp", set()),
        ("30/2020/ND.CP", set()),  # a sign is a sign
        ("0/vpcp", set()),
    ],
)
def test_a_code_finds_what_bears_it_and_what_cites_it(
    in_ubnd: House, words: str, found: set[str], newest: int | None
) -> None:
    agency_id = in_ubnd.agency.pk
    _letter(agency_id, number="30", notation="2020/NĐ-CP", subject="the decree")
    _letter(agency_id, number="77", subject="cites the decree (NĐ 30/2020/NĐ-CP)")
    _letter(agency_id, number="78", subject="another decree: 130/2020/NĐ-CP")
    _letter(agency_id, number="01", subject="one")
    _letter(agency_id, number="11", subject="eleven")
    _letter(agency_id, number="12a", subject="twelve a")

    rows = Document.objects.of(agency_id).matching(words, newest=newest)

    assert {one.subject.split(" (")[0] for one in rows} == found


def test_a_number_is_found_however_old_and_words_in_the_newest(in_ubnd: House) -> None:
    agency_id = in_ubnd.agency.pk
    old = _letter(agency_id, number="09", subject="cites 30/2020/NĐ-CP")
    new = _letter(agency_id, number="10", subject="cites 9/VPCP-KSTT and 30/2020/NĐ-CP")

    def found(words: str) -> list[Document]:
        return list(Document.objects.of(agency_id).matching(words, newest=1))

    assert found("30/2020/NĐ-CP") == [new]
    assert sorted(one.pk for one in found("9/VPCP-KSTT")) == [old.pk, new.pk]


def test_the_search_text_follows_a_correction(in_ubnd: House) -> None:
    letter = _letter(in_ubnd.agency.pk)

    assert documents.change_fields(letter, subject="Ứng phó triều cường", number="8412") == ["subject"]

    assert list(Document.objects.matching("trieu cuong")) == [letter]
    assert not Document.objects.matching("rut ngan").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Công văn", "CV"), ("CÔNG VĂN", "CV"), ("cong  van", "CV"), ("Quyết định", "QD"), ("TB", "TB"),
        ("Tờ trình", "TTr"), ("Thông tư", None), ("", None),
    ],
)  # fmt: skip
def test_a_type_is_known_by_its_name_however_it_is_written(words: str, code: str | None) -> None:
    found = type_by_name(words)

    assert (found.code if found else None) == code


def test_every_listed_type_is_found_by_its_own_name() -> None:
    assert [type_by_name(one.name) for one in DOCUMENT_TYPES] == list(DOCUMENT_TYPES)


def test_an_unlisted_type_keeps_its_words_and_has_no_code(in_ubnd: House) -> None:
    circular = _letter(in_ubnd.agency.pk, type_name="Thông tư")

    assert (circular.type_name, circular.type_code) == ("Thông tư", "")


def test_the_main_file_comes_first_and_appendices_in_their_order(in_ubnd: House) -> None:
    letter = _letter(in_ubnd.agency.pk)
    names = ["a.pdf", "b.pdf", "c.pdf"]
    files = [kept_file(in_ubnd.agency.pk, name=name, data=plain_pdf(name)) for name in names]

    documents.attach_file(letter, files[0])
    documents.attach_file(letter, files[1], FileKind.MAIN)
    documents.attach_file(letter, files[2])

    assert [row.file.name for row in files_of(letter)] == ["b.pdf", "a.pdf", "c.pdf"]
    main = main_file(letter)
    assert main is not None
    assert main.file == files[1]


def test_a_document_has_one_main_file(in_ubnd: House) -> None:
    letter = _letter(in_ubnd.agency.pk)
    documents.attach_file(letter, kept_file(in_ubnd.agency.pk), FileKind.MAIN, 0)

    with pytest.raises(FilePlaceTaken):
        documents.attach_file(letter, kept_file(in_ubnd.agency.pk, data=plain_pdf("x")), FileKind.MAIN)


def test_a_draft_may_get_another_main_file_an_arrived_document_may_not(in_ubnd: House) -> None:
    draft = DocumentFactory(own=True, agency=in_ubnd.agency)
    arrived = _letter(in_ubnd.agency.pk)
    first, second = kept_file(in_ubnd.agency.pk), kept_file(in_ubnd.agency.pk, data=plain_pdf("2"))
    documents.replace_main_file(draft, first)
    documents.attach_file(arrived, first, FileKind.MAIN, 0)

    assert documents.replace_main_file(draft, second).file == second
    with pytest.raises(MainFileIsFinal):
        documents.replace_main_file(arrived, second)


@pytest.mark.parametrize("level", [Security.CONFIDENTIAL, Security.SECRET, Security.TOP_SECRET])
def test_a_secret_document_refuses_files_with_the_rule_cited(in_ubnd: House, level: Security) -> None:
    secret = _letter(in_ubnd.agency.pk, security=level, origin=Origin.PAPER)

    with pytest.raises(SecretStaysOnPaper, match="QĐ 28/2018/QĐ-TTg, Điều 1"):
        documents.attach_file(secret, kept_file(in_ubnd.agency.pk))
    with pytest.raises(SecretStaysOnPaper):
        refuse_if_secret(secret)


def test_a_link_takes_its_facts_from_the_document_we_hold(in_ubnd: House) -> None:
    question, answer = _letter(in_ubnd.agency.pk, issuer_code="G22"), _letter(in_ubnd.agency.pk, number="9")

    row = documents.link(answer, LinkKind.REPLIES_TO, to_document=question)

    assert (row.wire_agency_code, row.wire_document_code) == ("G22", "8412/VPCP-KSTT")


def test_the_same_document_is_recognised_by_number_notation_date_and_issuer(in_ubnd: House) -> None:
    agency_id = in_ubnd.agency.pk
    first = _letter(agency_id)
    facts = {"notation": "vpcp-kstt", "issued_on": date(2026, 11, 23), "issuer_name": "VĂN PHÒNG CHÍNH PHỦ"}

    assert same_document(agency_id=agency_id, number="8412", **facts) == first
    assert same_document(agency_id=agency_id, number="8413", **facts) is None
    assert same_document(agency_id=agency_id, number="8412", but=first.pk, **facts) is None


def test_a_document_is_opened_once_by_each_person(in_ubnd: House, lan: Actor, uyen: Actor, monday) -> None:
    letter = _letter(in_ubnd.agency.pk)

    assert documents.mark_opened(letter, lan, monday)
    assert not documents.mark_opened(letter, lan, monday)
    assert documents.mark_opened(letter, uyen, monday)
    documents.mark_unread(letter, lan)
    assert Opened.objects.count() == 1
