"""The running country with some small stations on its axis, each behind a proxy. Doors: Rig, AxisAlone, Station, Traffic.

What is to be sent is written into the stations' outboxes by the campaign itself, so that it knows it before any program does.
"""

import itertools
import json
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from tests.axis.packets import document
from tests.campaign.proxy import HOST, Proxy
from tests.campaign.station import SCHEMA, open_books, queue, store_of

from axislink.client import AxisClient
from congvan.demo import keys
from congvan.demo.world import REPOSITORY, World
from congvan.supervise import Child
from evidence.keys import keep_private_key, new_private_key, public_pem, read_private_key, read_public_key
from kit.storage import ContentStore

PATIENCE_S = 240.0
OPERATIONS = {"new": 0, "recall": 1, "update": 2, "replace": 3}


class AxisAlone(World):
    """The axis of the country with its database and the time stamp authority, without the offices: quickly there, and cheap to kill."""

    def _prepare(self) -> None:
        self.say("axis")
        keys.prepare(self.pki, self.folder / "link", datetime.now(UTC))
        self._prepare_axes()

    def _start(self) -> None:
        axis = self.axis_environment()
        self._child("tsa", ["pdfseal.localtsa", "--pki", str(self.pki), "--port", str(self.ports.tsa)], {}, None)
        self._child("axis", ["axis", "serve"], axis, f"{self.url('axis')}/health")
        self._child("axis-worker", ["axis", "worker"], axis, None)
        self.supervisor.wait_ready(timeout_s=240)


@dataclass
class Station:
    """One small system: its folder, its agencies and the proxy before it."""

    name: str
    system: str
    agencies: Sequence[str]
    folder: Path
    proxy: Proxy
    books: sqlite3.Connection
    store: ContentStore

    @property
    def program(self) -> str:
        return f"station-{self.name}"

    def rows(self, question: str, *values: object) -> list[sqlite3.Row]:
        return self.books.execute(question, values).fetchall()

    def queued(self) -> int:
        return int(self.rows("select count(*) as n from outbox where state = 'queued'")[0]["n"])


