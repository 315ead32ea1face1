"""Send packets in lanes. Doors: Sender.

A lane is one thread with one connection; packets of one document always go through the same lane, so a recall never
overtakes its document, and one large packet does not hold up the others. What is in flight is known only here: after
a crash the rows are still queued and go out again, same bytes.
"""

import logging
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.db.models import Exists, OuterRef, Q

from axislink.door import Axis
from axislink.protocol.sender import FURTHEST, Sent
from kit import clock
from kit.tenancy import acting_for
from kit.wake import wake
from office.exchange.actions.line import line_down, line_up
from office.exchange.actions.pack import BATCH as PACK_BATCH
from office.exchange.actions.pack import pack_batch, packet_store
from office.exchange.actions.settle import settle_packet
from office.exchange.models import OutPacket
from office.exchange.states import OutState
from office.outgoing.actions.issue import SEND_TOPIC

log = logging.getLogger(__name__)
LANES = 3
BATCH = 60


@dataclass(frozen=True)
class Due:
    pk: int
    agency_id: int
    sha256: str
    document_id: int
    held: bool  # by an earlier packet of the same document that the axis has not taken yet


class Sender:
    """Finds due packets and hands them to lanes. ``client`` makes one connection per lane.

    A lane waits out the database. Anything else that goes wrong in it stays in ``problem`` for the program to see.
    """

    def __init__(self, client: Callable[[], Axis]) -> None:
        self.problem: Exception | None = None
        self._clients = [client() for _ in range(LANES)]
        self._lanes = [ThreadPoolExecutor(1, thread_name_prefix=f"lane-{one}") for one in range(LANES)]
        self._in_flight: dict[int, int] = {}  # packet: document
        self._someone_waits = False  # for a packet in flight to come to its end

    def run_once(self, *, agency_ids: list[int], now: datetime) -> bool:
        """Make packets of new rows and start what is due. Returns whether there may be more to do right now."""
        packed = pack_batch(agency_ids=agency_ids, now=now)
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
        return packed >= PACK_BATCH or bool(freed_meanwhile)

    def close(self) -> None:
        for lane in self._lanes:
            lane.shutdown(wait=True, cancel_futures=True)
        for client in self._clients:
            client.close()

    def _due(self, agency_ids: list[int], now: datetime) -> list[Due]:
        """Due packets, urgent first; a packet is held by earlier ones of the same outgoing document.

        Due as axislink.protocol.sender.ask says it: also when its time lies so far ahead that the clock must have gone back.
        """
        due = Q(next_try_at__lte=now) | Q(next_try_at__gt=now + FURTHEST)
        earlier = OutPacket.objects.filter(
            dispatch__outgoing=OuterRef("dispatch__outgoing"), state=OutState.QUEUED, pk__lt=OuterRef("pk")
        )
        with acting_for(*agency_ids):
            rows = (
                OutPacket.objects.filter(due, state=OutState.QUEUED)
                .annotate(held=Exists(earlier))
                .order_by("-urgency", "id")
                .values_list(
                    *("pk", "agency_id", "sha256", "dispatch__outgoing_id", "owed_status__document_id", "held")
                )[:BATCH]
            )
            return [
                Due(pk, agency, sha256, outgoing or owed, held) for pk, agency, sha256, outgoing, owed, held in rows
            ]

    def _send(self, due: Due, client: Axis) -> None:
        try:
            close_old_connections()
            result = client.submit(packet_store().path(due.sha256))
            now = clock.now()
            settle_packet(pk=due.pk, agency_id=due.agency_id, result=result, now=now)
            if result.sent is Sent.UNREACHABLE:
                line_down(now, result.sentence)
            else:
                line_up(now, packet=True)
        except (OperationalError, InterfaceError) as problem:
            log.warning("packet %s stays queued: %s", due.pk, problem)
        except Exception as problem:  # noqa: BLE001 - raised again by the program's main thread
            self.problem = problem
        finally:
            self._in_flight.pop(due.pk, None)
            if self._someone_waits:
                wake(SEND_TOPIC)
            connection.close()
