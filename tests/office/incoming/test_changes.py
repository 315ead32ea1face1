"""What the sender asks afterwards, and what a person answers."""

from datetime import date, datetime

import pytest
from tests.cast import House
from tests.factories.files import plain_pdf

from kit.actor import Actor
from kit.errors import NotPermitted
from office.documents.chain import chain_of
from office.documents.editions import compared, facts_of
from office.documents.errors import DocumentLocked
from office.documents.models import Document, Edition, OwedStatus
from office.handling import actions as handling
from office.handling.models import Handling
from office.incoming import actions as incoming
from office.incoming.errors import ChangeAnswered, DeclineUnexplained, DocumentNotHere
from office.incoming.models import ChangeRequest, IncomingDocument
from office.incoming.states import ChangeState, State
from office.incoming.values import Asked, ChangeAsked, ReceivedFile
from office.outgoing.actions import forward_document, reply_to


def _asked(row: IncomingDocument, house: House, now: datetime, kind: str = "recall", **fields: object) -> Asked:
    facts: dict[str, object] = {
        "kind": kind,
        "document_id": row.document.document_id,
        "document_code": row.document.document_code,
        "issued_on": row.document.issued_on,
        "sender_code": "G22",
        "reason": "Sai nơi nhận",
        "transfer_id": f"transfer-{kind}",
    }
    return incoming.ask_change(agency=house.agency, facts=ChangeAsked(**(facts | fields)), now=now)  # type: ignore[arg-type]


def test_an_agreed_recall_stops_the_work_and_keeps_everything(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, monday: datetime, statuses
) -> None:
    row = incoming.register(
        document_ref=arrived.document.ref,
        book=in_ubnd.arrivals,
        present_to=in_ubnd.posts["uyen"],
        actor=lan,
        now=monday,
    )
    assert _asked(row, in_ubnd, monday) == Asked.WAITS

    request = ChangeRequest.objects.get()
    incoming.agree_change(change_ref=request.ref, actor=lan, now=monday)

    row.refresh_from_db()
    assert (row.state, row.arrival_number, row.document.document_files.count()) == (State.RECALLED, 1, 1)
    assert statuses(row.document) == ["01", "03", "15"]
    assert IncomingDocument.objects.select_related("document").get().document.stage == "15"
    assert Handling.objects.get().state == "stopped"


def test_declining_needs_a_reason_and_leaves_the_document(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, monday: datetime, statuses
) -> None:
    _asked(arrived, in_ubnd, monday, "retrieve")
    request = ChangeRequest.objects.get()

    with pytest.raises(DeclineUnexplained):
        incoming.decline_change(change_ref=request.ref, text=" ", actor=lan, now=monday)
    incoming.decline_change(change_ref=request.ref, text="Đã xử lý xong.", actor=lan, now=monday)

    arrived.refresh_from_db()
    assert arrived.state == State.RECEIVED
    assert statuses(arrived.document) == ["01", "16"]
    assert OwedStatus.objects.get(code="16").description == "Đã xử lý xong."
    with pytest.raises(ChangeAnswered, match="Ngô Thị Lan"):
        incoming.agree_change(change_ref=request.ref, actor=lan, now=monday)


def test_agreeing_to_an_update_leaves_the_state(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, monday: datetime, statuses
) -> None:
    _asked(arrived, in_ubnd, monday, "update")

    incoming.agree_change(change_ref=ChangeRequest.objects.get().ref, actor=lan, now=monday)

    arrived.refresh_from_db()
    assert arrived.state == State.RECEIVED
    assert statuses(arrived.document) == ["01", "15"]


def test_a_refused_document_can_still_be_taken_back(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, monday: datetime, statuses
) -> None:
    incoming.refuse(document_ref=arrived.document.ref, reason="duplicate", text="", actor=lan, now=monday)
    _asked(arrived, in_ubnd, monday)

    incoming.agree_change(change_ref=ChangeRequest.objects.get().ref, actor=lan, now=monday)

    arrived.refresh_from_db()
    assert arrived.state == State.REFUSED
    assert statuses(arrived.document)[-1] == "15"


def test_a_repeat_of_the_transfer_asks_once(in_ubnd: House, arrived: IncomingDocument, monday: datetime) -> None:
    assert _asked(arrived, in_ubnd, monday) == Asked.WAITS
    assert _asked(arrived, in_ubnd, monday) == Asked.WAITS

    assert ChangeRequest.objects.count() == 1


