"""The accepting commit. Doors: NewTransfer, Found, commit, find.

One statement writes the nonce, the transfer, its deliveries and its evidence, or nothing of them: one round trip and
one flush. It writes tables of rooms below, because a statement per room would double the cost of the busiest path.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Json

from axis import hot
from axis.directory.errors import Replayed

_COMMIT = """
with fresh as (
    insert into axis_directory_nonce (system_id, nonce, seen_at) values (%(system)s, %(nonce)s, %(now)s)
    on conflict do nothing returning system_id
), kept as (
    insert into axis_tracking_transfer (ref, system_id, sender_id, sender_code, to_codes, kind, operation, status_code,
        document_id, document_code, subject, packet_sha256, size, accepted_at, priority)
    select %(ref)s, system_id, %(sender)s, %(sender_code)s, %(to_codes)s::varchar[], %(kind)s, %(operation)s, %(status_code)s,
        %(document_id)s, %(document_code)s, %(subject)s, %(sha256)s, %(size)s, %(now)s, %(priority)s from fresh
    on conflict do nothing returning id, ref
), proof as (
    insert into axis_evidence_acceptance (transfer_ref, receipt, request)
    select ref, %(receipt)s, %(request)s from kept
), addressed as (
    insert into axis_delivery_delivery (ref, transfer_id, receiver_id, receiver_code, state, submitted_at, failure,
        business_status)
    select one.ref, kept.id, one.receiver, one.code, 'submitted', %(now)s, '', ''
    from kept, unnest(%(delivery_refs)s::uuid[], %(receivers)s::bigint[], %(codes)s::text[]) as one(ref, receiver, code)
), upward as (
    insert into axis_delivery_onward (transfer_id, system_id)
    select kept.id, link from kept, unnest(%(links)s::bigint[]) as link
)
select (select count(*) from fresh), (select count(*) from kept)
"""
_FIND = """
select transfer.ref, proof.receipt, transfer.accepted_at, transfer.packet_sha256
from axis_tracking_transfer transfer join axis_evidence_acceptance proof on proof.transfer_ref = transfer.ref
where transfer.document_id = %(document_id)s and transfer.sender_id = %(sender)s and transfer.kind = %(kind)s
  and transfer.operation = %(operation)s
order by transfer.packet_sha256 = %(sha256)s desc, transfer.id limit 1
"""
# An older report never lowers what a newer one said; equal times (the wire has seconds) follow arrival.
_REPORT = """
update axis_delivery_delivery delivery set business_status = %(status_code)s, business_status_at = %(status_at)s
from axis_tracking_transfer transfer
where delivery.transfer_id = transfer.id and transfer.document_id = %(document_id)s and transfer.kind = 'edoc'
  and transfer.sender_id = any(%(authors)s::bigint[]) and delivery.receiver_id = any(%(reporters)s::bigint[])
  and (delivery.business_status_at is null or delivery.business_status_at <= %(status_at)s)
"""

_ARRAYS = ("to_codes", "delivery_refs", "receivers", "codes", "reporters", "authors", "links")


@dataclass(frozen=True)
class NewTransfer:
    """Everything the commit writes. ``status_at`` is when the reported thing happened (status packets only).

    ``reporters`` and ``authors``: sender and receivers, each with the agencies that it took over.
    """

    ref: UUID
    system: int
    nonce: str
    now: datetime
    sender: int
    sender_code: str
    to_codes: Sequence[str]
    kind: str
    operation: str
    status_code: str | None
    status_at: datetime | None
    document_id: str
    document_code: str
    subject: str
    sha256: str
    size: int
    receipt: str
    request: dict[str, str]
    delivery_refs: Sequence[UUID]
    receivers: Sequence[int]
    codes: Sequence[str]
    reporters: Sequence[int]
    authors: Sequence[int]
    priority: int = 0
    links: Sequence[int] = ()  # the axes above that it has to go on to


@dataclass(frozen=True)
class Found:
    """An earlier transfer with the same sender, kind, operation and document."""

    ref: UUID
    receipt: str
    accepted_at: datetime
    sha256: str


def commit(new: NewTransfer) -> Found | None:
    """Write the transfer; return the earlier one instead when it stands in the way. Raises: Replayed."""
    values: dict[str, Any] = {
        **vars(new),
        **{name: array(vars(new)[name]) for name in _ARRAYS},
        "request": Json(new.request),
    }
    with hot.connection() as link:
        if new.kind == "status":
            with link.transaction():
                fresh, kept = _run(link, values)
                if kept:
                    link.execute(_REPORT, values)
        else:
            fresh, kept = _run(link, values)
        if kept:
            return None
        if not fresh:
            raise Replayed
        # The insert waited for any rival that was still committing, so the rival's row is visible by now.
        row = link.execute(_FIND, values).fetchone()
    if row is None:
        raise LookupError(new.document_id)
    return Found(*row)


def array(values: Sequence[object]) -> str:
    """Return a one-dimensional array as PostgreSQL writes it; the library's own way looks at every element several times."""
    return "{" + ",".join('"' + str(one).replace("\\", "\\\\").replace('"', '\\"') + '"' for one in values) + "}"


def _run(link: Any, values: dict[str, Any]) -> tuple[int, int]:
    counts: tuple[int, int] = link.execute(_COMMIT, values).fetchone()
    return counts
