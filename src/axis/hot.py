"""The connection of the one busy path. Doors: connection, close.

Django's connections never prepare statements, and any pool costs a third of what it lends here: accepting a packet is
one statement, run tens of times a second by the one working thread of a process. So each thread keeps a connection of
its own, with prepared statements. Everything else uses Django's.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from kit.wake import django_conninfo

Link = psycopg.Connection[Any]

_local = threading.local()
_guard = threading.Lock()
_all: set[Link] = set()


@contextmanager
def connection() -> Iterator[Link]:
    """Lend this thread's connection, in autocommit. One that broke is closed, and the next call makes another."""
    link: Link | None = getattr(_local, "link", None)
    if link is None or link.closed:
        link = _connect()
    try:
        yield link
    except psycopg.OperationalError:
        _drop(link)
        raise


def close() -> None:
    """Close every connection of the process (its end, the end of a test database)."""
    for link in tuple(_all):
        _drop(link)


def _connect() -> Link:
    link = psycopg.connect(django_conninfo("axis-intake"), autocommit=True, prepare_threshold=1)
    _local.link = link
    with _guard:
        _all.add(link)
    return link


def _drop(link: Link) -> None:
    link.close()
    with _guard:
        _all.discard(link)
