"""Work that nobody waits for gives way while others are busy, and not for ever."""

from dataclasses import dataclass

import pytest

from kit.spare import Others, Patience, processor_times


@dataclass
class Machine:
    """Two processors by hand."""

    now: float = 100.0
    busy: float = 0.0
    own: float = 0.0

    def times(self) -> tuple[float, float, float]:
        return 2 * self.now, self.busy, self.own

    def clock(self) -> float:
        return self.now

    def pass_time(self, seconds: float, *, others: float = 0.0, own: float = 0.0) -> None:
        """Let time go by; ``others`` and ``own`` are shares of the two processors."""
        self.now += seconds
        self.busy += 2 * seconds * (others + own)
        self.own += 2 * seconds * own


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def others(machine: Machine) -> Others:
    found = Others(machine.times, machine.clock)
    found.busy()
    return found


def test_what_others_take_counts_and_not_what_we_take(machine: Machine, others: Others) -> None:
    machine.pass_time(0.5, others=0.9)
    assert others.busy()
    machine.pass_time(0.5, others=0.2, own=0.5)
    assert not others.busy()


def test_a_look_too_soon_says_what_the_last_one_said(machine: Machine, others: Others) -> None:
    machine.pass_time(0.5, others=0.9)
    assert others.busy()
    machine.pass_time(0.1)
    assert others.busy()


def test_a_look_from_long_ago_says_nothing_of_now(machine: Machine, others: Others) -> None:
    machine.pass_time(60, others=0.9)
    assert not others.busy()


def test_a_machine_that_does_not_tell_is_never_busy() -> None:
    def silent() -> tuple[float, float, float]:
        raise OSError

    assert not Others(silent).busy()


def test_this_machine_tells() -> None:
    whole, busy, own = processor_times()
    assert whole > busy > own > 0


def test_patience_ends_and_then_the_work_is_done_to_its_end(machine: Machine, others: Others) -> None:
    patience = Patience(3.0, others, machine.clock)
    gave_way = []
    for _ in range(5):
        machine.pass_time(1.0, others=0.9)
        gave_way.append(patience.gives_way())
    assert gave_way == [True, True, True, False, False]

    patience.rest()
    for _ in range(2):  # it had stopped looking
        machine.pass_time(1.0, others=0.9)
        gave_way.append(patience.gives_way())
    assert gave_way[-1]


def test_a_quiet_moment_is_used_at_once(machine: Machine, others: Others) -> None:
    patience = Patience(3.0, others, machine.clock)
    machine.pass_time(1.0, others=0.9)
    assert patience.gives_way()
    machine.pass_time(1.0, others=0.1)
    assert not patience.gives_way()


def test_without_patience_it_never_gives_way(machine: Machine, others: Others) -> None:
    machine.pass_time(1.0, others=1.0)
    assert not Patience(0.0, others, machine.clock).gives_way()
