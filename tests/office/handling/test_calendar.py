"""Working days of Vietnam and the words of deadlines."""

from datetime import date

import pytest

from office.handling.calendar import (
    add_working_days,
    counts,
    deadline_words,
    is_working_day,
    next_working_day,
    present_by,
    working_days_between,
)
from office.handling.errors import CalendarMissing
from office.handling.receivers import deadline_chips

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 28), False),  # Saturday
        (date(2026, 2, 17), False),  # Tết
        (date(2026, 4, 27), False),  # the day in place of Giỗ Tổ on a Sunday
        (date(2026, 8, 22), True),  # Saturday worked for 31/08
        (date(2026, 8, 31), False),
        (date(2026, 1, 2), False),
        (date(2026, 1, 10), True),
    ],
)
def test_holidays_swaps_and_make_up_saturdays(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_a_year_outside_the_loaded_ones_is_refused() -> None:
    with pytest.raises(CalendarMissing, match="2040"):
        is_working_day(date(2040, 1, 4))


def test_a_friday_document_is_presented_on_monday_at_the_latest_an_urgent_one_at_once() -> None:
    friday = date(2026, 11, 20)

    assert present_by(friday, urgent=False) == MONDAY
    assert present_by(friday, urgent=True) == friday
    assert present_by(date(2026, 2, 13), urgent=False) == date(2026, 2, 23)  # over Tết


def test_adding_and_counting_working_days_agree() -> None:
    for count in range(1, 30):
        day = add_working_days(MONDAY, count)
        assert working_days_between(MONDAY, day) == count
        assert working_days_between(day, MONDAY) == -count
    assert next_working_day(date(2026, 11, 27)) == date(2026, 11, 30)


@pytest.mark.parametrize("far", [date.min, date(2015, 12, 31), date(2036, 1, 1), date(2062, 12, 31), date.max])
def test_a_day_of_a_year_without_holidays_is_shown_all_the_same(far: date) -> None:
    between = working_days_between(MONDAY, far)
    words, over = deadline_words(far, MONDAY), deadline_words(MONDAY, MONDAY, finished_on=far)

    assert between == -working_days_between(far, MONDAY)
    assert words is not None
    assert over is not None
    assert words.days == between
    assert [one.days for one in deadline_chips(MONDAY, asked=far, chosen=far)][:3] == [3, 5, 7]


def test_outside_the_loaded_years_monday_to_friday_count() -> None:
    first, last = date(2034, 6, 1), date(2037, 3, 1)
    walked = sum(counts(date.fromordinal(day)) for day in range(first.toordinal() + 1, last.toordinal() + 1))

    assert working_days_between(first, last) == walked
    assert working_days_between(date(1900, 1, 1), date(1900, 1, 8)) == 5
    assert [counts(date(2040, 1, day)) for day in range(1, 8)] == [False, True, True, True, True, True, False]


@pytest.mark.parametrize(
    ("due_on", "text", "tone"),
    [
        (date(2026, 11, 23), "hôm nay", "soon"),
        (date(2026, 11, 26), "còn 2 ngày", "soon"),  # 24/11 is Vietnam's day of culture
        (date(2026, 12, 4), "còn 8 ngày", "plain"),
        (date(2026, 11, 20), "quá hạn 1 ngày", "late"),
        (date(2026, 11, 17), "quá hạn 4 ngày", "late"),
        (date(2026, 11, 22), "quá hạn 1 ngày", "late"),  # due on a Sunday: the next day is late
    ],
)
def test_deadlines_are_told_in_working_days(due_on: date, text: str, tone: str) -> None:
    words = deadline_words(due_on, MONDAY)

    assert words is not None
    assert (words.text, words.tone) == (text, tone)


def test_a_finished_deadline_says_whether_it_was_kept() -> None:
    kept = deadline_words(MONDAY, MONDAY, finished_on=date(2026, 11, 20))
    missed = deadline_words(date(2026, 11, 20), MONDAY, finished_on=MONDAY)

    assert kept is not None
    assert missed is not None
    assert (kept.text, missed.text) == ("đúng hạn", "chậm 1 ngày")
    assert deadline_words(None, MONDAY) is None
