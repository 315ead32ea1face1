"""What a check is and what came of it. Doors: Check, State, Result, Failed, NotRun, need, run_checks."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from axislink.errors import AxisLinkError

P = TypeVar("P")


class State(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not_run"  # it needs something that was not given


class Failed(Exception):
    """The axis did not do what the check asks for; the argument says what it did."""


class NotRun(Exception):
    """The check cannot be made; the arguments say in Vietnamese and English what it needs."""


@dataclass(frozen=True)
class Check(Generic[P]):
    """One thing an axis must do: a stable code, what it is in both languages, and how it is tried on a probe."""

    code: str
    title: str
    title_en: str
    run: Callable[[P], None]


@dataclass(frozen=True)
class Result:
    """What came of one check; ``seen`` is what was met instead (failed) or what is missing (not run)."""

    code: str
    title: str
    title_en: str
    state: State
    seen: str = ""
    seen_en: str = ""


def need(held: object, seen: object) -> None:
    """Raises: Failed with what was seen when something does not hold."""
    if not held:
        raise Failed(str(seen)[:300])


def run_checks(checks: Iterable[Check[P]], probe: P) -> Iterator[Result]:
    """Yield the result of each check as it comes. Whatever goes wrong in one, the next is made."""
    for one in checks:
        state, seen, seen_en = State.PASSED, "", ""
        try:
            one.run(probe)
        except NotRun as reason:
            state, (seen, seen_en) = State.NOT_RUN, reason.args
        except Failed as failure:
            state, seen = State.FAILED, str(failure)
            seen_en = seen
        except AxisLinkError as problem:
            state, seen, seen_en = State.FAILED, problem.text(), problem.text("en")
        except (KeyError, TypeError, ValueError, IndexError, OSError) as problem:  # an answer of another shape
            state, seen = State.FAILED, f"{type(problem).__name__}: {problem}"[:300]
            seen_en = seen
        yield Result(one.code, one.title, one.title_en, state, seen, seen_en)
