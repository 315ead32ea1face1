"""``congvan demo`` stopped in the middle of its play, and started again on the same data."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from congvan.demo.ground import MARK, PARTS

STOPPED = "Đã dừng theo yêu cầu khi chưa xong.\n"
PROC = Path("/proc")


@contextmanager
def demo(data: Path) -> Iterator["subprocess.Popen[str]"]:
    words = [sys.executable, "-m", "congvan", "demo", "--data", str(data)]
    # with a database of its own: a server that asks nobody for a password proves to nobody whose databases are left on it
    ours = {name: value for name, value in os.environ.items() if name != "CONGVAN_PG_URL"}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ours)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def heard(process: "subprocess.Popen[str]", words: str) -> str:
    """Read what the run says until it has said ``words``; return all of it."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"it ended without “{words}”: {said} {process.stderr.read() if process.stderr else ''}")


def stop(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Press Ctrl-C, twice as people do, and return the exit code and what came on the error output."""
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    _said, complaint = process.communicate(timeout=120)
    return process.returncode, complaint


def working_in(folder: Path) -> list[str]:
    """Return the programs that work in the folder or below it."""
    found = []
    for entry in (one for one in PROC.iterdir() if one.name.isdigit()):
        try:
            if (entry / "cwd").readlink().is_relative_to(folder):
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return found


def test_a_demonstration_that_was_stopped_starts_afresh(tmp_path: Path) -> None:
    data = (tmp_path / "data").resolve()

    with demo(data) as setting_up:
        heard(setting_up, "Cơ sở dữ liệu")
        assert stop(setting_up) == (130, STOPPED)
    assert working_in(data) == []

    with demo(data) as playing:
        said = heard(playing, "Tiếp nhận, vào sổ")  # the first letter is in the receiver's book
        assert "dừng giữa chừng" in said
        assert stop(playing) == (130, STOPPED)
    assert working_in(data) == []
    assert set(os.listdir(data)) <= {MARK, *PARTS}
    (data / "notes.txt").write_text("mine")

    with demo(data) as again:
        said = heard(again, "Bên gửi thấy trạng thái 03")
        assert said.count("dừng giữa chừng") == 1
        assert stop(again) == (130, STOPPED)
    assert (data / "notes.txt").read_text() == "mine"
