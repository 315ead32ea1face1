"""Virtual time, programs that can die at any step, and a network that loses, delays, repeats and damages.
Doors: Engine, Host, Task, Network, Call, Crash, LOST, GARBAGE.

A program is a generator. It yields seconds to sleep, a Call to make, or None to be woken by somebody else. Everything random comes from
the seed, and events at the same moment keep their order: the same seed is the same history.
"""

import random
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from typing import Any

from tests.simulation.plan import CALM, Faults

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
TIMEOUT_S = 30.0
LOST = "lost"
GARBAGE = "garbage"

Program = Generator[Any, Any, None]


class Crash(Exception):
    """A program is killed at the named step."""


class Engine:
    """The clock, the order of events and the one source of chance. ``now``: true seconds since the beginning."""

    def __init__(self, seed: int, faults: Faults, note: Callable[[float, str], None] | None = None) -> None:
        self.now = 0.0
        self.chance = random.Random(f"events {seed}")
        self.faults = faults
        self.crashes = 0
        self.events = 0
        self._note = note
        self._heap: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self._count = 0

    def at(self, delay: float, act: Callable[..., None], *args: Any) -> None:
        self._count += 1
        heappush(self._heap, (self.now + delay, self._count, act, args))

    def run(self, until: float) -> None:
        """Let everything happen that happens before ``until``."""
        heap = self._heap
        while heap and heap[0][0] <= until:
            self.now, _, act, args = heappop(heap)
            self.events += 1
            act(*args)
        self.now = until

    @property
    def idle(self) -> bool:
        return not self._heap

    @property
    def next_at(self) -> float | None:
        return self._heap[0][0] if self._heap else None

    @property
    def noting(self) -> bool:
        return self._note is not None

    def note(self, text: str) -> None:
        if self._note is not None:
            self._note(self.now, text)


@dataclass(slots=True, eq=False)
class Task:
    """A running program; it is gone when its host has died since."""

    host: "Host"
    life: int
    program: Program


class Host:
    """A machine with a clock of its own. Subclasses say in ``boot`` what starts on it; only what they call durable stays."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        self.life = 0
        self.up = False
        self.offset_s = 0.0

    def clock(self) -> datetime:
        return EPOCH + timedelta(seconds=self.engine.now + self.offset_s)

    def boot(self) -> None:
        assert not self.up, "started twice"
        self.up = True

    def start(self, program: Program) -> Task:
        task = Task(self, self.life, program)
        self.resume(task, None)
        return task

    def resume(self, task: Task, value: Any) -> None:
        """Let the program go on with ``value`` as the outcome of what it had yielded."""
        if task.life != self.life:  # it died since
            return
        try:
            effect = task.program.send(value)
        except StopIteration:
            return
        except Crash as crash:
            if task.life == self.life:
                self.struck(task, str(crash))
            return
        if effect is None or task.life != self.life:  # whom it woke may have died, and the machine with it
            return
        if isinstance(effect, float):
            self.engine.at(effect, self.resume, task, None)
        else:
            effect.make(task)

    def strike(self, step: str) -> None:
        """Die here, perhaps."""
        engine = self.engine
        rate = engine.faults.crash
        if rate and engine.chance.random() < rate:
            raise Crash(step)

    def struck(self, task: Task, step: str) -> None:
        self.crash(step)

    def crash(self, step: str) -> None:
        """Forget everything that is not durable; start again after a while."""
        engine = self.engine
        engine.crashes += 1
        engine.note(f"{self.name} DIES: {step}")
        self.life += 1
        self.up = False
        engine.at(engine.chance.uniform(0.1, engine.faults.longest_restart_s), self._again)

    def _again(self) -> None:
        self.engine.note(f"{self.name} starts again")
        self.boot()


@dataclass(slots=True, eq=False)
class Token:
    """One exchange of a client; answered once."""

    task: Task
    open: bool = True

    def give(self, value: Any) -> None:
        if self.open:
            self.open = False
            self.task.host.resume(self.task, value)


@dataclass(slots=True)
class Call:
    """A request to the axis. ``damaged``: its body arrives with other bytes."""

    network: "Network"
    operation: str
    request: Any
    damaged: bool = False

    def make(self, task: Task) -> None:
        self.network.carry(self, task)


class Reply:
    """The way back of one exchange."""

    __slots__ = ("answered", "client", "fate", "network", "token")

    def __init__(self, network: "Network", token: Token, client: Any, fate: str) -> None:
        self.network, self.token, self.client, self.fate = network, token, client, fate
        self.answered = False

    def __call__(self, value: Any) -> None:
        if self.answered:
            return
        self.answered = True
        engine, fate = self.network.engine, self.fate
        if fate and engine.faults is CALM:
            fate = ""
        if self.network.cut_in(self.client) or fate == "answer lost":
            engine.at(TIMEOUT_S, self.token.give, LOST)
        elif fate == "answer reset":
            engine.at(self.network.latency(), self.token.give, LOST)
        elif fate == "garbage":
            engine.at(self.network.latency(), self.token.give, GARBAGE)
        else:
            engine.at(self.network.latency(), self.token.give, value)

    def broken(self) -> None:
        """The server died: the client's connection is reset."""
        if not self.answered:
            self.answered = True
            self.network.engine.at(self.network.latency(), self.token.give, LOST)


class Network:
    """Between the offices and the axis. ``cuts``: until when and which way an office is cut off."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.axis: Any = None
        self.cuts: dict[str, tuple[float, str]] = {}

    def latency(self) -> float:
        engine = self.engine
        return engine.chance.random() * engine.faults.spread_s

    def cut_in(self, client: Host) -> bool:
        cut = self.cuts.get(client.name)
        return cut is not None and cut[0] > self.engine.now and cut[1] != "out"

    def cut_out(self, client: Host) -> bool:
        cut = self.cuts.get(client.name)
        return cut is not None and cut[0] > self.engine.now and cut[1] != "in"

    def carry(self, call: Call, task: Task) -> None:
        engine, client = self.engine, task.host
        token = Token(task)
        fate = engine.faults.fate(engine.chance) if engine.faults is not CALM else ""
        if engine.noting:
            engine.note(f"{client.name} → {call.operation} {call.request} {fate}".rstrip())
        if self.cut_out(client):
            engine.at(engine.chance.choice((self.latency(), TIMEOUT_S)), token.give, LOST)
            return
        if fate == "request lost":
            engine.at(TIMEOUT_S, token.give, LOST)
            return
        if fate == "request reset":
            engine.at(self.latency(), token.give, LOST)
            return
        if fate == "damaged":
            call.damaged, fate = True, ""
        if fate == "late":  # the client has long given up when it arrives
            engine.at(TIMEOUT_S, token.give, LOST)
            engine.at(TIMEOUT_S * (1 + 9 * engine.chance.random()), self._arrive, call, token, client, fate)
            return
        engine.at(self.latency(), self._arrive, call, token, client, fate)
        if fate == "repeated":  # something between sends the same request twice
            engine.at(self.latency() * 20, self._arrive, call, token, client, "")

    def _arrive(self, call: Call, token: Token, client: Host, fate: str) -> None:
        axis = self.axis
        if not axis.up:
            self.engine.at(self.latency(), token.give, LOST)
            return
        axis.serve(call, Reply(self, token, client, fate))
