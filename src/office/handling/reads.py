"""Questions about the tree of work.

Doors: waiting_for, done_by, tree_of, holder_of, holders_of, silent_partners, late_by_unit, loads, Holder.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q

from office.documents.models import Document
from office.handling.models import Handling
from office.handling.states import OPEN, Duty, State
from office.organisation.acting import Acting
from office.organisation.roles import Role


@dataclass(frozen=True)
class Holder:
    """Who has the document now, since when, until when."""

    name: str
    post_id: int | None
    unit_id: int | None
    since: datetime
    due_on: date | None
    state: str
    others: int  # how many more hold it at the same time


def my_units(acting: Acting) -> list[int]:
    """Return the units whose work as a whole waits for this post: as head, or by delegation from a head."""
    posts = (acting.post, *acting.delegated_from)
    return [post.unit_id for post in posts if post.unit_id is not None and Role.UNIT_HEAD in post.roles]


def unit_of_work(handling: Handling) -> int | None:
    """Return the unit in which work is done: the one it was given to, or that of the post."""
    if handling.to_unit_id is not None or handling.to_post is None:
        return handling.to_unit_id
    return handling.to_post.unit_id


def _mine(acting: Acting) -> Q:
    return Q(to_post_id__in=acting.post_ids) | Q(to_unit_id__in=my_units(acting), to_post__isnull=True)


def _with_names(rows: Any) -> Any:
    return rows.select_related("document", "to_post__person", "to_unit", "from_post__person")


def waiting_for(acting: Acting, on: date) -> Any:
    """Open work of this post: given to it, to its unit, or come back to it; the nearest deadline first.

    ``on`` is today: a unit's work that its head has handed to officers waits for them, not for him.
    """
    rows = Handling.objects.of(acting.actor.agency_id).filter(state__in=OPEN)
    mine = _mine(acting) & ~Q(state=State.RETURNED)
    came_back = Q(from_post_id__in=acting.post_ids, state=State.RETURNED)
    handed_on = Q(to_unit__isnull=False, children__state__in=[State.ASSIGNED, State.IN_PROGRESS, State.PAUSED])
    late = Q(due_on__lt=on)
    open_rows = rows.filter(mine | came_back).exclude(handed_on & ~late)
    return _with_names(open_rows.order_by("due_on", "id"))


def done_by(acting: Acting) -> Any:
    """What this post has finished, newest first."""
    rows = Handling.objects.of(acting.actor.agency_id).filter(_mine(acting), finished_at__isnull=False)
    return _with_names(rows.exclude(state__in=OPEN).order_by("-finished_at", "-id"))


def given_by(acting: Acting) -> Any:
    """Open work this post has given to others (theo dõi, đôn đốc)."""
    rows = Handling.objects.of(acting.actor.agency_id).filter(from_post_id__in=acting.post_ids, state__in=OPEN)
    return _with_names(rows.exclude(duty__in=[Duty.DECIDE, Duty.INFORM]).order_by("due_on", "id"))


def tree_of(document: Document) -> list[Handling]:
    """Return every handling of the document in the order they were made, with names and reports loaded."""
    rows = Handling.objects.of(document.agency_id).filter(document=document)
    rows = rows.select_related("to_post__person", "to_unit", "from_post__person")
    return list(rows.prefetch_related("reports").order_by("id"))


def holders_of(document_ids: Iterable[int], *, agency_id: int) -> dict[int, Holder]:
    """Return the present holder of each document, in one query; absent when nobody has it.

    The deepest open work counts: an officer's before his unit's, the leading before the co-ordinating.
    """
    rows = Handling.objects.of(agency_id).filter(document_id__in=list(document_ids), state__in=OPEN)
    rows = rows.exclude(duty=Duty.INFORM).select_related("to_post__person", "to_unit", "from_post__person")
    by_document: dict[int, list[Handling]] = {}
    for row in rows.order_by("id"):
        by_document.setdefault(row.document_id, []).append(row)
    return {document_id: _holder(found) for document_id, found in by_document.items()}


def _holder(rows: list[Handling]) -> Holder:
    above = {row.parent_id for row in rows}
    leaves = [row for row in rows if row.pk not in above]
    leaves.sort(key=lambda row: (row.duty not in (Duty.DECIDE, Duty.LEAD), row.pk))
    row = leaves[0]
    post = row.from_post if row.state == State.RETURNED else row.to_post
    unit = None if post else row.to_unit
    return Holder(
        name=post.person.full_name if post else (unit.name if unit else ""),
        post_id=post.pk if post else None,
        unit_id=unit.pk if unit else None,
        since=row.created_at,
        due_on=row.due_on,
        state=row.state,
        others=len(leaves) - 1,
    )


def holder_of(document: Document) -> Holder | None:
    return holders_of([document.pk], agency_id=document.agency_id).get(document.pk)


def silent_partners(handling: Handling) -> int:
    """Return how many co-ordinating units beside this leading work hold open work and have not reported anything.

    Who returned it does not take part: nobody waits for him.
    """
    if handling.duty != Duty.LEAD or handling.parent_id is None:
        return 0
    partners = Handling.objects.of(handling.agency_id).filter(
        parent_id=handling.parent_id, duty=Duty.COORDINATE, state__in=[one for one in OPEN if one != State.RETURNED]
    )
    return partners.filter(reports__isnull=True, children__reports__isnull=True).distinct().count()


def late_by_unit(agency_id: int, on: date) -> list[dict[str, Any]]:
    """Return late open work by unit, most first: ``name``, ``unit_id``, ``late``, ``oldest`` (its deadline)."""
    rows = Handling.objects.of(agency_id).filter(state__in=OPEN, due_on__lt=on, to_unit__isnull=False)
    found = rows.values("to_unit_id", "to_unit__name").annotate(late=Count("id"), oldest=Min("due_on"))
    return [
        {"name": row["to_unit__name"], "unit_id": row["to_unit_id"], "late": row["late"], "oldest": row["oldest"]}
        for row in found.order_by("-late", "oldest")
    ]


def loads(agency_id: int, on: date) -> dict[tuple[str, int], tuple[int, int]]:
    """Return the present load of each post and unit: ("post", id) or ("unit", id) → (open, late); one query."""
    rows = Handling.objects.of(agency_id).filter(state__in=OPEN).exclude(duty=Duty.INFORM)
    found = rows.values("to_post_id", "to_unit_id").annotate(open=Count("id"), late=Count("id", Q(due_on__lt=on)))
    result: dict[tuple[str, int], tuple[int, int]] = {}
    for row in found:
        key = ("post", row["to_post_id"]) if row["to_post_id"] else ("unit", row["to_unit_id"])
        result[key] = (row["open"], row["late"])
    return result
