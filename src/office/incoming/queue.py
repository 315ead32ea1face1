"""What waits for the clerk. Doors: Tab, TABS, rows_of, counts_of, next_after, row_of, newer_than.

The urgent first, then the newest (NĐ 30/2020/NĐ-CP Điều 23: urgent documents at once). Each list is one query.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery

from office.documents.facts import FileKind, Origin
from office.documents.models import DocumentFile
from office.incoming.models import ChangeRequest, IncomingDocument
from office.incoming.querysets import not_put_aside
from office.incoming.states import ChangeState, State

PAGE = 100


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    condition: Q


TABS = (
    Tab("truc", "Qua Trục", Q(document__origin=Origin.AXIS)),
    Tab("giay", "Bản giấy", Q(document__origin=Origin.PAPER)),
    Tab("han", "Có hạn", Q(document__due_on__isnull=False)),
)
BY_KEY = {tab.key: tab for tab in TABS}
LATER, CHANGES = "de-sau", "de-nghi"


def _tab(agency_id: int, tab: str, now: datetime) -> Any:
    rows = IncomingDocument.objects.of(agency_id)
    if tab == LATER:
        return rows.put_aside(at=now)
    rows = rows.waiting(at=now)
    return rows.filter(BY_KEY[tab].condition) if tab in BY_KEY else rows


def _ordered(rows: Any) -> Any:
    main = DocumentFile.objects.filter(document=OuterRef("document"), kind=FileKind.MAIN)
    rows = rows.select_related("document").annotate(verdict=Subquery(main.values("file__verdict__verdict")[:1]))
    return rows.order_by("-document__urgency", "-received_at", "-document_id")


def rows_of(agency_id: int, *, tab: str, now: datetime) -> list[IncomingDocument]:
    """Return the rows of one tab, at most a hundred."""
    return list(_ordered(_tab(agency_id, tab, now))[:PAGE])


def counts_of(agency_id: int, *, now: datetime) -> dict[str, int]:
    """Return how many wait in each tab, put aside (``de-sau``) and in all, in one query."""
    here = not_put_aside(now)
    asked = {tab.key: Count("pk", filter=here & tab.condition) for tab in TABS}
    received = IncomingDocument.objects.of(agency_id).filter(state=State.RECEIVED)
    counts: dict[str, int] = received.aggregate(
        total=Count("pk", filter=here), later=Count("pk", filter=~here), **asked
    )
    return {**counts, LATER: counts["later"]}


def changes_of(agency_id: int) -> list[ChangeRequest]:
    """Return what senders ask and nobody has answered, oldest first; then what waits for its document."""
    rows = ChangeRequest.objects.of(agency_id).filter(state__in=[ChangeState.PENDING, ChangeState.HELD])
    return list(rows.select_related("document").order_by("-state", "id")[:PAGE])


def row_of(document_ref: UUID, *, agency_id: int) -> IncomingDocument:
    """Return the document with its verdict word, waiting or not. Raises: NotFoundHere."""
    row: IncomingDocument = IncomingDocument.objects.by_ref(document_ref, agency_id=agency_id)
    return row


def next_after(document_ref: UUID, *, agency_id: int, tab: str, now: datetime) -> UUID | None:
    """Return the row that follows in the clerk's list: the one to open when this one is done."""
    refs = [row.document.ref for row in rows_of(agency_id, tab=tab, now=now)]
    if document_ref not in refs:
        return refs[0] if refs else None
    place = refs.index(document_ref)
    left = refs[place + 1 :] or refs[:place]
    return left[0] if left else None


def newer_than(last: int, *, agency_id: int, tab: str, now: datetime) -> int:
    """Return how many rows of the tab came after the document with id ``last``."""
    count: int = _tab(agency_id, tab, now).filter(document_id__gt=last).count()
    return count
