"""The receivers' busy paths in a few statements each. Doors: Line, open_lines, pulled, hand_over, Closing, close_all.

The same rules as the querysets and actions beside it, on the connection of `axis.hot`: every packet is listed, taken and closed
once by each receiver, so these are most of what an axis is asked.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.types.json import Jsonb

from axis import hot
from axis.delivery.actions.acknowledge import OUTCOMES
from axis.delivery.errors import AlreadyClosed, OutcomeUnknown, TransferNotFound
from axis.delivery.states import MOVES, State
from axis.directory.errors import Replayed
from axis.directory.models import System
from evidence.leaves import ACKNOWLEDGEMENT, DELIVERY, text_sha256
from kit.errors import DomainError
from kit.storage import ContentStore
from kit.wake import wake

PULL_EVERY_S = 5.0
CLOSE_MAX = 200  # in one call

_OPEN = """
select delivery.ref, transfer.ref, transfer.kind, transfer.operation, transfer.status_code, transfer.document_id,
    transfer.sender_code, delivery.receiver_code, delivery.state, transfer.packet_sha256, transfer.size, delivery.submitted_at
from axis_delivery_delivery delivery join axis_tracking_transfer transfer on transfer.id = delivery.transfer_id
where delivery.receiver_id = any(%s) and delivery.closed_at is null order by delivery.id limit %s
"""
_PULLED = """
insert into axis_delivery_pull (system_id, at) values (%s, %s) on conflict (system_id) do update set at = excluded.at
"""
_PACKET = """
select transfer.id, transfer.packet_sha256, exists (
    select from axis_delivery_delivery delivery where delivery.transfer_id = transfer.id
    and delivery.receiver_id = any(%(mine)s) and delivery.state = %(submitted)s)
from axis_tracking_transfer transfer where transfer.ref = %(ref)s and (transfer.sender_id = any(%(mine)s) or exists (
    select from axis_delivery_delivery delivery where delivery.transfer_id = transfer.id and delivery.receiver_id = any(%(mine)s)))
"""
_HAND_OVER = """
with handed as (
    update axis_delivery_delivery set state = %(delivered)s, delivered_at = %(now)s
    where transfer_id = %(transfer)s and receiver_id = any(%(mine)s) and state = %(submitted)s
    returning id, ref, receiver_code
)
insert into axis_evidence_waiting (kind, transfer_ref, at, facts)
select %(kind)s, %(ref)s, %(now)s, jsonb_build_object('delivery_id', ref::text, 'receiver', receiver_code)
from handed order by id
"""
_NONCE = """
insert into axis_directory_nonce (system_id, nonce, seen_at) values (%s, %s, %s) on conflict do nothing returning 1
"""
_TO_CLOSE = """
select delivery.id, delivery.ref, delivery.state, delivery.closed_at, delivery.receiver_code, transfer.ref,
    case when system.kind <> %s then system.id end
from axis_delivery_delivery delivery join axis_tracking_transfer transfer on transfer.id = delivery.transfer_id
    join axis_directory_system system on system.id = transfer.system_id
