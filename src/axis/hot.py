"""Connections for the one busy path. Doors: connection, close.

Django's connections never prepare statements and cost a middleware's worth of bookkeeping; accepting a packet is one
statement, run tens of times a second, so it has a small pool of its own with prepared statements. Everything else uses
Django's.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from kit.wake import django_conninfo

_lock = threading.Lock()
_pools: dict[str, "ConnectionPool[psycopg.Connection[Any]]"] = {}


@contextmanager
def connection() -> Iterator["psycopg.Connection[Any]"]:
    """Lend a connection in autocommit. A broken one is replaced by the pool."""
    with _pool().connection() as lent:
        yield lent


def close() -> None:
    """Close every connection (end of the process, end of a test database)."""
    with _lock:
        for pool in _pools.values():
            pool.close()
        _pools.clear()


def _pool() -> "ConnectionPool[psycopg.Connection[Any]]":
    place = django_conninfo("axis-intake")
    pool = _pools.get(place)
    if pool is None:
        with _lock:
            pool = _pools.get(place)
            if pool is None:
                kwargs = {"autocommit": True, "prepare_threshold": 1}
                pool = ConnectionPool(place, kwargs=kwargs, min_size=1, max_size=4, open=True, name="axis-intake")
                _pools[place] = pool
    return pool
