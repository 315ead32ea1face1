"""What the sender asks afterwards, and what a person answers."""

from datetime import date, datetime

import pytest
from tests.cast import House

from kit.actor import Actor
from kit.errors import NotPermitted
from office.documents.models import OwedStatus
from office.handling.models import Handling
from office.incoming import actions as incoming
from office.incoming.errors import ChangeAnswered, DeclineUnexplained
from office.incoming.models import ChangeRequest, IncomingDocument
from office.incoming.states import State
from office.incoming.values import ChangeAsked


def _asked(row: IncomingDocument, house: House, now: datetime, kind: str = "recall", **fields: object) -> bool:
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
    assert _asked(row, in_ubnd, monday)

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
    assert _asked(arrived, in_ubnd, monday)
    assert _asked(arrived, in_ubnd, monday)

    assert ChangeRequest.objects.count() == 1


def test_a_replacement_may_name_several_documents(
    in_ubnd: House, arrived: IncomingDocument, packet, monday: datetime
) -> None:
    other = incoming.receive(agency=in_ubnd.agency, facts=packet(), now=monday)
    ids = (arrived.document.document_id, other.document.document_id)

    assert _asked(arrived, in_ubnd, monday, "replace", document_id="new", replaced_ids=ids)

    assert {one.document_id for one in ChangeRequest.objects.all()} == {arrived.pk, other.pk}


def test_only_the_sender_of_a_document_may_ask(in_ubnd: House, arrived: IncomingDocument, monday: datetime) -> None:
    assert not _asked(arrived, in_ubnd, monday, sender_code="G01")
    assert not _asked(arrived, in_ubnd, monday, document_id="unknown", issued_on=date(2020, 1, 1))
    assert not ChangeRequest.objects.exists()


def test_an_officer_does_not_answer_the_sender(
    in_ubnd: House, arrived: IncomingDocument, triet: Actor, monday: datetime
) -> None:
    _asked(arrived, in_ubnd, monday)

    with pytest.raises(NotPermitted):
        incoming.agree_change(change_ref=ChangeRequest.objects.get().ref, actor=triet, now=monday)
