"""A connection that ended is not lent: what the server killed is not met by the next request."""

import os
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connections
from django.test import Client, RequestFactory
from tests import cast

from kit.database import conninfo_of
from kit.postgresql.base import LENT, DatabaseWrapper, _quiet, _stands
from kit.tenancy import acting_for
from office.wsgi import application

pytestmark = pytest.mark.django_db(transaction=True)
MOST = 3
OF_THE_OFFICE = settings.DATABASES["default"]["ENGINE"]


def connect() -> psycopg.Connection[Any]:
    return psycopg.connect(conninfo_of(connections["default"].settings_dict), autocommit=True)


def end(*backends: int) -> None:
    """Let the server end these connections; returns when it has."""
    with connect() as other:
        for one in backends:
            assert other.execute("select pg_terminate_backend(%s, 60000)", [one]).fetchone() == (True,)


@pytest.fixture
def pooled() -> Iterator[DatabaseWrapper]:
    """The office's own connection with its pool, which other tests go without."""
    usual = connections["default"]
    assert isinstance(usual, DatabaseWrapper)
    pool = {"min_size": 1, "max_size": MOST, "timeout": 20.0, "reconnect_timeout": 20.0}
    options = {**usual.settings_dict["OPTIONS"], "pool": pool}
    with_pool = DatabaseWrapper({**usual.settings_dict, "OPTIONS": options}, "default")
    connections["default"] = with_pool
    yield with_pool
    with_pool.close()
    with_pool.close_pool()
    connections["default"] = usual


def ask(wrapper: DatabaseWrapper) -> int:
    """Return which backend answered; the connection goes back to the pool, as it does at the end of a request."""
    with wrapper.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (found,) = cursor.fetchone()
    wrapper.close()
    return int(found)


def test_the_office_lends_so() -> None:
    assert OF_THE_OFFICE == "kit.postgresql"


def test_a_connection_is_kept_while_it_stands(pooled: DatabaseWrapper) -> None:
    lent = {ask(pooled) for _ in range(12)}
    assert len(lent) <= MOST  # the pool may grow at its beginning
    assert pooled.pool.get_stats().get("returns_bad", 0) == 0


def test_what_the_server_ended_is_not_lent(pooled: DatabaseWrapper) -> None:
    before = ask(pooled)
    for _ in range(3):
        end(before)
        before, ended = ask(pooled), before
        assert before != ended


def test_when_all_are_ended_at_once_a_new_one_is_lent(pooled: DatabaseWrapper) -> None:
    pool = pooled.pool
    pool.open()
    held = [pool.getconn() for _ in range(MOST)]
    backends = {one.info.backend_pid for one in held}
    for one in held:
        assert _stands(one)
        pool.putconn(one)
    end(*backends)

    assert ask(pooled) not in backends


def test_one_that_ends_while_it_is_lent_is_an_error_once(pooled: DatabaseWrapper) -> None:
    with pooled.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (backend,) = cursor.fetchone()
    end(backend)
    with pytest.raises(DatabaseError), pooled.cursor() as cursor:
        cursor.execute("select 1")
    pooled.close()

    assert ask(pooled) != backend


def test_the_next_request_after_the_server_ended_its_connection_is_answered(pooled: DatabaseWrapper) -> None:
    agency = cast.city_committee()
    with acting_for(agency.pk):
        house = cast.build(agency, cast.RECEIVER)
    browser = Client()
    browser.force_login(house.accounts["lan"])
    cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: browser.cookies[settings.SESSION_COOKIE_NAME].value})
    assert Session.objects.count() == 1
    pooled.close()

    def get() -> str:
        said: list[str] = []
        environ = RequestFactory().get("/so/").environ | {"HTTP_COOKIE": cookies.output(header="", sep=";").strip()}
        answer = application(environ, lambda status, headers, error=None: said.append(status))
        b"".join(answer)
        answer.close()  # type: ignore[attr-defined]
        return said[0]

    assert get() == "200 OK"
    for _ in range(3):
        end(ask(pooled))
        assert get() == "200 OK"


def test_nothing_is_asked_of_a_quiet_connection_that_was_just_lent(tmp_path: Path) -> None:
    with connect() as line:
        assert _asked(line, tmp_path)  # its first loan
        assert not _asked(line, tmp_path)
        setattr(line, LENT, getattr(line, LENT) - 3600)  # an hour ago: a server that vanished says nothing
        assert _asked(line, tmp_path)
        assert not _asked(line, tmp_path)


def test_what_the_server_said_meanwhile_is_read_and_the_connection_lent(tmp_path: Path) -> None:
    with connect() as line, connect() as other:
        line.execute("listen word")
        assert _stands(line)
        assert _quiet(line)
        other.execute("notify word")
        other.execute("select pg_sleep(0)")
        while _quiet(line):
            other.execute("select pg_sleep(0.01)")
        assert _stands(line)
        assert _quiet(line)


def test_a_closed_connection_does_not_stand() -> None:
    line = connect()
    line.close()
    assert not _quiet(line)
    assert not _stands(line)


def _asked(line: psycopg.Connection[Any], folder: Path) -> bool:
    """Whether a loan of the connection says anything to the server."""
    notes = folder / "trace"
    with notes.open("wb") as file:
        line.pgconn.trace(os.dup(file.fileno()))
        assert _stands(line)
        line.pgconn.untrace()
    return "Query" in notes.read_text(errors="replace")
