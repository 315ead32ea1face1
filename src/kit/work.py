"""A program that works through rows. Doors: Consumer, run_forever.

A consumer finds rows that a committed transaction left for it and finishes them one by one. A wake only
makes it look sooner; a lost wake costs at most ``idle_seconds``. Killing the process loses nothing.
"""

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from kit.wake import Listener

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Consumer:
    """``run_once`` handles at most one batch and returns whether there may be more.

    A ``patient`` one gets its turn only in a round in which no other found work: nobody waits for it as for the others.
    """

    name: str
    topics: Sequence[str]
    run_once: Callable[[], bool]
    patient: bool = False


def run_forever(consumers: Sequence[Consumer], *, idle_seconds: float = 1.0, ready: Callable[[], None]) -> None:
    """Run until SIGTERM or SIGINT. A database outage is waited out; any other error ends the process."""
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    topics = sorted({topic for consumer in consumers for topic in consumer.topics})
    with Listener(topics) as listener:
        ready()
        while not stopping.is_set():
            try:
                more = [consumer.run_once() for consumer in consumers if not consumer.patient]
                if not any(more):
                    more = [consumer.run_once() for consumer in consumers if consumer.patient]
            except DatabaseError:
                log.warning("database unavailable, will try again", exc_info=True)
                connection.close()
                stopping.wait(idle_seconds)
                continue
            close_old_connections()
            if not any(more):
                listener.wait(idle_seconds)
