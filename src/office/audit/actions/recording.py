"""Write events. Doors: record, gathered, canonical.

Answers: what was done, by which post, to what. Never chains or hashes: the sealer does, after the commit.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kit import clock
from kit.actor import Actor
from kit.asked import add_all
from office.audit.kinds import KINDS
from office.audit.models import Event

_gathering: ContextVar[list[Event] | None] = ContextVar("gathering", default=None)


@contextmanager
def gathered() -> Iterator[None]:
    """Write the events recorded within in one statement, at the end: for transactions that record several.

    Open it inside the transaction whose acts they are. Those of a part that fails, as of a savepoint that is taken back, go with
    it when that part is ``gathered`` itself.
    """
    outer = _gathering.get()
    if outer is not None:
        begin = len(outer)
        try:
            yield
        except BaseException:
            del outer[begin:]
            raise
        return
    events: list[Event] = []
    token = _gathering.set(events)
    try:
        yield
    finally:
        _gathering.reset(token)
    add_all(events)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"an event cannot hold a {type(value).__name__}")


def canonical(facts: dict[str, Any]) -> str:
    """Return the one JSON text of ``facts``: keys in order, no spaces, letters as they are."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def record(
    kind: str,
    *,
    actor: Actor,
    at: datetime,
    document_ref: UUID | None = None,
    subject_ref: UUID | None = None,
    agency_id: int | None = None,
    **payload: Any,
) -> Event:
    """Write the event, or leave it to ``gathered``, and return it.

    ``payload`` holds references and plain facts, never names or numbers of persons.

    Raises: KeyError for a kind that is not in the table of kinds.
    """
    event = Event(
        agency_id=actor.agency_id if agency_id is None else agency_id,
        at=at,
        kind=KINDS[kind].name,
        actor_person=actor.person_ref,
        actor_post=actor.post_id,
        on_behalf_of=actor.on_behalf_of,
        document_ref=document_ref,
        subject_ref=subject_ref,
        payload=canonical(payload),
    )
    waiting = _gathering.get()
    if waiting is None:
        add_all([event])
    else:
        waiting.append(event)
    return event
