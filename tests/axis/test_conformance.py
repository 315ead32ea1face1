"""``congvan axis conformance`` before the real axis, and before what only says OK."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.axis.programs import Programs, running
from tests.pure.axislink.odd_peer import OK, odd_peer

from axislink.conformance.report import TABLES
from evidence.keys import keep_private_key, key_id, new_private_key, public_pem

SYSTEM, CODES = "thu-nghiem", ("T01", "T02")


def conformance(*words: str, exit_code: int) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "congvan", "axis", "conformance", *words],
        env={
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == exit_code, done.stdout + done.stderr
    return done.stdout + done.stderr


def connect(programs: Programs, folder: Path) -> list[str]:
    """Connect the trial system, revoke one of its keys; return the options of the command."""
    for name in ("key", "revoked"):
        key = new_private_key()
        keep_private_key(folder / f"{name}.pem", key)
        (folder / f"{name}.pub.pem").write_bytes(public_pem(key.public_key()))
        agencies = [part for code in CODES for part in ("--agency", f"{code}=Cơ quan thử {code}")]
        programs.run(
            *("system", "add", "--id", SYSTEM, "--secret", "bí mật", "--key", str(folder / f"{name}.pub.pem")),
            *agencies,
        )
    programs.run("system", "revoke-key", key_id(SYSTEM, key))
    (folder / "secret").write_text("bí mật\n")
    return [
        *(programs.url, "--system", SYSTEM, "--agency", CODES[0], "--agency", CODES[1]),
        *("--key", str(folder / "key.pem"), "--secret-file", str(folder / "secret")),
        *("--revoked-key", str(folder / "revoked.pem"), "--register-code", "T01.99"),
    ]


def test_the_axis_conforms_in_every_check(tmp_path: Path) -> None:
    with running(tmp_path, CONGVAN_AXIS_HEAD_SECONDS="1") as programs:
        programs.start("worker")
        told = json.loads(conformance(*connect(programs, tmp_path), "--json", exit_code=0))

    assert [one for one in told["checks"] if one["state"] != "passed"] == []
    assert told["counts"] == {"passed": sum(map(len, TABLES.values())), "failed": 0, "not_run": 0}
    assert {one["dialect"] for one in told["checks"]} == {"native", "vxp"}


def test_an_axis_that_only_says_ok_does_not(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    with odd_peer() as peer:
        for operation in ("sendEdoc", "updateStatus", "getEdoc"):
            peer.put(operation, {**OK, "DocId": "1"})
        words = ["--system", SYSTEM, "--agency", "T01", "--secret-file", str(tmp_path / "secret")]
        said = conformance(peer.url.removesuffix("/vxp"), *words, exit_code=1)
        english = conformance(peer.url, *words, "--vxp-url", peer.url, "--lang", "en", exit_code=1)

    assert "V-05  KHÔNG ĐẠT" in said
    assert "V-04  không chạy  registerAgency" in said
    assert "V-05  FAILED" in english
    assert english.splitlines()[-1].endswith("1 not run.")


@pytest.mark.parametrize("words", [[], ["--key", "/nothing"], ["--secret-file", "/nothing"]])
def test_what_cannot_be_used_is_said(words: list[str]) -> None:
    told = conformance("http://127.0.0.1:9", "--system", "x", "--agency", "x", *words, exit_code=2)
    assert told.startswith(("AXL-", "EVD-"))


def test_every_check_has_a_code_of_its_own_and_words_in_both_languages() -> None:
    checks = [one for table in TABLES.values() for one in table]
    assert len({one.code for one in checks}) == len(checks)
    assert len({one.run for one in checks}) == len(checks)
    assert all(one.title and one.title_en for one in checks)
