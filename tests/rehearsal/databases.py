"""Two PostgreSQL servers, one the synchronous standby of the other, and the way from one to the other. Doors: Databases.

What is done here is what the runbook in deploy/ says to do by hand, statement by statement.
"""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from congvan.database.folder import ADMIN, DataFolder, password_of
from congvan.database.launcher import choose_launcher
from congvan.database.postmaster import Postmaster
from congvan.database.server import Server

HOST = "127.0.0.1"
SETTINGS = {"wal_level": "replica", "max_wal_senders": "8", "wal_keep_size": "512MB", "hot_standby": "on"}
ATTACH_S = 60.0
_STATE = "select sync_state from pg_stat_replication where state = 'streaming'"


class _Machine(Postmaster):
    """A server that may also be a standby: its pid file then says so where a primary's says ready."""

    def _ready(self) -> bool:
        place = self.folder.pgdata / "postmaster.pid"
        lines = place.read_text().splitlines() if place.exists() else []
        mine = self.process is not None and lines[:1] == [str(self.process.pid)]
        return mine and len(lines) >= 8 and lines[7].strip() in ("ready", "standby")


class Databases:
    """``primary`` and ``standby`` are names of the two machines; they change places."""

    def __init__(self, folder: Path) -> None:
        self.folders = {name: DataFolder(folder / name) for name in ("db-1", "db-2")}
        self.machines: dict[str, _Machine] = {}
        self.primary, self.standby = "db-1", "db-2"

    def start(self) -> None:
        """Start the primary; `attach` makes the other its standby."""
        for one in self.folders.values():
            one.root.mkdir(parents=True, exist_ok=True)
            one.prepare()
        self._run(self.primary)

    def close(self) -> None:
        for one in self.machines.values():
            one.stop()

    @property
    def server(self) -> Server:
        """The present primary, for its administrator."""
        return Server(self._admin(self.primary), self.folders["db-1"].secrets)

    def url(self, name: str, role: str) -> str:
        """Return the URL of both, which goes to the one that takes writes."""
        ports = [str(self.folders[one].port()) for one in ("db-1", "db-2")]
        where = ",".join(f"{HOST}:{port}" for port in ports)
        return f"postgresql://{role}:{password_of(self.folders['db-1'].secrets, role)}@{where}/{name}"

    # --- the steps of the runbook -------------------------------------------------------------------

    def attach(self) -> None:
        """Make a fresh copy of the primary on the other machine, start it as standby, and let commits wait for it from now on."""
        target = self.folders[self.standby]
        shutil.rmtree(target.pgdata, ignore_errors=True)
        launcher = choose_launcher(target.root)
        source = f"host={HOST} port={self.folders[self.primary].port()} user={ADMIN} application_name={self.standby}"
        done = subprocess.run(
            launcher.argv("pg_basebackup", "-D", str(target.pgdata), "-d", source, "-R", "-X", "stream", "-c", "fast"),
            env={**os.environ, "PGPASSWORD": self._password},
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
        if done.returncode != 0:
            raise RuntimeError(f"pg_basebackup: {done.stderr}")
        self._run(self.standby)
        self.wait_for(self.primary, _STATE, "async")
        self.tell(self.primary, f"alter system set synchronous_standby_names = '\"{self.standby}\"'")
        self.wait_for(self.primary, _STATE, "sync")

    def kill_primary(self) -> None:
        self._kill(self.primary)

    def kill_standby(self) -> None:
        self._kill(self.standby)

    def start_standby(self) -> None:
        self._run(self.standby)

    def promote(self) -> None:
        """Make the standby the primary. Its old primary is dead and stays so until it was copied anew."""
        self.primary, self.standby = self.standby, self.primary
        with psycopg.connect(self._admin(self.primary), autocommit=True) as link:
            link.execute("select pg_promote(true, 60)")
        self.tell(self.primary, "alter system reset synchronous_standby_names")

    def tell(self, machine: str, statement: str) -> None:
        with psycopg.connect(self._admin(machine), autocommit=True) as link:
            link.execute(statement)  # type: ignore[arg-type]
            link.execute("select pg_reload_conf()")

    def wait_for(self, machine: str, question: str, expected: str) -> None:
        """Raises: TimeoutError."""
        end, heard = time.monotonic() + ATTACH_S, None
        while time.monotonic() < end:
            with psycopg.connect(self._admin(machine), autocommit=True) as link:
                heard = link.execute(question).fetchone()  # type: ignore[arg-type]
            if heard is not None and heard[0] == expected:
                return
            time.sleep(0.1)
        raise TimeoutError(f"{machine}: {heard} instead of {expected}")

    # --- processes ------------------------------------------------------------------------------------

    @property
    def _password(self) -> str:
        return password_of(self.folders["db-1"].secrets, ADMIN)

    def _admin(self, name: str) -> str:
        return f"postgresql://{ADMIN}:{self._password}@{HOST}:{self.folders[name].port()}/postgres"

    def _run(self, name: str) -> None:
        folder = self.folders[name]
        machine = self.machines[name] = _Machine(folder, choose_launcher(folder.root), SETTINGS)
        machine.start(lambda: False)

    def _kill(self, name: str) -> None:
        machine = self.machines.pop(name)
        assert machine.process is not None
        os.kill(machine.process.pid, signal.SIGKILL)
        machine.process.wait()
