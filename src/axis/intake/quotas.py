"""How much one system may send, so that a flood of one is not everybody's. Doors: admit, measure_waiting, RETRY_SECONDS, forget.

Packets a minute are counted in memory, in each serving process its share: a refusal costs no statement. Bytes that wait
for receivers are summed up by the worker and read here every few seconds, so that bound is crossed by what comes meanwhile.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from axis import env
from axis.intake.errors import TooManyPackets, TooMuchWaiting
from axis.intake.models import Quota

RETRY_SECONDS = 10
FRESH_SECONDS = 5.0
MIB = 1 << 20
_MEASURE = """
insert into axis_intake_quota (system_id, waiting_bytes, measured_at)
select system.id, coalesce(waiting.bytes, 0), %(now)s from axis_directory_system system
left join (
    select transfer.system_id, sum(transfer.size) as bytes
    from (select distinct transfer_id from axis_delivery_delivery where closed_at is null) open
    join axis_tracking_transfer transfer on transfer.id = open.transfer_id group by 1
) waiting on waiting.system_id = system.id
on conflict (system_id) do update set waiting_bytes = excluded.waiting_bytes, measured_at = excluded.measured_at
"""


@dataclass(frozen=True)
class Limit:
    """Packets a minute and bytes waiting; 0: no limit."""

    per_minute: int
    waiting_bytes: int
    waiting: int


class Quotas:
    """The limits as read lately, and what each system has left of this minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._limits: dict[int, Limit] = {}
        self._asked = -FRESH_SECONDS
        self._left: dict[int, tuple[float, float]] = {}

    def admit(self, system_pk: int) -> None:
        """Count one packet of the system. Raises: TooManyPackets, TooMuchWaiting."""
        limit = self._limit(system_pk)
        if limit.waiting_bytes and limit.waiting >= limit.waiting_bytes:
            raise TooMuchWaiting(limit_mib=limit.waiting_bytes // MIB, seconds=RETRY_SECONDS)
        if limit.per_minute and not self._take(
            system_pk, max(1.0, limit.per_minute / (env.ENV.axis_workers * env.ENV.axis_nodes))
        ):
            raise TooManyPackets(limit=limit.per_minute, seconds=RETRY_SECONDS)

    def forget(self) -> None:
        with self._lock:
            self._asked, self._left = -FRESH_SECONDS, {}

    def _take(self, system_pk: int, share: float) -> bool:
        now = self._clock()
        with self._lock:
            left, at = self._left.get(system_pk, (share, now))
            left = min(share, left + (now - at) * share / 60)
            self._left[system_pk] = (left - 1, now) if left >= 1 else (left, now)
            return left >= 1

    def _limit(self, system_pk: int) -> Limit:
        now = self._clock()
        if now - self._asked >= FRESH_SECONDS:
            self._asked = now  # before asking: one thread asks, the others go on with what is known
            self._limits = {
                row.system_id: Limit(
                    env.ENV.axis_quota_per_minute if row.per_minute is None else row.per_minute,
                    (env.ENV.axis_quota_waiting_mib if row.waiting_mib is None else row.waiting_mib) * MIB,
                    row.waiting_bytes,
                )
                for row in Quota.objects.all()
            }
        ordinary = Limit(env.ENV.axis_quota_per_minute, env.ENV.axis_quota_waiting_mib * MIB, 0)
        return self._limits.get(system_pk, ordinary)


quotas = Quotas()
admit = quotas.admit
forget = quotas.forget


def measure_waiting(*, now: datetime) -> bool:
    """Sum up what waits of each system's packets; return False: there is no more to do."""
    with connection.cursor() as cursor:
        cursor.execute(_MEASURE, {"now": now})
    return False
