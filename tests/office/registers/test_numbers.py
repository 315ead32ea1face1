"""Numbers are given once, without gaps, also when many clerks press at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from tests import cast
from tests.factories.organisation import AgencyFactory
from tests.factories.registers import BookFactory

from kit.actor import Actor
from kit.clock import HANOI
from kit.refs import uuid7
from kit.tenancy import acting_for
from office.audit.models import Event
from office.registers import actions as registers
from office.registers.books import numbers_of
from office.registers.errors import BookClosed, NoBook, NumberNotTaken, SuffixesUsedUp
from office.registers.models import Book, TakenNumber

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=HANOI)


def take(book: Book, year: int = 2026) -> int:
    return registers.take_number(book=book, year=year, document_ref=uuid7(), now=NOW)


def test_the_series_begins_at_one_and_again_in_the_new_year(in_ubnd: cast.House) -> None:
    assert [take(in_ubnd.arrivals), take(in_ubnd.arrivals), take(in_ubnd.arrivals, 2027)] == [1, 2, 1]


def test_the_expected_number_is_what_the_next_taker_gets(in_ubnd: cast.House) -> None:
    take(in_ubnd.arrivals)

    expected = registers.expected_number(in_ubnd.arrivals, 2026)

    assert take(in_ubnd.arrivals) == expected == 2


def test_an_inserted_number_carries_the_next_free_letter(in_ubnd: cast.House) -> None:
    number = take(in_ubnd.arrivals)
    inserted = [
        registers.insert_number(book=in_ubnd.arrivals, year=2026, after=number, document_ref=uuid7(), now=NOW)
        for _ in range(2)
    ]

    assert inserted == ["a", "b"]
    assert take(in_ubnd.arrivals) == 2
    assert [(one.number, one.suffix) for one in numbers_of(in_ubnd.arrivals, 2026)] == [
        (1, ""),
        (1, "a"),
        (1, "b"),
        (2, ""),
    ]


def test_nothing_is_inserted_behind_a_number_nobody_took(in_ubnd: cast.House) -> None:
    with pytest.raises(NumberNotTaken):
        registers.insert_number(book=in_ubnd.arrivals, year=2026, after=5, document_ref=uuid7(), now=NOW)


def test_behind_the_last_letter_nothing_more_is_inserted(in_ubnd: cast.House) -> None:
    take(in_ubnd.arrivals)
    for _ in range(26):
        registers.insert_number(book=in_ubnd.arrivals, year=2026, after=1, document_ref=uuid7(), now=NOW)

    with pytest.raises(SuffixesUsedUp):
        registers.insert_number(book=in_ubnd.arrivals, year=2026, after=1, document_ref=uuid7(), now=NOW)


def test_a_voided_number_stays_with_its_reason_and_is_never_given_again(in_ubnd: cast.House, lan: Actor) -> None:
    number = take(in_ubnd.arrivals)

    void = {"book": in_ubnd.arrivals, "year": 2026, "number": number, "actor": lan, "now": NOW}
    registers.void_number(reason="Vào sổ nhầm", **void)

    assert take(in_ubnd.arrivals) == number + 1
    assert numbers_of(in_ubnd.arrivals, 2026)[0].void_reason == "Vào sổ nhầm"
    assert Event.objects.get(kind="registers.number_voided").actor_post == lan.post_id
    with pytest.raises(NumberNotTaken):
        registers.void_number(reason="Lần nữa", **void)


def test_a_closed_book_gives_no_number(in_ubnd: cast.House) -> None:
    in_ubnd.arrivals.closed_on = date(2026, 11, 1)

    with pytest.raises(BookClosed):
        take(in_ubnd.arrivals)


def test_a_book_that_claims_the_type_goes_before_the_common_one(in_ubnd: cast.House) -> None:
    invitations = BookFactory(agency=in_ubnd.agency, name="Sổ giấy mời", document_types=["GM"], position=5)

    assert registers.book_for(in_ubnd.agency.pk, "incoming", "GM") == invitations
    assert registers.book_for(in_ubnd.agency.pk, "incoming", "CV") == in_ubnd.arrivals


def test_an_agency_without_a_book_is_told_so(in_ubnd: cast.House) -> None:
    Book.objects.filter(direction="incoming").delete()

    with pytest.raises(NoBook):
        registers.book_for(in_ubnd.agency.pk, "incoming", "CV")


@pytest.mark.django_db(transaction=True)
def test_many_clerks_at_once_leave_neither_a_gap_nor_a_double() -> None:
    agency = AgencyFactory()
    with acting_for(agency.pk):
        book = BookFactory(agency=agency)

    def clerk(turn: int) -> Any:
        try:
            with acting_for(agency.pk):
                number = take(book)
                if turn % 5 == 4:  # every fifth transaction fails after it took its number
                    raise ConnectionAbortedError
                return number
        except ConnectionAbortedError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as clerks:
        given = [number for number in clerks.map(clerk, range(60)) if number is not None]

    assert sorted(given) == list(range(1, 49))
    with acting_for(agency.pk):
        assert TakenNumber.objects.count() == 48
        assert registers.expected_number(book, 2026) == 49
