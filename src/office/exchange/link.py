"""The link program: everything this installation says to its axis and hears from it, in the dialect that is set. Doors: run.

``python -m office link``. It may be killed at any moment: rows tell it where it was.
"""

import json
import logging
import signal
import threading
import time
from collections.abc import Callable

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from axislink.client import AxisClient, Call
from axislink.door import Axis
from axislink.vxp_client import VxpAxisClient
from axislink.wire import HttpWire, Tls
from evidence.keys import PublicKey, read_private_key, read_public_key
from kit import clock
from kit.memory import settle_memory
from kit.wake import Listener
from office.exchange.actions.agencies import known_version, learn_agencies
from office.exchange.actions.heads import follow_axis_log
from office.exchange.actions.notices import hear_axis
from office.exchange.errors import AxisNotConfigured
from office.exchange.tasks.receive import Receiving
from office.exchange.tasks.send import Sender
from office.organisation.people import hosted_agency_ids
from office.settings import ENV

log = logging.getLogger(__name__)
IDLE_S = 1.0
DIRECTORY_S = 60.0


def _client() -> Axis:
    """Return one connection to the axis in the dialect that is set. Raises: AxisNotConfigured."""
    make, needed = DIALECTS.get(ENV.axis_dialect, (None, ()))
    missing = [name for name in ("axis_url", "axis_system", *needed) if not getattr(ENV, name)]
    if make is None:
        missing.append("axis_dialect")
    if make is None or missing:
        raise AxisNotConfigured(names=", ".join("CONGVAN_" + name.upper() for name in missing))
    return make()


def _native() -> AxisClient:
    assert ENV.axis_key is not None
    key = read_private_key(ENV.axis_key)
    return AxisClient(ENV.axis_url, ENV.axis_system, key, axis_keys=_axis_key(), on_call=_on_call(), wire=_wire())


def _vxp() -> VxpAxisClient:
    return VxpAxisClient(
        ENV.axis_url,
        ENV.axis_system,
        ENV.axis_secret,
        poll_seconds=ENV.axis_poll_seconds,
        on_call=_on_call(),
        wire=_wire(),
    )


# dialect: how a connection is made, and the settings it needs besides address and system id
DIALECTS: dict[str, tuple[Callable[[], Axis], tuple[str, ...]]] = {
    "native": (_native, ("axis_key",)),
    "vxp": (_vxp, ("axis_secret",)),
}


def _wire() -> HttpWire:
    return HttpWire(ENV.axis_url, Tls(ENV.axis_tls_ca, ENV.axis_tls_certificate, ENV.axis_tls_key))


def _on_call() -> Callable[[Call], None] | None:
    return _note if ENV.call_log is not None else None


def _note(call: Call) -> None:
    """Append one exchange to the call log; a line is short enough to be written whole by several programs."""
    assert ENV.call_log is not None
    row = {"method": call.method, "url": call.url, "status": call.status, "sha256": call.response_sha256}
    with ENV.call_log.open("a") as log:
        log.write(json.dumps(row) + "\n")


def _axis_key() -> PublicKey | None:
    """Return the receipt key the operator handed over; without one it is asked of the axis (trials only)."""
    place = ENV.axis_receipt_key
    return read_public_key(place.read_bytes()) if place is not None and place.is_file() else None


class Hosted:
    """The agencies that work here; asked again every second."""

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._until = 0.0

    def ids(self) -> list[int]:
        now = time.monotonic()
        if now >= self._until:
            self._ids, self._until = hosted_agency_ids(), now + IDLE_S
        return self._ids


def run(ready: Callable[[], None]) -> None:
    """Send and receive until SIGTERM or SIGINT. Raises: AxisNotConfigured."""
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    receiving = Receiving(_client())
    sender, hosted = Sender(_client), Hosted()
    directory = threading.Thread(target=_directory, args=(stopping,), name="directory", daemon=True)
    with Listener(["exchange.send"]) as listener:
        receiving.start()
        directory.start()
        settle_memory()
        ready()
        while not stopping.is_set() and receiving.is_alive() and sender.problem is None:
            try:
                busy = sender.run_once(agency_ids=hosted.ids(), now=clock.now())
            except DatabaseError as problem:
                log.warning("database unavailable, will try again: %s", problem)
                connection.close()
                stopping.wait(IDLE_S)
                continue
            close_old_connections()
            if not busy:
                listener.wait(IDLE_S)
    receiving.stop()
    sender.close()
    if ended := receiving.problem or sender.problem:  # half a link would look alive: end, and be started again whole
        raise ended


def _directory(stopping: threading.Event) -> None:
    """Keep the address book as the axis has it, and the axis to its past."""
    with _client() as client:
        steps: list[Callable[[], object]] = [lambda: learn_agencies(client, known_version())]
        if isinstance(client, AxisClient):  # the other dialect shows no log
            native = client
            steps += [lambda: follow_axis_log(native, clock.now()), lambda: hear_axis(native)]
        while not stopping.is_set():
            for step in steps:
                _tried(step)
            connection.close()
            stopping.wait(DIRECTORY_S)


def _tried(step: Callable[[], object]) -> None:
    """Take a step that comes again in a minute; one that fails must not silently end the others with this thread."""
    try:
        step()
    except Exception:
        log.exception("the directory, the log or the announcements of the axis could not be read")
