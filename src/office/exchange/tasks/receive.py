"""Pull what waits on the axis for our agencies. Doors: Receiving.

Drives the sans-I/O receiver: list (long poll), fetch to a file, file into the books, acknowledge. What one listing brought is
filed in one transaction and then acknowledged in one call; until both are done it stands in the inbox and comes again. Runs in a
thread of its own; a failure of axis or database pauses it. Anything else ends it and stays in ``problem`` for the program to see.
"""

import logging
import tempfile
import threading
import time
from itertools import groupby
from pathlib import Path

from django.db import Error as DatabaseError
from django.db import connection

from axislink.door import Axis, acknowledge_all
from axislink.errors import AxisLinkError
from axislink.protocol.receiver import (
    PAUSE_SECONDS,
    Acknowledge,
    Acknowledged,
    Command,
    Delivery,
    Event,
    Fetch,
    Fetched,
    FetchFailed,
    List,
    Listed,
    Pause,
    Receiver,
    Store,
    Stored,
    Unusable,
)
from kit import clock
from kit.tenancy import acting_for
from office.exchange.actions.file import Arrived, acknowledged, file_packet, file_packets
from office.exchange.actions.line import line_down, line_up
from office.exchange.actions.pack import packet_store
from office.exchange.models import InPacket
from office.exchange.states import InState
from office.organisation.models import Agency
from office.organisation.people import agency_by_code
from office.settings import ENV

log = logging.getLogger(__name__)
NEVER_FETCHED = ("submitted", "initial")  # as the two dialects say it
# What is filed in one transaction: so many deliveries or bytes, or what was fetched in so many seconds.
BATCH, HELD_MAX, HELD_S = 20, 8 << 20, 0.3


