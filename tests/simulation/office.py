"""An office in virtual time, driven by axislink.protocol.sender and .receiver as `office link` drives them. Doors: Office, OutRow.

Durable: the outbox rows with what was recorded of them, and the books. In memory: lanes, what is under way, the receiver's round.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.simulation.axis import LATER, REFUSED, Axis, Request, Shown
from tests.simulation.engine import GARBAGE, LOST, Call, Engine, Host, Network, Program, Task
from tests.simulation.ledger import Entry, Ledger
from tests.simulation.plan import AGENCIES, Item

from axislink.protocol.acceptance import Submission
from axislink.protocol.receiver import (
    Acknowledge,
    Acknowledged,
    AcknowledgeFailed,
    Command,
    Delivery,
    Event,
    Fetch,
    Fetched,
    FetchFailed,
    List,
    Listed,
    Pause,
    Receiver,
    Store,
    Stored,
    Unusable,
)
from axislink.protocol.sender import Answer, Phase, Sending, Sent, Silence, answered, ask, hurried, requeued

LANES = 3
PAUSE_S = 1.0
SKIP_S = 60.0
SOMEWHERE = Path("packet")
UNREACHABLE = Answer(Sent.UNREACHABLE, code="AXL-001")
CONFLICT = Answer(Sent.REFUSED, code="AXS-107")


@dataclass(slots=True, eq=False)
class OutRow:
    """A row of the outbox: its packet never changes, ``sending`` is what was recorded last."""

    number: int
    sender: str
    receivers: tuple[str, ...]
    kind: str
    operation: str
    document_id: str
    sha256: str
    urgent: bool
    lane: int
    item_what: str
    sending: Sending

    @property
    def submission_key(self) -> tuple[str, str]:
        return (self.document_id, self.sender)

    @property
    def order(self) -> tuple[bool, int]:
        return (not self.urgent, self.number)


@dataclass(slots=True)
class Idle:
    """A lane that waits for work."""

    office: "Office"
    lane: int

    def make(self, task: Task) -> None:
        self.office.idle[self.lane] = task


class Office(Host):
    """One system with its agencies. ``receiver``: the core that its receiving half follows."""

    receiver: type[Receiver] = Receiver

    def __init__(self, engine: Engine, name: str, network: Network, axis: Axis, ledger: Ledger) -> None:
        super().__init__(engine, name)
        self.network, self.axis, self.ledger = network, axis, ledger
        self.agencies = set(AGENCIES[name])
        self.outbox: list[list[OutRow]] = [[] for _ in range(LANES)]  # what is queued, by lane, in order
        self.rows: list[OutRow] = []
        self.books: dict[str, Entry] = {}
        self.idle: list[Task | None] = [None] * LANES
        self.alarms = [0.0] * LANES
        self.nonces = 0
        self.pages: dict[str, Shown] = {}
        self.silence = Silence()

    def boot(self) -> None:
        super().boot()
        self.silence = Silence()
        self.idle = [None] * LANES
        self.alarms = [0.0] * LANES
        for program in (*(self.sending(lane) for lane in range(LANES)), self.receiving()):
            if self.up:  # an earlier one may have died at its first step
                self.start(program)

    # --- the outbox ---------------------------------------------------------------------------------------

    def write(self, item: Item, now: datetime) -> None:
        """A person sends something: the row is durable from here on."""
        document = f"d{item.document}"
        sha256 = {"document": document, "copy": document}.get(item.what, f"{item.what[:2]}{item.number}")
        # A copy is what a restored back-up or a second link sends: it goes its own way and races the first.
        lane = item.document + (1 if item.what in ("copy", "conflict") else 0)
        self._queue(
            "edoc", item.operation, document, sha256, item.sender, item.receivers, item.urgent, lane, item.what, now
        )

    def _owe_status(self, delivery: Delivery, now: datetime) -> None:
        document = str(delivery.document_id)
        about = f"s-{delivery.delivery_id}"
        lane = int(document[1:])
        self._queue(
            "status", "status", document, about, delivery.receiver, (delivery.sender,), False, lane, "status", now
        )

    def _queue(
        self,
        kind: str,
        operation: str,
        document: str,
        sha256: str,
        sender: str,
        receivers: tuple[str, ...],
        urgent: bool,
        lane: int,
        what: str,
        now: datetime,
    ) -> None:
        fresh = Sending(queued_at=now, next_try_at=now)
        row = OutRow(
            len(self.rows), sender, receivers, kind, operation, document, sha256, urgent, lane % LANES, what, fresh
        )
        self.rows.append(row)
        self.ledger.queued(row)
        self._enqueue(row)

    def _enqueue(self, row: OutRow) -> None:
        line = self.outbox[row.lane]
        line.append(row)
        line.sort(key=lambda one: one.order)
        self.wake(row.lane)

    def resend_the_dead(self) -> None:
        """What the person in charge does with the dead letters he was told of."""
        for row in self.rows:
            if row.sending.phase is Phase.DEAD:
                now = self.clock()
                row.sending = requeued(row.sending, now=now)
                self._enqueue(row)

    # --- sending ------------------------------------------------------------------------------------------

    def sending(self, lane: int) -> Program:
        """One lane of office.exchange.tasks.send."""
        while True:
            now = self.clock()
            row, soonest = self._due(lane, now)
            if row is None:
                self._set_alarm(lane, now, soonest)
                yield Idle(self, lane)
                continue
            self.strike("about to send")
            value = yield Call(self.network, "submit", self._submission(row))
            self.strike("answered, not recorded")
            self._settle(row, value)
            self.strike("recorded")

    def _due(self, lane: int, now: datetime) -> tuple[OutRow | None, datetime | None]:
        """Return the first due row that no earlier one of the same document holds, or when there may be one."""
        held: set[str] = set()
        soonest: datetime | None = None
        for row in self.outbox[lane]:
            holds = row.kind == "edoc"
            if holds and row.document_id in held and row.item_what == "change":
                continue
            if ask(row.sending, now=now) is not None:
                return row, None
            if holds:
                held.add(row.document_id)
            if soonest is None or row.sending.next_try_at < soonest:
                soonest = row.sending.next_try_at
        return None, soonest

    def _submission(self, row: OutRow) -> Request:
        self.nonces += 1
        nonce = f"{self.name}{self.nonces}"  # durable here; real ones are 128 random bits
        packet = Submission(self.name, nonce, row.sender, row.kind, row.operation, row.document_id, row.sha256)
        return Request(self.name, nonce, self.clock(), packet, row.receivers)

    def _settle(self, row: OutRow, value: object) -> None:
        """office.exchange.actions.settle: the outcome is kept before anything else."""
        answer = _answer(row, value)
        row.sending, record = answered(row.sending, answer, now=self.clock(), chance=self.engine.chance.random())
        phase = row.sending.phase
        if phase is not Phase.QUEUED:
            self.outbox[row.lane].remove(row)
            if record.alert != (phase is not Phase.ACCEPTED):
                raise AssertionError(f"{row.sha256} is {phase} and alert is {record.alert}")
        if self.engine.noting:
            self.engine.note(f"{self.name} records {row.sha256}: {answer.sent}, {phase}")
        self.ledger.settled(row)
        if self.silence.heard(answer.sent):
            self._hurry()

    def _hurry(self) -> None:
        """office.exchange.actions.settle.hurry_packets: the axis answers again."""
        now = self.clock()
        for lane, rows in enumerate(self.outbox):
            for row in rows:
                row.sending = hurried(row.sending, now=now)
            self.wake(lane)

    def _set_alarm(self, lane: int, now: datetime, soonest: datetime | None) -> None:
        if soonest is None:
            return
        at = self.engine.now + max((soonest - now).total_seconds(), 0.01)
        if not self.engine.now < self.alarms[lane] <= at:
            self.alarms[lane] = at
            self.engine.at(at - self.engine.now, self._alarm, lane, at, self.life)

    def _alarm(self, lane: int, at: float, life: int) -> None:
        if life == self.life and self.alarms[lane] == at:
            self.alarms[lane] = 0.0
            self.wake(lane)

    def wake(self, lane: int) -> None:
        task, self.idle[lane] = self.idle[lane], None
        if task is not None:
            self.resume(task, None)

    # --- receiving ----------------------------------------------------------------------------------------

    def receiving(self) -> Program:
        """office.exchange.tasks.receive: the receiver's core, and what it asks for."""
        core = self.receiver()
        command = core.start()
        while True:
            kind = type(command)
            if kind is List:
                request = self._request(None)
                request.page = self._page(command)
                value = yield Call(self.network, "inbox", request)
                if isinstance(value, str):
                    core.interrupted()
                    command = Pause(PAUSE_S)
                else:
                    command = core.handle(self._heard(*value))
            elif kind is Pause:
                yield self._pause_s(command)
                command = core.resumed()
            elif kind is Fetch:
                value = yield Call(self.network, "fetch", self._request(command.delivery))
                whole = value == command.delivery.sha256
                command = core.handle(Fetched(command.delivery, SOMEWHERE) if whole else FetchFailed(command.delivery))
            elif kind is Store:
                self.strike("fetched, not filed")
                yield self.engine.chance.random() * 0.02
                command = core.handle(self._file(command.delivery))
            else:
                self.strike("filed, not acknowledged")
                value = yield Call(self.network, "acknowledge", self._acknowledgement(command))
                self.strike("acknowledged, not noted")
                command = core.handle(self._acknowledged(command, value))

    def _page(self, command: Command) -> Shown | None:
        assert isinstance(command, List)
        return self.pages.get(command.page) if command.page else None

    def _heard(self, deliveries: list[Delivery], shown: Shown | None) -> Listed:
        """A token is a word to the core; what it means only the axis can read."""
        self.pages = {"next": shown} if shown else {}
        return Listed(deliveries, "next" if shown else None)

    def _file(self, delivery: Delivery) -> Event:
        """office.exchange.actions.file: the entry and the note of the delivery are one transaction."""
        if delivery.receiver not in self.agencies:
            self.ledger.unusable(delivery)
            return Unusable(delivery, "not served here")
        self.strike("filing, not committed")
        if delivery.delivery_id not in self.books:
            self._enter(delivery)
        return Stored(delivery)

    def _enter(self, delivery: Delivery) -> None:
        entry = Entry(
            delivery.delivery_id,
            delivery.sha256,
            str(delivery.document_id),
            delivery.sender,
            delivery.receiver,
            delivery.operation,
        )
        self.books[delivery.delivery_id] = entry
        if self.engine.noting:
            self.engine.note(f"{self.name} files {delivery.delivery_id} {delivery.sha256} for {delivery.receiver}")
        if delivery.operation == "new":
            self._owe_status(delivery, self.clock())
        self.ledger.filed(entry)

    def _acknowledged(self, command: Command, value: object) -> Event:
        assert isinstance(command, Acknowledge)
        return Acknowledged(command.delivery) if value == "ok" else AcknowledgeFailed(command.delivery)

    def _acknowledgement(self, command: Command) -> Request:
        assert isinstance(command, Acknowledge)
        request = self._request(command.delivery)
        request.receivers = (command.outcome,)
        return request

    def _request(self, matter: Delivery | None) -> Request:
        self.nonces += 1
        return Request(self.name, f"{self.name}{self.nonces}", self.clock(), matter)

    def _pause_s(self, command: Pause) -> float:
        """Return the pause; while the line is cut for long, a listing a second would only fail and is left out."""
        until, _ = self.network.cuts.get(self.name, (0.0, ""))
        left = until - self.engine.now
        return left + self.engine.chance.random() if left > SKIP_S else command.seconds


def _answer(row: OutRow, value: object) -> Answer:
    """axislink.client.AxisClient.submit: an answer counts when its receipt is the one for these bytes."""
    if value in (LOST, GARBAGE, LATER):
        return UNREACHABLE
    if value == REFUSED:
        return CONFLICT
    assert isinstance(value, tuple)
    verdict, receipt = value
    if receipt.partition("|")[2] != row.sha256:
        return UNREACHABLE
    return Answer(Sent.ACCEPTED if verdict == "accept" else Sent.DUPLICATE, receipt)
