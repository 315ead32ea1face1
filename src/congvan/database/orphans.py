"""What a killed server leaves in its data folder. Doors: clear_orphans.

A keeper calls this only while it holds the folder's lock, so a server found here has lost its keeper.
PostgreSQL itself is too careful (a zombie or a stranger with the old process id stops its start) and
cannot be otherwise; we look at which processes really work in the folder before removing the pid file.
"""

import os
import signal
import time
from pathlib import Path

POLITE_S, HARD_S = 20.0, 10.0
POLL_S = 0.02
PROC = Path("/proc")


def clear_orphans(pgdata: Path) -> None:
    """End processes left in ``pgdata`` and remove a pid file that no living server holds."""
    if not PROC.joinpath("self", "cwd").exists():
        return
    chief = _pid_in(pgdata / "postmaster.pid")
    left = processes_in(pgdata)
    if chief in left:
        _signal([chief], signal.SIGINT)
        left = _wait(pgdata, POLITE_S)
    for signum in (signal.SIGQUIT, signal.SIGKILL):
        if left:
            # Without their chief they end by themselves; one busy in a long query is told so.
            left = _wait(pgdata, 1.0)
            _signal(left, signum)
            left = _wait(pgdata, HARD_S)
    if not left:
        pgdata.joinpath("postmaster.pid").unlink(missing_ok=True)


def processes_in(pgdata: Path) -> list[int]:
    """Return the living processes whose working folder is ``pgdata`` (zombies have none)."""
    wanted = pgdata.resolve()
    found = []
    for entry in PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if (entry / "cwd").readlink() == wanted:
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def _pid_in(file: Path) -> int:
    try:
        return int(file.read_text(encoding="utf-8").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return 0


def _signal(pids: list[int], signum: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, signum)
        except ProcessLookupError:
            continue


def _wait(pgdata: Path, patience_s: float) -> list[int]:
    end = time.monotonic() + patience_s
    while (left := processes_in(pgdata)) and time.monotonic() < end:
        time.sleep(POLL_S)
    return left
