"""Say that rows are waiting. Doors: wake, flush, Listener, attach, detach, decode, own_backend, CHANNELS.

A wake is a hint and never carries work: it may be lost or come twice, and whoever waits also polls.
`wake` acts after the commit: at once for waiters of this process, and by PostgreSQL's NOTIFY for others. A NOTIFY
makes its own transaction wait for a lock that all share, so it is never sent in the writing transaction but from a
thread with its own connection, many topics in one, at most once in 20 ms per process.

A topic with a dot (``exchange.send``) is for programs and long polls, one without (``document-…``) for open pages. Each kind has
its channel, so that a program is not woken for what only pages show; pages are told at most four times a second.
"""

import atexit
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from types import TracebackType
from typing import Self

import psycopg
from django.db import connections, transaction

from kit.database import conninfo_of

log = logging.getLogger(__name__)

CHANNEL, PAGES_CHANNEL = "congvan_wake", "congvan_pages"
CHANNELS = (CHANNEL, PAGES_CHANNEL)
EVERYTHING = "*"  # a topic that wakes every waiter: sent when we cannot know what was missed
PAUSE_S, PAGES_PAUSE_S = 0.02, 0.25
LONGEST_TOPIC, LONGEST_PAYLOAD, LONGEST_NOTIFY = 200, 2000, 7800
MOST_PENDING = 20_000
NOTIFY = "select pg_notify(channel, line) from unnest(%s::text[], %s::text[]) as said (channel, line)"
RETRY_S = 1.0
CHECK_S = 30.0

Item = tuple[str, str]
Waiter = Callable[[Sequence[Item]], None]

_waiters: list[Waiter] = []


def attach(waiter: Waiter) -> None:
    """Let ``waiter`` hear this process' wakes at once. It is called from any thread and must not block."""
    _waiters.append(waiter)


def detach(waiter: Waiter) -> None:
    if waiter in _waiters:
        _waiters.remove(waiter)


def wake(topic: str, payload: str = "") -> None:
    """Wake whoever waits for ``topic`` once the current transaction, if any, has committed.

    ``payload`` is short text for open pages (an event's data). Raises: ValueError for one that is too long.
    """
    if len(topic.encode()) > LONGEST_TOPIC or len(payload.encode()) > LONGEST_PAYLOAD:
        raise ValueError(f"topic or payload too long: {topic[:80]}")
    if connections["default"].in_atomic_block:
        transaction.on_commit(partial(_tell, topic, payload), robust=True)
    else:
        _tell(topic, payload)  # asking Django for its connection would open one, and the axis' busy path has its own


def channel_of(topic: str) -> str:
    """Return where a topic is heard."""
    return CHANNEL if "." in topic or topic == EVERYTHING else PAGES_CHANNEL


def _tell(topic: str, payload: str) -> None:
    for waiter in tuple(_waiters):
        waiter([(topic, payload)])
    _notifier().add((topic, payload))


def flush(timeout_s: float = 2.0) -> bool:
    """Wait until everything said so far was sent; return whether it was. Called at exit by itself."""
    return _Notifier.current is None or _Notifier.current.flush(timeout_s)


def own_backend() -> int:
    """Return the database process id behind this process' NOTIFYs (0: none yet), to know our own echo."""
    current = _Notifier.current
    return current.backend if current is not None and current.pid == os.getpid() else 0


class _Notifier:
    """The thread that sends NOTIFYs."""

    current: "_Notifier | None" = None
    guard = threading.Lock()

    def __init__(self, name: str, conninfo: str) -> None:
        self.name = name
        self.conninfo = conninfo
        self.pid = os.getpid()
        self.backend = 0
        self._pending: dict[str, dict[Item, None]] = {CHANNEL: {}, PAGES_CHANNEL: {}}
        self._pages_at = 0.0  # when the pages may be told again
        self._sending = self._hurried = False
        self._changed = threading.Condition()
        threading.Thread(target=self._run, name="wake", daemon=True).start()

    def add(self, item: Item) -> None:
        channel = channel_of(item[0])
        with self._changed:
            pending = self._pending[channel]
            if len(pending) >= MOST_PENDING:
                pending.clear()
                item = (EVERYTHING, "")
            if not pending:  # who waits with what is there already need not look again
                self._changed.notify_all()
            pending[item] = None

    def flush(self, timeout_s: float) -> bool:
        with self._changed:
            self._hurried = True
            self._changed.notify_all()
            try:
                return self._changed.wait_for(lambda: not any(self._pending.values()) and not self._sending, timeout_s)
            finally:
                self._hurried = False

    def _due(self) -> list[tuple[str, list[Item]]]:
        """Wait until something may be sent, and take it; what is for pages waits for their pause to end."""
        with self._changed:
            self._sending = False
            self._changed.notify_all()
            while True:
                left = 0.0 if self._hurried else self._pages_at - time.monotonic()
                pages = bool(self._pending[PAGES_CHANNEL])
                if self._pending[CHANNEL] or (pages and left <= 0):
                    break
                self._changed.wait(left if pages else None)
            taken = [CHANNEL, PAGES_CHANNEL] if left <= 0 else [CHANNEL]
            found = [(channel, list(self._pending[channel])) for channel in taken if self._pending[channel]]
            for channel, _ in found:
                self._pending[channel] = {}
            if found[-1][0] == PAGES_CHANNEL:
                self._pages_at = time.monotonic() + PAGES_PAUSE_S
            self._sending = True
            return found

    def _run(self) -> None:
        connection: psycopg.Connection | None = None
        while True:
            found = self._due()
            try:
                if connection is None or connection.closed:
                    connection = self._connect()
                lines = [(channel, line) for channel, items in found for line in encode(items)]
                connection.execute(NOTIFY, [[channel for channel, _ in lines], [line for _, line in lines]])
                pause_s = PAUSE_S
            except psycopg.Error as error:
                log.warning("wakes wait for the database: %s", error)
                if connection is not None:
                    connection.close()
                with self._changed:
                    for channel, items in found:
                        self._pending[channel] = {**dict.fromkeys(items), **self._pending[channel]}
                pause_s = RETRY_S
            time.sleep(pause_s)

    def _connect(self) -> psycopg.Connection:
        connection = psycopg.connect(self.conninfo, autocommit=True)
        # A NOTIFY writes a commit record; a lost one costs a poll, so it need not wait for the disk.
        connection.execute("set synchronous_commit = off")
        self.backend = connection.info.backend_pid
        return connection


