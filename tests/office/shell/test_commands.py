"""The commands say what they did, and their exit codes say how it ended."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from tests import cast
from tests.office.organisation.test_country import SPEC

from kit.actor import Actor
from office.__main__ import main
from office.audit import actions as audit
from office.audit.actions.sealing import seal_batch
from office.audit.keyring import seal_key_path
from office.shell.errors import SecretKeyUnset


def said(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_audit_verify_answers_by_exit_code_and_json(
    in_ubnd: cast.House, lan: Actor, monday: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    audit.record("incoming.registered", actor=lan, at=monday)
    seal_batch(lambda: [in_ubnd.agency.pk], seal_key_path(settings.ENV))

    sound = main(["audit-verify", "--json"])
    first = said(capsys)
    with connection.cursor() as cursor:
        cursor.execute("update office_audit_event set payload = '[]'")
    broken = main(["audit-verify", "--json"])
    second = said(capsys)

    assert (sound, broken) == (0, 1)
    assert first["ok"] is True
    assert second["agencies"][0]["problem"]["kind"] == "changed"
    assert second["agencies"][0]["problem"]["seq"] == 1


def test_seed_prints_counts_and_nothing_secret(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "country.json"
    file.write_text(json.dumps(SPEC), encoding="utf-8")

    codes = [main(["seed", str(file)]) for _ in range(2)]

    out = capsys.readouterr().out
    assert codes == [0, 0]
    assert out.splitlines() == [
        "3 cơ quan, 2 người, 3 chức danh, 1 sổ mới",
        "0 cơ quan, 0 người, 0 chức danh, 0 sổ mới",
    ]


def test_a_wrong_country_file_is_bad_input(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "country.json"
    file.write_text('{"agencies": [{"code": ""}]}', encoding="utf-8")

    assert main(["seed", str(file)]) == 2
    assert capsys.readouterr().err.startswith("ORG-005: Tệp danh bạ không đúng")
    assert main(["seed", str(tmp_path / "none.json")]) == 3


def test_programs_refuse_to_run_without_a_secret(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "en", "serve"]) == 3
    assert capsys.readouterr().err.startswith(f"{SecretKeyUnset.code}: CONGVAN_SECRET_KEY is not set")


def test_missing_settings_are_named_and_end_with_three() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "office", "migrate"], env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 3
    assert done.stderr.startswith("KIT-003: Thiếu hoặc sai thiết lập: DATABASE_URL")
