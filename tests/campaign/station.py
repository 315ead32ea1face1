"""A small system on an axis: a program with an outbox and an inbox on its disk. Run: python -m tests.campaign.station FOLDER.

Drives the same protocol core as `office link`, over SQLite that is flushed at every commit. Its retries and pauses run ``HASTE`` times as
fast as prescribed, so that ten minutes of outage are one. May be killed at any moment.
"""

import json
import random
import sqlite3
import sys
import tempfile
import threading
import time
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.axis.packets import status

from axislink.client import AxisClient
from axislink.errors import AxisLinkError
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
)
from axislink.protocol.sender import Phase, Sending, Silence, answered, ask
from evidence.keys import read_private_key, read_public_key
from kit.storage import ContentStore

HASTE = 10
LANES = 2
LOOK_S = 0.02
LONGEST_LISTING_S = 20
LISTED = 50
SCHEMA = """
create table if not exists outbox (
    id integer primary key, document_id text not null, operation text not null, sha256 text not null, receivers text not null,
    lane integer not null, state text not null default 'queued', attempts integer not null default 0, queued_at text not null,
    next_try_at text not null, settled_at text, transfer_id text not null default '', receipt text not null default '',
    code text not null default ''
);
create index if not exists to_send on outbox (lane, id) where state = 'queued';
create table if not exists inbox (
    number integer primary key autoincrement, delivery_id text not null unique, transfer_id text not null, sha256 text not null,
    document_id text not null, operation text not null, sender text not null, receiver text not null, filed_at text not null
);
"""
HURRY = (
    "update outbox set next_try_at = ? where state = 'queued' and next_try_at > ?"  # axislink.protocol.sender.hurried
)
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def protocol_now() -> datetime:
    """Return the hour of the protocol, HASTE times as fast as the world's."""
    real = datetime.now(UTC)
    return BEGAN + (real - BEGAN) * HASTE


def open_books(folder: Path) -> sqlite3.Connection:
    """Open a station's books; every commit is on disk when it returns."""
    link = sqlite3.connect(folder / "books.db", timeout=60, isolation_level=None)
    link.row_factory = sqlite3.Row
    link.execute("pragma journal_mode = wal")
    link.execute("pragma synchronous = full")
    return link


def store_of(folder: Path) -> ContentStore:
    return ContentStore(folder / "packets")


def queue(
    link: sqlite3.Connection, store: ContentStore, packet: bytes, document_id: str, operation: str, receivers: str
) -> str:
    """Put a packet into the outbox, inside the caller's transaction if there is one; return its hash."""
    kept = store.put_bytes(packet)
    now = protocol_now().isoformat()
    lane = zlib.crc32(document_id.encode()) % LANES
    link.execute(
        "insert into outbox (document_id, operation, sha256, receivers, lane, queued_at, next_try_at) values (?,?,?,?,?,?,?)",
        [document_id, operation, kept.sha256, receivers, lane, now, now],
    )
    return kept.sha256


