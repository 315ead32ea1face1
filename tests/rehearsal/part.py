"""One program of the rehearsal: started, killed without a word, started again by whoever runs it. Doors: Part, free_ports.

Nothing starts a part again by itself: an outage lasts as long as the rehearsal wants.
"""

import itertools
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

START_S = 240.0
POLL_S = 0.1
_ports = itertools.count(21_000 + os.getpid() % 4000)


@dataclass
class Part:
    """``ready`` says whether it serves; it is asked until it does."""

    name: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    ready: Callable[[], bool] = lambda: True
    process: subprocess.Popen[bytes] | None = None

    def start(self, *, wait: bool = True) -> None:
        """Raises: TimeoutError when it does not serve."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *self.argv],  # nothing of it outlives the rehearsal
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **self.env},
                cwd=self.cwd,
                start_new_session=True,
            )
        if wait:
            self.wait()

    def wait(self) -> None:
        end = time.monotonic() + START_S
        while not self.ready():
            if time.monotonic() > end or self.process is None or self.process.poll() is not None:
                last = self.log.read_text(errors="replace")[-1500:]
                raise TimeoutError(f"{self.name} does not serve: {last}")
            time.sleep(POLL_S)

    def kill(self) -> None:
        """End it with all its processes as a power cut would."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def free_ports(count: int) -> list[int]:
    """Return ports that nobody uses now, others at each call; so low that 10,000 more, where SeaweedFS has its second, is one too."""
    found: list[int] = []
    with ExitStack() as stack:
        while len(found) < count:
            port = next(_ports)
            try:
                for one in (port, port + 10_000):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", one))
            except OSError:
                continue
            found.append(port)
    return found


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
