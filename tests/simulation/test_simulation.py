"""The simulator in small: some histories hold, the same seed is the same history, and known faults are found."""

import pytest
from tests.simulation.history import run
from tests.simulation.plan import FATES, MESSAGES, RARE, plan
from tests.simulation.planted import PLANTED

ENOUGH = 500


@pytest.mark.parametrize("first", range(0, 80, 20))
def test_in_some_histories_nothing_is_lost_doubled_or_falsely_receipted(first):
    outcomes = [run(seed) for seed in range(first, first + 20)]

    assert [one for one in outcomes if one.violation] == []
    assert {one.messages for one in outcomes} == {MESSAGES}


def test_an_outage_longer_than_the_horizon_ends_in_letters_that_a_person_sends_again():
    seed = next(seed for seed in range(RARE - 1, 20 * RARE, RARE) if _hours(seed) > 80)

    assert run(seed).violation == ""


def _hours(seed: int) -> float:
    return max(one.seconds for one in plan(seed).troubles if one.kind == "outage") / 3600


def test_the_same_seed_is_the_same_history():
    first, second = [], []
    run(7, note=lambda now, text: first.append((now, text)))
    run(7, note=lambda now, text: second.append((now, text)))

    assert first == second
    assert len(first) > MESSAGES


def test_every_kind_of_fault_is_in_the_first_seeds_and_some_seeds_lack_it():
    seen = [set(plan(seed).kinds) for seed in range(60)]

    for kind in (*FATES, "crash", "away", "stall", "cut", "clock", "kill", "unserved", "unreadable"):
        assert 0 < sum(kind in kinds for kinds in seen) < len(seen), kind


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name):
    found = next((seed for seed in range(ENOUGH) if run(seed, **PLANTED[name]).violation), None)

    assert found is not None


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found_again_by_its_seed(name):
    seed = next(seed for seed in range(ENOUGH) if run(seed, **PLANTED[name]).violation)

    assert run(seed, **PLANTED[name]) == run(seed, **PLANTED[name])
