"""The small site as real processes: granian with two workers on a real database."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from tests.support.database import create_database

ROOT = Path(__file__).resolve().parents[2]
BIG_SIZE = 3_000_000


@dataclass(frozen=True)
class Site:
    """Where the small site answers, and what it works on."""

    url: str
    port: int
    database_url: str
    folder: Path
    process: subprocess.Popen[str]


def start_site(folder: Path, database_url: str, **environ: str) -> Site:
    code = "import sys; from kit.serve import serve; serve('tests.kit.small_site:front')"
    log = (folder / "site.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": database_url,
            "SITE_FOLDER": str(folder),
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            **environ,
        },
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    log.close()
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("ready http://"), (folder / "site.log").read_text()
    url = line.split()[1]
    return Site(url, int(url.rpartition(":")[2]), database_url, folder, process)


def stop_site(site: Site) -> None:
    site.process.terminate()
    site.process.wait(60)
    if site.process.stdout is not None:
        site.process.stdout.close()


def prepare(folder: Path) -> str:
    """Fill the site's folder and make its database."""
    (folder / "Tài liệu").mkdir()
    (folder / "Tài liệu" / "big.bin").write_bytes(bytes(range(250)) * (BIG_SIZE // 250))
    (folder / "static").mkdir()
    (folder / "static" / "app.0123456789ab.css").write_text("body{}")
    (folder / "static" / "app.0123456789ab.css.gz").write_bytes(b"packed")
    (folder / "static" / "plain.js").write_text("'use strict'")
    url = create_database("site")
    with psycopg.connect(url) as connection:
        connection.execute("create table note (id bigserial primary key, name text not null, text text not null)")
    return url


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    running = start_site(folder, prepare(folder))
    yield running
    stop_site(running)


@pytest.fixture
def new_site(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Start sites of the test's own; what still runs at the end is stopped."""
    started: list[Site] = []

    def start(**environ: str) -> Site:
        started.append(start_site(tmp_path, prepare(tmp_path), **environ))
        return started[-1]

    yield start
    for one in started:
        stop_site(one)
