"""Our own PostgreSQL in a data folder. Doors: Cluster, open_server, running_server.

The owner's side of the keeper process: starts it, waits for its first line, lets go of it.
"""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg

from congvan.database.errors import DatabaseNotStarted, DatabaseStopped, failure_named
from congvan.database.folder import ADMIN, DataFolder, password_of
from congvan.database.server import Server, server_url

START_S = 180.0
STOP_S = 90.0


class Cluster(Server):
    """PostgreSQL under ``data_dir``; ``settings`` are added to the server's (tests switch fsync off)."""

    def __init__(self, data_dir: Path, settings: Mapping[str, str] | None = None) -> None:
        self.folder = DataFolder(Path(data_dir).absolute())
        self.settings = dict(settings or {})
        self._keeper: subprocess.Popen[bytes] | None = None
        self._since = 0  # where the keeper's own words begin in its log
        super().__init__("", self.folder.secrets)

    @property
    def admin_url(self) -> str:
        """The administrator's URL. Raises: DatabaseStopped before the first start."""
        port = self.folder.port()
        if port is None:
            raise DatabaseStopped(folder=str(self.folder.root))
        return server_url(ADMIN, password_of(self.folder.secrets, ADMIN), self.folder.host, port, "postgres")

    @property
    def keeper_pid(self) -> int | None:
        return self._keeper.pid if self._keeper else None

    def start(self) -> None:
        """Start and return when connections are accepted. Raises: DatabaseInUse, DatabaseNotStarted and others."""
        if self._keeper is not None and self._keeper.poll() is None:
            return
        self.folder.prepare()
        with self.folder.keeper_log.open("ab") as log:
            self._since = log.tell()
            self._keeper = subprocess.Popen(
                [sys.executable, "-m", "congvan.database.keeper", str(self.folder.root), json.dumps(self.settings)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the owner; the database stops after the programs
            )
        try:
            answer = self._first_line()
            if "error" in answer:
                raise failure_named(answer["error"], answer["facts"])
            self._prepare_template()
        except BaseException:  # also when asked to stop: who does not get in does not get out by `with` either
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server and its keeper; does nothing when they are stopped."""
        keeper, self._keeper = self._keeper, None
        if keeper is None:
            return
        for pipe in (keeper.stdin, keeper.stdout):
            if pipe is not None:
                pipe.close()
        try:
            keeper.wait(STOP_S)
        except subprocess.TimeoutExpired:
            keeper.kill()
            keeper.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _first_line(self) -> dict[str, Any]:
        """Read the keeper's one line without waiting for ever."""
        assert self._keeper is not None
        assert self._keeper.stdout is not None
        handle, text, end = self._keeper.stdout.fileno(), b"", time.monotonic() + START_S
        while not text.endswith(b"\n"):
            heard, _, _ = select.select([handle], [], [], max(0.0, end - time.monotonic()))
            block = os.read(handle, 65536) if heard else b""
            if not block:
                raise self._silent()
            text += block
        answer: dict[str, Any] = json.loads(text)
        return answer

    def _silent(self) -> DatabaseNotStarted:
        """Return why the keeper said nothing: in its own last words when it fell, else in PostgreSQL's."""
        words = self.folder.keeper_tail(self._since)
        if words:
            return DatabaseNotStarted(log=str(self.folder.keeper_log), reason=words)
        return DatabaseNotStarted(log=str(self.folder.log), reason=self.folder.log_tail())

    def _prepare_template(self) -> None:
        """Put the extensions into template1 once, so that test databases of ordinary roles have them too."""
        mark = self.folder.root / "prepared"
        if not mark.exists():
            self.ensure_extensions("template1")
            mark.touch(mode=0o600)


def running_server(data_dir: Path) -> Server:
    """Return the server another process runs in ``data_dir``. Raises: DatabaseStopped."""
    cluster = Cluster(data_dir)
    try:
        psycopg.connect(cluster.admin_url, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        raise DatabaseStopped(folder=str(cluster.folder.root)) from error
    return cluster


@contextmanager
def open_server(data_dir: Path, environ: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Yield the server of ``CONGVAN_PG_URL`` if that is set, else our own, running while the block runs.

    Raises: ServerRefused, DatabaseNotStarted and others.
    """
    named = (os.environ if environ is None else environ).get("CONGVAN_PG_URL")
    if named:
        folder = DataFolder(Path(data_dir).absolute())
        folder.prepare()
        server = Server(named, folder.secrets)
        server.check()
        yield server
        return
    with Cluster(data_dir) as cluster:
        yield cluster
