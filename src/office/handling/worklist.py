"""The work list of one post: what waits, what is only to know, what it follows, what it has done.

Doors: VIEWS, page_of, counts_of. A page is one query, however long the history: done work is read by keyset.
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
    """Return one page; open work is read whole up to four pages, because it is never long."""
    rows = _rows(view, acting, on)
    if view != "da-xong":
        return Page(list(rows[: PAGE * 4]), "")
    at, _, pk = after.partition("|")
    if at and pk.isdigit():
        moment = datetime.fromisoformat(at)
        rows = rows.filter(Q(finished_at__lt=moment) | Q(finished_at=moment, pk__lt=int(pk)))
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last.finished_at.isoformat()}|{last.pk}" if last and last.finished_at else "")


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
