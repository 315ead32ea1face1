"""What has to go up, in order. Doors: gather, sweep, due, Due, hurry, hurry_these.

The accepting commit leaves an Onward row; here it becomes a Forward. A delivery that was put back into the inbox by a person has
no such row: the sweep finds it by what it is.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from axis.delivery.models import Delivery
from axis.delivery.states import State
from axis.peering.models import Forward
from axis.peering.states import Phase
from axislink.protocol.sender import JITTER, LONGEST_WAIT

BATCH = 1000
_QUEUE = """
insert into axis_peering_forward (transfer_id, upstream_id, document_id, phase, attempts, queued_at, next_try_at, receipt, code, sentence)
select transfer.id, found.system_id, transfer.document_id, 'queued', 0, %(now)s, %(now)s, '', '', ''
from found join axis_tracking_transfer transfer on transfer.id = found.transfer_id order by transfer.id
on conflict (transfer_id, upstream_id) do update set phase = 'queued', attempts = 0, queued_at = excluded.queued_at,
    next_try_at = excluded.next_try_at, code = '', sentence = ''
"""
_LEFT = """
    delete from axis_delivery_onward where id = any(array(
        select id from axis_delivery_onward order by id limit %(limit)s for update skip locked))
    returning transfer_id, system_id
"""
_WAITING = """
    select distinct delivery.transfer_id, agency.system_id
    from axis_delivery_delivery delivery join axis_directory_agency agency on agency.id = delivery.receiver_id
    join axis_peering_upstream upstream on upstream.system_id = agency.system_id
    where delivery.closed_at is null
      and not exists (select 1 from axis_delivery_onward onward where onward.transfer_id = delivery.transfer_id)
      and not exists (select 1 from axis_peering_forward forward
          where forward.transfer_id = delivery.transfer_id and forward.upstream_id = agency.system_id and forward.phase = 'queued')
    limit %(limit)s
"""


@dataclass(frozen=True)
class Due:
    """A forward to be sent now: the packet's hash, and the receivers beyond that axis that still wait, as the sender wrote them."""

    pk: int
    transfer_pk: int
    transfer_ref: UUID
    sha256: str
    codes: tuple[str, ...]


def gather(*, now: datetime) -> int:
    """Queue what accepting commits left; return how many transfers (``BATCH``: there may be more)."""
    return _run(_LEFT, now)


def sweep(*, now: datetime) -> int:
    """Queue what waits for an axis above and is on nobody's list; return how many transfers."""
    return _run(_WAITING, now)


def due(*, upstream_pk: int, now: datetime, limit: int, without: set[int]) -> list[Due]:
    """Return what may be sent now, oldest first. A packet waits for the earlier ones of its document."""
    earlier = Forward.objects.filter(
        upstream_id=OuterRef("upstream_id"),
        document_id=OuterRef("document_id"),
        phase=Phase.QUEUED,
        pk__lt=OuterRef("pk"),
    )
    # A time further away than the longest wait is a clock that went back.
    timely = Q(next_try_at__lte=now) | Q(next_try_at__gt=now + LONGEST_WAIT * (1 + JITTER))
    rows = Forward.objects.filter(timely, upstream_id=upstream_pk, phase=Phase.QUEUED).exclude(pk__in=without)
    rows = rows.filter(Q(document_id="") | ~Exists(earlier)).order_by("pk")
    found = list(rows.values_list("pk", "transfer_id", "transfer__ref", "transfer__packet_sha256")[:limit])
    codes: dict[int, list[str]] = {}
    waiting = Delivery.objects.filter(
        transfer_id__in=[row[1] for row in found], receiver__system_id=upstream_pk, state=State.SUBMITTED
    )
    for transfer_pk, code in waiting.order_by("pk").values_list("transfer_id", "receiver_code"):
        codes.setdefault(transfer_pk, []).append(code)
    return [Due(pk, transfer, ref, sha256, tuple(codes.get(transfer, ()))) for pk, transfer, ref, sha256 in found]


def hurry(*, upstream_pk: int, now: datetime) -> None:
    """Make everything queued due: the axis above answers again."""
    Forward.objects.filter(upstream_id=upstream_pk, phase=Phase.QUEUED, next_try_at__gt=now).update(next_try_at=now)


def hurry_these(*, transfers: Collection[UUID], now: datetime) -> None:
    """Make what is queued of these transfers due: a person asks for it."""
    queued = Forward.objects.filter(transfer__ref__in=transfers, phase=Phase.QUEUED, next_try_at__gt=now)
    queued.update(next_try_at=now)


@transaction.atomic
def _run(found: str, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"with found as ({found}) {_QUEUE}", {"now": now, "limit": BATCH})
        return cursor.rowcount
