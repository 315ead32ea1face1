"""The supervisor with real child processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from congvan.supervise import Child, ChildNotReady, Ready, Supervisor

PATIENCE_S = 60
WAITING = "import time; print('ready', flush=True); time.sleep(600)"


def python(name: str, code: str, folder: Path, ready: Ready | None = None, **env: str) -> Child:
    return Child(name, [sys.executable, "-c", code], folder / f"{name}.log", env=env, ready=ready)


def eventually(look: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not look():
        assert time.monotonic() < end, "gave up waiting"
        time.sleep(0.05)


def runs(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_child_gets_its_environment_and_its_own_log(tmp_path: Path) -> None:
    code = "import os, time; print('hello', os.environ['CITY'], flush=True); time.sleep(600)"
    with Supervisor() as supervisor:
        supervisor.start(python("greeter", code, tmp_path, Ready(line="hello"), CITY="Hue"))
        supervisor.wait_ready(timeout_s=PATIENCE_S)

    assert "hello Hue" in (tmp_path / "greeter.log").read_text()


@pytest.mark.faults
def test_a_killed_child_is_started_again(tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        supervisor.start(python("waiter", WAITING, tmp_path, Ready(line="ready")))
        supervisor.wait_ready(timeout_s=PATIENCE_S)
        first = supervisor.pid("waiter")
        assert first is not None

        os.kill(first, signal.SIGKILL)

        eventually(lambda: supervisor.starts("waiter") == 2)
        supervisor.wait_ready(timeout_s=PATIENCE_S)
        assert supervisor.pid("waiter") != first


def test_stopping_leaves_no_process_and_no_zombie(tmp_path: Path) -> None:
    parent = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print('child', child.pid, flush=True); time.sleep(600)"
    )
    with Supervisor() as supervisor:
        supervisor.start(python("parent", parent, tmp_path, Ready(line="child")))
        supervisor.wait_ready(timeout_s=PATIENCE_S)
        pid = supervisor.pid("parent")

    assert pid is not None
    assert not Path(f"/proc/{pid}").exists()
    grandchild = int((tmp_path / "parent.log").read_text().split()[1])
    eventually(lambda: not runs(grandchild))


def test_a_child_that_never_gets_ready_is_reported_with_its_last_words(tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        supervisor.start(python("broken", "raise SystemExit('no database')", tmp_path, Ready(line="ready")))
        with pytest.raises(ChildNotReady, match="no database"):
            supervisor.wait_ready("broken", timeout_s=1)


def test_a_child_deaf_to_signals_is_ended_by_force(tmp_path: Path) -> None:
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True)\n"
    with Supervisor() as supervisor:
        supervisor.start(python("deaf", code + "while True: time.sleep(1)", tmp_path, Ready(line="ready")))
        supervisor.wait_ready(timeout_s=PATIENCE_S)
        pid = supervisor.pid("deaf")
        supervisor.stop("deaf", patience_s=0.5)

    assert not Path(f"/proc/{pid}").exists()


def test_the_first_request_to_stop_interrupts_and_the_next_does_not_stop_the_stopping() -> None:
    code = (
        "import time\n"
        "from congvan.supervise import Interrupted, interrupted_once\n"
        "try:\n"
        "    with interrupted_once():\n"
        "        try:\n"
        "            print('working', flush=True); time.sleep(600)\n"
        "        finally:\n"
        "            print('stopping', flush=True); time.sleep(1); print('stopped', flush=True)\n"
        "except Interrupted as asked:\n"
        "    raise SystemExit(asked.code)"
    )
    for signum, wanted in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        for word in ("working\n", "stopping\n"):
            assert process.stdout.readline() == word
            process.send_signal(signum)
        said, complaint = process.communicate(timeout=PATIENCE_S)
        assert (said, complaint, process.returncode) == ("stopped\n", "", wanted)