where delivery.ref = any(%s) and delivery.receiver_id = any(%s) order by delivery.id for update of delivery
"""
_CLOSE = """
with closed as (
    update axis_delivery_delivery delivery set state = one.state, failure = one.failure, closed_at = %(now)s,
        delivered_at = coalesce(delivery.delivered_at, %(now)s)
    from unnest(%(ids)s::bigint[], %(states)s::text[], %(failures)s::text[]) as one(id, state, failure)
    where delivery.id = one.id
)
insert into axis_evidence_waiting (kind, transfer_ref, at, facts)
select %(kind)s, transfer, %(now)s, facts from unnest(%(transfers)s::uuid[], %(facts)s::jsonb[]) as one(transfer, facts)
"""

# What came from a neighbouring axis is told to it, as actions.relay.note_untold has it.
_UNTOLD = """
insert into axis_delivery_untold (delivery_id, system_id, state)
select * from unnest(%s::bigint[], %s::bigint[], %s::text[]) on conflict (delivery_id) do update set state = excluded.state
"""

_pulled: dict[int, float] = {}  # when this process last wrote that a system came to look


class Line(NamedTuple):
    """One open delivery, as the inbox lists it."""

    delivery_ref: UUID
    transfer_ref: UUID
    kind: str
    operation: str
    status_code: str | None
    document_id: str
    sender_code: str
    receiver_code: str
    state: str
    sha256: str
    size: int
    submitted_at: datetime


@dataclass(frozen=True)
class Closing:
    """What a receiver says of one delivery."""

    ref: UUID
    outcome: str
    reason: str = ""


def open_lines(*, agency_pks: frozenset[int], limit: int) -> list[Line]:
    """Return the oldest open deliveries of these agencies, at most ``limit``."""
    with hot.connection() as link:
        return [Line(*row) for row in link.execute(_OPEN, [list(agency_pks), limit]).fetchall()]


def pulled(*, system_pk: int, now: datetime) -> None:
    """Note that a system asked for its inbox; each process writes it at most every five seconds."""
    at = time.monotonic()
    if at - _pulled.get(system_pk, -PULL_EVERY_S) >= PULL_EVERY_S:
        with hot.connection() as link:
            link.execute(_PULLED, [system_pk, now])
        _pulled[system_pk] = at


def hand_over(*, ref: UUID, agency_pks: frozenset[int], bodies: ContentStore, now: datetime) -> tuple[Path, str]:
    """Return the packet's file and SHA-256, and note that its receivers among ``agency_pks`` were handed it.

    Raises: TransferNotFound, kit StoredFileMissing.
    """
    facts: dict[str, Any] = {"ref": ref, "mine": list(agency_pks), "submitted": State.SUBMITTED.value, "now": now}
    with hot.connection() as link:
        row = link.execute(_PACKET, facts).fetchone()
        if row is None:
            raise TransferNotFound(ref=ref)
        transfer, sha256, first = row
        path = bodies.path(sha256)
        if first:
            delivered = MOVES.step("hand_out", State.SUBMITTED).target
            link.execute(_HAND_OVER, {**facts, "transfer": transfer, "delivered": str(delivered), "kind": DELIVERY})
    return path, sha256


def close_all(
    closings: Sequence[Closing], *, system_pk: int, agency_pks: frozenset[int], nonce: str, now: datetime
) -> list[str | DomainError]:
    """Close deliveries as their receivers say, all in one transaction; return the state of each, or why it was refused.

    The same word again changes nothing; what is refused does not hold up the others. Raises: Replayed.
    """
    with hot.connection() as link, link.transaction():
        if link.execute(_NONCE, [system_pk, nonce, now]).fetchone() is None:
            raise Replayed
        refs = list({one.ref for one in closings})
        rows = {
            row[1]: row
            for row in link.execute(_TO_CLOSE, [System.Kind.CLIENT.value, refs, list(agency_pks)]).fetchall()
        }
        answers: list[str | DomainError] = []
        written: dict[UUID, tuple[int, str, str, UUID, dict[str, str]]] = {}
        for one in closings:
            row = rows.get(one.ref)
            closed = written[one.ref][1] if one.ref in written else None
            answer = _judge(one, row, closed)
            answers.append(answer)
            if row is not None and isinstance(answer, str) and closed is None and answer != row[2]:
                failure = one.reason.strip()[:500] if one.outcome == "failed" else ""
                facts = {"delivery_id": str(one.ref), "outcome": one.outcome, "receiver": row[4]}
                if failure:
                    facts["reason_sha256"] = text_sha256(failure)
                written[one.ref] = (row[0], answer, failure, row[5], facts)
        if written:
            link.execute(_CLOSE, _closed(list(written.values()), now))
        neighbours = [(rows[ref], one[1]) for ref, one in written.items() if rows[ref][6] is not None]
        if neighbours:
            pks, systems, states = zip(*((row[0], row[6], state) for row, state in neighbours), strict=True)
            link.execute(_UNTOLD, [list(pks), list(systems), list(states)])
    for system in {row[6] for row, _ in neighbours}:
        wake(f"axis.untold.{system}")
    return answers


def _judge(one: Closing, row: tuple[Any, ...] | None, closed: str | None) -> str | DomainError:
    """Return the state after the closing, or the refusal; ``closed``: what an earlier word of the same call made of it."""
    if one.outcome not in OUTCOMES or (one.outcome == "failed" and not one.reason.strip()):
        return OutcomeUnknown()
    if row is None:
        return TransferNotFound(ref=one.ref)
    state = closed or row[2]
    if state == one.outcome:
        return str(state)
    if closed is not None or row[3] is not None:
        return AlreadyClosed(state=State(state).label)
    return str(MOVES.step(OUTCOMES[one.outcome], state).target)


def _closed(rows: Sequence[tuple[int, str, str, UUID, dict[str, str]]], now: datetime) -> dict[str, Any]:
    ids, states, failures, transfers, facts = zip(*rows, strict=True)
    return {
        "now": now,
        "ids": list(ids),
        "states": list(states),
        "failures": list(failures),
        "transfers": list(transfers),
        "facts": [Jsonb(one) for one in facts],
        "kind": ACKNOWLEDGEMENT,
    }
