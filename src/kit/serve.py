"""Serve an ASGI front with granian. Doors: serve."""

import logging
import resource
import socket
import sys
import threading
import time
import urllib.error
import urllib.request

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from kit.beside import forget_database
from kit.front.app import ALIVE

log = logging.getLogger(__name__)

BACKLOG = 2048
CONNECTIONS = 8192  # per worker; slow and waiting clients hold one each
STOP_S = 20
HEADERS_MS = 15_000
WAIT_S = 120.0


def serve(target: str, *, host: str = "127.0.0.1", port: int = 0, workers: int = 2) -> None:
    """Serve ``target`` (``module:factory`` of a front) until SIGTERM or SIGINT; print one line when it answers.

    Port 0 takes a free one; the line names it: ``ready http://127.0.0.1:8100``.
    """
    _allow_connections()
    forget_database()
    port = port or _free_port(host)
    server = Granian(
        target,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        factory=True,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_MS),
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_S,
    )
    shown = f"[{host}]" if ":" in host else host
    asked = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, shown)  # noqa: S104 - compared, not bound
    threading.Thread(
        target=_say_ready, args=(f"http://{shown}:{port}", f"http://{asked}:{port}{ALIVE}"), daemon=True
    ).start()
    server.serve()


def _say_ready(address: str, url: str) -> None:
    """Print the ready line once the server answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        try:
            with opener.open(url, timeout=5):
                sys.stdout.write(f"ready {address}\n")
                sys.stdout.flush()
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    log.error("no answer from %s", url)


def _allow_connections() -> None:
    """Raise the limit of open files to what the system grants: 1024 is less than the waiting clients of one worker."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * CONNECTIONS if hard == resource.RLIM_INFINITY else min(hard, 4 * CONNECTIONS)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _free_port(host: str) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
    return port
