"""When to send, when to send again, when to stop. Doors: Sending, Phase, Sent, Answer, Submit, Record, Silence, ask, answered,
requeued, hurried, backoff, HORIZON, FURTHEST.

A core without clock, network, disk or chance: what happened goes in as values, what to do comes out as values. A retry
always carries the same id and the same bytes, so the axis can tell it from a second document.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=15)
HORIZON = timedelta(hours=72)
FEWEST_ATTEMPTS = 24  # a clock that jumps days ahead must not end a sending that was hardly tried
JITTER = 0.2
SILENT_AFTER = 3  # attempts in a row without an answer: then the axis is away, and no packet to blame
FURTHEST = LONGEST_WAIT * (
    1 + JITTER
)  # a next try further ahead than this was written by a clock that has gone back since


class Sent(StrEnum):
    """What came of one attempt."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"  # the axis already holds it: as good as accepted
    REFUSED = "refused"  # our packet is wrong; a person must look
    UNREACHABLE = "unreachable"  # no answer, or one that says "later"

    @property
    def retry(self) -> bool:
        return self is Sent.UNREACHABLE

    @property
    def done(self) -> bool:
        return self in (Sent.ACCEPTED, Sent.DUPLICATE)


class Phase(StrEnum):
    """Where a sending stands. Dead letters wait for the person in charge; nothing is dropped."""

    QUEUED = "queued"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEAD = "dead"


@dataclass(frozen=True)
class Answer:
    """The event: what an attempt brought. ``code`` and ``sentence`` say why when it was not accepted."""

    sent: Sent
    receipt: str | None = None
    code: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Sending:
    """The state of one outbox row."""

    queued_at: datetime
    next_try_at: datetime
    phase: Phase = Phase.QUEUED
    attempts: int = 0
    receipt: str | None = None
    code: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Submit:
    """Command: hand the row's packet to the axis now."""


@dataclass(frozen=True)
class Record:
    """Command: keep the new state durably before anything else; ``alert`` means a person must be told."""

    alert: bool = False


def ask(sending: Sending, *, now: datetime) -> Submit | None:
    """Return Submit when the row is due. A time further away than the longest wait is a clock that went back: due."""
    if sending.phase is not Phase.QUEUED:
        return None
    ahead = sending.next_try_at - now
    return None if timedelta(0) < ahead <= FURTHEST else Submit()


def answered(sending: Sending, answer: Answer, *, now: datetime, chance: float) -> tuple[Sending, Record]:
    """Return the state after an attempt, to be recorded. ``chance`` is a number from 0 to 1 made outside."""
    attempts = sending.attempts + 1
    told = replace(sending, attempts=attempts, code=answer.code, sentence=answer.sentence)
    if answer.sent.done:
        return replace(told, phase=Phase.ACCEPTED, receipt=answer.receipt, code="", sentence=""), Record()
    if not answer.sent.retry:
        return replace(told, phase=Phase.REFUSED), Record(alert=True)
    if now - sending.queued_at >= HORIZON and attempts >= FEWEST_ATTEMPTS:
        return replace(told, phase=Phase.DEAD), Record(alert=True)
    return replace(told, next_try_at=now + backoff(attempts, chance)), Record()


@dataclass
class Silence:
    """How many attempts in a row had no answer, whichever packet's they were."""

    unheard: int = 0

    def heard(self, sent: Sent) -> bool:
        """Take what came of an attempt; return whether it ends a silence of the axis: what waits for that is then hurried."""
        if sent.retry:
            self.unheard += 1
            return False
        ended, self.unheard = self.unheard >= SILENT_AFTER, 0
        return ended


def hurried(sending: Sending, *, now: datetime) -> Sending:
    """Return a sending as it is when the axis answers again: due now, its attempts and its horizon as they were."""
    if sending.phase is not Phase.QUEUED or sending.next_try_at <= now:
        return sending
    return replace(sending, next_try_at=now)


def requeued(sending: Sending, *, now: datetime) -> Sending:
    """Return a refused or dead sending as its person in charge lets it try again: same id, same bytes, new horizon."""
    if sending.phase not in (Phase.REFUSED, Phase.DEAD):
        return sending
    return Sending(queued_at=now, next_try_at=now)


def backoff(attempts: int, chance: float) -> timedelta:
    """Return how long to wait after so many attempts: doubling from a second to fifteen minutes, ±20 %."""
    wait = min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)
    return wait * (1 - JITTER + 2 * JITTER * chance)