class Rig:
    """The world and its stations."""

    def __init__(self, world: World, folder: Path, *, name: str = "T") -> None:
        self.world = world
        self.folder = folder
        self.name = name
        self.stations: dict[str, Station] = {}
        self.numbers = itertools.count(1)

    # --- stations ---------------------------------------------------------------------------------------

    def add(self, letter: str, agencies: Sequence[str] | None = None, *, answers: bool = True) -> Station:
        """Connect a system with its agencies and start its program."""
        system = f"{self.name}-{letter}".lower()
        agencies = agencies or [f"{self.name}{letter}1", f"{self.name}{letter}2"]
        folder = self.folder / system
        folder.mkdir(parents=True)
        key = new_private_key()
        keep_private_key(folder / "key.pem", key)
        (folder / "key.pub.pem").write_bytes(public_pem(key))
        flags = [part for code in agencies for part in ("--agency", f"{code}=Cơ quan thử {code}")]
        self.world.run(
            *("axis", "system", "add", "--id", system, "--secret", "x", "--key", str(folder / "key.pub.pem")),
            *flags,
            environment=self.world.axis_environment(),
        )
        proxy = Proxy(lambda: (HOST, self.world.ports.axis), seed=len(self.stations))
        config = {
            "url": proxy.url,
            "system": system,
            "key": str(folder / "key.pem"),
            "axis_key": str(self.axis_key),
            "answers": answers,
        }
        (folder / "station.json").write_text(json.dumps(config))
        books = open_books(folder)
        books.executescript(SCHEMA)
        one = Station(letter, system, agencies, folder, proxy, books, store_of(folder))
        self.stations[letter] = one
        self.world.supervisor.start(
            Child(
                name=one.program,
                argv=[sys.executable, "-m", "tests.campaign.station", str(folder)],
                log=self.world.folder / "logs" / f"{one.program}.log",
                env={"PYTHONPATH": f"{REPOSITORY / 'src'}{os.pathsep}{REPOSITORY}"},
                cwd=REPOSITORY,
            )
        )
        return one

    def close(self) -> None:
        for one in self.stations.values():
            self.world.supervisor.stop(one.program)
            one.proxy.close()
            one.books.close()
        self.stations.clear()

    @property
    def axis_key(self) -> Path:
        return self.world.folder / "axis" / "keys" / "receipts.pub.pem"

    def client(self, letter: str, url: str | None = None) -> AxisClient:
        """Return a client of the station's system that goes straight to the axis."""
        one = self.stations[letter]
        keys = read_public_key(self.axis_key.read_bytes())
        key = read_private_key(one.folder / "key.pem")
        return AxisClient(url or self.world.url("axis"), one.system, key, axis_keys=keys, timeout_seconds=60)

    # --- traffic ----------------------------------------------------------------------------------------

    def document_id(self) -> str:
        return f"{self.name}-{next(self.numbers)}"

    def write(
        self,
        letter: str,
        receivers: Sequence[str],
        *,
        operation: str = "new",
        document_id: str = "",
        padding: int = 2000,
    ) -> str:
        """Put a packet into a station's outbox; return its document id."""
        one = self.stations[letter]
        document_id = document_id or self.document_id()
        packet = document(
            one.agencies[0],
            receivers,
            document_id,
            operation=OPERATIONS[operation],
            number=str(next(self.numbers)),
            padding=padding,
        )
        queue(one.books, one.store, packet, document_id, operation, ",".join(receivers))
        return document_id

    def write_packet(self, letter: str, packet: bytes, document_id: str, receiver: str, operation: str = "new") -> None:
        """Put these very bytes into a station's outbox."""
        one = self.stations[letter]
        queue(one.books, one.store, packet, document_id, operation, receiver)

    # --- rest -------------------------------------------------------------------------------------------

    @contextmanager
    def axis_books(self) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
        with psycopg.connect(self.world.server.admin_url, dbname="axis_national", autocommit=True) as link:
            yield link

    def waiting(self) -> list[str]:
        """Return what still waits somewhere."""
        found = [f"{one.queued()} packets of {one.system}" for one in self.stations.values() if one.queued()]
        mine = [code for one in self.stations.values() for code in one.agencies]
        with self.axis_books() as link:
            row = link.execute(
                "select count(*) from axis_delivery_delivery where closed_at is null and receiver_code = any(%s)",
                [mine],
            ).fetchone()
        assert row is not None
        return found + ([f"{row[0]} deliveries"] if row[0] else [])

    def drained(self, patience_s: float = PATIENCE_S) -> list[str]:
        """Wait until nothing waits in two looks on end; return what still does when patience ends."""
        end, calm, waiting = time.monotonic() + patience_s, 0, [""]
        while time.monotonic() < end:
            try:
                waiting = self.waiting()
            except psycopg.OperationalError as problem:  # the database is just being killed
                waiting = [str(problem)]
            calm = 0 if waiting else calm + 1
            if calm == 2:
                return []
            time.sleep(0.2)
        return waiting


class Traffic:
    """Documents between the stations, so many a second, while the block runs. ``written``: their number."""

    def __init__(self, rig: Rig, letters: Sequence[str], per_second: float) -> None:
        self.rig, self.letters, self.per_second = rig, letters, per_second
        self.written = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="traffic")
        self._problem: Exception | None = None

    def __enter__(self) -> "Traffic":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()
        if self._problem:
            raise self._problem

    def _run(self) -> None:
        try:
            books = {letter: open_books(self.rig.stations[letter].folder) for letter in self.letters}
            turns = itertools.cycle(self.letters)
            begun = time.monotonic()
            while not self._stopping.is_set():
                if self.written >= (time.monotonic() - begun) * self.per_second:
                    time.sleep(0.01)
                    continue
                self._one(next(turns), books)
        except Exception as problem:  # noqa: BLE001 - raised again where the block ends
            self._problem = problem

    def _one(self, letter: str, books: dict[str, sqlite3.Connection]) -> None:
        rig, one = self.rig, self.rig.stations[letter]
        others = [agency for name in self.letters if name != letter for agency in rig.stations[name].agencies[:2]]
        receivers = [others[self.written % len(others)]]
        if self.written % 5 == 0:
            receivers = others[:2]
        document_id = rig.document_id()
        for operation in ("new", "update") if self.written % 7 == 0 else ("new",):
            packet = document(one.agencies[0], receivers, document_id, operation=OPERATIONS[operation], padding=2000)
            queue(books[letter], one.store, packet, document_id, operation, ",".join(receivers))
            self.written += 1
