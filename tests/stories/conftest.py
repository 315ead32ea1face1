"""The running country for stories: made once per run, on free ports, with a PostgreSQL of its own."""

import os
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.stories.screens import Screens, chromium

from congvan.demo.world import Ports, World
from congvan.supervise import Supervisor

LONGEST_PAUSE_S = 0.3  # the tests kill what runs again and again


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Axis, two offices and their database; the database server is ours alone, since the tests kill it too."""
    environ = {name: value for name, value in os.environ.items() if name != "CONGVAN_PG_URL"}
    country = World(tmp_path_factory.mktemp("world"), Ports.free(), environ=environ)
    country.supervisor = Supervisor(longest_pause_s=LONGEST_PAUSE_S)
    with country:
        yield country
        for name in ("g22-link", "h29-link"):  # a program that a failed test left frozen could not be stopped
            os.killpg(country.child(name), signal.SIGCONT)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one Chromium of a run."""
    with chromium() as one:
        yield one


@pytest.fixture
def screens(browser: Browser) -> Iterator[Screens]:
    """The windows of one test."""
    opened = Screens(browser)
    yield opened
    opened.close()
