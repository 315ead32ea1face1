"""A program that works through rows. Doors: Consumer, run_forever.

A consumer finds rows that a committed transaction left for it and finishes them one by one. A wake only
makes it look sooner; a lost wake costs at most ``idle_seconds``. Killing the process loses nothing.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from kit.alone import Alone
from kit.beside import Beside, forget_database
from kit.memory import settle_memory
from kit.spare import Patience
from kit.wake import Listener

log = logging.getLogger(__name__)
LOOK_AGAIN_S = 0.25  # how often work that gives way looks whether the others are done


class WorkerHalved(RuntimeError):
    """The process for patient work ended by itself; its last words are in the log."""


@dataclass(frozen=True)
class Consumer:
    """``run_once`` handles at most one batch and returns whether there may be more.

    A ``patient`` one works in a process of low priority, which gives way while the machine is busy: nobody waits for it as for
    the others. One with ``pause_s`` runs at
    most once in so many seconds, so that a busy time gives it one large batch and not many small ones. What is done ``alone``
    is done by one machine of several; ``lost`` is called as often as its turn comes and is another's. What computes much has
    ``copies``: so many processes run it at once, each taking rows that no other has.
    """

    name: str
    topics: Sequence[str]
    run_once: Callable[[], bool]
    patient: bool = False
    pause_s: float = 0.0
    alone: bool = False
    lost: Callable[[], None] = lambda: None
    copies: int = 1


class Round:
    """Who has to look at the rows now: all in the beginning and every ``idle_seconds``, else who was woken or had more."""

    def __init__(self, consumers: Sequence[Consumer], idle_seconds: float, alone: Alone | None = None) -> None:
        self._consumers = consumers
        self._alone = alone
        self._idle_s = idle_seconds
        self._hungry = {one.name for one in consumers}
        self._not_before: dict[str, float] = {}
        self._all_again = time.monotonic() + idle_seconds

    def wake(self, topics: Collection[str]) -> None:
        now = time.monotonic()
        if now >= self._all_again:
            self._hungry = {one.name for one in self._consumers}
            self._all_again = now + self._idle_s
        self._hungry |= {one.name for one in self._consumers if not set(one.topics).isdisjoint(topics)}

    def run(self) -> None:
        """Give each that has to look its turn."""
        now = time.monotonic()
        for one in self._consumers:
            if one.name in self._hungry and self._not_before.get(one.name, 0.0) <= now:
                self._turn(one)

    def _turn(self, consumer: Consumer) -> None:
        if consumer.alone and self._alone is not None and not self._alone.held():
            consumer.lost()
            self._hungry.discard(consumer.name)
            return
        if not consumer.run_once():
            self._hungry.discard(consumer.name)
        if consumer.pause_s:
            self._not_before[consumer.name] = time.monotonic() + consumer.pause_s

    def rest_s(self) -> float:
        """Return how long nobody has to look, 0 if somebody has to now."""
        now = time.monotonic()
        ends = [self._not_before.get(name, 0.0) for name in self._hungry]
        return max(0.0, min([self._all_again, *ends]) - now)


def run_forever(
    consumers: Sequence[Consumer],
    *,
    idle_seconds: float = 1.0,
    ready: Callable[[], None],
    name: str = "",
    patience_s: float = 0.0,
) -> None:
    """Run until SIGTERM or SIGINT. A database outage is waited out; any other error ends the process.

    ``name`` is the program's among those of other machines on the same database; without one it takes itself for the only one.
    Patient consumers give way to a busy machine for at most ``patience_s``.
    """
    patient = [one for one in consumers if one.patient]
    eager = [one for one in consumers if not one.patient] or patient
    patience = Patience(patience_s)
    forget_database()
    besides: list[Beside] = []
    try:
        if patient and patient is not eager:
            besides.append(
                Beside(lambda: _work(patient, idle_seconds, name=name and f"{name} patient", patience=patience))
            )
        for one in eager:
            besides += [Beside(partial(_work, [one], idle_seconds), yields=False) for _ in range(1, one.copies)]
        _work(eager, idle_seconds, ready, besides, name)
    finally:
        for one_beside in besides:
            one_beside.stop()


def _work(
    consumers: Sequence[Consumer],
    idle_seconds: float,
    ready: Callable[[], None] = lambda: None,
    besides: Sequence[Beside] = (),
    name: str = "",
    patience: Patience | None = None,
) -> None:
    stopping = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: stopping.set())
    topics = sorted({topic for consumer in consumers for topic in consumer.topics})
    alone = Alone(name) if name else None
    turns = Round(consumers, idle_seconds, alone)
    settle_memory()
    with Listener(topics) as listener:
        ready()
        while not stopping.is_set():
            if any(one.ended() for one in besides):  # half a worker would look alive: end, and be started again whole
                raise WorkerHalved
            if patience is not None and patience.gives_way():
                stopping.wait(LOOK_AGAIN_S)
                continue
            try:
                turns.run()
            except DatabaseError:
                log.warning("database unavailable, will try again", exc_info=True)
                connection.close()
                stopping.wait(idle_seconds)
                continue
            close_old_connections()
            rest_s = turns.rest_s()
            if patience is not None and rest_s > 0:
                patience.rest()
            turns.wake(listener.wait(rest_s))
    if alone is not None:
        alone.release()
