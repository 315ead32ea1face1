"""The pytest plugin that gives a test run its database."""

import os

import psycopg
from tests.support.database import create_database, server


def test_each_call_gives_an_empty_database_of_an_ordinary_role_that_may_create_databases() -> None:
    first, second = create_database("probe"), create_database("probe")

    assert first != second
    with psycopg.connect(first) as connection:
        powers = connection.execute(
            "select rolsuper, rolbypassrls, rolcreatedb from pg_roles where rolname = current_user"
        ).fetchone()
        tables = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
    assert powers == (False, False, True)
    assert tables == (0,)


def test_programs_under_test_find_the_same_server() -> None:
    address = server().admin_url

    assert os.environ["CONGVAN_PG_URL"] == address
