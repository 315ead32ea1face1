"""What waits for the clerk. Doors: Tab, TABS, Page, page_of, counts_of, changes_of, next_after, newest_of, newer_than.

The urgent first, then the newest (NĐ 30/2020/NĐ-CP Điều 23: urgent documents at once). Each page is one query, and the
next one follows the last row of the one before.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, Subquery

from office.documents.facts import FileKind, Origin
from office.documents.models import DocumentFile
from office.incoming.models import ChangeRequest, IncomingDocument
from office.incoming.querysets import not_put_aside
from office.incoming.states import ChangeState, State

PAGE = 100
R = TypeVar("R")


@dataclass(frozen=True)
class Page(Generic[R]):
    """Some rows of a list, how many stand above them, and where the next page begins: "" on the last one."""

    rows: list[R]
    above: int
    next_after: str


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


def page_of(
    agency_id: int, *, tab: str, now: datetime, after: str = "", holding: UUID | None = None
) -> Page[IncomingDocument]:
    """Return the first page of a tab; or the one that follows ``after``; or the one in which ``holding`` stands.

    One query, and two more only when ``holding`` stands beyond the first page.
    """
    rows = _ordered(_tab(agency_id, tab, now))
    found = list((_beyond(rows, after) if after else rows)[: PAGE + 1])
    above = 0
    if holding and len(found) > PAGE and holding not in {row.document.ref for row in found[:PAGE]}:
        held = rows.filter(document__ref=holding).first()
        if held is not None:
            above = rows.exclude(pk=held.pk).exclude(_follows(_place(held))).count() // PAGE * PAGE
            found = list(rows[above : above + PAGE + 1])
    return Page(found[:PAGE], above, _place(found[PAGE - 1]) if len(found) > PAGE else "")


def _place(row: IncomingDocument) -> str:
    """Return where a row stands in the order of the queue."""
    return f"{row.document.urgency}|{row.received_at.isoformat()}|{row.pk}"


def _follows(place: str) -> Q:
    urgency, at, pk = place.split("|")
    same = Q(document__urgency=int(urgency))
    later = Q(received_at__lt=at) | Q(received_at=at, pk__lt=int(pk))
    return Q(document__urgency__lt=int(urgency)) | same & later


def _beyond(rows: Any, place: str) -> Any:
    """Return what follows a place; nothing where it is none, as in an address that somebody wrote by hand."""
    try:
        urgency, at, pk = place.split("|")
        datetime.fromisoformat(at)
        int(urgency), int(pk)
    except ValueError:
        return rows.none()
    return rows.filter(_follows(place))


def counts_of(agency_id: int, *, now: datetime) -> dict[str, int]:
    """Return how many wait in each tab, put aside (``de-sau``) and in all, in one query."""
    here = not_put_aside(now)
    asked = {tab.key: Count("pk", filter=here & tab.condition) for tab in TABS}
    received = IncomingDocument.objects.of(agency_id).filter(state=State.RECEIVED)
    counts: dict[str, int] = received.aggregate(
        total=Count("pk", filter=here), later=Count("pk", filter=~here), **asked
    )
    return {**counts, LATER: counts["later"]}


def _asked(agency_id: int) -> Any:
    return ChangeRequest.objects.of(agency_id).filter(state__in=[ChangeState.PENDING, ChangeState.HELD])


def count_of_changes(agency_id: int) -> int:
    return int(_asked(agency_id).count())


def changes_of(agency_id: int, *, after: str = "") -> Page[ChangeRequest]:
    """Return a page of what senders ask and nobody has answered, oldest first; then what waits for its document."""
    rows = _asked(agency_id)
    state, _sign, pk = after.partition("|")
    if pk.isdigit():
        rows = rows.filter(Q(state__lt=state) | Q(state=state, pk__gt=int(pk)))
    found = list(rows.select_related("document").order_by("-state", "id")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], 0, f"{last.state}|{last.pk}" if last else "")


def next_after(document_ref: UUID, *, agency_id: int, tab: str, now: datetime) -> UUID | None:
    """Return the row that follows in the clerk's list: the one to open when this one is done."""
    rows = _ordered(_tab(agency_id, tab, now))
    here = rows.filter(document__ref=document_ref).first()
    found = rows.filter(_follows(_place(here))).first() if here else None
    found = found or rows.exclude(document__ref=document_ref).first()
    return found.document.ref if found else None


def newest_of(agency_id: int, *, now: datetime) -> int:
    """Return the id of the newest document that waits, whatever the tab."""
    found = IncomingDocument.objects.of(agency_id).waiting(at=now).aggregate(newest=Max("document_id"))
    return int(found["newest"] or 0)


def newer_than(last: int, *, agency_id: int, tab: str, now: datetime) -> int:
    """Return how many rows of the tab came after the document with id ``last``."""
    count: int = _tab(agency_id, tab, now).filter(document_id__gt=last).count()
    return count
