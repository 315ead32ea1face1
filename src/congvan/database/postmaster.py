"""One PostgreSQL server process as our own child. Doors: Postmaster.

Makes the data on first start, starts `postgres` itself (never through pg_ctl, which would leave it to a
process 1 that may not reap), waits until it answers, stops it, and clears what a killed one left behind.
"""

import locale
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from congvan.database.errors import DatabaseNotStarted
from congvan.database.folder import ADMIN, DataFolder, free_port, password_of, port_is_free, write_private
from congvan.database.launcher import Launcher
from congvan.database.orphans import clear_orphans

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "Asia/Ho_Chi_Minh",
    "log_timezone": "Asia/Ho_Chi_Minh",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}
LOG_LIMIT = 16 * 1024 * 1024
SMALL_SHM = 512 * 1024 * 1024
STOP_S, QUIT_S = 60.0, 10.0
POLL_S = 0.02


class Postmaster:
    """The server of one data folder. Not thread-safe; the keeper alone drives it."""

    def __init__(self, folder: DataFolder, launcher: Launcher, settings: Mapping[str, str]) -> None:
        self.folder = folder
        self.launcher = launcher
        sockets = {"unix_socket_directories": str(folder.sockets or "")}
        self.settings = {**SETTINGS, **sockets, **_shared_memory(), **settings}
        self.process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def start(self, cancelled: Callable[[], bool]) -> bool:
        """Return True when the server accepts connections, False when ``cancelled``. Raises: DatabaseNotStarted."""
        if not (self.folder.pgdata / "PG_VERSION").exists():
            self._make()
        self.launcher.own(self.folder.root, below=False)
        self.launcher.own(self.folder.pgdata, below=True)
        clear_orphans(self.folder.pgdata)
        self.folder.clear_sockets()
        if self.folder.sockets is not None:
            self.launcher.own(self.folder.sockets, below=False)
        wanted = self.folder.port()
        for _ in range(3):
            self.port = wanted if wanted is not None and port_is_free(wanted) else free_port()
            self._spawn()
            while self._alive():
                if self._ready():
                    self.folder.keep_port(self.port)
                    return True
                if cancelled():
                    self.stop()
                    return False
                time.sleep(POLL_S)
            wanted = None  # somebody may have taken the port between our look and the server's
        raise DatabaseNotStarted(log=str(self.folder.log), reason=self.folder.log_tail())

    def died(self) -> bool:
        """Return whether the server has ended; reaps it."""
        return not self._alive()

    def stop(self) -> None:
        """End the server: politely, then at once, then by force."""
        process = self.process
        if process is None:
            return
        for signum, patience in ((signal.SIGINT, STOP_S), (signal.SIGQUIT, QUIT_S), (signal.SIGKILL, QUIT_S)):
            if process.poll() is not None:
                break
            process.send_signal(signum)
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
        self.process = None

    def _alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def _ready(self) -> bool:
        """Read the state PostgreSQL writes into its own pid file (line 8), as its tools do."""
        try:
            lines = (self.folder.pgdata / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return False
        mine = self.process is not None and lines[:1] == [str(self.process.pid)]
        return mine and len(lines) >= 8 and lines[7].strip() == "ready"

    def _spawn(self) -> None:
        options = [f"--{name}={value}" for name, value in {**self.settings, "port": str(self.port)}.items()]
        argv = self.launcher.argv("postgres", "-D", str(self.folder.pgdata), *options)
        log = self.folder.log
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".old.log"))
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/", env=_environment()
            )

    def _make(self) -> None:
        """Run initdb into a scratch folder and rename it, so that a broken first start leaves nothing behind."""
        scratch = self.folder.root / "pgdata.new"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(mode=0o700)
        word = self.folder.root / "initdb.password"
        write_private(word, password_of(self.folder.secrets, ADMIN))
        for place in (self.folder.root, scratch, word):
            self.launcher.own(place, below=False)
        try:
            done = subprocess.run(
                self.launcher.argv("initdb", "-D", str(scratch), f"--pwfile={word}", *_initdb_options()),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                cwd="/",
                env=_environment(),
            )
        finally:
            word.unlink()
        if done.returncode != 0:
            self.folder.log.write_text(done.stdout + done.stderr, encoding="utf-8")
            raise DatabaseNotStarted(log=str(self.folder.log), reason=self.folder.log_tail())
        scratch.rename(self.folder.pgdata)


def _initdb_options() -> list[str]:
    return [
        f"--username={ADMIN}",
        "--auth-local=scram-sha-256",
        "--auth-host=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        f"--lc-ctype={_character_type()}",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
    ]


def _character_type() -> str:
    """Return C.UTF-8 where the system has it: text search and trigrams still ask the C library what a letter is."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C.UTF-8"


def _shared_memory() -> dict[str, str]:
    """Containers often have 64 MB of /dev/shm, where a parallel query then fails."""
    shm = Path("/dev/shm")  # noqa: S108 - looked at, not written
    if shm.is_dir() and shutil.disk_usage(shm).total >= SMALL_SHM:
        return {}
    return {"dynamic_shared_memory_type": "mmap"}


def _environment() -> dict[str, str]:
    """Keep the caller's PG* variables and language away from the server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}
