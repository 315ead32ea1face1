"""A person who keeps at it while programs die under him. Doors: Person, Act, play, Outage.

He reloads, looks whether his work is done, and does it again when it is not. That a page does not come is an outage and
is waited out; that it says no is a failure.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from congvan.demo.country import PASSWORD
from congvan.demo.desk import CallLog, Desk, NotOnPage

PATIENCE_S = 180.0
LOOK_S = 0.2


class Outage(Exception):
    """The office answered that it cannot answer now (5xx)."""


NO_ANSWER = (httpx.TransportError, Outage)


@dataclass(frozen=True)
class Act:
    """One piece of work: does the page offer it, doing it, does the page show that it is done."""

    offered: Callable[[], bool]
    do: Callable[[], None]
    done: Callable[[], bool]


def at_desk(base_url: str, username: str) -> Desk:
    """Return a logged-in desk that calls a 5xx an outage."""
    desk = Desk(base_url, username, PASSWORD, CallLog(None))
    desk.http.event_hooks = {"response": [*desk.http.event_hooks["response"], _refuse_outage]}
    return desk.login()


def _refuse_outage(response: httpx.Response) -> None:
    if response.status_code >= 500:
        raise Outage(f"{response.request.url} answered {response.status_code}")


def play(act: Act, disturb: Callable[[Callable[[], object]], None] = lambda _clicked: None) -> None:
    """Do the work once while ``disturb`` runs, then finish it. Raises: NotOnPage when it was refused or never came true.

    ``disturb`` gets a function that waits until the first attempt has had its answer.
    """
    problems: list[Exception] = []
    attempt = threading.Thread(target=_attempt, args=(act, problems), name="person")
    attempt.start()
    try:
        disturb(attempt.join)
    finally:
        attempt.join()
    for problem in problems:
        if not isinstance(problem, NO_ANSWER):
            raise problem
    _finish(act, str(problems[0]) if problems else "")


def _attempt(act: Act, problems: list[Exception]) -> None:
    try:
        _look_and_do(act)
    except (*NO_ANSWER, NotOnPage) as problem:
        problems.append(problem)


def _look_and_do(act: Act) -> None:
    if not act.offered():
        return
    try:
        act.do()
    except NotOnPage:
        # Between two looks an earlier click of ours may have come through: then there is nothing to refuse.
        if act.offered():
            raise


def _finish(act: Act, last: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            if act.done():
                return
            _look_and_do(act)
        except NO_ANSWER as problem:
            last = str(problem)
        if time.monotonic() > end:
            raise NotOnPage(f"it did not come true within {PATIENCE_S:.0f} s; {last or 'every page came'}")
        time.sleep(LOOK_S)
