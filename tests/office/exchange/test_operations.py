"""Recall, update and replacement from one agency's books to the other's and back, through real packets."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from tests.cast import House
from tests.factories.organisation import AgencyFactory
from tests.office.exchange.conftest import Carrier

from edxml import Change, DocumentPacket, Operation, StatusPacket, check_values
from kit.actor import Actor
from kit.errors import NotPermitted
from kit.tenancy import acting_for
from office.documents.models import Document, Edition
from office.exchange.actions.pack import packet_store
from office.exchange.board import asks_of, board_of
from office.exchange.models import InPacket
from office.exchange.states import InState
from office.files.models import Blob
from office.files.states import ScanState
from office.incoming import actions as incoming
from office.incoming.models import ChangeRequest, IncomingDocument
from office.incoming.states import ChangeState as Asked
from office.incoming.states import State as Incoming
from office.outgoing import actions as outgoing
from office.outgoing.errors import (
    ChangeDecided,
    ChangeWaits,
    NobodyLeft,
    NotAReceiver,
    NothingChanges,
)
from office.outgoing.models import ChangeAsk, IssuedChange, OutgoingDocument
from office.outgoing.states import ChangeKind, ChangeState, State
from office.outgoing.values import ChangePlan

Make = Callable[..., OutgoingDocument]


@pytest.fixture
def clean() -> Callable[[], None]:
    """Let every file be scanned and clean: packets carry nothing else."""
    return lambda: (Blob.objects.update(scan_state=ScanState.CLEAN), None)[1]


def _propose(document: OutgoingDocument, actor: Actor, now: datetime, kind: str, **plan: object) -> IssuedChange:
    facts = {"kind": kind, "reason": "Sai nơi nhận", **plan}
    return outgoing.propose_change(
        document_ref=document.document.ref,
        plan=ChangePlan(**facts),
        actor=actor,
        now=now,  # type: ignore[arg-type]
    )


def _arrived(house: House) -> IncomingDocument:
    with acting_for(house.agency.pk):
        return IncomingDocument.objects.select_related("document").order_by("-pk")[0]


def _answer(house: House, actor: Actor, now: datetime, *, agree: bool = True) -> ChangeRequest:
    with acting_for(house.agency.pk):
        change = ChangeRequest.objects.get(state=Asked.PENDING)
        if agree:
            return incoming.agree_change(change_ref=change.ref, actor=actor, now=now)
        return incoming.decline_change(change_ref=change.ref, text="Đã xử lý xong.", actor=actor, now=now)


def test_a_clerk_proposes_and_only_a_leader_sends(
    sent: OutgoingDocument, carrier: Carrier, van: Actor, phong: Actor, quang: Actor, bich: Actor, monday: datetime
) -> None:
    change = _propose(sent, van, monday, ChangeKind.RECALL)
    assert (change.state, carrier.pick_up("G22")) == (ChangeState.PROPOSED, [])
    with pytest.raises(ChangeWaits):
        _propose(sent, quang, monday, ChangeKind.RECALL)
    with pytest.raises(NotPermitted, match="lãnh đạo"):
        outgoing.approve_change(change_ref=change.ref, actor=van, now=monday)
    with pytest.raises(NotPermitted):
        _propose(sent, bich, monday, ChangeKind.RECALL)
    outgoing.turn_down_change(change_ref=change.ref, reason="Chưa cần", actor=phong, now=monday)
    with pytest.raises(ChangeDecided, match="Hồ Đình Phong"):
        outgoing.approve_change(change_ref=change.ref, actor=phong, now=monday)
    sent.refresh_from_db()
    assert sent.state == State.ISSUED

    second = _propose(sent, van, monday, ChangeKind.RECALL)
    outgoing.approve_change(change_ref=second.ref, actor=phong, now=monday)
    sent.refresh_from_db()
    assert sent.state == State.RECALLED
    assert [one.operation for one in carrier.pick_up("G22") if isinstance(one, DocumentPacket)] == [Operation.RECALL]


@pytest.mark.parametrize("way", ["packet", "status"])
def test_a_recall_goes_there_and_its_answer_comes_back(
    way: str, sent: OutgoingDocument, carrier: Carrier, ubnd: House, phong: Actor, lan: Actor, monday: datetime
) -> None:
    by_status = frozenset({"H29"}) if way == "status" else frozenset()
    _propose(sent, phong, monday, ChangeKind.RECALL, by_status=by_status)
    (packet,) = carrier.carry("G22")
    assert [one.code for one in check_values(packet)] == []
    assert isinstance(packet, StatusPacket if way == "status" else DocumentPacket)
    row = board_of(sent.document, now=monday)[0]
    assert (row.word, row.status) == ("Yêu cầu lấy lại" if way == "status" else "Đã báo thu hồi", "01")
    assert row.detail.startswith("Chưa trả lời từ")

    _answer(ubnd, lan, monday)
    assert _arrived(ubnd).state == Incoming.RECALLED
    carrier.carry("H29")
    assert ChangeAsk.objects.get().answer == "15"
    assert board_of(sent.document, now=monday)[0].word == ("Đã trả lại" if way == "status" else "Đã thu hồi")
    (told,) = asks_of(sent.document)
    assert (told.name, told.answer, told.staff) == (ubnd.agency.name, "15", "Ngô Thị Lan, Văn phòng")


def test_one_receiver_is_asked_back_and_declines(
    sent: OutgoingDocument, carrier: Carrier, ubnd: House, phong: Actor, lan: Actor, monday: datetime
) -> None:
    with pytest.raises(NotAReceiver):
        _propose(sent, phong, monday, ChangeKind.RETRIEVE, asked=("X09",))
    _propose(sent, phong, monday, ChangeKind.RETRIEVE, asked=("H29",))
    carrier.carry("G22")
    _answer(ubnd, lan, monday, agree=False)
    carrier.carry("H29")
    sent.refresh_from_db()
    row = board_of(sent.document, now=monday)[0]
    assert (sent.state, row.word, row.detail) == (State.ISSUED, "Không đồng ý trả lại", "Đã xử lý xong.")
    assert _arrived(ubnd).state == Incoming.RECEIVED


def test_a_recall_that_overtakes_its_document_waits_and_a_repeat_is_harmless(
    written: OutgoingDocument, carrier: Carrier, ubnd: House, phong: Actor, lan: Actor, monday: datetime
) -> None:
    carrier.pick_up("G22")
    _propose(written, phong, monday, ChangeKind.RECALL)
    carrier.pick_up("G22")
    recall = carrier.kept[1]
    assert [one.state for one in carrier.repeat(*recall)] == [InState.FILED]
    with acting_for(ubnd.agency.pk):
        assert ChangeRequest.objects.get().state == Asked.HELD
        assert not IncomingDocument.objects.exists()
    carrier.deliver()
    carrier.repeat(*recall)
    carrier.repeat(*recall, more="-again")
    with acting_for(ubnd.agency.pk):
        assert [one.state for one in ChangeRequest.objects.all()] == [Asked.PENDING, Asked.PENDING]
        incoming.agree_change(change_ref=ChangeRequest.objects.order_by("id")[0].ref, actor=lan, now=monday)
        assert {one.state for one in ChangeRequest.objects.all()} == {Asked.AGREED}
    assert _arrived(ubnd).state == Incoming.RECALLED


def test_a_stranger_cannot_recall(
    sent: OutgoingDocument, carrier: Carrier, ubnd: House, phong: Actor, monday: datetime
) -> None:
    _propose(sent, phong, monday, ChangeKind.RECALL)
    carrier.pick_up("G22")
    with acting_for(ubnd.agency.pk):
        IncomingDocument.objects.update(sender_code="X77")
    (row,) = carrier.deliver()
    assert (row.state, "giữ nguyên" in row.error_text) == (InState.STRANGER, True)
    assert _arrived(ubnd).state == Incoming.RECEIVED
    with acting_for(ubnd.agency.pk):
        assert not ChangeRequest.objects.exists()


def test_an_update_of_facts_and_receivers_reaches_each_as_it_must(
    sent: OutgoingDocument, carrier: Carrier, ubnd: House, phong: Actor, lan: Actor, monday: datetime
) -> None:
    other = AgencyFactory(code="G09", name="Bộ Nội vụ", hosted=False)
    with pytest.raises(NothingChanges):
        _propose(sent, phong, monday, ChangeKind.UPDATE, facts={"subject": sent.document.subject})
    with pytest.raises(NobodyLeft):
        _propose(sent, phong, monday, ChangeKind.UPDATE, removed=("H29",))
    _propose(sent, phong, monday, ChangeKind.UPDATE, facts={"due_on": date(2026, 12, 24)}, added=(other.code,))
    update, new = carrier.carry("G22")
    assert isinstance(update, DocumentPacket)
    assert isinstance(new, DocumentPacket)
    assert [one.code for one in check_values(update)] == []
    assert (update.operation, [one.code for one in update.receivers]) == (Operation.UPDATE, ["H29"])
    assert [one.code for one in check_values(new)] == []
    assert (new.operation, [one.code for one in new.receivers]) == (Operation.UPDATE, ["G09"])
    assert [one.name for one in new.attachments] == [one.name for one in update.attachments] != []
    for packet in (update, new):
        change = packet.business.change
        assert change is not None
        assert (change.document, change.receivers) == (True, True)
        assert [(one.code, one.change) for one in change.receiver_list] == [("G09", Change.ADDED)]
    assert (update.target_id, update.due_on) == (sent.document.document_id, date(2026, 12, 24))
    assert Edition.objects.get().facts["due_on"] is None

    asked = _answer(ubnd, lan, monday)
    with acting_for(ubnd.agency.pk):
        assert IncomingDocument.objects.get().document.due_on == date(2026, 12, 24)
        assert asked.edition is not None
        assert asked.edition.facts["due_on"] is None
    carrier.carry("H29")
    words = {row.code: row.word for row in board_of(sent.document, now=monday)}
    assert words == {"H29": "Đã cập nhật", "G09": "Đang chờ gửi"}

    # The one who was just added is taken off again: told as a recall, while the other learns of it by an update.
    _propose(sent, phong, monday, ChangeKind.UPDATE, removed=("G09",))
    packets = {one.operation: one for one in carrier.carry("G22") if isinstance(one, DocumentPacket)}
    assert [one.code for one in packets[Operation.RECALL].receivers] == ["G09"]
    assert [one.code for one in packets[Operation.UPDATE].receivers] == ["H29"]


def test_a_receiver_taken_off_and_added_again_gets_the_document_anew_and_once(
    sent: OutgoingDocument, carrier: Carrier, ubnd: House, phong: Actor, lan: Actor, monday: datetime
) -> None:
    AgencyFactory(code="G09", name="Bộ Nội vụ", hosted=False)
    _propose(sent, phong, monday, ChangeKind.UPDATE, added=("G09",), removed=("H29",))
    carrier.carry("G22")
    _answer(ubnd, lan, monday)
    assert _arrived(ubnd).state == Incoming.RECALLED
    carrier.carry("H29")

    _propose(sent, phong, monday, ChangeKind.UPDATE, added=("H29",))
    carrier.pick_up("G22")
    again = next(one for one in carrier.kept if [to.code for to in one[1].receivers] == ["H29"])  # type: ignore[union-attr]
    carrier.repeat(*again)
    carrier.repeat(*again, more="-again")  # an axis may name one packet twice
    with acting_for(ubnd.agency.pk):
        states = [one.state for one in IncomingDocument.objects.order_by("pk")]
        assert states == [Incoming.RECALLED, Incoming.RECEIVED]
        assert not ChangeRequest.objects.filter(state=Asked.PENDING).exists()
    carrier.kept.clear()
    carrier.carry("H29")
    words = {row.code: row.word for row in board_of(sent.document, now=monday)}
    assert words["H29"] == "Đã đến"


def test_an_update_that_takes_us_off_is_a_recall_and_one_that_adds_us_is_the_document(
    written: OutgoingDocument, carrier: Carrier, ubnd: House, phong: Actor, monday: datetime
) -> None:
    AgencyFactory(code="G09", name="Bộ Nội vụ", hosted=False)
    carrier.pick_up("G22")
    _propose(written, phong, monday, ChangeKind.UPDATE, added=("G09",))
    carrier.pick_up("G22")
    update = carrier.kept[1]
    ours = packet_store().path(update[0].sha256).read_text(encoding="utf-8").replace(">G09<", ">H29<")
    update[0].sha256 = packet_store().put_bytes(ours.encode()).sha256
    carrier.repeat(*update, more="-added")
    row = _arrived(ubnd)
    assert (row.state, row.document.document_id) == (Incoming.RECEIVED, written.document.document_id)
    off = ours.replace("ReceiverType>1<", "ReceiverType>0<").encode()
    update[0].sha256 = packet_store().put_bytes(off).sha256
    carrier.repeat(*update, more="-removed")
    with acting_for(ubnd.agency.pk):
        assert ChangeRequest.objects.get().kind == "recall"


def test_a_status_13_for_an_unknown_document_waits_and_nobody_loses_a_packet(
    sent: OutgoingDocument, carrier: Carrier, ubnd: House, phong: Actor, uyen: Actor, monday: datetime
) -> None:
    _propose(sent, phong, monday, ChangeKind.RETRIEVE, asked=("H29",))
    carrier.pick_up("G22")
    with acting_for(ubnd.agency.pk):
        Document.objects.filter(pk=_arrived(ubnd).pk).update(document_id="other", number="99")
    carrier.deliver()
    with acting_for(ubnd.agency.pk):
        change = ChangeRequest.objects.get()
        assert (change.state, change.wire["document_id"]) == (Asked.HELD, sent.document.document_id)
        incoming.decline_change(change_ref=change.ref, text="Chưa nhận được.", actor=uyen, now=monday)
    carrier.carry("H29")
    assert (ChangeAsk.objects.get().answer, ChangeAsk.objects.get().answer_text) == ("16", "Chưa nhận được.")
    with acting_for(ubnd.agency.pk):
        assert not InPacket.objects.exclude(state=InState.FILED).exists()
