"""For whom a transaction acts is said as it begins, and forgotten as it ends."""

import pytest
from django.db import DataError, InterfaceError, OperationalError, connection, transaction

from kit.tenancy import SETTING, acting_for

pytestmark = pytest.mark.django_db(transaction=True)


def acting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting(%s, true), '')", [SETTING])
        return str(cursor.fetchone()[0])


def test_a_transaction_acts_for_its_agencies_and_the_next_for_nobody() -> None:
    with acting_for(3, 14):
        assert acting() == "3,14"
        with acting_for(7):
            assert acting() == "7"
        assert acting() == "3,14"
    with transaction.atomic():
        assert acting() == ""
    with acting_for():
        assert acting() == ""


def test_what_fails_is_taken_back_whole() -> None:
    with connection.cursor() as cursor:
        cursor.execute("create table acting_trial (number int)")
    try:
        with pytest.raises(DataError), acting_for(3), connection.cursor() as cursor:
            cursor.execute(
                "with one as (insert into acting_trial values (1) returning number) select number / 0 from one"
            )
        with acting_for(3), connection.cursor() as cursor:
            cursor.execute("insert into acting_trial values (2)")
        with connection.cursor() as cursor:
            cursor.execute("select number from acting_trial")
            assert cursor.fetchall() == [(2,)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop table acting_trial")


def test_a_line_that_was_cut_is_an_outage_like_any_other() -> None:
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, pytest.raises(Exception, match="terminat"):
        cursor.execute("select pg_terminate_backend(pg_backend_pid())")
    with pytest.raises((OperationalError, InterfaceError)), acting_for(3):
        acting()
    connection.close()
    with acting_for(3):
        assert acting() == "3"