def test_a_replacement_may_name_several_documents(
    in_ubnd: House, arrived: IncomingDocument, packet, monday: datetime
) -> None:
    other = incoming.receive(agency=in_ubnd.agency, facts=packet(), now=monday)
    ids = (arrived.document.document_id, other.document.document_id)

    _asked(arrived, in_ubnd, monday, "replace", document_id="new", replaced_ids=ids)

    assert {one.document_id for one in ChangeRequest.objects.all()} == {arrived.pk, other.pk}


def test_only_the_sender_of_a_document_may_ask(in_ubnd: House, arrived: IncomingDocument, monday: datetime) -> None:
    assert _asked(arrived, in_ubnd, monday, sender_code="G01") == Asked.STRANGER
    assert not ChangeRequest.objects.exists()
    arrived.refresh_from_db()
    assert arrived.state == State.RECEIVED


def test_a_request_that_comes_first_waits_for_its_document(
    in_ubnd: House, arrived: IncomingDocument, packet, lan: Actor, monday: datetime, statuses
) -> None:
    later = packet()
    held = _asked(arrived, in_ubnd, monday, document_id=later.document_id, document_code="", issued_on=None)
    request = ChangeRequest.objects.get()
    assert (held, request.state, request.document) == (Asked.HELD, ChangeState.HELD, None)
    with pytest.raises(DocumentNotHere):
        incoming.agree_change(change_ref=request.ref, actor=lan, now=monday)

    row = incoming.receive(agency=in_ubnd.agency, facts=later, now=monday)

    request.refresh_from_db()
    assert (request.state, request.document_id) == (ChangeState.PENDING, row.pk)
    incoming.agree_change(change_ref=request.ref, actor=lan, now=monday)
    row.refresh_from_db()
    assert (row.state, statuses(row.document)) == (State.RECALLED, ["01", "15"])


def test_a_document_of_another_sender_does_not_take_what_waits(
    in_ubnd: House, arrived: IncomingDocument, packet, monday: datetime
) -> None:
    later = packet(sender_code="X05")
    _asked(arrived, in_ubnd, monday, document_id=later.document_id, document_code="", issued_on=None)
    incoming.receive(agency=in_ubnd.agency, facts=later, now=monday)
    assert ChangeRequest.objects.get().state == ChangeState.HELD


def test_a_request_for_a_document_that_never_came_is_declined_with_a_reason(
    in_ubnd: House, arrived: IncomingDocument, uyen: Actor, lan: Actor, monday: datetime
) -> None:
    _asked(arrived, in_ubnd, monday, document_id="unknown", document_code="9/VPCP", issued_on=date(2020, 1, 1))
    request = ChangeRequest.objects.get()
    with pytest.raises(NotPermitted, match="lãnh đạo"):
        incoming.decline_change(change_ref=request.ref, text="Chưa nhận được.", actor=lan, now=monday)
    incoming.decline_change(change_ref=request.ref, text="Chưa nhận được văn bản này.", actor=uyen, now=monday)

    owed = OwedStatus.objects.get(document=None)
    assert (owed.code, owed.wire["agency_code"], owed.wire["document_code"]) == ("16", "G22", "9/VPCP")


def test_a_recall_asked_by_packet_and_by_status_is_answered_once_for_both(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, monday: datetime, statuses
) -> None:
    _asked(arrived, in_ubnd, monday)
    _asked(arrived, in_ubnd, monday, "retrieve")
    incoming.agree_change(change_ref=ChangeRequest.objects.order_by("id")[0].ref, actor=lan, now=monday)
    assert statuses(arrived.document) == ["01", "15", "15"]
    assert set(ChangeRequest.objects.values_list("state", flat=True)) == {ChangeState.AGREED}

    _asked(arrived, in_ubnd, monday, transfer_id="again")  # after the fact: answered without a person
    assert statuses(arrived.document) == ["01", "15", "15", "15"]
    assert not ChangeRequest.objects.filter(state=ChangeState.PENDING).exists()