class Station:
    """The running program. ``config``: url, system, key, axis_key (paths)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config: dict[str, Any] = json.loads((folder / "station.json").read_text())
        self.store = store_of(folder)
        self.problem: BaseException | None = None
        self.silence = Silence()  # of the axis: shared by the lanes, for whom a miscount only costs a wait
        with open_books(folder) as link:
            link.executescript(SCHEMA)

    def client(self) -> AxisClient:
        config = self.config
        keys = read_public_key(Path(config["axis_key"]).read_bytes())
        return AxisClient(
            config["url"], config["system"], read_private_key(Path(config["key"])), axis_keys=keys, timeout_seconds=10
        )

    def run(self) -> None:
        """Raises whatever ended one of the threads: half a station would look alive."""
        threads = [
            threading.Thread(target=self._guarded, args=(self._send, lane), daemon=True) for lane in range(LANES)
        ]
        threads.append(threading.Thread(target=self._guarded, args=(self._receive,), daemon=True))
        for thread in threads:
            thread.start()
        while self.problem is None:
            time.sleep(0.1)
        raise self.problem

    def _guarded(self, work: Any, *arguments: Any) -> None:
        try:
            work(*arguments)
        except BaseException as problem:  # noqa: BLE001 - raised again in the main thread
            self.problem = problem

    # --- sending ----------------------------------------------------------------------------------------

    def _send(self, lane: int) -> None:
        link, client = open_books(self.folder), self.client()
        while True:
            row = self._due(link, lane)
            if row is None:
                time.sleep(LOOK_S)
                continue
            result = client.submit(self.store.path(row["sha256"]))
            before = _sending(row)
            after, _ = answered(before, result.answer, now=protocol_now(), chance=random.random())
            link.execute(
                "update outbox set state = ?, attempts = ?, next_try_at = ?, settled_at = ?, transfer_id = ?, receipt = ?, "
                "code = ? where id = ?",
                [
                    after.phase,
                    after.attempts,
                    after.next_try_at.isoformat(),
                    protocol_now().isoformat(),
                    result.transfer_id or "" if after.phase is Phase.ACCEPTED else "",
                    after.receipt or "",
                    after.code,
                    row["id"],
                ],
            )
            if self.silence.heard(result.sent):
                link.execute(HURRY, [protocol_now().isoformat()] * 2)

    def _due(self, link: sqlite3.Connection, lane: int) -> sqlite3.Row | None:
        """Return the first due row that no earlier document or change of the same document holds."""
        now, held = protocol_now(), set()
        for row in link.execute(
            "select * from outbox where lane = ? and state = 'queued' order by id limit 200", [lane]
        ):
            if row["operation"] != "status" and row["document_id"] in held:
                continue
            if ask(_sending(row), now=now) is not None:
                return row
            held.add(row["document_id"])
        return None

    # --- receiving --------------------------------------------------------------------------------------

    def _receive(self) -> None:
        link, client, core = open_books(self.folder), self.client(), Receiver()
        command: Command = core.start()
        while True:
            try:
                if isinstance(command, Pause):
                    time.sleep(command.seconds / HASTE)
                    command = core.resumed()
                elif isinstance(command, List):
                    wait_s = min(command.wait_seconds, LONGEST_LISTING_S)
                    command = core.handle(Listed(*client.inbox_page(wait_s, limit=LISTED, page=command.page)))
                else:
                    command = core.handle(self._work(link, client, command))
            except AxisLinkError:
                core.interrupted()
                command = Pause(1.0)

    def _work(self, link: sqlite3.Connection, client: AxisClient, command: Fetch | Store | Acknowledge) -> Event:
        delivery = command.delivery
        if isinstance(command, Fetch):
            with tempfile.NamedTemporaryFile(dir=self.folder) as scratch:
                try:
                    place = client.fetch(delivery, Path(scratch.name + ".packet"))
                except AxisLinkError:
                    return FetchFailed(delivery)
            return Fetched(delivery, place)
        if isinstance(command, Store):
            self.store.put_path(command.path, delivery.sha256)
            command.path.unlink()
            self._file(link, delivery)
            return Stored(delivery)
        try:
            client.acknowledge(delivery.delivery_id, command.outcome, command.reason)
        except AxisLinkError:
            return AcknowledgeFailed(delivery)
        return Acknowledged(delivery)

    def _file(self, link: sqlite3.Connection, delivery: Delivery) -> None:
        """Enter it once, and owe the sender the status "arrived": one transaction."""
        link.execute("begin immediate")
        try:
            new = link.execute(
                "insert into inbox (delivery_id, transfer_id, sha256, document_id, operation, sender, receiver, filed_at) "
                "values (?,?,?,?,?,?,?,?) on conflict do nothing",
                [
                    delivery.delivery_id,
                    delivery.transfer_id,
                    delivery.sha256,
                    delivery.document_id or "",
                    delivery.operation,
                    delivery.sender,
                    delivery.receiver,
                    datetime.now(UTC).isoformat(),
                ],
            ).rowcount
            if new and delivery.operation == "new" and self.config["answers"]:
                hanoi = datetime.now(UTC) + timedelta(hours=7)
                told = status(
                    delivery.receiver,
                    delivery.sender,
                    "01",
                    delivery.document_id or "",
                    at=hanoi.strftime("%Y/%m/%d %H:%M:%S"),
                )
                queue(link, self.store, told, delivery.document_id or "", "status", delivery.sender)
            link.execute("commit")
        except BaseException:
            link.execute("rollback")
            raise


def _sending(row: sqlite3.Row) -> Sending:
    return Sending(
        queued_at=datetime.fromisoformat(row["queued_at"]),
        next_try_at=datetime.fromisoformat(row["next_try_at"]),
        attempts=row["attempts"],
    )


if __name__ == "__main__":
    Station(Path(sys.argv[1])).run()
