"""Waiting and done lists per role, loads, lateness; and what they cost."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import House
from tests.factories.documents import DocumentFactory, HandlingFactory

from kit.actor import Actor
from kit.clock import today
from office.handling import actions as handling
from office.handling.models import Handling
from office.handling.reads import done_by, given_by, holders_of, late_by_unit, loads, waiting_for
from office.handling.states import State
from office.handling.values import Assignment
from office.handling.worklist import counts_of, page_of
from office.organisation.acting import acting_of
from office.organisation.models import Delegation


def _acting(house: House, name: str, on: date):
    acting = acting_of(house.accounts[name], house.posts[name].pk, on=on)
    assert acting is not None
    return acting


def test_work_moves_from_one_waiting_list_to_the_next(
    in_ubnd: House, waiting: Handling, to_unit, uyen: Actor, son: Actor, triet: Actor, monday: datetime
) -> None:
    on = today(monday)

    def lists() -> dict[str, int]:
        return {name: len(waiting_for(_acting(in_ubnd, name, on), on)) for name in ("uyen", "son", "triet")}

    assert lists() == {"uyen": 1, "son": 0, "triet": 0}
    handling.instruct(handling_ref=waiting.ref, instruction="", assignments=to_unit, actor=uyen, now=monday)
    assert lists() == {"uyen": 0, "son": 1, "triet": 0}
    unit_work = waiting.children.get()
    officer = [Assignment("lead", post=in_ubnd.posts["triet"])]
    handling.assign(handling_ref=unit_work.ref, instruction="", assignments=officer, actor=son, now=monday)
    assert lists() == {"uyen": 0, "son": 0, "triet": 1}
    handling.finish(handling_ref=unit_work.children.get().ref, outcome="", actor=triet, now=monday)
    assert lists() == {"uyen": 0, "son": 0, "triet": 0}
    assert [len(done_by(_acting(in_ubnd, name, on))) for name in ("uyen", "son", "triet")] == [1, 1, 1]


def test_a_delegate_sees_and_does_the_work_of_the_giver(
    in_ubnd: House, waiting: Handling, to_officer, monday: datetime
) -> None:
    on = today(monday)
    Delegation.objects.create(
        agency=in_ubnd.agency,
        from_post=in_ubnd.posts["uyen"],
        to_post=in_ubnd.posts["son"],
        reason="Đi công tác",
        valid_from=on,
        valid_to=on,
    )
    acting = _acting(in_ubnd, "son", on)

    assert list(waiting_for(acting, on)) == [waiting]
    handling.instruct(handling_ref=waiting.ref, instruction="", assignments=to_officer, actor=acting.actor, now=monday)

    assert waiting.children.get().from_post == in_ubnd.posts["uyen"]
    assert not waiting_for(_acting(in_ubnd, "son", date(2026, 12, 30)), on).exists()


def test_returned_work_waits_for_its_giver_not_for_its_receiver(
    in_ubnd: House, waiting: Handling, to_officer, uyen: Actor, triet: Actor, monday: datetime
) -> None:
    on = today(monday)
    handling.instruct(handling_ref=waiting.ref, instruction="", assignments=to_officer, actor=uyen, now=monday)
    work = waiting.children.get()
    handling.return_(handling_ref=work.ref, reason="Nhầm đơn vị", actor=triet, now=monday)

    assert list(waiting_for(_acting(in_ubnd, "uyen", on), on)) == [work]
    assert not waiting_for(_acting(in_ubnd, "triet", on), on).exists()
    assert list(given_by(_acting(in_ubnd, "uyen", on))) == [work]


def test_late_work_is_counted_by_unit_and_load_by_receiver(
    in_ubnd: House, waiting: Handling, two_units, uyen: Actor, monday: datetime
) -> None:
    handling.instruct(handling_ref=waiting.ref, instruction="", assignments=two_units, actor=uyen, now=monday)
    agency_id, science = in_ubnd.agency.pk, in_ubnd.units["Phòng Khoa học"]

    late = late_by_unit(agency_id, date(2026, 12, 10))
    assert {row["name"]: row["late"] for row in late} == {"Phòng Khoa học": 1, "Văn phòng": 1}
    assert late_by_unit(agency_id, date(2026, 12, 2)) == []
    assert loads(agency_id, date(2026, 12, 10))[("unit", science.pk)] == (1, 1)


@pytest.mark.parametrize("size", [3, 60])
def test_lists_and_holders_cost_the_same_however_long_they_are(in_ubnd: House, monday: datetime, size: int) -> None:
    on = today(monday)
    acting = _acting(in_ubnd, "triet", on)
    for _ in range(size):
        letter = DocumentFactory(agency=in_ubnd.agency)
        HandlingFactory(document=letter, to_post=in_ubnd.posts["triet"], from_post=in_ubnd.posts["son"])

    with CaptureQueriesContext(
        connection,
    ) as queries:
        rows = list(waiting_for(acting, on))
        names = [(row.document.subject, row.to_post.person.full_name, row.from_post.title) for row in rows]
        holders = holders_of([row.document_id for row in rows], agency_id=in_ubnd.agency.pk)

    assert len(queries) == 2
    assert len(names) == len(holders) == size


@pytest.mark.parametrize("view", ["cho-xu-ly", "da-xong"])
def test_every_row_of_a_long_work_list_is_reached_once(
    in_ubnd: House, monday: datetime, view: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("office.handling.worklist.PAGE", 3)
    on = today(monday)
    acting = _acting(in_ubnd, "triet", on)
    days = [on, None, on, on, None, on, date(2026, 12, 1), None, None, None]
    finished = {"state": State.DONE, "finished_at": monday} if view == "da-xong" else {}
    made = [
        HandlingFactory(
            document=DocumentFactory(agency=in_ubnd.agency), to_post=in_ubnd.posts["triet"], due_on=day, **finished
        )
        for day in days
    ]
    pages, after = [], ""
    while not pages or after:
        page = page_of(view, acting, on=on, after=after)
        pages.append(page.rows)
        after = page.next_after
    seen = [row.pk for rows in pages for row in rows]

    assert [len(rows) for rows in pages] == [3, 3, 3, 1]
    assert sorted(seen) == [row.pk for row in made]
    if view == "cho-xu-ly":
        assert seen == [made[index].pk for index in (0, 2, 3, 5, 6, 1, 4, 7, 8, 9)]
        assert counts_of(acting, on=on)[view] == len(seen)
