"""The process that owns one data folder: `python -m congvan.database.keeper FOLDER SETTINGS`.

It holds the lock, starts PostgreSQL, says so in one JSON line on its output, restarts it when it dies,
and stops it when its own owner goes away: the owner holds the other end of our input and never writes.
That also holds when the owner is killed with -9, and no thread or signal of the owner is involved.
"""

import fcntl
import json
import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import IO

from congvan.database.errors import DatabaseInUse, DatabaseNotStarted
from congvan.database.folder import DataFolder
from congvan.database.launcher import choose_launcher
from congvan.database.postmaster import Postmaster
from kit.errors import DomainError

LONGEST_PAUSE_S = 2.0  # every program waits for the database: one that dies again and again is still tried soon
STEADY_S = 10.0


class Watch:
    """Sleeps until a child ends, a signal asks us to stop, or the owner is gone."""

    def __init__(self) -> None:
        self.stopping = False
        self._bell, ringer = os.pipe()
        os.set_blocking(self._bell, False)
        os.set_blocking(ringer, False)
        signal.set_wakeup_fd(ringer)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, self._stop)

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def look(self, timeout_s: float | None = 0) -> bool:
        """Wait for something to happen at most ``timeout_s`` and return whether to stop."""
        if not self.stopping:
            heard, _, _ = select.select([self._bell, 0], [], [], timeout_s)
            if self._bell in heard:
                os.read(self._bell, 512)
            if 0 in heard and not os.read(0, 1):
                self.stopping = True
        return self.stopping


def hold(folder: DataFolder) -> IO[str]:
    """Return the held lock; it lasts as long as the file stays open. Raises: DatabaseInUse."""
    file = folder.lock.open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        raise DatabaseInUse(folder=str(folder.root), pid=file.read().strip() or "?") from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def keep(folder: DataFolder, settings: dict[str, str], watch: Watch) -> None:
    """Run the server until told to stop."""
    folder.prepare()
    with hold(folder):
        postmaster = Postmaster(folder, choose_launcher(folder.root), settings)
        try:
            if postmaster.start(watch.look):
                _say({"port": postmaster.port})
                _keep_alive(postmaster, watch)
        finally:
            postmaster.stop()


def _keep_alive(postmaster: Postmaster, watch: Watch) -> None:
    pause_s, started = 0.0, time.monotonic()
    while not watch.look(None):
        if not postmaster.died():
            continue
        pause_s = 0.0 if time.monotonic() - started > STEADY_S else min(LONGEST_PAUSE_S, pause_s * 2 + 0.05)
        _note(f"PostgreSQL ended; starting it again after {pause_s:.2f} s")
        end = time.monotonic() + pause_s
        while time.monotonic() < end and not watch.look(end - time.monotonic()):
            pass
        started = time.monotonic()
        try:
            postmaster.start(watch.look)
        except DomainError as error:
            _note(str(error))
            os.kill(os.getpid(), signal.SIGCHLD)  # look again at once: the loop above only wakes on events


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _note(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {text}\n")
    sys.stderr.flush()


def main() -> int:
    folder, settings = DataFolder(Path(sys.argv[1]).resolve()), json.loads(sys.argv[2])
    try:
        keep(folder, settings, Watch())
    except DomainError as error:
        _say({"error": error.code, "facts": {name: str(value) for name, value in error.facts.items()}})
        return 3
    except OSError as error:  # the disk is full, a file is another user's: our log may not take it, our owner does
        _say({"error": DatabaseNotStarted.code, "facts": {"log": str(folder.keeper_log), "reason": str(error)}})
        _note(str(error))
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
