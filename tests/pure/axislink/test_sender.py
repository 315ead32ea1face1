"""Sending goes on until the axis holds it or a person is told; never sooner, never in silence."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from axislink.protocol.sender import (
    FEWEST_ATTEMPTS,
    HORIZON,
    LONGEST_WAIT,
    Answer,
    Phase,
    Sending,
    Sent,
    Silence,
    Submit,
    answered,
    ask,
    backoff,
    hurried,
    requeued,
)

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
FRESH = Sending(queued_at=NOW, next_try_at=NOW)
LATER = Answer(Sent.UNREACHABLE, code="AXL-001", sentence="Chưa nối được trục")


def test_a_new_row_is_sent_at_once():
    assert ask(FRESH, now=NOW) == Submit()


def test_an_accepted_row_keeps_its_receipt_and_rests():
    done, record = answered(FRESH, Answer(Sent.ACCEPTED, receipt="jws"), now=NOW, chance=0.5)

    assert (done.phase, done.receipt, record.alert) == (Phase.ACCEPTED, "jws", False)
    assert ask(done, now=NOW + timedelta(days=1)) is None


def test_a_duplicate_is_as_good_as_accepted():
    done, _ = answered(FRESH, Answer(Sent.DUPLICATE, receipt="jws"), now=NOW, chance=0.5)

    assert (done.phase, done.receipt) == (Phase.ACCEPTED, "jws")


def test_a_refusal_is_final_and_tells_a_person_why():
    refused, record = answered(FRESH, Answer(Sent.REFUSED, code="AXS-104", sentence="…"), now=NOW, chance=0.5)

    assert (refused.phase, refused.code, record.alert) == (Phase.REFUSED, "AXS-104", True)
    assert ask(refused, now=NOW + timedelta(days=9)) is None


def test_no_answer_means_again_after_a_growing_pause():
    state, now, pauses = FRESH, NOW, []
    for _ in range(14):
        state, _ = answered(state, LATER, now=now, chance=0.5)
        assert ask(state, now=now) is None
        pauses.append(state.next_try_at - now)
        now = state.next_try_at
        assert ask(state, now=now) == Submit()

    assert pauses[:4] == [timedelta(seconds=seconds) for seconds in (1, 2, 4, 8)]
    assert pauses[-1] == LONGEST_WAIT


def test_after_72_hours_it_becomes_a_dead_letter_that_a_person_sees():
    state, now = FRESH, NOW
    while state.phase is Phase.QUEUED:
        state, record = answered(state, LATER, now=now, chance=1.0)
        now = max(now, state.next_try_at)

    assert (state.phase, record.alert) == (Phase.DEAD, True)
    assert now - NOW >= HORIZON


def test_a_clock_that_jumps_days_ahead_does_not_end_a_sending_hardly_tried():
    state, _ = answered(FRESH, LATER, now=NOW + timedelta(days=30), chance=0.5)

    assert state.phase is Phase.QUEUED
    assert state.attempts < FEWEST_ATTEMPTS


def test_a_clock_that_goes_back_does_not_make_a_row_wait_for_days():
    state, _ = answered(FRESH, LATER, now=NOW + timedelta(days=2), chance=0.5)

    assert ask(state, now=NOW) == Submit()


def test_a_person_can_let_a_dead_letter_try_again():
    dead = Sending(queued_at=NOW, next_try_at=NOW, phase=Phase.DEAD, attempts=300)

    again = requeued(dead, now=NOW + timedelta(days=5))
    assert (again.phase, again.attempts) == (Phase.QUEUED, 0)
    assert ask(again, now=NOW + timedelta(days=5)) == Submit()


def test_an_accepted_row_cannot_be_queued_again():
    done = Sending(queued_at=NOW, next_try_at=NOW, phase=Phase.ACCEPTED, receipt="jws")

    assert requeued(done, now=NOW) == done


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_a_pause_is_never_nothing_and_never_endless(attempts, chance):
    assert timedelta(seconds=0.8) <= backoff(attempts, chance) <= LONGEST_WAIT * 1.2


@given(st.lists(st.tuples(st.sampled_from(list(Sent)), st.integers(0, 100_000), st.floats(0, 1)), max_size=60))
def test_whatever_happens_a_row_is_queued_or_settled_with_its_reason(happenings):
    state, now = FRESH, NOW
    for sent, seconds, chance in happenings:
        now += timedelta(seconds=seconds)
        if ask(state, now=now) is None:
            continue
        state, _ = answered(state, Answer(sent, receipt="jws", code="X", sentence="x"), now=now, chance=chance)

    assert (state.phase is Phase.ACCEPTED) == (state.receipt is not None)
    if state.phase in (Phase.REFUSED, Phase.DEAD):
        assert state.code
    if state.phase is Phase.QUEUED:
        assert ask(state, now=now + LONGEST_WAIT * 2) == Submit()


def test_an_answer_after_three_without_one_ends_a_silence():
    silence = Silence()
    outcomes = [Sent.UNREACHABLE] * 2 + [Sent.REFUSED] + [Sent.UNREACHABLE] * 3 + [Sent.DUPLICATE, Sent.ACCEPTED]

    assert [silence.heard(one) for one in outcomes] == [False] * 6 + [True, False]


def test_what_is_hurried_is_due_and_keeps_its_attempts_and_its_horizon():
    tried, _ = answered(FRESH, LATER, now=NOW, chance=0.5)
    done, _ = answered(FRESH, Answer(Sent.ACCEPTED, receipt="jws"), now=NOW, chance=0.5)
    assert ask(tried, now=NOW) is None

    again = hurried(tried, now=NOW)
    assert ask(again, now=NOW) == Submit()
    assert (again.attempts, again.queued_at, again.code) == (1, NOW, "AXL-001")
    assert hurried(done, now=NOW) == done
    assert hurried(FRESH, now=NOW + timedelta(days=1)) == FRESH
