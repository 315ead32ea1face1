"""Taking deliveries in, one after another, each until it is safe. Doors: Receiver, Delivery, the events Listed, Fetched,
FetchFailed, Stored, Unusable, Acknowledged, AcknowledgeFailed, and the commands List, Fetch, Store, Acknowledge, Pause.

A core without network or disk. A delivery is acknowledged only after it was stored; whatever is lost in between comes
again with the next listing, because the inbox is a state. Storing must therefore be idempotent by (transfer, receiver).
What could not be fetched holds back what follows it of the same document: a recall is never stored before what it recalls.
What could not be fetched is also passed over for some rounds, and a round goes on to the later pages of the inbox: however
much stands at its head and cannot be had, what came after it is reached.
"""

from collections import deque
from collections.abc import Sequence
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
class Receiver:
    """The state. A round goes from the head of the inbox to its end, or until nothing it was shown is left there.

    ``left``: something of this round stays in the inbox. ``held``: documents of which something stays. ``again``: what could
    not be fetched, how often, and the round of its next try; all else of a round is forgotten when it ends.
    """

    waiting: deque[Delivery] = field(default_factory=deque)
    next_page: str | None = None
    left: bool = False
    held: set[tuple[str, str]] = field(default_factory=set)
    round: int = 0
    again: dict[str, tuple[int, int]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)  # of these, what this round was shown
    spent: int = 0

    def start(self) -> Command:
        return List(WAIT_SECONDS)

    def handle(self, event: Event) -> Command:
        """Return the one next thing to do."""
        if isinstance(event, Listed):
            self.waiting.extend(event.deliveries)
            self.next_page = event.next_page
            if self.again:
                self.seen.update(one.delivery_id for one in event.deliveries if one.delivery_id in self.again)
        elif isinstance(event, Fetched):
            return Store(event.delivery, event.path)
        elif isinstance(event, Stored):
            self.again.pop(event.delivery.delivery_id, None)
            return Acknowledge(event.delivery, "taken")
        elif isinstance(event, Unusable):
            self.again.pop(event.delivery.delivery_id, None)
            return Acknowledge(event.delivery, "failed", event.reason)
        elif isinstance(event, FetchFailed):
            self._failed(event.delivery)
        elif isinstance(event, AcknowledgeFailed):
            self.left = True  # listed again in the next round
        return self._next()

    def resumed(self) -> Command:
        """Return what follows a pause."""
        return List(WAIT_SECONDS)

    def interrupted(self) -> Command:
        """End the round, whose deliveries are lost to us and stand in the inbox; what could not be fetched stays known."""
        self.waiting.clear()
        self._end()
        return Pause(PAUSE_SECONDS)

    def _failed(self, delivery: Delivery) -> None:
        times, _ = self.again.get(delivery.delivery_id, (0, 0))
        self.spent += times > 0
        self.again[delivery.delivery_id] = (times + 1, self.round + PASSED_OVER[min(times, len(PASSED_OVER) - 1)])
        self.seen.add(delivery.delivery_id)
        self._leave(delivery)

    def _leave(self, delivery: Delivery) -> None:
        """Let it stay in the inbox for now, and what follows of the same document behind it."""
        self.left = True
        if delivery.document_id:
            self.held.add((delivery.document_id, delivery.receiver))

    def _next(self) -> Command:
        while self.waiting:
            delivery = self.waiting.popleft()
            if not self.left:  # as nearly always
                if not self.again:
                    return Fetch(delivery)
            elif (delivery.document_id, delivery.receiver) in self.held:
                continue
            if not self._is_passed_over(delivery):
                return Fetch(delivery)
            self._leave(delivery)
        if self.left and self.next_page:
            page, self.next_page = self.next_page, None
            return List(0, page)
        if self.again and self.next_page is None:  # all of the inbox was shown: the rest of these is there no more
            self.again = {one: told for one, told in self.again.items() if one in self.seen}
        left = self.left
        self._end()
        return Pause(PAUSE_SECONDS) if left else List(WAIT_SECONDS)

    def _is_passed_over(self, delivery: Delivery) -> bool:
        times, next_try = self.again.get(delivery.delivery_id, (0, 0))
        return times > 0 and (self.round < next_try or self.spent >= RETRIES)

    def _end(self) -> None:
        self.next_page, self.left, self.spent = None, False, 0
        self.held.clear()
        self.seen.clear()
        self.round += 1