def _notifier() -> _Notifier:
    """Return the sender of this process and database; a forked child or another test database gets its own."""
    place = connections["default"].settings_dict
    name = f"{place['NAME']}@{place['HOST']}:{place['PORT']}"
    with _Notifier.guard:
        current = _Notifier.current
        if current is None or current.pid != os.getpid() or current.name != name:
            current = _Notifier.current = _Notifier(name, django_conninfo("wake"))
        return current


atexit.register(flush)


def encode(items: Iterable[Item]) -> list[str]:
    """Return JSON lists of [topic, payload], each short enough for one NOTIFY."""
    lines: list[str] = []
    parts: list[str] = []
    size = 2
    for item in items:
        part = json.dumps(list(item) if item[1] else item[0], ensure_ascii=False)
        if parts and size + len(part.encode()) + 1 > LONGEST_NOTIFY:
            lines.append(f"[{','.join(parts)}]")
            parts, size = [], 2
        parts.append(part)
        size += len(part.encode()) + 1
    if parts:
        lines.append(f"[{','.join(parts)}]")
    return lines


def decode(line: str) -> list[Item]:
    """Return the wakes of one NOTIFY; text that is none of ours wakes everybody."""
    try:
        found = json.loads(line)
        return [(part, "") if isinstance(part, str) else (str(part[0]), str(part[1])) for part in found]
    except (ValueError, TypeError, IndexError):
        return [(EVERYTHING, "")]


def django_conninfo(purpose: str) -> str:
    """Return how to reach Django's default database (in tests: the test database) with a connection of our own."""
    return conninfo_of(connections["default"].settings_dict, application_name=f"congvan-{purpose}")


class Listener:
    """A blocking wait for topics, for programs that work through rows. Not thread-safe.

    Outages of the database are waited out; afterwards every topic counts as woken, since some may have been missed.
    """

    def __init__(self, topics: Iterable[str], database_url: str | None = None) -> None:
        self.topics = frozenset(topics)
        self._url = database_url
        self._connection: psycopg.Connection | None = None
        self._gap = False
        self._checked = 0.0

    def __enter__(self) -> Self:
        self._gap = not self._listening()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def wait(self, timeout: float) -> set[str]:
        """Return the topics woken since the last call, at the latest (then none) after ``timeout`` seconds."""
        end = time.monotonic() + timeout
        while True:
            left = max(0.0, end - time.monotonic())
            if not self._listening():
                self._gap = True
                time.sleep(min(left, RETRY_S))
            elif self._gap:
                self._gap = False
                return set(self.topics)
            elif woken := self._hear(left):
                return woken
            if time.monotonic() >= end:
                return set()

    def _listening(self) -> bool:
        """Connect and LISTEN unless that stands; return whether it does."""
        try:
            if self._connection is None or self._connection.closed:
                url = self._url or django_conninfo("listen")
                self._connection = psycopg.connect(url, autocommit=True, application_name="congvan-listen")
                for channel in sorted({channel_of(topic) for topic in self.topics}):
                    self._connection.execute(f"listen {channel}")
                self._checked = time.monotonic()
            elif time.monotonic() - self._checked > CHECK_S:
                self._connection.execute("select 1")
                self._checked = time.monotonic()
        except psycopg.OperationalError as error:
            log.warning("cannot listen for wakes: %s", error)
            self.close()
            return False
        return True

    def _hear(self, timeout_s: float) -> set[str]:
        assert self._connection is not None
        woken: set[str] = set()
        try:
            for notify in self._connection.notifies(timeout=timeout_s, stop_after=1):
                for topic, _ in decode(notify.payload):
                    woken |= self.topics if topic == EVERYTHING else {topic} & self.topics
        except psycopg.OperationalError as error:
            log.warning("stopped hearing wakes: %s", error)
            self.close()
            self._gap = True
        return woken