class Receiving(threading.Thread):
    """The receiving half of the link."""

    def __init__(self, client: Axis) -> None:
        super().__init__(name="receive", daemon=True)
        self._client = client
        self.problem: Exception | None = None
        self._stopping = threading.Event()
        self._receiver = Receiver()
        self._agencies: dict[str, Agency | None] = {}  # by code, for the deliveries of one answer
        self._arrived: list[tuple[Agency, Arrived]] = []  # fetched, not filed yet
        self._since = time.monotonic()  # when the first of them came
        self._closings: list[Acknowledge] = []  # not acknowledged yet
        self._scratch = tempfile.TemporaryDirectory(prefix="congvan-link-")

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        try:
            self._receive()
        except Exception as problem:  # noqa: BLE001 - raised again by the program's main thread
            self.problem = problem
        finally:
            self._scratch.cleanup()

    def _receive(self) -> None:
        command = self._receiver.start()
        while not self._stopping.is_set():
            try:
                command = self._do(command)
            except (AxisLinkError, DatabaseError) as problem:
                log.warning("receiving waits: %s", problem)
                connection.close()
                if isinstance(problem, AxisLinkError):
                    self._note_down(problem.text())
                self._receiver.interrupted()
                command = Pause(min(PAUSE_SECONDS, 1.0))
                self._arrived.clear()
                self._closings.clear()

    def _note_down(self, reason: str) -> None:
        try:
            line_down(clock.now(), reason)
        except DatabaseError:
            connection.close()

    def _do(self, command: Command) -> Command:
        if isinstance(command, Pause):
            self._stopping.wait(command.seconds)
            return self._receiver.resumed()
        if isinstance(command, List):
            self._finish()
            self._agencies.clear()
            connection.close()  # a long poll holds no database connection
            listed, next_page = self._client.inbox_page(command.wait_seconds, page=command.page)
            line_up(clock.now(), packet=bool(listed))
            return self._receiver.handle(Listed(listed, next_page))
        return self._receiver.handle(self._work(command))

    def _work(self, command: Fetch | Store | Acknowledge) -> Event:
        if isinstance(command, Fetch):
            return self._fetch(command.delivery)
        if isinstance(command, Store):
            return self._store(command.delivery, command.path)
        return self._acknowledge(command)

    def _fetch(self, delivery: Delivery) -> Event:
        """Bring the packet, unless it is here already and only its acknowledgement was lost."""
        if delivery.state not in NEVER_FETCHED and self._known(delivery):
            return Stored(delivery)
        place = Path(self._scratch.name) / f"{len(self._arrived)}.edxml"
        try:
            return Fetched(delivery, self._client.fetch(delivery, place))
        except AxisLinkError as problem:
            log.warning("delivery %s not fetched: %s", delivery.delivery_id, problem)
            return FetchFailed(delivery)

    def _store(self, delivery: Delivery, path: Path) -> Event:
        agency = self._hosted(delivery.receiver)
        if agency is None:
            return Unusable(delivery, f"Cơ quan {delivery.receiver} không làm việc ở hệ thống này.")
        path.chmod(0o640)
        if delivery.sha256:  # the client has compared the digest
            stored = packet_store().take(path, delivery.sha256, path.stat().st_size)
            path.unlink()
        else:  # an axis of the VXP dialect names none
            stored = packet_store().put_path(path, None)
        arrived = Arrived(
            delivery_ref=delivery.delivery_id,
            transfer_id=delivery.transfer_id,
            kind=delivery.kind,
            sender_code=delivery.sender,
            path=packet_store().path(stored.sha256),
            sha256=stored.sha256,
            size=stored.size,
        )
        if ENV.axis_dialect == "vxp":  # which did not look inside: the sender must hear what cannot be read
            row = file_packet(arrived, agency=agency, now=clock.now())
            return Unusable(delivery, row.error_text) if row.state == InState.UNREADABLE else Stored(delivery)
        if not self._arrived:
            self._since = time.monotonic()
        self._arrived.append((agency, arrived))
        return Stored(delivery)

    def _known(self, delivery: Delivery) -> bool:
        agency = self._hosted(delivery.receiver)
        if agency is None:
            return False
        with acting_for(agency.pk):
            filed = InPacket.objects.of(agency.pk).filter(delivery_ref=delivery.delivery_id)
            return filed.exclude(state=InState.UNREADABLE).exists()

    def _acknowledge(self, command: Acknowledge) -> Event:
        """Take the word for the next call; the core goes on with the other deliveries."""
        self._closings.append(command)
        held = sum(arrived.size for _, arrived in self._arrived)
        if len(self._closings) >= BATCH or held > HELD_MAX or time.monotonic() - self._since > HELD_S:
            self._finish()
        return Acknowledged(command.delivery)

    def _finish(self) -> None:
        """File what was fetched, then acknowledge it. Raises: what axis and database raise; then all of it comes again."""
        for agency, rows in groupby(self._arrived, key=lambda row: row[0]):
            file_packets([arrived for _, arrived in rows], agency=agency, now=clock.now())
        self._arrived.clear()
        if not self._closings:
            return
        words = [(one.delivery.delivery_id, one.outcome, one.reason) for one in self._closings]
        refused = {ref: code for ref, code in acknowledge_all(self._client, words).items() if code}
        for ref, code in refused.items():
            log.warning("delivery %s not acknowledged: %s", ref, code)
        taken: dict[int, list[str]] = {}
        for one in self._closings:
            agency = self._hosted(one.delivery.receiver)
            if agency is not None and one.delivery.delivery_id not in refused:
                taken.setdefault(agency.pk, []).append(one.delivery.delivery_id)
        self._closings.clear()
        for agency_id, refs in taken.items():
            acknowledged(refs, agency_id=agency_id, now=clock.now())
        if refused:
            self._stopping.wait(PAUSE_SECONDS)

    def _hosted(self, code: str) -> Agency | None:
        if code not in self._agencies:
            agency = agency_by_code(code)
            self._agencies[code] = agency if agency is not None and agency.hosted else None
        return self._agencies[code]
