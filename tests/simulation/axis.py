"""An axis in virtual time: the rules of axislink.protocol.acceptance between a body store and a database. Doors: Axis, Request, Row,
Transfer, LATER.

What each step stands for in the real axis is said in docs/strength.md. Row ids are drawn when a transaction begins and become visible
when it commits, so they appear out of order; rivals for a key wait for each other, as PostgreSQL lets them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.simulation.engine import EPOCH, Call, Engine, Host, Program, Reply, Task
from tests.simulation.ledger import Ledger
from tests.simulation.plan import OFFICE_OF

from axislink.protocol.acceptance import (
    CLOCK_SECONDS,
    Closing,
    Submission,
    Verdict,
    close,
    handed_out,
    in_inbox,
    is_open,
    judge,
)
from axislink.protocol.receiver import Delivery

LATER = "later"
REFUSED = "refused"
PAGE_KEPT = timedelta(minutes=10)
NONCE_KEPT = timedelta(minutes=10)


@dataclass(slots=True)
class Request:
    """One signed request: ``created`` by its system's clock. ``matter``: what it is about."""

    system: str
    nonce: str
    created: datetime
    matter: Any = None
    receivers: tuple[str, ...] = ()
    page: "Shown | None" = None

    def __str__(self) -> str:
        return str(getattr(self.matter, "sha256", None) or getattr(self.matter, "delivery_id", None) or "")


@dataclass(slots=True, eq=False)
class Transfer:
    """An accepted packet as the database has it. The receipt names it and its hash."""

    ref: str
    submission: Submission
    receivers: tuple[str, ...]

    @property
    def receipt(self) -> str:
        return f"{self.ref}|{self.submission.sha256}"


