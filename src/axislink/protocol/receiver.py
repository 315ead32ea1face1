"""Taking deliveries in, one after another, each until it is safe. Doors: Receiver, Delivery, the events Listed, Fetched,
FetchFailed, Stored, Unusable, Acknowledged, AcknowledgeFailed, and the commands List, Fetch, Store, Acknowledge, Pause.

A core without network or disk. A delivery is acknowledged only after it was stored; whatever is lost in between comes
again with the next listing, because the inbox is a state. Storing must therefore be idempotent by (transfer, receiver).
What could not be fetched holds back what follows it of the same document: a recall is never stored before what it recalls.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

WAIT_SECONDS = 25
PAUSE_SECONDS = 5.0


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
    deliveries: Sequence[Delivery]


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
    wait_seconds: int


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
    """The state: what was listed and not yet worked on, whether something of this round failed, and which documents that holds."""

    waiting: deque[Delivery] = field(default_factory=deque)
    failed: bool = False
    held: set[tuple[str, str]] = field(default_factory=set)

    def start(self) -> Command:
        return List(WAIT_SECONDS)

    def handle(self, event: Event) -> Command:
        """Return the one next thing to do."""
        if isinstance(event, Listed):
            self.waiting.extend(event.deliveries)
        elif isinstance(event, Fetched):
            return Store(event.delivery, event.path)
        elif isinstance(event, Stored):
            return Acknowledge(event.delivery, "taken")
        elif isinstance(event, Unusable):
            return Acknowledge(event.delivery, "failed", event.reason)
        elif isinstance(event, FetchFailed | AcknowledgeFailed):
            self.failed = True  # the others go on; this one is listed again
            if isinstance(event, FetchFailed) and event.delivery.document_id:
                self.held.add((event.delivery.document_id, event.delivery.receiver))
        return self._next()

    def resumed(self) -> Command:
        """Return what follows a pause."""
        return List(WAIT_SECONDS)

    def _next(self) -> Command:
        while self.waiting:
            delivery = self.waiting.popleft()
            if not self.held or (delivery.document_id, delivery.receiver) not in self.held:
                return Fetch(delivery)
        self.held.clear()
        if self.failed:
            self.failed = False
            return Pause(PAUSE_SECONDS)
        return List(WAIT_SECONDS)
