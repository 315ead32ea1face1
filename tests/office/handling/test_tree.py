"""From the leader's word to the end of the work, and what the sender hears of it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from tests.cast import House

from kit.actor import Actor
from kit.errors import MoveNotAllowed, NotFoundHere, NotPermitted
from office.audit.models import Event
from office.documents.models import Document
from office.handling import actions as handling
from office.handling.errors import (
    AlreadyPresented,
    DeadlineMissing,
    DeadlinePast,
    DeadlineTooFar,
    NobodyAssigned,
    NoProposal,
    NotOfThisAgency,
    OneLeadOnly,
    OthersNotReported,
    ReasonMissing,
    SomeoneWasFaster,
)
from office.handling.models import Handling
from office.handling.reads import holder_of, tree_of
from office.handling.states import State
from office.handling.values import Assignment

Statuses = Callable[[Document], list[str]]


def _instruct(waiting: Handling, assignments: list[Assignment], actor: Actor, now: datetime) -> list[Handling]:
    handling.instruct(
        handling_ref=waiting.ref, instruction="Giao xử lý.", assignments=assignments, actor=actor, now=now
    )
    return list(waiting.children.order_by("id"))


def test_leader_assigns_an_officer_who_starts_and_finishes(
    waiting: Handling, to_officer, uyen: Actor, triet: Actor, monday: datetime, statuses: Statuses
) -> None:
    (work,) = _instruct(waiting, to_officer, uyen, monday)
    handling.start(handling_ref=work.ref, actor=triet, now=monday)
    handling.finish(handling_ref=work.ref, outcome="Đã trả lời.", actor=triet, now=monday)

    assert statuses(waiting.document) == ["04", "05", "06"]
    assert [(one.duty, one.state) for one in tree_of(waiting.document)] == [("decide", "done"), ("lead", "done")]
    kinds = Event.objects.of_document(waiting.document.ref).values_list("kind", flat=True)
    assert list(kinds) == [
        "handling.presented", "handling.instructed", "handling.started", "handling.finished",
    ]  # fmt: skip


def test_the_leaders_deadline_stands_on_a_document_whose_sender_set_none(
    waiting: Handling, two_units, uyen: Actor, monday: datetime
) -> None:
    _instruct(waiting, two_units, uyen, monday)

    assert Document.objects.get().due_on == date(2026, 12, 2)


def test_a_unit_gets_the_work_its_head_assigns_and_both_end_together(
    in_ubnd: House, waiting: Handling, to_unit, uyen: Actor, son: Actor, triet: Actor, monday: datetime,
    statuses: Statuses,
) -> None:  # fmt: skip
    (unit_work,) = _instruct(waiting, to_unit, uyen, monday)
    (work,) = handling.assign(
        handling_ref=unit_work.ref,
        instruction="Dự thảo trả lời.",
        assignments=[Assignment("lead", post=in_ubnd.posts["triet"])],
        actor=son,
        now=monday,
    )
    assert work.due_on == unit_work.due_on
    handling.start(handling_ref=work.ref, actor=triet, now=monday)
    unit_work.refresh_from_db()
    assert unit_work.state == State.IN_PROGRESS

    handling.finish(handling_ref=work.ref, outcome="Xong.", actor=triet, now=monday)

    unit_work.refresh_from_db()
    assert (unit_work.state, unit_work.outcome) == (State.DONE, "Xong.")
    assert statuses(waiting.document) == ["04", "05", "06"]


def test_the_lead_ends_only_after_the_others_have_reported(
    waiting: Handling, two_units, uyen: Actor, son: Actor, monday: datetime, statuses: Statuses, in_ubnd: House
) -> None:
    lead, partner, informed = _instruct(waiting, two_units, uyen, monday)
    handling.start(handling_ref=lead.ref, actor=son, now=monday)
    with pytest.raises(OthersNotReported, match="Còn 1 đơn vị"):
        handling.finish(handling_ref=lead.ref, outcome="Xong.", actor=son, now=monday)

    partner.to_post, partner.to_unit = in_ubnd.posts["lan"], None
    partner.save()
    handling.report(handling_ref=partner.ref, text="Đã góp ý.", actor=in_ubnd.actor("lan"), now=monday)
    handling.finish(handling_ref=lead.ref, outcome="Xong.", actor=son, now=monday)

    partner.refresh_from_db()
    informed.refresh_from_db()
    assert (partner.state, informed.state) == (State.DONE, State.ASSIGNED)
    assert statuses(waiting.document)[-1] == "06"


def test_for_information_only_needs_no_work_and_tells_the_sender_it_is_done(
    waiting: Handling, uyen: Actor, monday: datetime, statuses: Statuses
) -> None:
    handling.note(handling_ref=waiting.ref, actor=uyen, now=monday)

    assert statuses(waiting.document) == ["06"]
    assert holder_of(waiting.document) is None


def test_a_reader_for_information_ticks_it_off(
    waiting: Handling, two_units, uyen: Actor, lan: Actor, monday: datetime
) -> None:
    *_, informed = _instruct(waiting, two_units, uyen, monday)

    assert handling.see(handling_ref=informed.ref, actor=lan, now=monday).state == State.DONE


def test_agreeing_decides_exactly_what_the_office_proposed(
    waiting: Handling, two_units, uyen: Actor, lan: Actor, monday: datetime
) -> None:
    with pytest.raises(NoProposal):
        handling.agree(handling_ref=waiting.ref, actor=uyen, now=monday)
    handling.propose(
        handling_ref=waiting.ref, instruction="Phòng Khoa học chủ trì.", assignments=two_units, actor=lan, now=monday
    )

    decided = handling.agree(handling_ref=waiting.ref, actor=uyen, now=monday)

    assert decided.instruction == "Phòng Khoa học chủ trì."
    assert [one.duty for one in waiting.children.order_by("id")] == ["lead", "coordinate", "inform"]


def test_rules_of_assigning(in_ubnd: House, vpcp: House, waiting: Handling, uyen: Actor, monday: datetime) -> None:
    science, office = in_ubnd.units["Phòng Khoa học"], in_ubnd.units["Văn phòng"]
    due = date(2026, 12, 2)
    refused: list[tuple[list[Assignment], type[Exception]]] = [
        ([], NobodyAssigned),
        ([Assignment("coordinate", unit=science, due_on=due)], OneLeadOnly),
        ([Assignment("lead", unit=science, due_on=due), Assignment("lead", unit=office, due_on=due)], OneLeadOnly),
        ([Assignment("lead", unit=science), Assignment("coordinate", unit=office)], DeadlineMissing),
        ([Assignment("lead", unit=science, due_on=date(2026, 11, 20))], DeadlinePast),
        ([Assignment("lead", unit=science, due_on=date(2062, 12, 31))], DeadlineTooFar),
        ([Assignment("lead", post=vpcp.posts["quang"])], NotOfThisAgency),
    ]
    for assignments, error in refused:
        with pytest.raises(error):
            _instruct(waiting, assignments, uyen, monday)
    waiting.refresh_from_db()
    assert waiting.state == State.WAITING


def test_a_deputy_who_comes_second_reads_who_was_faster(
    waiting: Handling, to_officer, uyen: Actor, monday: datetime
) -> None:
    _instruct(waiting, to_officer, uyen, monday)

    with pytest.raises(SomeoneWasFaster, match="Phan Tú Uyên đã cho ý kiến và phân công lúc 08:30 23/11/2026"):
        handling.note(handling_ref=waiting.ref, actor=uyen, now=monday + timedelta(minutes=5))


def test_a_document_waits_for_one_leader_at_a_time(
    in_ubnd: House, waiting: Handling, lan: Actor, monday: datetime
) -> None:
    with pytest.raises(AlreadyPresented, match="Phan Tú Uyên"):
        handling.present(document=waiting.document, to_post=in_ubnd.posts["son"], from_actor=lan, now=monday)


def test_returned_work_goes_back_to_its_giver_and_out_again(
    waiting: Handling, to_officer, uyen: Actor, triet: Actor, monday: datetime
) -> None:
    (work,) = _instruct(waiting, to_officer, uyen, monday)
    with pytest.raises(ReasonMissing):
        handling.return_(handling_ref=work.ref, reason=" ", actor=triet, now=monday)
    handling.return_(handling_ref=work.ref, reason="Không thuộc chức năng.", actor=triet, now=monday)

    holder = holder_of(waiting.document)
    assert holder is not None
    assert holder.name == "Phan Tú Uyên"
    with pytest.raises(NotPermitted):
        handling.resend(handling_ref=work.ref, text="", actor=triet, now=monday)
    assert handling.resend(handling_ref=work.ref, text="Vẫn giao.", actor=uyen, now=monday).state == State.ASSIGNED


def test_returned_work_is_given_to_somebody_else_by_its_giver_alone(
    in_ubnd: House, waiting: Handling, to_officer, uyen: Actor, triet: Actor, monday: datetime
) -> None:
    (work,) = _instruct(waiting, to_officer, uyen, monday)
    handling.return_(handling_ref=work.ref, reason="Không thuộc chức năng.", actor=triet, now=monday)
    with pytest.raises(NotPermitted):
        handling.forward(handling_ref=work.ref, to_post=in_ubnd.posts["son"], actor=triet, now=monday)

    moved = handling.forward(handling_ref=work.ref, to_post=in_ubnd.posts["son"], actor=uyen, now=monday)

    assert (moved.state, moved.duty, moved.from_post_id) == (State.ASSIGNED, work.duty, uyen.post_id)
    work.refresh_from_db()
    assert (work.state, work.outcome) == (State.DONE, "Không thuộc chức năng.")
    holder = holder_of(waiting.document)
    assert holder is not None
    assert holder.name == "Vũ Hoàng Sơn"


def test_a_returned_presentation_goes_to_another_leader(
    in_ubnd: House, waiting: Handling, uyen: Actor, lan: Actor, monday: datetime
) -> None:
    handling.return_(handling_ref=waiting.ref, reason="Tôi đi công tác.", actor=uyen, now=monday)

    moved = handling.forward(handling_ref=waiting.ref, to_post=in_ubnd.posts["son"], actor=lan, now=monday)

    assert (moved.state, moved.duty) == (State.WAITING, "decide")


def test_a_returned_presentation_is_presented_again(
    waiting: Handling, uyen: Actor, lan: Actor, monday: datetime
) -> None:
    handling.return_(handling_ref=waiting.ref, reason="Thiếu phụ lục.", actor=uyen, now=monday)

    assert handling.resend(handling_ref=waiting.ref, text="", actor=lan, now=monday).state == State.WAITING


def test_forwarding_gives_the_same_duty_to_somebody_else(
    in_ubnd: House, waiting: Handling, uyen: Actor, monday: datetime, statuses: Statuses
) -> None:
    moved = handling.forward(handling_ref=waiting.ref, to_post=in_ubnd.posts["son"], actor=uyen, now=monday)

    assert (moved.duty, moved.state) == ("decide", State.WAITING)
    holder = holder_of(waiting.document)
    assert holder is not None
    assert holder.name == "Vũ Hoàng Sơn"
    assert statuses(waiting.document) == []


def test_a_recall_stops_everything_that_is_open_and_keeps_the_history(
    waiting: Handling, two_units, uyen: Actor, lan: Actor, monday: datetime, statuses: Statuses
) -> None:
    _instruct(waiting, two_units, uyen, monday)

    assert handling.stop_all(waiting.document, "Bên gửi thu hồi", lan, monday) == 3

    states = [one.state for one in tree_of(waiting.document)]
    assert states == [State.DONE, State.STOPPED, State.STOPPED, State.STOPPED]
    assert "06" not in statuses(waiting.document)
    assert handling.stop_all(waiting.document, "Bên gửi thu hồi", lan, monday) == 0


def test_pausing_needs_a_reason_and_resuming_runs_on(
    waiting: Handling, to_officer, uyen: Actor, triet: Actor, monday: datetime
) -> None:
    (work,) = _instruct(waiting, to_officer, uyen, monday)
    handling.start(handling_ref=work.ref, actor=triet, now=monday)
    with pytest.raises(ReasonMissing):
        handling.pause(handling_ref=work.ref, reason="", actor=triet, now=monday)
    assert handling.pause(handling_ref=work.ref, reason="Chờ Sở Tài chính", actor=triet, now=monday).state == "paused"
    with pytest.raises(MoveNotAllowed):
        handling.finish(handling_ref=work.ref, outcome="", actor=triet, now=monday)
    assert handling.resume(handling_ref=work.ref, actor=triet, now=monday).state == State.IN_PROGRESS


def test_a_report_on_untouched_work_starts_it(
    waiting: Handling, to_officer, uyen: Actor, triet: Actor, monday: datetime, statuses: Statuses
) -> None:
    (work,) = _instruct(waiting, to_officer, uyen, monday)

    handling.report(handling_ref=work.ref, text="Đang soạn.", percent=40, actor=triet, now=monday)

    work.refresh_from_db()
    assert work.state == State.IN_PROGRESS
    assert statuses(waiting.document) == ["04", "05"]


@pytest.mark.parametrize("act", ["instruct", "note", "start", "finish", "return_", "forward"])
def test_nobody_acts_on_work_that_another_holds(
    waiting: Handling, to_officer, uyen: Actor, son: Actor, monday: datetime, act: str
) -> None:
    target = waiting if act in ("instruct", "note") else _instruct(waiting, to_officer, uyen, monday)[0]
    extra = {
        "instruct": {"instruction": "", "assignments": to_officer},
        "finish": {"outcome": ""},
        "return_": {"reason": "x"},
    }.get(act, {})

    with pytest.raises(NotPermitted):
        getattr(handling, act)(handling_ref=target.ref, actor=son, now=monday, **extra)


def test_a_handling_of_another_agency_does_not_exist(waiting: Handling, van: Actor, monday: datetime) -> None:
    with pytest.raises(NotFoundHere):
        handling.note(handling_ref=waiting.ref, actor=van, now=monday)
