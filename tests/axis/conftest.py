"""What every test of the axis may ask for: an empty axis with its own folder, and systems that call it for real.

Calls go through the true client and the true WSGI application, inside this process.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from tests.axis.pages import OPERATOR, PASSWORD
from tests.axis.vxp_client import VxpClient
from tests.axis.world import World

from axis import env, hot
from axis.config import config
from axis.directory.actions.connect import connect_system
from axis.directory.snapshot import directory


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Open plain connections: a pool would outlive the test database."""
    settings.DATABASES["default"]["OPTIONS"].pop("pool", None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """End connections of our own before the test database is dropped."""
    yield
    hot.close()
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def axis_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("axis-keys")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, axis_keys: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep every test's bodies in its own folder."""
    mine = replace(env.ENV, axis_data=tmp_path, axis_key=axis_keys / "receipts.pem", axis_max_packet_mib=4, demo=False)
    monkeypatch.setattr(env, "ENV", mine)
    config.cache_clear()
    directory.forget()
    yield tmp_path
    config.cache_clear()


@pytest.fixture
def world(transactional_db: None) -> World:
    """VPCP (G22), UBND TP. Hồ Chí Minh with Sở Nội vụ (H29, H29.01) and Bộ Nội vụ (G09), each with its own system."""
    return World()


@pytest.fixture
def vpcp(world):
    return VxpClient("vpcp")


@pytest.fixture
def tphcm(world):
    return VxpClient("tphcm")


@pytest.fixture
def centre(world):
    """An integration centre that acts for whoever registers under it."""
    connect_system(system_id="02.44.W00", secret="s3cret", pem=None, agencies=[], now=world.now)
    return VxpClient("02.44.W00")


@pytest.fixture
def operator(transactional_db: None) -> Client:
    """A browser in which the operator has logged in."""
    user = User.objects.create_user(OPERATOR, first_name="Phùng Nhật Lệ", password=PASSWORD)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
