"""Paper documents: with a scan into the same series, or a bare entry when they are secret."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from tests.cast import House
from tests.factories.files import PLAIN_PDF

from kit.actor import Actor
from kit.errors import NotPermitted
from office.documents.errors import SecretStaysOnPaper
from office.documents.models import OwedStatus
from office.files.models import File
from office.incoming import actions as incoming
from office.incoming.errors import AlreadyInTheBook, FieldsMissing, NotSecret, ScanMissing
from office.incoming.models import IncomingDocument
from office.incoming.values import PaperDocument

PAPER = PaperDocument(
    number="15",
    notation="STC-NS",
    issued_on=date(2026, 11, 20),
    type_name="Báo cáo",
    subject="Phân bổ kinh phí quý IV",
    issuer_name="Sở Tài chính",
    scan_name="scan.pdf",
    scan=PLAIN_PDF,
)


def test_paper_and_electronic_documents_share_one_series(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, monday: datetime
) -> None:
    incoming.register(document_ref=arrived.document.ref, book=in_ubnd.arrivals, actor=lan, now=monday)

    row = incoming.enter_paper(
        facts=PAPER, book=in_ubnd.arrivals, present_to=in_ubnd.posts["uyen"], actor=lan, now=monday
    )

    assert row.arrival_number == 2
    assert (row.document.origin, row.document.type_code, row.document.stage) == ("paper", "BC", "03")
    assert not OwedStatus.objects.filter(document=row.document).exists()


def test_a_paper_document_needs_scan_and_facts(in_ubnd: House, lan: Actor, monday: datetime) -> None:
    def enter(**fields: object) -> None:
        incoming.enter_paper(facts=replace(PAPER, **fields), book=in_ubnd.arrivals, actor=lan, now=monday)  # type: ignore[arg-type]

    with pytest.raises(ScanMissing):
        enter(scan=None)
    with pytest.raises(FieldsMissing, match="trích yếu, ngày ban hành"):
        enter(subject="", issued_on=None)
    enter()
    with pytest.raises(AlreadyInTheBook):
        enter()


def test_a_marked_document_cannot_bring_a_file(in_ubnd: House, lan: Actor, monday: datetime) -> None:
    secret = replace(PAPER, security="confidential")

    with pytest.raises(SecretStaysOnPaper):
        incoming.enter_paper(facts=secret, book=in_ubnd.arrivals, actor=lan, now=monday)


def test_of_a_secret_document_only_the_register_entry_remains(in_ubnd: House, lan: Actor, monday: datetime) -> None:
    secret = replace(PAPER, security="confidential", subject="Nội dung không được ghi")

    row = incoming.enter_secret(facts=secret, book=in_ubnd.arrivals, actor=lan, now=monday)

    assert row.arrival_number == 1
    assert row.document.subject == "Văn bản Mật, chỉ ghi sổ giấy"
    assert "noi dung" not in row.document.search_text
    assert not File.objects.exists()
    with pytest.raises(NotSecret):
        incoming.enter_secret(facts=PAPER, book=in_ubnd.arrivals, actor=lan, now=monday)


def test_only_a_clerk_enters_paper(in_ubnd: House, triet: Actor, monday: datetime) -> None:
    with pytest.raises(NotPermitted):
        incoming.enter_paper(facts=PAPER, book=in_ubnd.arrivals, actor=triet, now=monday)
