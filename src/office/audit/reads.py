"""Reads of events for timelines and notices. Doors: of_document, notices, verb_of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from office.audit.kinds import KINDS, TABLE
from office.audit.models import Event

NOTICES = tuple(kind.name for kind in TABLE if kind.notice)


def of_document(agency_id: int, document_ref: UUID) -> list[Event]:
    """Return the acts on one document in the agency's record, oldest first."""
    rows: Any = Event.objects.of(agency_id).of_document(document_ref)
    return list(rows)


def notices(agency_id: int, document_refs: Iterable[UUID], *, after: datetime, limit: int = 30) -> list[Event]:
    """Return acts worth a word on any of these documents, newest first."""
    rows: Any = Event.objects.of(agency_id).filter(at__gte=after, kind__in=NOTICES, document_ref__in=document_refs)
    return list(rows.order_by("-at", "-id")[:limit])


def verb_of(kind: str) -> str | Promise:
    """Return what the timeline says; a kind of a newer release is shown as it is."""
    known = KINDS.get(kind)
    return known.verb if known else kind
