"""The commands of the runtime as processes: database, doctor, axis, office."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from tests.support.database import create_database, server

from congvan.checkup import Finding, checkup

CONGVAN = [sys.executable, "-m", "congvan"]


def congvan(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if name not in ("CONGVAN_PG_URL", "DATABASE_URL")}
    return subprocess.run([*CONGVAN, *words], capture_output=True, text=True, check=False, env={**plain, **environ})


def test_the_database_runs_until_stopped_and_names_its_urls(tmp_path: Path) -> None:
    plain = {name: value for name, value in os.environ.items() if name != "CONGVAN_PG_URL"}
    running = subprocess.Popen(
        [*CONGVAN, "database", "--data", str(tmp_path / "data"), "run"], stdout=subprocess.PIPE, text=True, env=plain
    )
    assert running.stdout is not None
    assert running.stdout.readline().startswith("ready 127.0.0.1:")

    url = congvan("database", "--data", str(tmp_path / "data"), "url", "axis_national").stdout.strip()
    with psycopg.connect(url) as connection:
        assert connection.execute("select current_user").fetchone() == ("axis_national",)
    running.send_signal(signal.SIGINT)

    assert running.wait(60) == 0
    running.stdout.close()
    stopped = congvan("database", "--data", str(tmp_path / "data"), "admin-url")
    assert (stopped.returncode, stopped.stderr[:8]) == (3, "DBS-006:")


def test_a_stopped_database_is_told_in_the_language_asked_for(tmp_path: Path) -> None:
    answer = congvan("--lang", "en", "database", "--data", str(tmp_path), "admin-url")

    assert answer.stderr.startswith("DBS-006: The PostgreSQL of ")


def test_the_doctor_reports_as_data(tmp_path: Path) -> None:
    answer = congvan("doctor", "--json", "--data", str(tmp_path))

    report = json.loads(answer.stdout)
    names = {one["name"] for one in report["findings"]}
    assert names >= {"python", "embedded_postgres", "disk", "node", "chromium", "libreoffice", "clamd", "fonts"}
    assert answer.returncode == (0 if report["ok"] else 3)


def test_the_doctor_speaks_vietnamese(tmp_path: Path) -> None:
    assert "mục phải sửa." in congvan("doctor", "--data", str(tmp_path)).stdout


def by_name(findings: list[Finding]) -> dict[str, Finding]:
    return {one.name: one for one in findings}


def test_the_doctor_checks_the_server_and_the_role(tmp_path: Path) -> None:
    fine = by_name(checkup({"DATABASE_URL": create_database("doctor")}, tmp_path))
    mighty = by_name(checkup({"DATABASE_URL": server().admin_url}, tmp_path))
    away = by_name(checkup({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, tmp_path))

    assert (fine["database_url"].state, fine["role"].state) == ("ok", "ok")
    assert fine["database_url_extensions"].state == "ok"
    assert mighty["role"].state == "wrong"
    assert away["database_url"].state == "wrong"


def test_the_doctor_names_a_year_without_partition(tmp_path: Path) -> None:
    url = create_database("years")
    with psycopg.connect(url) as connection:
        connection.execute("create table entry (day date) partition by range (day)")
        connection.execute("create table entry_other partition of entry default")
        before = checkup({"DATABASE_URL": url}, tmp_path)
        connection.execute("insert into entry values ('2050-01-01')")

    assert "default_partition" not in by_name(before)
    assert "entry_other" in by_name(checkup({"DATABASE_URL": url}, tmp_path))["default_partition"].text


@pytest.mark.parametrize("program", ["axis", "office"])
def test_the_words_after_a_program_are_its_own(program: str, tmp_path: Path) -> None:
    package = tmp_path / program
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text("import os, sys; print(sys.argv[1:], os.environ['CONGVAN_LANG']); sys.exit(7)")

    answer = congvan("--lang", "en", program, "--help", "serve", "--port", "8100", PYTHONPATH=str(tmp_path))

    assert answer.stdout.strip() == "['--help', 'serve', '--port', '8100'] en"
    assert answer.returncode == 7
