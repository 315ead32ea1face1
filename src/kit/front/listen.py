"""One LISTEN connection per worker, outside every pool. Doors: listen_forever."""

import asyncio
import logging

import psycopg
from psycopg.pq import PGnotify

from kit.front.hub import EVERYTHING, Hub
from kit.wake import CHANNELS, decode, own_backend

log = logging.getLogger(__name__)

SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 5.0
CHECK_S = 30.0


async def listen_forever(database_url: str, hub: Hub) -> None:
    """Publish what other processes wake. Outages are waited out; afterwards everybody looks again."""
    pause_s = SHORTEST_PAUSE_S
    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(
                database_url, autocommit=True, connect_timeout=10, application_name="congvan-front"
            )
            async with connection:
                for channel in CHANNELS:
                    await connection.execute(f"listen {channel}")
                hub.publish([(EVERYTHING, "")])  # what was missed until now is unknown
                pause_s = SHORTEST_PAUSE_S
                await _hear(connection, hub)
        except (psycopg.Error, OSError) as error:
            log.warning("wakes of other processes are not heard, trying again: %s", error)
        await asyncio.sleep(pause_s)
        pause_s = min(LONGEST_PAUSE_S, pause_s * 2)


async def _hear(connection: psycopg.AsyncConnection, hub: Hub) -> None:
    """Publish until the line breaks. A busy axis hears hundreds a second, so the loop watches the socket itself."""
    loop = asyncio.get_running_loop()
    line, broken = connection.pgconn, asyncio.Event()

    def take(notify: PGnotify) -> None:
        if notify.be_pid != own_backend():  # our own waiters heard it before it was sent
            hub.publish(decode(notify.extra.decode()))

    def readable() -> None:
        try:
            line.consume_input()
            while notify := line.notifies():
                take(notify)
        except psycopg.OperationalError:
            broken.set()

    line.notify_handler = take  # for those that come during the check
    while not broken.is_set():
        loop.add_reader(connection.fileno(), readable)
        try:
            async with asyncio.timeout(CHECK_S):
                await broken.wait()
        except TimeoutError:
            pass
        finally:
            loop.remove_reader(connection.fileno())
        await connection.execute("select 1")  # a dead line shows itself only when it is used
        readable()
