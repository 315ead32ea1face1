"""What a delivery becomes in the books: once, whole, and never in the way of those behind it."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from tests.cast import House

from edxml import DocumentPacket, Operation, PacketError, read_packet
from office.audit.models import Event
from office.documents.models import Document
from office.exchange.actions.file import Arrived, file_packet, file_packets
from office.exchange.models import InPacket
from office.exchange.states import InState
from office.incoming.models import ChangeRequest, IncomingDocument
from office.incoming.states import ChangeState, State

FOLDER = Path(__file__).parents[2] / "data" / "edxml"
ALL = sorted(FOLDER.glob("*.edxml"))
Bring = Callable[..., InPacket]

PACKET = """<?xml version="1.0" encoding="utf-8"?>
<edXML:edXML xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLEnvelope><edXML:edXMLHeader>
<edXML:MessageHeader><edXML:From><edXML:OrganId>{sender}</edXML:OrganId></edXML:From>
<edXML:To><edXML:OrganId>H29</edXML:OrganId></edXML:To><edXML:DocumentId>xa-1</edXML:DocumentId>
<edXML:Code><edXML:CodeNumber>{number}</edXML:CodeNumber><edXML:CodeNotation>XA-VP</edXML:CodeNotation></edXML:Code>
<edXML:Subject>{subject}</edXML:Subject><edXML:OtherInfo><edXML:PageAmount>{pages}</edXML:PageAmount></edXML:OtherInfo>
</edXML:MessageHeader></edXML:edXMLHeader></edXML:edXMLEnvelope></edXML:edXML>
"""


@pytest.fixture
def bring(in_ubnd: House, monday: datetime) -> Bring:
    """Let a delivery arrive for the city."""

    def arrive(path: Path, delivery: str = "lan-1") -> InPacket:
        return file_packet(arrived(path, delivery), agency=in_ubnd.agency, now=monday)

    return arrive


def arrived(path: Path, delivery: str) -> Arrived:
    return Arrived(
        delivery_ref=delivery,
        transfer_id=f"chuyen-{delivery}",
        kind="edoc",
        sender_code="X01",
        path=path,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        size=path.stat().st_size,
    )


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a packet with these words."""

    def write(*, sender: str = "X01", number: str = "12", subject: str = "Về việc học tập", pages: int = 2) -> Path:
        place = tmp_path / "goi.edxml"
        place.write_text(PACKET.format(sender=sender, number=number, subject=subject, pages=pages), encoding="utf-8")
        return place

    return write


@pytest.mark.parametrize("path", ALL, ids=[path.stem[:24] for path in ALL])
def test_a_packet_met_in_practice_is_filed_with_what_it_says(path: Path, bring: Bring) -> None:
    try:
        packet = read_packet(path)
    except PacketError as problem:
        refused = problem.code
        packet = None
    row = bring(path)
    if packet is None:
        assert (row.state, row.error_code) == (InState.UNREADABLE, refused)
        return
    if not isinstance(packet, DocumentPacket):
        # it speaks of a document that was never sent from here; a wish to take one back waits for it
        assert row.state == (InState.FILED if packet.status == "13" else InState.UNKNOWN)
        assert ChangeRequest.objects.filter(state=ChangeState.HELD).count() == (packet.status == "13")
        return
    brings = packet.operation is not Operation.RECALL and any(one.content for one in packet.attachments)
    if packet.operation in (Operation.RECALL, Operation.UPDATE) and not brings:
        held = ChangeRequest.objects.get()
        assert (row.state, held.state, held.sender_code) == (InState.FILED, ChangeState.HELD, packet.sender.code)
        assert not Document.objects.exists()
        return
    document = Document.objects.get()

    assert row.state == InState.FILED
    assert document.incoming.state == State.RECEIVED
    assert document.document_id == packet.document_id
    assert (document.number, document.notation) == (packet.number or "", packet.notation or "")
    assert (document.subject, document.issued_on, document.due_on) == (packet.subject, packet.issued_on, packet.due_on)
    assert document.issuer_code == document.incoming.sender_code == packet.sender.code
    readable = [one for one in packet.attachments if one.content]
    assert document.document_files.count() == len(readable)
    assert len(document.incoming.remarks) >= len(packet.remarks) + len(packet.attachments) - len(readable)


def test_a_repeat_of_the_delivery_changes_nothing(bring: Bring, written: Callable[..., Path]) -> None:
    assert bring(written()) == bring(written())
    assert IncomingDocument.objects.count() == 1


