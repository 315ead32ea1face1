"""Taking deliveries in, one after another, each until it is safe. Doors: Receiver, Failing, Delivery, the events Listed, Fetched,
FetchFailed, Stored, Unusable, Acknowledged, AcknowledgeFailed, and the commands List, Fetch, Store, Acknowledge, Pause.

A core without network or disk. A delivery is acknowledged only after it was stored; whatever is lost in between comes
again with the next listing, because the inbox is a state. Storing must therefore be idempotent by (transfer, receiver).
What could not be fetched holds back what follows it of the same document: a recall is never stored before what it recalls.
What could not be fetched is also passed over for some rounds, and a round goes on to the later pages of the inbox: however
much stands at its head and cannot be had, what came after it is reached.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

WAIT_SECONDS = 25
PAUSE_SECONDS = 5.0
PASSED_OVER = (1, 2, 4, 8, 16)  # rounds from a first, second … failure to the next try
RETRIES = 5  # so many tries of what failed before may fail in a round: each may take as long as a time-out


@dataclass(frozen=True)
class Delivery:
    """One packet waiting for one of our agencies."""

    delivery_id: str
    transfer_id: str
    kind: str
    operation: str
    status: str | None
    document_id: str | None
    sender: str
    receiver: str
    state: str
    sha256: str
    size: int
    submitted_at: datetime


@dataclass(frozen=True)
class Listed:
    """What the inbox shows, oldest first. ``next_page`` names what stands behind it, None when nothing does."""

    deliveries: Sequence[Delivery]
    next_page: str | None = None


@dataclass(frozen=True)
class Fetched:
    delivery: Delivery
    path: Path


@dataclass(frozen=True)
class FetchFailed:
    delivery: Delivery


@dataclass(frozen=True)
class Stored:
    """Safe at our side, now or before."""

    delivery: Delivery


@dataclass(frozen=True)
class Unusable:
    """Our side can never use it; the axis and the sender are told why."""

    delivery: Delivery
    reason: str


@dataclass(frozen=True)
class Acknowledged:
    delivery: Delivery


@dataclass(frozen=True)
class AcknowledgeFailed:
    delivery: Delivery


Event = Listed | Fetched | FetchFailed | Stored | Unusable | Acknowledged | AcknowledgeFailed


@dataclass(frozen=True)
class List:
    """Ask for the inbox from its head, or for the ``page`` behind what this round was shown."""

    wait_seconds: int
    page: str | None = None


@dataclass(frozen=True)
class Fetch:
    delivery: Delivery


@dataclass(frozen=True)
class Store:
    delivery: Delivery
    path: Path


@dataclass(frozen=True)
class Acknowledge:
    delivery: Delivery
    outcome: str
    reason: str = ""


@dataclass(frozen=True)
class Pause:
    """Wait before listing again: something failed and would fail again at once."""

    seconds: float


Command = List | Fetch | Store | Acknowledge | Pause


@dataclass
class Failing:
    """What could not be fetched lately, and whether it is worth another try in this round.

    ``again``: how often it failed, and the round of its next try. ``seen``: what of it this round was shown. ``spent``: how
    many of its tries failed in this round.
    """

    round: int = 0
    again: dict[str, tuple[int, int]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    spent: int = 0

    def shown(self, names: Iterable[str]) -> None:
        """Note what a page of the inbox has."""
        if self.again:
            self.seen.update(name for name in names if name in self.again)

    def is_passed_over(self, name: str) -> bool:
        times, next_try = self.again.get(name, (0, 0))
        return times > 0 and (self.round < next_try or self.spent >= RETRIES)

    def failed(self, name: str) -> None:
        times, _ = self.again.get(name, (0, 0))
        self.spent += times > 0
        self.again[name] = (times + 1, self.round + PASSED_OVER[min(times, len(PASSED_OVER) - 1)])
        self.seen.add(name)

    def came(self, name: str) -> None:
        self.again.pop(name, None)

    def end_round(self, *, all_shown: bool) -> None:
        """Begin another round; ``all_shown``: what this one was not shown is in the inbox no more."""
        if self.again and all_shown:
            self.again = {name: told for name, told in self.again.items() if name in self.seen}
        self.seen.clear()
        self.spent = 0
        self.round += 1


@dataclass
class Receiver:
    """The state. A round goes from the head of the inbox to its end, or until nothing it was shown is left there.

    ``left``: something of this round stays in the inbox. ``held``: documents of which something stays. Of a round that has
    ended only ``failing`` is remembered.
    """

    waiting: deque[Delivery] = field(default_factory=deque)
    next_page: str | None = None
    left: bool = False
    held: set[tuple[str, str]] = field(default_factory=set)
    failing: Failing = field(default_factory=Failing)

    def start(self) -> Command:
        return List(WAIT_SECONDS)

    def handle(self, event: Event) -> Command:
        """Return the one next thing to do."""
        if isinstance(event, Listed):
            self.waiting.extend(event.deliveries)
            self.next_page = event.next_page
            self.failing.shown(one.delivery_id for one in event.deliveries)
        elif isinstance(event, Fetched):
            return Store(event.delivery, event.path)
        elif isinstance(event, Stored):
            self.failing.came(event.delivery.delivery_id)
            return Acknowledge(event.delivery, "taken")
        elif isinstance(event, Unusable):
            self.failing.came(event.delivery.delivery_id)
            return Acknowledge(event.delivery, "failed", event.reason)
        elif isinstance(event, FetchFailed):
            self.failing.failed(event.delivery.delivery_id)
            self._leave(event.delivery)
        elif isinstance(event, AcknowledgeFailed):
            self.left = True  # listed again in the next round
        return self._next()

    def resumed(self) -> Command:
        """Return what follows a pause."""
        return List(WAIT_SECONDS)

    def interrupted(self) -> Command:
        """End the round, whose deliveries are lost to us and stand in the inbox; what could not be fetched stays known."""
        self.waiting.clear()
        self._end(all_shown=False)
        return Pause(PAUSE_SECONDS)

    def _leave(self, delivery: Delivery) -> None:
        """Let it stay in the inbox for now, and what follows of the same document behind it."""
        self.left = True
        if delivery.document_id:
            self.held.add((delivery.document_id, delivery.receiver))

    def _next(self) -> Command:
        while self.waiting:
            delivery = self.waiting.popleft()
            if not self.left:  # as nearly always
                if not self.failing.again:
                    return Fetch(delivery)
            elif (delivery.document_id, delivery.receiver) in self.held:
                continue
            if not self.failing.is_passed_over(delivery.delivery_id):
                return Fetch(delivery)
            self._leave(delivery)
        if self.left and self.next_page:
            page, self.next_page = self.next_page, None
            return List(0, page)
        left = self.left
        self._end(all_shown=self.next_page is None)
        return Pause(PAUSE_SECONDS) if left else List(WAIT_SECONDS)

    def _end(self, *, all_shown: bool) -> None:
        self.failing.end_round(all_shown=all_shown)
        self.next_page, self.left = None, False
        self.held.clear()