@dataclass(slots=True, eq=False)
class Row:
    """One delivery."""

    number: int
    transfer: Transfer
    agency: str
    delivery: Delivery
    state: str = "submitted"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a listing hands out for the next page: the rows shown so far, and when."""

    rows: frozenset[int]
    at: datetime


@dataclass(slots=True)
class Waiting:
    """A transaction that waits for a rival with the same key, or a listing that waits for something to show."""

    line: list[Task]

    def make(self, task: Task) -> None:
        self.line.append(task)


@dataclass(slots=True)
class Database:
    """What is committed."""

    transfers: dict[tuple[str, ...], Transfer] = field(default_factory=dict)
    documents: dict[tuple[str, ...], Transfer] = field(default_factory=dict)
    by_ref: dict[str, Transfer] = field(default_factory=dict)
    nonces: dict[tuple[str, ...], datetime] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    open: dict[str, dict[int, Row]] = field(default_factory=dict)  # by system


class Axis(Host):
    """``db`` and ``bodies`` are durable; everything else dies with the program."""

    def __init__(self, engine: Engine, ledger: Ledger, page: int = 50) -> None:
        super().__init__(engine, "axis")
        self.ledger = ledger
        self.page = page
        self.db = Database()
        self.bodies: set[str] = set()
        self.unreadable: set[str] = set()  # of these: the disk keeps them and does not give them
        self.sequence = 0
        self.busy: dict[tuple[str, ...], list[Task]] = {}
        self.parked: dict[str, list[Task]] = {}
        self.replies: dict[Task, Reply] = {}

    def serve(self, call: Call, reply: Reply) -> None:
        handler = getattr(self, call.operation)
        task = Task(self, self.life, handler(call, reply))
        self.replies[task] = reply
        self.resume(task, None)
        if reply.answered:
            self.replies.pop(task, None)

    def struck(self, task: Task, step: str) -> None:
        """Half of the deaths are of one worker: its transaction is rolled back, the others go on."""
        if self.engine.chance.random() < 0.5:
            self.engine.note(f"axis: a worker DIES: {step}")
            self.engine.crashes += 1
            if reply := self.replies.pop(task, None):
                reply.broken()
        else:
            self.crash(step)

    def crash(self, step: str) -> None:
        replies, self.replies = self.replies, {}
        self.busy, self.parked = {}, {}
        super().crash(step)
        for reply in replies.values():
            reply.broken()

    def cut(self, client: Host) -> None:
        """Break the connections of one office."""
        for task, reply in list(self.replies.items()):
            if reply.client is client:
                reply.broken()
                del self.replies[task]

    # --- operations ---------------------------------------------------------------------------------------

    def submit(self, call: Call, reply: Reply) -> Program:
        request: Request = call.request
        if call.damaged or not self._in_time(request):
            reply(LATER)
            return
        self.strike("half a body taken")
        self.bodies.add(request.matter.sha256)
        self.strike("body stored, nothing committed")
        yield from self._commit(request, reply)

    def inbox(self, call: Call, reply: Reply) -> Program:
        request: Request = call.request
        if not self._in_time(request):
            reply(LATER)
            return
        page = request.page
        if page is not None and self.clock() - page.at > PAGE_KEPT:
            reply(REFUSED)
            return
        shown = page.rows if page else frozenset()
        while not (listed := self._listed(request.system, shown)) and page is None:
            yield Waiting(self.parked.setdefault(request.system, []))
        rows, more = listed[: self.page], len(listed) > self.page
        seen = Shown(shown | {row.number for row in rows}, self.clock()) if more else None
        reply(([row.delivery for row in rows], seen))
        self.replies = {task: one for task, one in self.replies.items() if not one.answered}

    def fetch(self, call: Call, reply: Reply) -> Program:
        request: Request = call.request
        yield self.engine.chance.random() * 0.01
        row = self.db.rows[request.matter.delivery_id]
        if not self._in_time(request):
            reply(LATER)
            return
        row.state = handed_out(row.state)
        self.strike("noted as handed out, not a byte sent")
        sha256 = row.transfer.submission.sha256
        if sha256 in self.unreadable:
            reply(LATER)
            return
        reply("damaged" if call.damaged or sha256 not in self.bodies else sha256)

    def acknowledge(self, call: Call, reply: Reply) -> Program:
        request: Request = call.request
        delivery, outcome = request.matter, request.receivers[0]
        key = (request.system, request.nonce)
        if call.damaged or not self._in_time(request) or self._spent(key):
            reply(LATER)
            return
        yield self._commit_s()
        self.strike("acknowledgement not committed")
        if self._away() or self._spent(key):
            reply(LATER)
            return
        self.db.nonces[key] = self.clock()
        row = self.db.rows[delivery.delivery_id]
        said = close(row.state, outcome)
        if said is Closing.CLOSED:
            self._close(row, outcome)
        self.strike("acknowledgement committed, not answered")
        reply(REFUSED if said is Closing.CONTRADICTED else "ok")

    # --- rules --------------------------------------------------------------------------------------------

    def _commit(self, request: Request, reply: Reply) -> Program:
        submission: Submission = request.matter
        keys = [submission.transfer_key, submission.nonce_key]
        if submission.document_key:
            keys.append(submission.document_key)
        busy = self.busy
        while True:
            held = next((key for key in keys if key in busy), None)
            if held is None:
                break
            yield Waiting(busy[held])
        for key in keys:
            busy[key] = []
        ref, numbers = self._numbers(len(request.receivers))
        try:
            yield self._commit_s()
            self.strike("transaction not committed")
            if self._away():
                reply(LATER)
                return
            verdict = self._verdict(submission)
            if verdict is Verdict.ACCEPT:
                self._write(request, ref, numbers)
        finally:
            for key in keys:
                for task in busy.pop(key):
                    self.engine.at(0.0, self.resume, task, None)
        self.strike("committed, not answered")
        reply(self._answer(verdict, submission))

    def _verdict(self, submission: Submission) -> Verdict:
        return judge(
            nonce_spent=self._spent(submission.nonce_key),
            transfer_known=submission.transfer_key in self.db.transfers,
            document_known=submission.document_key in self.db.documents,
        )

    def _answer(self, verdict: Verdict, submission: Submission) -> tuple[str, str] | str:
        if verdict is Verdict.REPLAYED:
            return LATER
        if verdict is Verdict.CONFLICT:
            return REFUSED
        return (verdict, self.db.transfers[submission.transfer_key].receipt)

    def _write(self, request: Request, ref: str, numbers: range) -> None:
        """The accepting commit: nonce, transfer, receipt and deliveries become visible together."""
        db, submission = self.db, request.matter
        transfer = Transfer(ref, submission, request.receivers)
        rate = self.engine.faults.unreadable
        if rate and self.engine.chance.random() < rate:
            self.unreadable.add(submission.sha256)
            self.engine.note(f"axis cannot read {submission.sha256}")
        db.nonces[submission.nonce_key] = self.clock()
        db.transfers[submission.transfer_key] = db.by_ref[ref] = transfer
        if submission.document_key:
            db.documents[submission.document_key] = transfer
        for number, agency in zip(numbers, request.receivers, strict=True):
            delivery = _delivery(number, transfer, agency)
            row = db.rows[delivery.delivery_id] = Row(number, transfer, agency, delivery)
            self._offer(row)
        if self.engine.noting:
            self.engine.note(f"axis commits {ref} {submission.sha256} for {' '.join(request.receivers)}")

    def _offer(self, row: Row) -> None:
        system = OFFICE_OF[row.agency]
        self.db.open.setdefault(system, {})[row.number] = row
        for task in self.parked.pop(system, ()):
            self.engine.at(0.0, self.resume, task, None)

    def _close(self, row: Row, outcome: str) -> None:
        row.state = outcome
        del self.db.open[OFFICE_OF[row.agency]][row.number]
        self.engine.note(f"axis closes {row.delivery.delivery_id}: {outcome}")
        self.ledger.closed(row, outcome)

    def _listed(self, system: str, shown: frozenset[int]) -> list[Row]:
        """Return one row more than a page has, when there is one."""
        rows = self.db.open.get(system)
        return [rows[number] for number in in_inbox(rows, self.page + 1, shown)] if rows else []

    def requeue_failed(self) -> None:
        """What the operator does once the receivers are served again."""
        for row in self.db.rows.values():
            if row.state == "failed":
                row.state = "submitted"
                self._offer(row)

    def still_open(self) -> Iterator[Row]:
        return (row for row in self.db.rows.values() if is_open(row.state))

    def waits_rightly(self) -> Iterator[Row]:
        """What cannot be had, and what follows of the same document behind it."""
        held: set[tuple[str, str]] = set()
        for row in sorted(self.still_open(), key=lambda one: one.number):
            place = (row.transfer.submission.document_id, row.agency)
            if row.transfer.submission.sha256 in self.unreadable or place in held:
                held.add(place)
                yield row

    # --- the machine --------------------------------------------------------------------------------------

    def _numbers(self, count: int) -> tuple[str, range]:
        first = self.sequence + 1
        self.sequence += count
        return f"t{first}", range(first, first + count)

    def _in_time(self, request: Request) -> bool:
        return abs((self.clock() - request.created).total_seconds()) <= CLOCK_SECONDS

    def _spent(self, key: tuple[str, ...]) -> bool:
        seen = self.db.nonces.get(key)
        return seen is not None and self.clock() - seen < NONCE_KEPT

    def _commit_s(self) -> float:
        engine = self.engine
        slow = engine.faults.stall and engine.chance.random() < engine.faults.stall
        return engine.chance.random() * (5.0 if slow else 0.02)

    def _away(self) -> bool:
        rate = self.engine.faults.away
        return bool(rate) and self.engine.chance.random() < rate


def _delivery(number: int, transfer: Transfer, agency: str) -> Delivery:
    one = transfer.submission
    status = "01" if one.kind == "status" else None
    ref = f"v{number}"
    return Delivery(
        ref,
        transfer.ref,
        one.kind,
        one.operation,
        status,
        one.document_id,
        one.sender,
        agency,
        "submitted",
        one.sha256,
        1,
        EPOCH,
    )
