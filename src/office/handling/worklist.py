"""The work list of one post: what waits, what is only to know, what it follows, what it has done.

Doors: VIEWS, page_of, counts_of. A page is one query, however long the list: the next one follows the last row of this one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from office.handling.models import Handling
from office.handling.reads import done_by, given_by, waiting_for
from office.handling.states import Duty
from office.organisation.acting import Acting

PAGE = 50


@dataclass(frozen=True)
class View:
    key: str
    label: str
    icon: str


VIEWS = (
    View("cho-xu-ly", "Chờ tôi xử lý", "clipboard-list"),
    View("de-biet", "Nhận để biết", "eye"),
    View("da-giao", "Tôi đã giao", "send"),
    View("da-xong", "Tôi đã xong", "circle-check"),
)
BY_KEY = {view.key: view for view in VIEWS}


@dataclass(frozen=True)
class Page:
    rows: list[Handling]
    next_after: str  # "" on the last page


def _rows(view: str, acting: Acting, on: date) -> Any:
    if view == "da-xong":
        return done_by(acting)
    if view == "da-giao":
        return given_by(acting)
    waiting = waiting_for(acting, on)
    return waiting.filter(duty=Duty.INFORM) if view == "de-biet" else waiting.exclude(duty=Duty.INFORM)


def page_of(view: str, acting: Acting, *, on: date, after: str = "") -> Page:
    """Return the first page, or the one that follows ``after``: what the page before called its ``next_after``."""
    rows = _rows(view, acting, on)
    at, _, pk = after.partition("|")
    if pk.isdigit() and (at or view != "da-xong"):
        rows = rows.filter(_finished_before(at, int(pk)) if view == "da-xong" else _due_after(at, int(pk)))
    found = list(rows[: PAGE + 1])
    if len(found) <= PAGE:
        return Page(found, "")
    last = found[PAGE - 1]
    place = last.finished_at if view == "da-xong" else last.due_on
    return Page(found[:PAGE], f"{place.isoformat() if place else ''}|{last.pk}")


def _finished_before(at: str, pk: int) -> Q:
    moment = datetime.fromisoformat(at)
    return Q(finished_at__lt=moment) | Q(finished_at=moment, pk__lt=pk)


def _due_after(at: str, pk: int) -> Q:
    """What follows a row in the order of deadlines; work without one stands at the end."""
    if not at:
        return Q(due_on__isnull=True, pk__gt=pk)
    day = date.fromisoformat(at)
    return Q(due_on__gt=day) | Q(due_on=day, pk__gt=pk) | Q(due_on__isnull=True)


def counts_of(acting: Acting, *, on: date) -> dict[str, int]:
    """Return how much open work stands in each view, and how much of mine is late; two queries."""
    open_work = (
        waiting_for(acting, on)
        .order_by()
        .aggregate(
            work=Count("pk", filter=~Q(duty=Duty.INFORM), distinct=True),
            info=Count("pk", filter=Q(duty=Duty.INFORM), distinct=True),
            late=Count("pk", filter=~Q(duty=Duty.INFORM) & Q(due_on__lt=on), distinct=True),
        )
    )
    given = given_by(acting).count()
    return {
        "cho-xu-ly": open_work["work"],
        "de-biet": open_work["info"],
        "da-giao": given,
        "late": open_work["late"],
    }
