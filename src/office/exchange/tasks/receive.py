"""Pull what waits on the axis for our agencies. Doors: Receiving.

Drives the sans-I/O receiver: list (long poll), fetch to a file, file into the books, acknowledge. Runs in a thread of
its own; a failure of axis or database pauses it. Anything else ends it and stays in ``problem`` for the program to see.
"""

import logging
import tempfile
import threading
from pathlib import Path

from django.db import Error as DatabaseError
from django.db import connection

from axislink.door import Axis
from axislink.errors import AxisLinkError
from axislink.protocol.receiver import (
    PAUSE_SECONDS,
    Acknowledge,
    Acknowledged,
    AcknowledgeFailed,
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
from office.exchange.actions.file import Arrived, file_packet
from office.exchange.actions.line import line_down, line_up
from office.exchange.actions.pack import packet_store
from office.exchange.models import InPacket
from office.exchange.states import InState
from office.organisation.models import Agency
from office.organisation.people import agency_by_code
from office.settings import ENV

log = logging.getLogger(__name__)
NEVER_FETCHED = ("submitted", "initial")  # as the two dialects say it


class Receiving(threading.Thread):
    """The receiving half of the link."""

    def __init__(self, client: Axis) -> None:
        super().__init__(name="receive", daemon=True)
        self._client = client
        self.problem: Exception | None = None
        self._stopping = threading.Event()
        self._receiver = Receiver()
        self._agencies: dict[str, Agency | None] = {}  # by code, for the deliveries of one answer
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
                command = Pause(min(PAUSE_SECONDS, 1.0))
                self._receiver = Receiver()

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
            self._agencies.clear()
            connection.close()  # a long poll holds no database connection
            listed = self._client.inbox(command.wait_seconds)
            line_up(clock.now(), packet=bool(listed))
            return self._receiver.handle(Listed(listed))
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
        place = Path(self._scratch.name) / "packet.edxml"
        try:
            return Fetched(delivery, self._client.fetch(delivery, place))
        except AxisLinkError as problem:
            log.warning("delivery %s not fetched: %s", delivery.delivery_id, problem)
            return FetchFailed(delivery)

    def _store(self, delivery: Delivery, path: Path) -> Event:
        agency = self._hosted(delivery.receiver)
        if agency is None:
            return Unusable(delivery, f"Cơ quan {delivery.receiver} không làm việc ở hệ thống này.")
        stored = packet_store().put_path(path, delivery.sha256 or None)  # an axis of the VXP dialect names no digest
        arrived = Arrived(
            delivery_ref=delivery.delivery_id,
            transfer_id=delivery.transfer_id,
            kind=delivery.kind,
            sender_code=delivery.sender,
            path=packet_store().path(stored.sha256),
            sha256=stored.sha256,
            size=stored.size,
        )
        row = file_packet(arrived, agency=agency, now=clock.now())
        if (
            row.state == InState.UNREADABLE and ENV.axis_dialect == "vxp"
        ):  # which did not look inside: the sender must hear it
            return Unusable(delivery, row.error_text)
        return Stored(delivery)

    def _known(self, delivery: Delivery) -> bool:
        agency = self._hosted(delivery.receiver)
        if agency is None:
            return False
        with acting_for(agency.pk):
            filed = InPacket.objects.of(agency.pk).filter(delivery_ref=delivery.delivery_id)
            return filed.exclude(state=InState.UNREADABLE).exists()

    def _acknowledge(self, command: Acknowledge) -> Event:
        delivery = command.delivery
        try:
            self._client.acknowledge(delivery.delivery_id, command.outcome, command.reason)
        except AxisLinkError as problem:
            log.warning("delivery %s not acknowledged: %s", delivery.delivery_id, problem)
            return AcknowledgeFailed(delivery)
        agency = self._hosted(delivery.receiver)
        if agency is not None:
            with acting_for(agency.pk):
                rows = InPacket.objects.of(agency.pk).filter(delivery_ref=delivery.delivery_id)
                rows.filter(acknowledged_at=None).update(acknowledged_at=clock.now())
        return Acknowledged(delivery)

    def _hosted(self, code: str) -> Agency | None:
        if code not in self._agencies:
            agency = agency_by_code(code)
            self._agencies[code] = agency if agency is not None and agency.hosted else None
        return self._agencies[code]
