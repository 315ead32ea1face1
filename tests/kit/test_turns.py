"""Whose turn it is in a program that works through rows."""

import time
from collections.abc import Callable

from kit.work import Consumer, Round


def noting(said: list[str], name: str, *more: bool) -> Callable[[], bool]:
    answers = iter(more)

    def run_once() -> bool:
        said.append(name)
        return next(answers, False)

    return run_once


def test_at_first_all_look_then_only_who_was_woken() -> None:
    said: list[str] = []
    turns = Round([Consumer("a", ("x",), noting(said, "a")), Consumer("b", ("y",), noting(said, "b"))], 600)
    turns.run()
    turns.run()
    turns.wake({"y"})
    turns.run()

    assert said == ["a", "b", "b"]
    assert turns.rest_s() > 500


def test_who_found_more_looks_again_at_once() -> None:
    said: list[str] = []
    turns = Round([Consumer("a", (), noting(said, "a", True))], 600)
    turns.run()

    assert turns.rest_s() == 0
    turns.run()
    assert said == ["a", "a"]
    assert turns.rest_s() > 500


def test_a_lost_wake_costs_the_idle_time_only() -> None:
    said: list[str] = []
    turns = Round([Consumer("a", ("x",), noting(said, "a"))], 0.01)
    turns.run()
    time.sleep(turns.rest_s())
    turns.wake(())
    turns.run()

    assert said == ["a", "a"]


def test_one_with_a_pause_keeps_its_wake_until_the_pause_is_over() -> None:
    said: list[str] = []
    turns = Round([Consumer("seal", ("x",), noting(said, "seal"), pause_s=0.05)], 600)
    turns.run()
    turns.wake({"x"})
    turns.run()
    assert said == ["seal"]
    assert 0 < turns.rest_s() <= 0.05

    time.sleep(turns.rest_s())
    turns.run()
    assert said == ["seal", "seal"]
