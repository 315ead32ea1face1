"""What the bell tells: acts of others on documents that concern me. Doors: Notice, unseen_of, notices_of, mark_seen.

Nothing is written for a notice: it is read from the record of events. A document concerns whoever has or gave work on
it, drafted, initialled or signs it; the clerks all arrivals and departures of their agency.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from kit import clock
from office.audit.models import Event
from office.audit.reads import NOTICES, verb_of
from office.documents.models import Document
from office.handling.models import Handling
from office.handling.reads import my_units
from office.organisation.acting import Acting
from office.organisation.models import Person
from office.organisation.people import posts_by_ids
from office.outgoing.models import OutgoingDocument
from office.shell.waiting import is_clerk

DAYS = 14
LIMIT = 40
SEEN = "notices_seen"
FOR_CLERKS = ("incoming.received", "incoming.change_asked", "exchange.refused", "exchange.dead", "outgoing.signed")


@dataclass(frozen=True)
class Notice:
    """One line of the bell."""

    at: datetime
    who: str
    verb: str
    document: Document | None
    is_new: bool


def _concerning(acting: Acting) -> Q:
    mine = acting.post_ids
    agency_id = acting.actor.agency_id
    handled = Handling.objects.of(agency_id).filter(
        Q(to_post_id__in=mine) | Q(from_post_id__in=mine) | Q(to_unit_id__in=my_units(acting))
    )
    drafted = OutgoingDocument.objects.of(agency_id).filter(
        Q(drafter_id__in=mine) | Q(unit_head_id__in=mine) | Q(signer_id__in=mine)
    )
    found = Q(document_ref__in=handled.values("document__ref")) | Q(document_ref__in=drafted.values("document__ref"))
    return found | Q(kind__in=FOR_CLERKS) if is_clerk(acting) else found & ~Q(kind="incoming.received")


def _rows(acting: Acting, after: datetime) -> Any:
    rows = Event.objects.of(acting.actor.agency_id).filter(_concerning(acting), at__gt=after, kind__in=NOTICES)
    return rows.exclude(actor_person=acting.actor.person_ref)


def _seen_until(acting: Acting) -> datetime:
    """Return until when the bell was read; nothing older than the window is ever news."""
    oldest = clock.now() - timedelta(days=DAYS)
    kept = acting.post.person.preferences.get(SEEN)
    return max(datetime.fromisoformat(kept), oldest) if isinstance(kept, str) else oldest


def unseen_of(acting: Acting) -> Any:
    """Return what happened since the bell was last opened, at most a few rows: only whether there is any matters."""
    return _rows(acting, _seen_until(acting))[:1]


def notices_of(acting: Acting) -> list[Notice]:
    """Return the last acts of others, newest first, with names and documents, in three questions."""
    seen = _seen_until(acting)
    events = list(_rows(acting, clock.now() - timedelta(days=DAYS)).order_by("-at", "-id")[:LIMIT])
    posts = posts_by_ids(event.actor_post for event in events if event.actor_post)
    refs = {event.document_ref for event in events if event.document_ref}
    documents = {one.ref: one for one in Document.objects.of(acting.actor.agency_id).filter(ref__in=refs)}
    return [
        Notice(
            at=event.at,
            who=posts[event.actor_post].person.full_name if event.actor_post in posts else "",
            verb=str(verb_of(event.kind)),
            document=documents.get(event.document_ref) if event.document_ref else None,
            is_new=event.at > seen,
        )
        for event in events
    ]


def mark_seen(acting: Acting, now: datetime) -> None:
    """Remember that the bell was read."""
    person = Person.objects.select_for_update().get(pk=acting.post.person_id)
    person.preferences[SEEN] = now.isoformat()
    person.save(update_fields=["preferences"])
