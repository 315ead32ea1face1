"""A replacement from one agency's books to the other's: who gets it, and who is told that the old one is void."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import House
from tests.factories.organisation import AgencyFactory
from tests.office.exchange.conftest import Carrier
from tests.office.outgoing.conftest import CONTENT
from tests.office.signing.desk import Desk

from edxml import DocumentPacket, Operation, StatusPacket, check_values
from kit.actor import Actor
from kit.tenancy import acting_for
from office.exchange.board import asks_of, board_of
from office.files.models import Blob
from office.files.states import ScanState
from office.incoming import actions as incoming
from office.incoming.models import ChangeRequest, IncomingDocument
from office.incoming.states import ChangeState as Asked
from office.incoming.states import State as Incoming
from office.outgoing import actions as outgoing
from office.outgoing.models import ChangeAsk, OutgoingDocument
from office.outgoing.states import ChangeKind, State
from office.outgoing.values import ChangePlan, ReceiverChoice

Draft = Callable[..., OutgoingDocument]
Browser = Callable[[Actor], Client]


@pytest.fixture
def replacing(
    sent: OutgoingDocument, in_vpcp: House, sender_desk: Desk, quang: Actor, bich: Actor, phong: Actor, monday: datetime
) -> Draft:
    """Return a maker of the replacement of ``sent``, signed by the leader: the clerk's turn."""

    def make(*receivers: ReceiverChoice) -> OutgoingDocument:
        draft = outgoing.replace_document(document_ref=sent.document.ref, actor=quang, now=monday)
        ref = draft.document.ref
        outgoing.fill_template(document_ref=ref, content=CONTENT, actor=quang, now=monday)
        if receivers:
            outgoing.set_receivers(document_ref=ref, receivers=receivers, actor=quang, now=monday)
        outgoing.set_route(
            document_ref=ref,
            unit_head=in_vpcp.posts["bich"],
            signer=in_vpcp.posts["phong"],
            authority=None,
            actor=quang,
            now=monday,
        )
        outgoing.submit(document_ref=ref, actor=quang, now=monday)
        outgoing.initial(document_ref=ref, actor=bich, now=monday)
        sender_desk.sign()
        outgoing.sign(document_ref=ref, actor=phong, now=monday)
        sender_desk.sign()
        return draft

    return make


def _issue(draft: OutgoingDocument, desk: Desk, actor: Actor, now: datetime) -> None:
    outgoing.issue(document_ref=draft.document.ref, actor=actor, now=now)
    desk.sign()
    Blob.objects.update(scan_state=ScanState.CLEAN)


def test_a_replacement_closes_the_old_on_both_sides_and_its_answer_is_told(
    sent: OutgoingDocument,
    replacing: Draft,
    carrier: Carrier,
    sender_desk: Desk,
    ubnd: House,
    van: Actor,
    lan: Actor,
    monday: datetime,
) -> None:
    draft = replacing()
    sent.refresh_from_db()
    assert sent.state == State.ISSUED
    _issue(draft, sender_desk, van, monday)
    sent.refresh_from_db()
    assert sent.state == State.REPLACED

    (packet,) = carrier.carry("G22")
    assert isinstance(packet, DocumentPacket)
    assert [one.code for one in check_values(packet)] == []
    assert packet.operation is Operation.REPLACE
    assert [(one.document_id, one.agencies) for one in packet.business.replacements] == [
        (sent.document.document_id, ("H29",))
    ]
    with acting_for(ubnd.agency.pk):
        change = ChangeRequest.objects.get(state=Asked.PENDING)
        asked = incoming.agree_change(change_ref=change.ref, actor=lan, now=monday)
        old = asked.document
        assert old is not None
        assert old.incoming.state == Incoming.REPLACED
        assert IncomingDocument.objects.get(state=Incoming.RECEIVED).document == asked.new_document
    carrier.carry("H29")
    assert board_of(sent.document, now=monday)[0].word == "Đã thay thế"
    assert board_of(draft.document, now=monday)[0].status == "01"