def test_a_text_longer_than_its_column_is_cut_and_told(bring: Bring, written: Callable[..., Path]) -> None:
    row = bring(written(subject="a" * 1200, number="9" * 70, sender="X" * 90))
    document = Document.objects.get()

    assert row.state == InState.FILED
    assert (len(document.subject), len(document.number), len(document.issuer_code)) == (1000, 60, 90)
    assert "Mục trích yếu dài 1200 ký tự, chỉ giữ 1000 ký tự đầu." in document.incoming.remarks
    assert "Mục số dài 70 ký tự, chỉ giữ 60 ký tự đầu." in document.incoming.remarks


def test_a_count_of_pages_below_zero_counts_none(bring: Bring, written: Callable[..., Path]) -> None:
    assert bring(written(pages=-4)).state == InState.FILED
    assert Document.objects.get().page_count == 0


def test_what_the_books_cannot_hold_is_put_aside_and_the_next_is_filed(
    bring: Bring, written: Callable[..., Path]
) -> None:
    aside = bring(written(sender="X" * 120))
    after = bring(written(), "lan-2")

    assert (aside.state, aside.error_code) == (InState.UNREADABLE, "EXC-005")
    assert "không ghi được vào sổ" in aside.error_text
    assert after.state == InState.FILED


def test_of_what_came_together_each_is_filed_once_though_one_cannot_be(
    in_ubnd: House, written: Callable[..., Path], tmp_path: Path, monday: datetime
) -> None:
    together = []
    for place, facts in enumerate([{"number": "1"}, {"sender": "X" * 120}, {"number": "3"}]):
        path = written(**facts).rename(tmp_path / f"{place}.edxml")
        together.append(arrived(path, f"lan-{place}"))
    rows = file_packets([*together, together[0]], agency=in_ubnd.agency, now=monday)
    again = file_packets(together, agency=in_ubnd.agency, now=monday)

    assert [row.state for row in rows] == [InState.FILED, InState.UNREADABLE, InState.FILED, InState.FILED]
    assert rows[:3] == again
    assert rows[3] == rows[0]
    assert sorted(Document.objects.values_list("number", flat=True)) == ["1", "3"]
    assert Event.objects.filter(kind="incoming.received").count() == 2


def test_the_same_packet_under_another_name_is_filed_once(bring: Bring, written: Callable[..., Path]) -> None:
    first, again = bring(written()), bring(written(), "lan-2")
    other = bring(written(subject="Về việc khác"), "lan-3")

    assert [first.state, again.state, other.state] == [InState.FILED] * 3
    assert IncomingDocument.objects.count() == 2


def test_an_update_of_two_documents_with_one_id_is_a_request_for_each(bring: Bring) -> None:
    """A replacement may bear the id of what it replaces; what an update brings is kept once and shown with both."""
    for place, name in enumerate(("gen_edoc_type0", "gen_edoc_type3", "gen_edoc_type2")):
        assert bring(next(FOLDER.glob(f"{name}*")), f"lan-{place}").state == InState.FILED

    updates = list(ChangeRequest.objects.filter(kind="update").order_by("pk"))
    assert [one.change_files.count() for one in updates] == [1, 1]
    assert len({one.change_files.get().file_id for one in updates}) == 1


def test_a_sender_whose_code_is_too_long_for_the_row_does_not_stop_the_line(
    in_ubnd: House, written: Callable[..., Path], tmp_path: Path, monday: datetime
) -> None:
    long = replace(arrived(written().rename(tmp_path / "1.edxml"), "lan-1"), sender_code="X" * 300)
    rows = file_packets([long, arrived(written(number="3"), "lan-2")], agency=in_ubnd.agency, now=monday)

    assert [row.state for row in rows] == [InState.FILED, InState.FILED]
    assert rows[0].sender_code == "X" * 100


def test_a_document_whose_hop_has_no_readable_time_is_filed(bring: Bring, written: Callable[..., Path]) -> None:
    hop = (
        "</edXML:MessageHeader><edXML:TraceHeaderList><edXML:TraceHeader><edXML:OrganId>X01</edXML:OrganId>"
        "<edXML:Timestamp>0001/01/01 00:00:00</edXML:Timestamp></edXML:TraceHeader></edXML:TraceHeaderList>"
    )
    path = written()
    path.write_text(path.read_text(encoding="utf-8").replace("</edXML:MessageHeader>", hop), encoding="utf-8")

    assert bring(path).state == InState.FILED
    filed = IncomingDocument.objects.get()
    assert filed.wire_facts["trace"] == [{"agency": "X01", "at": None}]
    assert any("0001/01/01" in remark for remark in filed.remarks)


def test_a_sender_that_an_axis_lists_with_a_code_of_any_length_stops_nobody(
    in_ubnd: House, written: Callable[..., Path], monday: datetime
) -> None:
    listed = replace(arrived(written(), "lan-1"), sender_code="X" * 200)

    assert file_packet(listed, agency=in_ubnd.agency, now=monday).state == InState.FILED
