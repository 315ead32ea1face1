"""Connections that stand when they are lent, without a round trip for each. Doors: DatabaseWrapper.

Django's pool asks the server an empty question before every loan (``CONN_HEALTH_CHECKS``). A server that stopped, ended the
connection or sent anything has made its socket readable, and that is seen without asking; only then, or after the connection
was not lent for a while (a server that vanished says nothing), the question is asked.
"""

import select
import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

SURE_S = 1.0  # since the last loan
LENT = "_congvan_lent_at"


class DatabaseWrapper(base.DatabaseWrapper):
    """Lends connections as the pool does, and none that has ended. Raises: what Django's own raises."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        while True:
            connection = super().get_new_connection(conn_params)
            if self.pool is None or _stands(connection):
                return connection
            self.pool.putconn(connection)  # which throws it away and makes another; without any it says so in time


def _stands(connection: psycopg.Connection[Any]) -> bool:
    now, before = time.monotonic(), getattr(connection, LENT, 0.0)
    setattr(connection, LENT, now)
    if now - before < SURE_S and _quiet(connection):
        return True
    try:
        ConnectionPool.check_connection(connection)
    except psycopg.Error:
        connection.close()
        return False
    return True


def _quiet(connection: psycopg.Connection[Any]) -> bool:
    """Whether nothing waits to be read: no farewell, no end."""
    if connection.closed:
        return False
    look = select.poll()
    look.register(connection.fileno(), select.POLLIN)  # an end and an error are told unasked
    return not look.poll(0)