def test_whom_a_replacement_leaves_out_is_told_a_recall(
    sent: OutgoingDocument,
    replacing: Draft,
    carrier: Carrier,
    sender_desk: Desk,
    ubnd: House,
    phong: Actor,
    van: Actor,
    lan: Actor,
    browser_of: Browser,
    monday: datetime,
) -> None:
    AgencyFactory(code="G09", name="Bộ Nội vụ", hosted=False)
    plan = ChangePlan(kind=ChangeKind.UPDATE, reason="Gửi thêm", added=("G09",))
    outgoing.propose_change(document_ref=sent.document.ref, plan=plan, actor=phong, now=monday)
    carrier.carry("G22")
    draft = replacing(ReceiverChoice(code="G09"))
    told = (
        browser_of(van).get(reverse("outgoing:document", kwargs={"document_ref": draft.document.ref})).content.decode()
    )
    assert "Phát hành xong, 1 nơi được báo thu hồi 01/VPCP-CC" in told
    assert f"không nhận văn bản này qua Trục: {ubnd.agency.name}." in told

    _issue(draft, sender_desk, van, monday)
    packets = {one.operation: one for one in carrier.carry("G22") if isinstance(one, DocumentPacket)}
    recall = packets[Operation.RECALL]
    assert [one.code for one in check_values(recall)] == []
    assert [one.code for one in recall.receivers] == ["H29"]
    assert recall.target_id == sent.document.document_id
    draft.refresh_from_db()
    assert recall.business.reason == f"Đã được thay thế bằng văn bản số {draft.document_code}"
    assert [one.code for one in packets[Operation.REPLACE].receivers] == ["G09"]
    asks = {ask.code: ask.kind for ask in ChangeAsk.objects.filter(change__kind=ChangeKind.REPLACE)}
    assert asks == {"H29": ChangeKind.RECALL, "G09": ChangeKind.REPLACE}

    with acting_for(ubnd.agency.pk):
        change = ChangeRequest.objects.get(kind="recall")
        incoming.agree_change(change_ref=change.ref, actor=lan, now=monday)
        assert IncomingDocument.objects.get().state == Incoming.RECALLED
    carrier.carry("H29")
    sent.refresh_from_db()
    words = {row.code: row.word for row in board_of(sent.document, now=monday)}
    assert (sent.state, words) == (State.REPLACED, {"H29": "Đã thu hồi", "G09": "Chờ đồng ý thay thế"})


def test_the_drafter_sees_whom_he_leaves_out(
    sent: OutgoingDocument, quang: Actor, browser_of: Browser, monday: datetime
) -> None:
    draft = outgoing.replace_document(document_ref=sent.document.ref, actor=quang, now=monday)
    editor = reverse("outgoing:edit", kwargs={"document_ref": draft.document.ref})
    words = "1 nơi được báo thu hồi 01/VPCP-CC"
    assert words not in browser_of(quang).get(editor).content.decode()
    outgoing.set_receivers(document_ref=draft.document.ref, receivers=[], actor=quang, now=monday)
    assert words in browser_of(quang).get(editor).content.decode()


def test_a_replacement_on_paper_recalls_the_old_one_over_the_axis(
    sent: OutgoingDocument,
    replacing: Draft,
    carrier: Carrier,
    sender_desk: Desk,
    phong: Actor,
    van: Actor,
    monday: datetime,
) -> None:
    plan = ChangePlan(kind=ChangeKind.RETRIEVE, reason="Gửi nhầm", asked=("H29",))
    outgoing.propose_change(document_ref=sent.document.ref, plan=plan, actor=phong, now=monday)
    carrier.carry("G22")
    draft = replacing(ReceiverChoice(code="H29", on_paper=True, paper_reason="theo yêu cầu", name="Thành phố"))
    _issue(draft, sender_desk, van, monday)
    (packet,) = carrier.carry("G22")
    assert isinstance(packet, StatusPacket)  # that is how this receiver was last told
    assert (packet.status, packet.response.document_id) == ("13", sent.document.document_id)
    assert asks_of(sent.document)[0].kind == "Yêu cầu lấy lại"
