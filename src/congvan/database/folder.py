"""The layout of a data folder. Doors: DataFolder.

    pgdata/        PostgreSQL's own           port       the port it was given, kept between starts
    secrets/ROLE   passwords, 0600            lock       held by the one keeper; holds its process id
    log/           what PostgreSQL and the keeper said
    run/           its socket, where the path is short enough for one

Only this folder's modes and owners are ever changed.
"""

import os
import re
import secrets
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

ADMIN = "postgres"
LONGEST_SOCKET = 100  # bytes of a socket's path; the kernel takes 107
_PLAIN_PATH = re.compile(r"[\w./+-]+", re.ASCII)  # what needs no quoting in PostgreSQL's settings


@dataclass(frozen=True)
class DataFolder:
    """Paths of one data folder, and the two small values kept in it."""

    root: Path

    @property
    def pgdata(self) -> Path:
        return self.root / "pgdata"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def log(self) -> Path:
        return self.root / "log" / "postgres.log"

    @property
    def keeper_log(self) -> Path:
        return self.root / "log" / "keeper.log"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    @property
    def sockets(self) -> Path | None:
        """The folder of the server's socket, None where its path would be too long: then programs go by the port alone.

        A socket costs half of what a port does, for each of the hundred statements that a document takes.
        """
        place = self.root / "run"
        fits = len(f"{place}/.s.PGSQL.65535".encode()) <= LONGEST_SOCKET and _PLAIN_PATH.fullmatch(str(place))
        return place if fits else None

    @property
    def host(self) -> str:
        """Where programs find the server, beside its port."""
        return str(self.sockets or "127.0.0.1")

    def prepare(self) -> None:
        """Create the folder and its parts, closed to everybody else."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o700)
        for part in (self.log.parent, self.secrets):
            part.mkdir(mode=0o700, exist_ok=True)

    def clear_sockets(self) -> None:
        """Make the empty folder of the socket. What a killed server left there would stop the next one."""
        if self.sockets is not None:
            shutil.rmtree(self.sockets, ignore_errors=True)
            self.sockets.mkdir(mode=0o700)

    def port(self) -> int | None:
        """Return the port of the last start, or None."""
        try:
            return int((self.root / "port").read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None

    def keep_port(self, port: int) -> None:
        write_private(self.root / "port", str(port))

    def log_tail(self, lines: int = 4) -> str:
        """Return the last lines of PostgreSQL's log, for an error sentence: from what was fatal, if they say so."""
        last = _lines(self.log)[-2 * lines :]
        fatal = [position for position, line in enumerate(last) if "FATAL:" in line or "PANIC:" in line]
        return " | ".join(last[min([max(0, len(last) - lines), *fatal[-1:]]) :])

    def keeper_tail(self, since: int, lines: int = 2) -> str:
        """Return the last lines that the keeper wrote after byte ``since`` of its log."""
        return " | ".join(_lines(self.keeper_log, since)[-lines:])


def _lines(log: Path, since: int = 0) -> list[str]:
    try:
        return log.read_bytes()[since:].decode(errors="replace").strip().splitlines()
    except FileNotFoundError:
        return []


def write_private(path: Path, text: str) -> None:
    """Write a 0600 file so that no reader ever sees half of it."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    scratch.replace(path)


def password_of(folder: Path, role: str) -> str:
    """Return the kept password of ``role``; make one at the first call."""
    place = folder / role
    if not place.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(place, secrets.token_urlsafe(24))
    return place.read_text(encoding="utf-8").strip()


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        # Without this a port in TIME_WAIT of our own last run looks taken and the address would change.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