def test_a_locked_document_starts_no_work_and_no_reply(
    in_ubnd: House, arrived: IncomingDocument, lan: Actor, triet: Actor, monday: datetime
) -> None:
    incoming.register(document_ref=arrived.document.ref, book=in_ubnd.arrivals, actor=lan, now=monday)
    _asked(arrived, in_ubnd, monday)
    incoming.agree_change(change_ref=ChangeRequest.objects.get().ref, actor=lan, now=monday)
    ref = arrived.document.ref
    with pytest.raises(DocumentLocked):
        handling.present(
            document=Document.objects.get(ref=ref), to_post=in_ubnd.posts["uyen"], from_actor=lan, now=monday
        )
    with pytest.raises(DocumentLocked):
        reply_to(document_ref=ref, actor=triet, now=monday)
    with pytest.raises(DocumentLocked):
        forward_document(document_ref=ref, actor=triet, now=monday)


def test_an_update_is_laid_beside_the_document_and_keeps_both(
    in_ubnd: House, arrived: IncomingDocument, packet, lan: Actor, monday: datetime, statuses
) -> None:
    content = packet(
        document_id=arrived.document.document_id,
        number=arrived.document.number,
        subject="Rà soát lại thời gian tiếp nhận",
        due_on=date(2026, 12, 18),
        files=[ReceivedFile("moi.pdf", plain_pdf("mới"))],
    )
    first = arrived.document.document_files.get().file
    _asked(arrived, in_ubnd, monday, "update", content=content)
    request = ChangeRequest.objects.get()
    assert arrived.document.document_files.get().file == first  # nothing changes before a person agrees
    rows = {one.label: one for one in compared(facts_of(arrived.document), request.facts)}
    assert [label for label, one in rows.items() if one.differs] == ["Trích yếu", "Hạn xử lý"]

    incoming.agree_change(change_ref=request.ref, actor=lan, now=monday)

    document = Document.objects.get(pk=arrived.pk)
    edition = Edition.objects.get()
    assert (document.subject, document.due_on) == ("Rà soát lại thời gian tiếp nhận", date(2026, 12, 18))
    assert document.document_files.get().file.name == "moi.pdf"
    assert edition.edition_files.get().file == first
    assert edition.facts["subject"] == "Rà soát, rút ngắn thời gian tiếp nhận văn bản điện tử"
    assert statuses(document) == ["01", "15"]


def test_a_declined_update_leaves_everything_as_it_was(
    in_ubnd: House, arrived: IncomingDocument, packet, lan: Actor, monday: datetime, statuses
) -> None:
    _asked(arrived, in_ubnd, monday, "update", content=packet(subject="Khác"))
    before = Document.objects.values().get(pk=arrived.pk)
    incoming.decline_change(change_ref=ChangeRequest.objects.get().ref, text="Đã xử lý xong.", actor=lan, now=monday)
    assert Document.objects.values().get(pk=arrived.pk) == before
    assert not Edition.objects.exists()
    assert statuses(arrived.document) == ["01", "16"]


def test_a_replacement_closes_the_old_document_and_links_both(
    in_ubnd: House, arrived: IncomingDocument, packet, lan: Actor, monday: datetime, statuses
) -> None:
    incoming.register(
        document_ref=arrived.document.ref,
        book=in_ubnd.arrivals,
        present_to=in_ubnd.posts["uyen"],
        actor=lan,
        now=monday,
    )
    new = incoming.receive(agency=in_ubnd.agency, facts=packet(), now=monday).document
    ids = (arrived.document.document_id,)
    _asked(arrived, in_ubnd, monday, "replace", document_id="new", replaced_ids=ids, new_document=new.ref)
    incoming.agree_change(change_ref=ChangeRequest.objects.get().ref, actor=lan, now=monday)

    arrived.refresh_from_db()
    assert arrived.state == State.REPLACED
    assert Handling.objects.get().outcome == f"Thay thế bằng văn bản số {new.document_code}"
    assert statuses(Document.objects.get(pk=arrived.pk)) == ["01", "03", "15"]
    assert [(row.code, row.words) for row in chain_of(new)] == [
        (arrived.document.document_code, (f"Được {new.document_code} thay thế",)),
        (new.document_code, (f"Thay thế {arrived.document.document_code}",)),
    ]


def test_an_officer_does_not_answer_the_sender(
    in_ubnd: House, arrived: IncomingDocument, triet: Actor, monday: datetime
) -> None:
    _asked(arrived, in_ubnd, monday)

    with pytest.raises(NotPermitted):
        incoming.agree_change(change_ref=ChangeRequest.objects.get().ref, actor=triet, now=monday)
