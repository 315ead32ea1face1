"""Work that at most one process of all machines does. Doors: Alone.

Whoever holds a lock of the database works; the others look now and then whether it became free. The lock lives as long as its
connection, so it is free again when its holder dies, and some seconds after its machine vanished. A holder that is cut off may go
on for ``FRESH_S`` while another begins: what is done alone must still bear being done twice.
"""

import hashlib
import logging
import time
from contextlib import suppress
from typing import Any

import psycopg

from kit.wake import django_conninfo

log = logging.getLogger(__name__)

FRESH_S = 2.0  # so long a look at the connection holds good
# The server's side of the connection: it gives a vanished machine up after some 25 seconds, and not after two hours.
SERVER_LINE = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"


class Alone:
    """One name's lock. Not thread-safe; connects when it is first asked."""

    def __init__(self, name: str, *, fresh_s: float = FRESH_S) -> None:
        self.name = name
        self._key = int.from_bytes(hashlib.sha256(f"congvan {name}".encode()).digest()[:8], "big", signed=True)
        self._line: psycopg.Connection[Any] | None = None
        self._held = False
        self._fresh_s = fresh_s
        self._looked = -fresh_s

    def held(self) -> bool:
        """Return whether this process is the one; takes the lock when nobody has it."""
        if time.monotonic() - self._looked < self._fresh_s:
            return self._held
        before = self._held
        try:
            self._held = self._look()
        except psycopg.OperationalError as problem:
            log.warning("the turn of %s is lost: %s", self.name, problem)
            self.release()
        self._looked = time.monotonic()
        if self._held and not before:
            log.info("it is our turn: %s", self.name)
        return self._held

    def release(self) -> None:
        """Let the next one have it."""
        line, held = self._line, self._held
        self._line, self._held = None, False
        if line is None:
            return
        if held:  # at once: the end of a connection frees it a moment later
            with suppress(psycopg.Error):
                line.execute("select pg_advisory_unlock(%s)", [self._key])
        line.close()

    def _look(self) -> bool:
        if self._line is None or self._line.closed:
            self._held = False
            self._line = psycopg.connect(django_conninfo("alone"), autocommit=True, options=SERVER_LINE)
        if self._held:
            self._line.execute("select 1")
            return True
        row = self._line.execute("select pg_try_advisory_lock(%s)", [self._key]).fetchone()
        return bool(row and row[0])
