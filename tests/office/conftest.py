"""What every test of the office may ask for: a database with row-level security on, the cast, a logged-in browser.

``CONGVAN_TEST_DB`` names the test database, so that several people can share one server.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests import cast

from kit.actor import Actor
from kit.clock import HANOI
from kit.tenancy import acting_for


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Name the test database, and open plain connections: a pool would outlive the database."""
    database = settings.DATABASES["default"]
    database["OPTIONS"].pop("pool", None)
    if "CONGVAN_TEST_DB" in os.environ:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        database.setdefault("TEST", {})["NAME"] = os.environ["CONGVAN_TEST_DB"] + (f"_{worker}" if worker else "")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test's files in its own folder."""
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, data_dir=tmp_path, demo=False, scan="if_available"))
    return tmp_path


@pytest.fixture
def vpcp(db: None) -> cast.House:
    """The sender: Văn phòng Chính phủ with quang (officer), bich (unit head), phong (deputy), van (clerk)."""
    agency = cast.government_office()
    with acting_for(agency.pk):
        return cast.build(agency, cast.SENDER)


@pytest.fixture
def ubnd(db: None) -> cast.House:
    """The receiver: the city with lan (clerk), uyen (deputy), son (unit head), triet (officer), quan_tri."""
    agency = cast.city_committee()
    with acting_for(agency.pk):
        return cast.build(agency, cast.RECEIVER)


@pytest.fixture
def in_vpcp(vpcp: cast.House) -> Iterator[cast.House]:
    """The whole test acts inside the sender's agency."""
    with acting_for(vpcp.agency.pk):
        yield vpcp


@pytest.fixture
def in_ubnd(ubnd: cast.House) -> Iterator[cast.House]:
    """The whole test acts inside the receiver's agency."""
    with acting_for(ubnd.agency.pk):
        yield ubnd


def _person(name: str, house: str) -> Any:
    @pytest.fixture(name=name)
    def person(request: pytest.FixtureRequest) -> Actor:
        return request.getfixturevalue(house).actor(name)

    return person


quang, bich, phong, van = (_person(name, "vpcp") for name in ("quang", "bich", "phong", "van"))
lan, uyen, son, triet, quan_tri = (_person(name, "ubnd") for name in ("lan", "uyen", "son", "triet", "quan_tri"))


@pytest.fixture
def monday() -> datetime:
    """A working morning: thứ Hai 23/11/2026, 08:30."""
    return datetime(2026, 11, 23, 8, 30, tzinfo=HANOI)


@pytest.fixture
def browser_of(db: None) -> Callable[[Actor], Client]:
    """Return a client logged in as the person, acting in the actor's post."""

    def open_browser(actor: Actor) -> Client:
        client = Client()
        account = cast.Account.objects.get(pk=actor.account_id)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["acting_post"] = actor.post_id
        session.save()
        return client

    return open_browser
