"""Work beside the program: of low priority, never longer alive than its parent."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PARENT = """
import sys, time
from pathlib import Path
from kit.beside import Beside
def work():
    import os
    Path(sys.argv[1]).write_text(f"{os.getpid()} {os.nice(0)}")
    time.sleep(float(sys.argv[2]))
    if sys.argv[2] == "0":
        raise ValueError("nothing to do")
beside = Beside(work)
while not beside.ended():
    time.sleep(0.02)
sys.exit(3)
"""


def eventually(look: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not look():
        assert time.monotonic() < end, "gave up waiting"
        time.sleep(0.02)


def runs(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def start(told: Path, seconds: str) -> tuple[subprocess.Popen[bytes], int, int]:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(told), seconds], stderr=subprocess.DEVNULL)
    eventually(lambda: told.exists() and " " in told.read_text())
    child, niceness = map(int, told.read_text().split())
    return parent, child, niceness


def test_it_is_of_low_priority_and_dies_with_its_parent(tmp_path: Path) -> None:
    parent, child, niceness = start(tmp_path / "told", "600")

    assert niceness >= os.nice(0) + 15 or niceness == 19
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    eventually(lambda: not runs(child))


def test_its_end_is_seen_by_the_parent(tmp_path: Path) -> None:
    parent, child, _ = start(tmp_path / "told", "0")

    assert parent.wait(60) == 3
    assert not runs(child)
