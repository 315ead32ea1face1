"""What the lists cost: the same few queries at two sizes."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.http import QueryDict
from tests.cast import House

from kit.actor import Actor
from office.incoming import actions as incoming
from office.incoming.listing import Listing, counts_of_views, read_listing
from office.incoming.models import ChangeRequest
from office.incoming.queue import changes_of, count_of_changes, counts_of, next_after, page_of

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("size", [2, 30])
def test_a_page_of_the_list_is_two_queries_and_its_filters_two_more(
    in_ubnd: House, packet: Callable, lan: Actor, monday: datetime, django_assert_num_queries, size: int
) -> None:
    for _ in range(size):
        row = incoming.receive(agency=in_ubnd.agency, facts=packet(), now=monday)
        incoming.register(
            document_ref=row.document.ref,
            book=in_ubnd.arrivals,
            present_to=in_ubnd.posts["uyen"],
            actor=lan,
            now=monday,
        )
    query = QueryDict("xem=cho-y-kien")

    with django_assert_num_queries(4):  # rows, holders; filter counts, units
        listing = read_listing(agency_id=in_ubnd.agency.pk, person_id=lan.person_id, query=query, on=TODAY)

    assert listing.total == size
    assert {row.holder.name for row in listing.rows if row.holder} == {"Phan Tú Uyên"}
    with django_assert_num_queries(1):
        assert counts_of_views(in_ubnd.agency.pk, now=monday)["cho-y-kien"] == size


@pytest.mark.parametrize("size", [2, 30])
def test_the_queue_is_one_query_and_its_counts_another(
    in_ubnd: House, packet: Callable, lan: Actor, monday: datetime, django_assert_num_queries, size: int
) -> None:
    for _ in range(size):
        incoming.receive(agency=in_ubnd.agency, facts=packet(), now=monday)

    with django_assert_num_queries(1):
        rows = page_of(in_ubnd.agency.pk, tab="truc", now=monday).rows
        assert [row.verdict for row in rows] == [""] * size
    with django_assert_num_queries(1):
        assert counts_of(in_ubnd.agency.pk, now=monday) == {
            "total": size, "later": 0, "truc": size, "giay": 0, "han": size, "de-sau": 0,
        }  # fmt: skip


def test_the_urgent_come_first_then_the_newest_and_what_is_put_aside_waits(
    in_ubnd: House, packet: Callable, lan: Actor, monday: datetime
) -> None:
    old, new, urgent = (
        incoming.receive(agency=in_ubnd.agency, facts=packet(**more), now=monday) for more in ({}, {}, {"urgency": 2})
    )

    def refs(tab: str = "truc") -> list[object]:
        return [row.document.ref for row in page_of(in_ubnd.agency.pk, tab=tab, now=monday).rows]

    assert refs() == [urgent.document.ref, new.document.ref, old.document.ref]
    assert next_after(urgent.document.ref, agency_id=in_ubnd.agency.pk, tab="truc", now=monday) == new.document.ref
    incoming.put_later(document_ref=new.document.ref, actor=lan, now=monday)
    assert refs() == [urgent.document.ref, old.document.ref]
    assert refs("de-sau") == [new.document.ref]


def test_pages_of_the_list_follow_each_other_without_gap_or_double(
    in_ubnd: House, packet: Callable, lan: Actor, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("office.incoming.listing.PAGE", 4)
    for _ in range(10):
        row = incoming.receive(agency=in_ubnd.agency, facts=packet(), now=monday)
        incoming.register(document_ref=row.document.ref, book=in_ubnd.arrivals, actor=lan, now=monday)
    seen: list[int] = []
    query = QueryDict("xem=tat-ca")
    for _ in range(3):
        listing = read_listing(agency_id=in_ubnd.agency.pk, person_id=None, query=query, on=TODAY)
        seen += [row.document.pk for row in listing.rows]
        query = QueryDict(f"xem=tat-ca&sau={listing.next_after}&da_xem={len(seen)}")

    assert len(seen) == len(set(seen)) == 10
    assert listing.next_after is None


def test_every_document_of_a_long_queue_is_reached_and_the_next_one_follows(
    in_ubnd: House, packet: Callable, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("office.incoming.queue.PAGE", 3)
    for number in range(8):
        facts = packet(urgency=number % 2, received_at=monday + timedelta(minutes=number // 4))
        incoming.receive(agency=in_ubnd.agency, facts=facts, now=monday)
    agency_id, seen, after = in_ubnd.agency.pk, [], ""
    while not seen or after:
        page = page_of(agency_id, tab="truc", now=monday, after=after)
        seen, after = seen + page.rows, page.next_after

    assert len({row.pk for row in seen}) == len(seen) == 8
    assert [row.document.urgency for row in seen] == [1] * 4 + [0] * 4
    assert page_of(agency_id, tab="truc", now=monday, after="by|hand").rows == []
    refs = [row.document.ref for row in seen]
    held = page_of(agency_id, tab="truc", now=monday, holding=refs[4])
    assert ([row.document.ref for row in held.rows], held.above) == (refs[3:6], 3)
    following = [next_after(ref, agency_id=agency_id, tab="truc", now=monday) for ref in refs]
    assert following == [*refs[1:], refs[0]]


def test_every_request_of_senders_is_reached_and_counted(
    in_ubnd: House, monkeypatch: pytest.MonkeyPatch, monday: datetime
) -> None:
    monkeypatch.setattr("office.incoming.queue.PAGE", 2)
    made = [
        ChangeRequest.objects.create(agency=in_ubnd.agency, kind="recall", state=state, asked_at=monday)
        for state in ("held", "pending", "pending", "held", "pending")
    ]
    first = changes_of(in_ubnd.agency.pk)
    second = changes_of(in_ubnd.agency.pk, after=first.next_after)
    third = changes_of(in_ubnd.agency.pk, after=second.next_after)

    assert [*first.rows, *second.rows, *third.rows] == [made[index] for index in (1, 2, 4, 0, 3)]
    assert third.next_after == ""
    assert count_of_changes(in_ubnd.agency.pk) == 5


def test_the_number_over_a_list_is_that_of_its_rows_when_only_one_units_are_asked_for(
    in_ubnd: House, packet: Callable, lan: Actor, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("uyen", "son", "son"):
        row = incoming.receive(agency=in_ubnd.agency, facts=packet(), now=monday)
        present_to = in_ubnd.posts[name]
        incoming.register(
            document_ref=row.document.ref, book=in_ubnd.arrivals, present_to=present_to, actor=lan, now=monday
        )
    unit = in_ubnd.posts["son"].unit
    assert unit is not None

    def listing(**more: str) -> Listing:
        query = QueryDict(mutable=True)
        query.update({"xem": "cho-y-kien", **more})
        return read_listing(agency_id=in_ubnd.agency.pk, person_id=None, query=query, on=TODAY)

    assert len(listing(don_vi=str(unit.ref)).rows) == listing(don_vi=str(unit.ref)).total == 2
    assert len(listing(don_vi=str(unit.ref), don_vi_not="1").rows) == 1
    assert listing(don_vi=str(unit.ref), don_vi_not="1").total == 1
    assert listing().total == 3

    # more than is counted: what follows a page has no number rather than a wrong one
    monkeypatch.setattr("office.incoming.listing.PAGE", 1)
    monkeypatch.setattr("office.incoming.listing.COUNTED", 2)
    long = listing()
    assert (long.total, long.total_is_all, long.left) == (2, False, 0)
    assert long.next_after is not None
