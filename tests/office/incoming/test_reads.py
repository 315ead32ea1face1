"""What the lists cost: the same few queries at two sizes."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.http import QueryDict
from tests.cast import House

from kit.actor import Actor
from office.incoming import actions as incoming
from office.incoming.listing import counts_of_views, read_listing
from office.incoming.queue import counts_of, next_after, rows_of

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
        rows = rows_of(in_ubnd.agency.pk, tab="truc", now=monday)
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
        return [row.document.ref for row in rows_of(in_ubnd.agency.pk, tab=tab, now=monday)]

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
