"""A program of several processes: what computes much runs in more than one, and half a program does not go on."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.kit.conftest import ROOT
from tests.kit.test_beside import eventually, runs
from tests.support.database import create_database

PROGRAM = """
import os, sys
from pathlib import Path
from django.conf import settings
from kit.database import database_settings
settings.configure(DATABASES={"default": database_settings(os.environ["DATABASE_URL"])})
from kit.work import Consumer, run_forever
def say(name):
    (Path(sys.argv[1]) / f"{name}-{os.getpid()}").write_text(str(os.nice(0)))
    return False
run_forever(
    (
        Consumer("sign", ("sign",), lambda: say("sign"), copies=3),
        Consumer("scan", ("scan",), lambda: say("scan")),
        Consumer("verify", ("verify",), lambda: say("verify"), patient=True),
    ),
    idle_seconds=0.1,
    ready=lambda: say("ready"),
)
"""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    environ = {
        "DATABASE_URL": create_database("copies"),
        "PYTHONPATH": str(ROOT / "src"),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], env={**os.environ, **environ}, stderr=subprocess.DEVNULL
    )
    yield process
    process.kill()
    process.wait()


def said(folder: Path, name: str) -> dict[int, int]:
    """Return which processes did it, and how low their priority is."""
    found = {int(one.name.rpartition("-")[2]): one.read_text() for one in folder.glob(f"{name}-*")}
    return {pid: int(text) for pid, text in found.items() if text}


def test_copies_run_at_once_and_end_with_the_program(program: subprocess.Popen[bytes], tmp_path: Path) -> None:
    eventually(lambda: len(said(tmp_path, "sign")) == 3 and len(said(tmp_path, "verify")) == 1)
    signing, patient = said(tmp_path, "sign"), said(tmp_path, "verify")

    assert set(said(tmp_path, "scan")) == set(said(tmp_path, "ready")) == {program.pid}
    assert program.pid in signing
    assert set(signing.values()) == {os.nice(0)}
    assert not set(patient) & set(signing)
    assert set(patient.values()) != {os.nice(0)} or os.nice(0) == 19

    program.send_signal(signal.SIGTERM)
    assert program.wait(60) == 0
    assert [pid for pid in (*signing, *patient) if runs(pid)] == []


def test_a_copy_that_is_killed_ends_the_program(program: subprocess.Popen[bytes], tmp_path: Path) -> None:
    eventually(lambda: len(said(tmp_path, "sign")) == 3)
    victim = next(pid for pid in said(tmp_path, "sign") if pid != program.pid)
    os.kill(victim, signal.SIGKILL)

    assert program.wait(60) != 0
    assert [pid for pid in said(tmp_path, "sign") if runs(pid)] == []
