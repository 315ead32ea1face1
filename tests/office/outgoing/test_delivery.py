"""What receivers say of an issued document: late, twice, out of order, under an old code."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from tests.cast import House

from kit.actor import Actor
from office.organisation.models import Agency
from office.outgoing import actions
from office.outgoing.actions.delivery import hear_status, mark_taken, settle
from office.outgoing.models import Delivery, DeliveryStatus, Dispatch, OutgoingDocument
from office.outgoing.states import DispatchState

Make = Callable[..., OutgoingDocument]
Hear = Callable[..., bool]


@pytest.fixture
def sent(issued: Make) -> Delivery:
    """One sending of an issued document to the city."""
    return Delivery.objects.get(dispatch__outgoing=issued())


@pytest.fixture
def hear(sent: Delivery, monday: datetime) -> Hear:
    def say(code: str, minutes: int = 0, **more: object) -> bool:
        facts = {
            "agency_id": sent.agency_id,
            "document_id": sent.dispatch.outgoing.document.document_id,
            "answered_code": "01/VPCP",
            "from_code": "H29",
            "code": code,
            "at": monday + timedelta(minutes=minutes),
            "text": "",
            "staff": "",
            "transfer_id": f"{code}-{minutes}",
            "now": monday + timedelta(hours=1),
        }
        return hear_status(**(facts | more))  # type: ignore[arg-type]

    return say


def word(sent: Delivery) -> str:
    sent.refresh_from_db()
    return sent.status


def test_statuses_rise_in_their_order(sent: Delivery, hear: Hear) -> None:
    for minutes, code in enumerate(("01", "03", "04", "05", "06")):
        assert hear(code, minutes)
        assert word(sent) == code


def test_an_older_status_is_kept_but_never_lowers(sent: Delivery, hear: Hear) -> None:
    hear("05", 10)
    hear("03", 5)
    assert word(sent) == "05"
    assert DeliveryStatus.objects.filter(delivery=sent).count() == 2


def test_two_statuses_of_the_same_minute_come_in_either_order(sent: Delivery, hear: Hear) -> None:
    hear("05", 3)
    hear("03", 3)
    assert word(sent) == "05"


def test_a_repeated_packet_is_kept_once(sent: Delivery, hear: Hear) -> None:
    assert hear("03")
    assert hear("03")
    assert DeliveryStatus.objects.filter(delivery=sent).count() == 1


def test_a_refusal_is_the_last_word(sent: Delivery, hear: Hear) -> None:
    hear("01", 1)
    hear("02", 2, text="Gửi không đúng nơi nhận", staff="Ngô Thị Lan")
    hear("03", 3)
    assert word(sent) == "02"
    assert sent.status_text == "Gửi không đúng nơi nhận"


def test_an_unknown_code_is_kept_and_changes_nothing(sent: Delivery, hear: Hear) -> None:
    hear("03", 1)
    assert hear("09", 2)
    assert word(sent) == "03"


def test_a_status_for_a_document_that_is_not_ours_is_not_taken(hear: Hear) -> None:
    assert not hear("03", document_id="G22,2026/01/01,99/VPCP", answered_code="99/VPCP")
    assert not hear("03", from_code="H30")


def test_a_status_may_name_the_number_alone_and_the_old_code(sent: Delivery, hear: Hear) -> None:
    Agency.objects.filter(code="H29").update(code_qcvn102="000.00.00.H29")
    assert hear("03", document_id="", answered_code="1/VPCP", from_code="000.00.00.H29")
    assert word(sent) == "03"


def test_the_answer_to_a_recall_belongs_to_the_recall(
    sent: Delivery, hear: Hear, phong: Actor, monday: datetime
) -> None:
    hear("03", 1)
    recall = actions.recall(
        document_ref=sent.dispatch.outgoing.document.ref, reason="Sai nội dung", actor=phong, now=monday
    )
    assert hear("15", 2)
    assert recall.dispatches.get().deliveries.get().status == "15"
    assert recall.asks.get().answer == "15"
    assert word(sent) == "03"


def test_an_answer_to_nothing_is_kept_and_changes_nothing(sent: Delivery, hear: Hear) -> None:
    hear("03", 1)
    assert hear("15", 2)
    assert word(sent) == "03"


def test_what_the_axis_accepted_stays_accepted(sent: Delivery, monday: datetime) -> None:
    settle(sent.dispatch, DispatchState.ACCEPTED, "", monday)
    settle(sent.dispatch, DispatchState.DEAD, "hết 72 giờ", monday)
    sent.refresh_from_db()
    assert sent.state == DispatchState.ACCEPTED
    assert mark_taken(sent.dispatch, "H29", monday)
    assert not mark_taken(sent.dispatch, "H29", monday)


def test_another_agency_hears_nothing_of_it(sent: Delivery, hear: Hear, ubnd: House) -> None:
    assert not hear("03", agency_id=ubnd.agency.pk)
    assert Dispatch.objects.count() == 1
