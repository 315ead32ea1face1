"""The threads of every link, inside the worker program. Doors: Links.

Each link has five, and each looks at its own rows: packets up, packets down, what became of either, directories. A link that is
down waits and tries again; anything unforeseen ends the program, which is then started again whole.
"""

import logging
import threading
import time
from collections.abc import Callable

import psycopg
from django.db import Error as DatabaseError
from django.db import connection

from axis import env
from axis.config import AxisConfig
from axis.directory.models import DirectoryVersion, System
from axis.peering.actions.upstream import own_key
from axis.peering.link import Link
from axis.peering.models import Upstream
from axislink.errors import AxisLinkError
from axislink.neighbour import NeighbourClient
from axislink.wire import HttpWire, Tls
from evidence.keys import read_public_key
from kit.wake import Listener

log = logging.getLogger(__name__)

PASSING = (AxisLinkError, DatabaseError, psycopg.Error, OSError)  # what a link waits out
WAIT_S = 25
RETRY_S = 1.0
SWEEP_S = 30.0
TELL_S = 5.0
LOOK_S = 2.0
LEARN_S = 30.0
STOP_S = 5.0


def connect(upstream: Upstream) -> NeighbourClient:
    """Return a client of this axis, with our key and its receipt keys."""
    pems = {kid: read_public_key(pem.encode()) for kid, pem in upstream.receipt_keys.items()}
    key = own_key(env.ENV.axis_data / "keys", upstream.system.system_id)
    tls = Tls(env.ENV.axis_tls_ca, env.ENV.axis_tls_certificate, env.ENV.axis_tls_key)
    wire = HttpWire(upstream.url, tls)
    return NeighbourClient(upstream.url, upstream.own_id, key, axis_keys=pems.get("") or pems or None, wire=wire)


class Links:
    """A consumer's rows are the links themselves: it keeps one set of threads for each that is not paused."""

    def __init__(self, config: AxisConfig) -> None:
        self._config = config
        self._running: dict[int, _Threads] = {}

    def run_once(self) -> bool:
        """Start what was added, stop what was paused, begin anew what was changed. Raises: what ended a link."""
        wanted = {
            one.pk: one
            for one in Upstream.objects.filter(paused=False, system__state=System.State.OPEN).select_related("system")
        }
        for pk, threads in list(self._running.items()):
            if threads.problem is not None:
                raise threads.problem
            if pk not in wanted or (wanted[pk].url, wanted[pk].own_id) != threads.place:
                self._running.pop(pk).stop()
        for pk, upstream in wanted.items():
            if pk not in self._running:
                self._running[pk] = _Threads(upstream, self._config)
        return False

    def stop(self) -> None:
        for threads in self._running.values():
            threads.stop()
        self._running.clear()


class _Threads:
    """The threads of one link. What ended one of them unforeseen stays in ``problem``."""

    def __init__(self, upstream: Upstream, config: AxisConfig) -> None:
        self.place = (upstream.url, upstream.own_id)
        self.problem: Exception | None = None
        self._stopping = threading.Event()
        self._link = Link(upstream, connect, config)
        work = (self._up, self._down, self._tell, self._ask, self._directories)
        self._threads = [threading.Thread(target=self._guarded, args=(one,), daemon=True) for one in work]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop at the next chance; a thread that waits for an answer is left behind: it holds nothing."""
        self._stopping.set()
        end = time.monotonic() + STOP_S
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        self._link.close()

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as problem:  # noqa: BLE001 - raised again by the program's main thread
            self.problem = problem
        finally:
            connection.close()

    def _rounds(self, one: Callable[[], bool], rest: Callable[[], object]) -> None:
        while not self._stopping.is_set():
            pause_s = self._link.health.pause_s()
            if pause_s > 0:
                self._stopping.wait(min(pause_s, RETRY_S))
                continue
            try:
                busy = one()
            except PASSING as problem:  # of the other axis' silence the link itself has told, once
                level = logging.DEBUG if isinstance(problem, AxisLinkError) else logging.WARNING
                log.log(level, "the link to %s waits: %s", self.place[0], problem)
                self._stopping.wait(RETRY_S)
                continue
            finally:
                connection.close()
            if not busy:
                rest()

    def _up(self) -> None:
        looked, woken = 0.0, False

        def push() -> bool:
            nonlocal looked, woken
            busy = self._link.push_once()
            # Woken without a row: a person put something back into the inbox.
            if not busy and (woken or time.monotonic() - looked > SWEEP_S):
                looked = time.monotonic()
                busy = self._link.push_once(sweep=True)
            woken = False
            return busy

        def rest() -> None:
            nonlocal woken
            woken = bool(listener.wait(1.0))

        with Listener([f"axis.inbox.{self._link.upstream.pk}"]) as listener:
            self._rounds(push, rest)

    def _down(self) -> None:
        self._rounds(lambda: self._link.pull_once(wait_s=WAIT_S), lambda: None)

    def _ask(self) -> None:
        self._rounds(lambda: self._link.ask_once(wait_s=WAIT_S), lambda: None)

    def _tell(self) -> None:
        with Listener([f"axis.untold.{self._link.upstream.pk}"]) as listener:
            self._rounds(self._link.tell_once, lambda: listener.wait(TELL_S))

    def _directories(self) -> None:
        seen: int | None = None
        learned = 0.0

        def look() -> bool:
            nonlocal seen, learned
            if time.monotonic() - learned > LEARN_S:
                self._link.learn_once()
                self._link.listen_once()
                learned = time.monotonic()
                seen = None  # what was refused for want of news is told again
            version = DirectoryVersion.objects.values_list("value", flat=True).first()
            if version == seen:
                return False
            while self._link.announce_once():
                pass
            seen = version
            return False

        self._rounds(look, lambda: self._stopping.wait(LOOK_S))
