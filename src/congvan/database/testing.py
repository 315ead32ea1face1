"""A database server for one test run: a pytest plugin. Doors: create_database, server.

Loaded with `-p congvan.database.testing`, because pytest-django reads the program's settings before any
conftest is imported. A run with `--ds` gets DATABASE_URL before that; a run with xdist starts one server in
the controller and the workers inherit its address as CONGVAN_PG_URL; any other run starts one when a test
asks for it. CONGVAN_PG_URL set by the caller is used instead and left as clean as it was.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from congvan.database.cluster import Cluster
from congvan.database.server import Server

# Nothing here must survive a power failure.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "max_wal_size": "4GB",
}
_WORKER = "PYTEST_XDIST_WORKER"


@dataclass
class _Run:
    """What this process started or made, to be taken away at its end."""

    server: Server | None = None
    cluster: Cluster | None = None
    folder: Path | None = None
    databases: list[str] = field(default_factory=list)


_run = _Run()


def server() -> Server:
    """Return the server of this run; start it at the first call."""
    if _run.server is None:
        _run.folder = Path(tempfile.mkdtemp(prefix="congvan-tests-"))
        atexit.register(_end)
        named = os.environ.get("CONGVAN_PG_URL")
        if named:
            _run.server = Server(named, _run.folder / "secrets")
        else:
            _run.cluster = Cluster(_run.folder / "data", SETTINGS)
            _run.cluster.start()
            _run.server = _run.cluster
            os.environ["CONGVAN_PG_URL"] = _run.cluster.admin_url  # for workers and programs under test
    return _run.server


def create_database(prefix: str) -> str:
    """Make an empty database owned by its own ordinary role (which may create databases) and return the URL."""
    name = f"{prefix}_{secrets.token_hex(4)}"
    _run.databases.append(name)
    return server().ensure_database(name, name, may_create_databases=True)


def _end() -> None:
    """Stop our server, or take our databases off a server that is not ours."""
    if _run.cluster is not None:
        _run.cluster.stop()
        os.environ.pop("CONGVAN_PG_URL", None)
    elif _run.server is not None:
        for name in _run.databases:
            _run.server.drop_role(name)  # and the databases that pytest's workers made with it
    if _run.folder is not None:
        shutil.rmtree(_run.folder, ignore_errors=True)
    _run.server = _run.cluster = _run.folder = None
    _run.databases.clear()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    options = early_config.known_args_namespace
    only_words = options.help or options.version
    if _WORKER not in os.environ and not only_words:
        program = getattr(options, "ds", None) or os.environ.get("DJANGO_SETTINGS_MODULE")
        if program:
            os.environ["DATABASE_URL"] = create_database(program.partition(".")[0])
        elif getattr(options, "numprocesses", None):
            server()
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    _end()
