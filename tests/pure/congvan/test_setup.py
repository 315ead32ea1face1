"""``scripts/setup`` on a machine where making the environment failed before."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-data.lock", "pyproject.toml", "requirements.in")
WITHOUT_PIP = '#!/bin/sh\n[ "$1" != -m ] || { echo "No module named pip" >&2; exit 1; }\n'
# What a Python with the package venv makes: a python whose pip installs a uv, and after it a congvan.
PYTHON = """#!/bin/sh
[ "$1 $2" = "-m venv" ] || exit 0
rm -rf .venv
mkdir -p .venv/bin
printf '#!/bin/sh\\n[ "$1 $2 $3" != "-m pip install" ] || cp .venv/bin/python .venv/bin/uv\\n' > .venv/bin/python
printf '#!/bin/sh\\n' > .venv/bin/congvan
chmod +x .venv/bin/*
"""
FAILING = '#!/bin/sh\n[ "$1 $2" != "-m venv" ] || exit 1\n'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose .venv was left without pip; what node brings is there."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(PROJECT / "scripts" / "setup", tmp_path / "scripts" / "setup")
    for name in (*LOCKS, "package-lock.json"):
        (tmp_path / name).touch()
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / ".ready").write_text(hashlib.sha256(b"").hexdigest()[:16])
    program(tmp_path / ".venv" / "bin" / "python", WITHOUT_PIP)
    return tmp_path


def program(place: Path, text: str) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    place.chmod(0o755)
    return place


def setup(checkout: Path, python: str) -> "subprocess.CompletedProcess[str]":
    environ = {
        "PATH": "/usr/bin:/bin",
        "HOME": os.environ.get("HOME", "/"),
        "PYTHON": str(program(checkout / "py", python)),
    }
    words = ["sh", str(checkout / "scripts" / "setup"), "run"]
    return subprocess.run(words, capture_output=True, text=True, check=False, env=environ)


def test_an_environment_left_without_pip_is_made_anew(checkout: Path) -> None:
    (checkout / ".venv" / "left").touch()

    done = setup(checkout, PYTHON)

    assert (done.returncode, done.stderr) == (0, "")
    assert not (checkout / ".venv" / "left").exists()
    assert (checkout / ".venv" / ".ready").exists()


def test_an_environment_with_pip_stays(checkout: Path) -> None:
    program(
        checkout / ".venv" / "bin" / "python", '#!/bin/sh\n[ "$3" != install ] || cp .venv/bin/python .venv/bin/uv\n'
    )
    program(checkout / ".venv" / "bin" / "congvan", "#!/bin/sh\n")
    (checkout / ".venv" / "kept").touch()

    assert setup(checkout, FAILING).returncode == 0
    assert (checkout / ".venv" / "kept").exists()


def test_a_machine_without_the_package_is_told_which_one(checkout: Path) -> None:
    done = setup(checkout, FAILING)

    assert done.returncode == 3
    assert "hãy cài gói python3-venv" in done.stderr
