"""Run several programs and keep them running. Doors: Supervisor, Child, Ready, run_until_signal, interrupted_once.

Starts named children without a shell, each with its own log, waits until they are ready, starts those that
die again (a little later each time), and stops all in reverse order. Every child is reaped by its own
thread; a child whose supervisor is killed is stopped by the kernel where setpriv is there to ask for it.
"""

import os
import shutil
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from kit.errors import DomainError

LONGEST_PAUSE_S = 30.0
STEADY_S = 10.0
STOP_S = 30.0
POLL_S = 0.05
ASKED_TO_STOP = (signal.SIGINT, signal.SIGTERM)


class ChildNotReady(DomainError):
    code = "SUP-001"
    message = "Chương trình “{name}” chưa sẵn sàng. Dòng cuối của nhật ký {log}: {reason}"
    message_en = "Program “{name}” is not ready. Last lines of {log}: {reason}"
    http_status = 500


@dataclass(frozen=True)
class Ready:
    """How a child shows that it is ready: all that are given must hold."""

    url: str | None = None
    line: str | None = None
    file: Path | None = None

    def holds(self, log: Path, since: int) -> bool:
        """Return whether the child started with its log at byte ``since`` is ready."""
        if self.file is not None and not self.file.exists():
            return False
        if self.line is not None and self.line not in _text(log, since):
            return False
        return self.url is None or _answers(self.url)


@dataclass(frozen=True)
class Child:
    """A program to run. ``env`` is added to ours; ``ready`` absent means ready as soon as it runs."""

    name: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    ready: Ready | None = None


class _Kept:
    """One child and the thread that starts, reaps and restarts it."""

    def __init__(self, child: Child, longest_pause_s: float) -> None:
        self.child = child
        self.longest_pause_s = longest_pause_s
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0
        self.since = 0
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name=f"keep {child.name}", daemon=True)
        self._thread.start()

    def _keep(self) -> None:
        pause_s = 0.0
        while True:
            begun = time.monotonic()
            with self._lock:
                if self._stopping.is_set():
                    return
                process = self._spawn()
            process.wait()
            _end_group(process.pid)  # what it had started must not keep its port
            pause_s = 0.1 if time.monotonic() - begun > STEADY_S else min(self.longest_pause_s, pause_s * 2 + 0.1)
            if self._stopping.wait(pause_s):
                return

    def _spawn(self) -> subprocess.Popen[bytes]:
        child = self.child
        child.log.parent.mkdir(parents=True, exist_ok=True)
        # The kernel sends the signal when this thread ends; this thread lasts as long as the child.
        with_us = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        with child.log.open("ab") as log:
            self.since = log.tell()
            self.process = subprocess.Popen(
                [*with_us, *child.argv],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **child.env},
                cwd=child.cwd,
                start_new_session=True,  # Ctrl-C reaches us alone; we stop the children in order
            )
        self.starts += 1
        return self.process

    def ready(self) -> bool:
        running = self.process is not None and self.process.poll() is None
        return running and (self.child.ready is None or self.child.ready.holds(self.child.log, self.since))

    def stop(self, patience_s: float) -> None:
        with self._lock:
            self._stopping.set()
            process = self.process
        if process is not None and process.poll() is None:
            process.terminate()
        self._thread.join(patience_s)
        if self._thread.is_alive() and process is not None:
            _end_group(process.pid)
            self._thread.join()


class Supervisor:
    """The children of one run. A context manager: leaving it stops all.

    A child that dies again and again is started later each time, at most ``longest_pause_s`` after its end.
    """

    def __init__(self, *, longest_pause_s: float = LONGEST_PAUSE_S) -> None:
        self._kept: dict[str, _Kept] = {}
        self._longest_pause_s = longest_pause_s

    def start(self, child: Child) -> None:
        """Start ``child`` now; use wait_ready to wait for it."""
        if child.name in self._kept:
            raise ValueError(f"a child named {child.name} is running")
        self._kept[child.name] = _Kept(child, self._longest_pause_s)

    def wait_ready(self, *names: str, timeout_s: float = 60.0) -> None:
        """Return when the named children (all, when none is named) are ready. Raises: ChildNotReady."""
        end = time.monotonic() + timeout_s
        for name in names or tuple(self._kept):
            kept = self._kept[name]
            while not kept.ready():
                if time.monotonic() > end:
                    log = kept.child.log
                    last = " | ".join(_text(log, 0).strip().splitlines()[-5:])
                    raise ChildNotReady(name=name, log=log, reason=last)
                time.sleep(POLL_S)

    def pid(self, name: str) -> int | None:
        """Return the process id of the child as it runs now."""
        process = self._kept[name].process
        return process.pid if process is not None else None

    def starts(self, name: str) -> int:
        """Return how often the child was started."""
        return self._kept[name].starts

    def stop(self, name: str | None = None, *, patience_s: float = STOP_S) -> None:
        """Stop one child, or all in reverse order of their start."""
        names = [name] if name is not None else list(reversed(self._kept))
        for one in names:
            self._kept.pop(one).stop(patience_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def run_until_signal() -> None:
    """Return when this process is asked to stop (SIGINT or SIGTERM). For the main thread."""
    asked = threading.Event()
    before = {signum: signal.signal(signum, lambda *_: asked.set()) for signum in ASKED_TO_STOP}
    try:
        while not asked.wait(1.0):  # with a time-out: a bare wait would keep the handler from running
            pass
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


class Interrupted(KeyboardInterrupt):
    """This process was asked to stop while it was at work; ``code`` is the exit code that shells expect then."""

    def __init__(self, signum: int) -> None:
        super().__init__(signal.Signals(signum).name)
        self.code = 128 + signum


@contextmanager
def interrupted_once() -> Iterator[None]:
    """Let the first SIGINT or SIGTERM raise Interrupted inside the block: those that follow must not stop the stopping."""

    def interrupt(signum: int, _frame: FrameType | None) -> None:
        stop_hearing()
        raise Interrupted(signum)

    before = {signum: signal.signal(signum, interrupt) for signum in ASKED_TO_STOP}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


def stop_hearing() -> None:
    """Ignore requests to stop from now on: this process is stopping what it started."""
    for signum in ASKED_TO_STOP:
        signal.signal(signum, signal.SIG_IGN)


def _end_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _text(log: Path, since: int) -> str:
    try:
        with log.open("rb") as file:
            file.seek(since)
            return file.read().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return ""


def _answers(url: str) -> bool:
    """Return whether ``url`` answers with success or a redirect that ends in one."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            status: int = answer.status
    except (urllib.error.URLError, OSError):
        return False
    return status < 400
