"""What the machine refuses ``congvan demo`` and ``congvan database``: a code, a sentence, exit code 3, no traceback."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from congvan.__main__ import main
from congvan.demo.ground import Ground
from congvan.faults import fault_of

# Root passes every mode; without these powers it is an owner like any other.
PLAIN = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"] if os.geteuid() == 0 else []


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "var/demo"), "MCH-001", "var/demo"),
        (OSError(errno.ENOSPC, "No space left on device", "var/demo"), "MCH-002", "Ổ đĩa đã đầy"),
        (OSError(errno.ENOSPC, "No space left on device"), "MCH-002", "No space left"),
        (OSError(errno.EIO, "Input/output error"), "MCH-003", "Input/output error"),
    ],
)
def test_a_fault_of_the_machine_is_a_sentence(error: OSError, code: str, words: str) -> None:
    fault = fault_of(error)

    assert fault.code == code
    assert words in fault.text("vi")
    assert fault.text("en") != fault.text("vi")


@pytest.mark.parametrize("once", [["--once", "--json"], []])
def test_a_named_server_that_does_not_answer_ends_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, once: list[str]
) -> None:
    monkeypatch.setenv("CONGVAN_PG_URL", "postgresql://nobody:secret@127.0.0.1:1/none")

    code = main(["demo", *once, "--data", str(tmp_path / "data")])

    said = capsys.readouterr()
    assert (code, said.err[:9]) == (3, "DBS-008: ")
    assert "CONGVAN_PG_URL" in said.err
    assert "secret" not in said.err


@pytest.mark.parametrize("words", [["demo"], ["demo", "--once", "--json"], ["database", "run"]])
def test_a_folder_of_another_user_ends_in_a_sentence(tmp_path: Path, words: list[str]) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    command, *more = words
    data = ["--data", str(closed / "data")]
    argv = [command, *data, *more] if command == "database" else [command, *more, *data]

    done = subprocess.run([*PLAIN, sys.executable, "-m", "congvan", *argv], capture_output=True, text=True, check=False)

    closed.chmod(0o700)
    assert (done.returncode, done.stderr[:9]) == (3, "MCH-001: "), done.stderr
    assert str(closed) in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_in_the_place_of_the_data_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("mine")

    assert main(["demo", "--once", "--json", "--data", str(tmp_path / "file")]) == 2
    assert "--data" in capsys.readouterr().err


def test_a_country_played_before_says_what_it_does_not_keep(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONGVAN_PG_URL", "postgresql://nobody@127.0.0.1:1/none")  # it need not go further here
    Ground(tmp_path).keep({"ok": True})
    keep = tmp_path / "keep"

    main(["demo", "--data", str(tmp_path), "--keep", str(keep)])

    said = capsys.readouterr().out
    assert "không giữ tệp đã ký, gói tin, biên nhận" in said
    assert f"congvan demo --once --keep {keep}" in said
    assert not keep.exists()
