"""Send packets in lanes. Doors: Sender.

A lane is one thread with one connection; packets of one document always go through the same lane, so a recall never
overtakes its document, and one large packet does not hold up the others. What is in flight is known only here: after
a crash the rows are still queued and go out again, same bytes. A packet whose bytes are not in the store is put aside
for a person, and the others go on.
"""

import logging
import threading
import zlib
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.db.models import Exists, OuterRef, Q

from axislink.client import Submitted
from axislink.door import Axis
from axislink.protocol.sender import FURTHEST, Sent, Silence
from kit import clock
from kit.asked import Asked
from kit.errors import StoredFileMissing
from kit.spare import Others
from kit.tenancy import acting_for
from kit.wake import wake
from office.exchange.actions.line import line_down, line_up
from office.exchange.actions.pack import pack_batch, packet_store
from office.exchange.actions.settle import hurry_packets, settle_packets
from office.exchange.models import OutPacket
from office.exchange.states import OutState
from office.outgoing.actions.issue import SEND_TOPIC
from office.settings import ENV

log = logging.getLogger(__name__)
LANES = 3
BATCH = 60


_earlier = OutPacket.objects.filter(
    dispatch__outgoing=OuterRef("dispatch__outgoing"), state=OutState.QUEUED, pk__lt=OuterRef("pk")
)
_due: Asked[Any] = Asked(
    lambda now, furthest: (
        OutPacket.objects.filter(Q(next_try_at__lte=now) | Q(next_try_at__gt=furthest), state=OutState.QUEUED)
        .annotate(held=Exists(_earlier))
        .order_by("-urgency", "id")
        .values_list("pk", "agency_id", "sha256", "dispatch__outgoing_id", "owed_status__document_id", "held")[:BATCH]
    ),
    *("now", "furthest"),
)


@dataclass(frozen=True)
class Due:
    pk: int
    agency_id: int
    sha256: str
    document_id: int
    held: bool  # by an earlier packet of the same document that the axis has not taken yet


def attempt(due: Due, client: Axis) -> Submitted:
    """Hand a packet to the axis once and return what came of it; a packet whose bytes are gone is refused here.

    Raises: OSError when the whole store is not there: then it is the machine that needs somebody, and no packet.
    """
    store = packet_store()
    try:
        return client.submit(store.path(due.sha256))
    except StoredFileMissing as missing:
        if not store.root.is_dir():
            raise NotADirectoryError(store.root) from missing
        log.error("packet %s put aside: %s", due.pk, missing)
        return Submitted(Sent.REFUSED, code=missing.code, sentence=missing.text(), sentence_en=missing.text("en"))


class Sender:
    """Finds due packets and hands them to lanes. ``client`` makes one connection per lane.

    A lane waits out the database. Anything else that goes wrong in it stays in ``problem`` for the program to see.
    """

    def __init__(self, client: Callable[[], Axis]) -> None:
        self.problem: Exception | None = None
        self._clients = [client() for _ in range(LANES)]
        self._lanes = [ThreadPoolExecutor(1, thread_name_prefix=f"lane-{one}") for one in range(LANES)]
        self._in_flight: dict[int, int] = {}  # packet: document
        self._results: deque[tuple[Due, Submitted]] = deque()  # heard, not written yet
        self._settling = threading.Lock()
        self._silence = Silence()
        self._others = Others()
        self._someone_waits = False  # for a packet in flight to come to its end

    def run_once(self, *, agency_ids: list[int], now: datetime) -> bool:
        """Make packets of new rows and start what is due. Returns whether there may be more to do right now."""
        more = pack_batch(agency_ids=agency_ids, now=now, arrivals_wait=self._arrivals_wait())
        before = set(self._in_flight.values())
        found = self._due(agency_ids, now)
        for due in found:
            if not due.held and due.pk not in self._in_flight:
                self._in_flight[due.pk] = due.document_id
                lane = zlib.crc32(str(due.document_id).encode()) % LANES
                self._lanes[lane].submit(self._send, due, self._clients[lane])
        held, flying = {due.document_id for due in found if due.held}, set(self._in_flight.values())
        self._someone_waits = len(found) == BATCH or bool(held & flying)
        freed_meanwhile = held & (before - flying)
        return more or bool(freed_meanwhile)

    def _arrivals_wait(self) -> timedelta | None:
        """How long the word that a document has come gives way to documents; None on a machine that has time for both."""
        if ENV.patience_s <= 0 or not self._others.busy():
            return None
        return timedelta(seconds=ENV.patience_s)

    def close(self) -> None:
        for lane in self._lanes:
            lane.shutdown(wait=True, cancel_futures=True)
        for client in self._clients:
            client.close()

    def _due(self, agency_ids: list[int], now: datetime) -> list[Due]:
        """Due packets, urgent first; a packet is held by earlier ones of the same outgoing document.

        Due as axislink.protocol.sender.ask says it: also when its time lies so far ahead that the clock must have gone back.
        """
        with acting_for(*agency_ids):
            rows = _due.rows(now=now, furthest=now + FURTHEST)
        return [Due(pk, agency, sha256, outgoing or owed, held) for pk, agency, sha256, outgoing, owed, held in rows]

    def _send(self, due: Due, client: Axis) -> None:
        try:
            result = attempt(due, client)
        except Exception as problem:  # noqa: BLE001 - raised again by the program's main thread
            self.problem = problem
            self._landed([due])
            return
        self._results.append((due, result))
        # Whoever settles takes along what the other lanes have heard meanwhile; nobody waits for a turn.
        while self._results and self._settling.acquire(blocking=False):
            try:
                self._settle()
            finally:
                self._settling.release()

    def _settle(self) -> None:
        found = [self._results.popleft() for _ in range(len(self._results))]
        if not found:
            return
        now = clock.now()
        try:
            close_old_connections()
            settle_packets([(due.pk, due.agency_id, result) for due, result in found], now=now)
            heard = [result for _, result in found if result.code != StoredFileMissing.code]  # the axis was asked
            unreachable = [result for result in heard if result.sent is Sent.UNREACHABLE]
            if unreachable:
                line_down(now, unreachable[-1].sentence)
            elif heard:
                line_up(now, packet=True)
            if sum(self._silence.heard(result.sent) for result in heard):
                hurry_packets(now=now)
        except (OperationalError, InterfaceError) as problem:
            log.warning("%s packets stay queued: %s", len(found), problem)
        except Exception as problem:  # noqa: BLE001 - raised again by the program's main thread
            self.problem = problem
        finally:
            self._landed([due for due, _ in found])
            connection.close()

    def _landed(self, packets: Sequence[Due]) -> None:
        for due in packets:
            self._in_flight.pop(due.pk, None)
        if self._someone_waits:
            wake(SEND_TOPIC)
