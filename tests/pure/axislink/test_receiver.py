"""Receiving: acknowledged only what is stored, and whatever is lost on the way comes again."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from axislink.protocol.receiver import (
    PASSED_OVER,
    RETRIES,
    Acknowledge,
    Acknowledged,
    AcknowledgeFailed,
    Delivery,
    Fetch,
    Fetched,
    FetchFailed,
    List,
    Listed,
    Pause,
    Receiver,
    Store,
    Stored,
    Unusable,
)


def delivery(number: int) -> Delivery:
    return Delivery(
        delivery_id=f"d{number}",
        transfer_id=f"t{number}",
        kind="edoc",
        operation="new",
        status=None,
        document_id=f"doc{number}",
        sender="G22",
        receiver="H29",
        state="submitted",
        sha256="0" * 64,
        size=1,
        submitted_at=datetime(2026, 11, 22, tzinfo=UTC),
    )


ONE, TWO = delivery(1), delivery(2)


def test_one_after_another_listed_fetched_stored_acknowledged():
    core = Receiver()

    assert isinstance(core.start(), List)
    assert core.handle(Listed([ONE, TWO])) == Fetch(ONE)
    assert core.handle(Fetched(ONE, Path("one"))) == Store(ONE, Path("one"))
    assert core.handle(Stored(ONE)) == Acknowledge(ONE, "taken")
    assert core.handle(Acknowledged(ONE)) == Fetch(TWO)
    assert core.handle(Fetched(TWO, Path("two"))) == Store(TWO, Path("two"))
    assert core.handle(Stored(TWO)) == Acknowledge(TWO, "taken")
    assert isinstance(core.handle(Acknowledged(TWO)), List)


def test_a_packet_we_can_never_use_is_reported_failed_with_its_reason():
    core = Receiver()
    core.handle(Listed([ONE]))

    assert core.handle(Unusable(ONE, "EDX-007")) == Acknowledge(ONE, "failed", "EDX-007")


def test_a_recall_waits_for_the_document_that_could_not_be_fetched():
    core = Receiver()
    recall = replace(TWO, operation="recall", document_id=ONE.document_id)
    core.handle(Listed([ONE, recall, delivery(3)]))

    assert core.handle(FetchFailed(ONE)) == Fetch(delivery(3))
    core.handle(Fetched(delivery(3), Path("three")))
    core.handle(Stored(delivery(3)))
    assert isinstance(core.handle(Acknowledged(delivery(3))), Pause)
    assert core.handle(Listed([ONE, recall])) == Fetch(ONE)


def test_a_document_that_another_agency_of_ours_has_to_wait_for_holds_up_nobody_else():
    core = Receiver()
    core.handle(Listed([ONE, replace(TWO, document_id=ONE.document_id, receiver="H29.01")]))

    assert core.handle(FetchFailed(ONE)) == Fetch(replace(TWO, document_id=ONE.document_id, receiver="H29.01"))


def test_a_failed_fetch_does_not_stop_the_others_and_is_followed_by_a_pause():
    core = Receiver()
    core.handle(Listed([ONE, TWO]))

    assert core.handle(FetchFailed(ONE)) == Fetch(TWO)
    core.handle(Fetched(TWO, Path("two")))
    core.handle(Stored(TWO))
    assert isinstance(core.handle(Acknowledged(TWO)), Pause)
    assert isinstance(core.resumed(), List)


def fetched(core: Receiver, one: Delivery) -> object:
    """Take one in; return what follows."""
    core.handle(Fetched(one, Path("x")))
    core.handle(Stored(one))
    return core.handle(Acknowledged(one))


def test_when_something_stays_the_round_goes_on_to_the_next_page_and_holds_what_belongs_to_it():
    core = Receiver()
    recall = replace(TWO, operation="recall", document_id=ONE.document_id)
    assert core.handle(Listed([ONE], "token")) == Fetch(ONE)

    assert core.handle(FetchFailed(ONE)) == List(0, "token")
    assert core.handle(Listed([recall, delivery(3)])) == Fetch(delivery(3))
    assert isinstance(fetched(core, delivery(3)), Pause)


def test_when_all_of_a_page_was_taken_the_inbox_is_asked_from_its_head():
    core = Receiver()
    core.handle(Listed([ONE], "token"))

    assert fetched(core, ONE) == core.start()


def test_what_fails_again_and_again_is_passed_over_for_longer_and_longer_and_still_holds_its_document():
    core, tries = Receiver(), []
    recall = replace(TWO, operation="recall", document_id=ONE.document_id)
    for number in range(40):
        command = core.handle(Listed([ONE, recall]))
        if command == Fetch(ONE):
            tries.append(number)
            command = core.handle(FetchFailed(ONE))
        assert isinstance(command, Pause)

    assert tries == [0, 1, 3, 7, 15, 31]
    assert PASSED_OVER[-1] == 16


def test_a_round_ends_its_tries_of_what_failed_before_when_some_have_failed():
    core = Receiver()
    many = [delivery(number) for number in range(3 * RETRIES)]

    def round_() -> list[Delivery]:
        tried, command = [], core.handle(Listed(many))
        while isinstance(command, Fetch):
            tried.append(command.delivery)
            command = core.handle(FetchFailed(command.delivery))
        return tried

    assert round_() == many
    assert round_() == many[:RETRIES]
    assert round_() == many[RETRIES : 2 * RETRIES]  # the first are passed over now, and these have their turn


def test_after_an_interruption_what_could_not_be_fetched_is_still_known():
    core = Receiver()
    for _ in range(3):
        core.handle(Listed([ONE]))
        core.handle(FetchFailed(ONE))
    core.handle(Listed([ONE, TWO]))

    assert isinstance(core.interrupted(), Pause)
    assert core.handle(Listed([ONE, TWO])) == Fetch(TWO)


def test_what_was_fetched_at_last_or_is_offered_no_more_is_forgotten():
    core = Receiver()
    core.handle(Listed([ONE, TWO]))
    core.handle(FetchFailed(ONE))
    core.handle(FetchFailed(TWO))
    core.handle(Listed([ONE]))
    fetched(core, ONE)

    assert core.failing.again == {}


class Inbox:
    """A model of the axis and of our books, with losses where hypothesis wants them."""

    def __init__(self, count: int) -> None:
        self.open = [delivery(number) for number in range(count)]
        self.booked: list[str] = []
        self.acknowledged: set[str] = set()

    def answer(self, command: object, fails: bool) -> object:
        if isinstance(command, List | Pause):
            return Listed([] if fails else list(self.open))
        if isinstance(command, Fetch):
            return FetchFailed(command.delivery) if fails else Fetched(command.delivery, Path("x"))
        if isinstance(command, Store):
            if command.delivery.delivery_id not in self.booked:  # idempotent, as the core demands
                self.booked.append(command.delivery.delivery_id)
            return Stored(command.delivery)
        assert isinstance(command, Acknowledge)
        assert command.delivery.delivery_id in self.booked, "acknowledged before it was safe"
        # A lost answer: the axis closed it, and we do not know.
        self.open = [one for one in self.open if one != command.delivery]
        self.acknowledged.add(command.delivery.delivery_id)
        return AcknowledgeFailed(command.delivery) if fails else Acknowledged(command.delivery)


@given(st.integers(0, 8), st.lists(st.booleans(), max_size=80))
def test_with_any_losses_and_crashes_everything_is_booked_exactly_once(count, losses):
    inbox, core = Inbox(count), Receiver()
    command: object = core.start()
    for step, fails in enumerate(losses):
        event = inbox.answer(command, fails)
        if fails and step % 5 == 4:
            core = Receiver()  # the process was killed and starts again
            command = core.start()
        else:
            command = core.handle(event)  # type: ignore[arg-type]
    for _ in range(8 * count + 8):
        command = core.handle(inbox.answer(command, False))  # type: ignore[arg-type]

    assert sorted(inbox.booked) == sorted(f"d{number}" for number in range(count))
    assert inbox.acknowledged == set(inbox.booked)
