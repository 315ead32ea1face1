"""What the home page shows each role. Doors: Morning, morning_of.

Sections are lists of a few rows with their count; a section that a role has no business with is None and is not drawn.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from kit.clock import HANOI
from office.handling.calendar import add_working_days, deadline_words, working_days_between
from office.handling.models import Handling
from office.handling.reads import late_by_unit, waiting_for
from office.handling.states import OPEN, Duty
from office.incoming.models import IncomingDocument
from office.organisation.acting import Acting
from office.organisation.models import Post, Unit
from office.outgoing.models import OutgoingDocument
from office.outgoing.states import State as OutgoingState
from office.shell.waiting import (
    changes_of,
    drafts_of,
    failed_of,
    is_clerk,
    is_leader,
    pending_of,
    to_approve_of,
    to_number_of,
)

ROWS = 6
SOON = 2  # working days


@dataclass(frozen=True)
class Part:
    """One section: how many there are, and the first of them."""

    count: int
    rows: list[Any]

    @property
    def rest(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Morning:
    """Everything on the home page; None where the role has no such section."""

    greeting: str
    sentence: list[tuple[int, str, bool]]  # count, words, whether it is a reason to worry
    decide: Part | None
    sign: Part | None
    late: Part | None
    arrived: Part | None
    pending: Part | None
    number: Part | None
    failed: Part | None
    changes: Part | None
    approve: Part | None
    work: Part | None
    returned: Part | None
    initial: Part | None
    mine: Part | None
    due: Part | None
    issued: Part | None


def greeting(now: datetime) -> str:
    """Return the day as a good secretary says it: "Sáng thứ Hai, 23 tháng 11"."""
    local = now.astimezone(HANOI)
    part = (
        _("Sáng") if local.hour < 11 else _("Trưa") if local.hour < 13 else _("Chiều") if local.hour < 18 else _("Tối")
    )
    days = (
        _("thứ Hai"),
        _("thứ Ba"),
        _("thứ Tư"),
        _("thứ Năm"),
        _("thứ Sáu"),
        _("thứ Bảy"),
        _("Chủ nhật"),
    )
    return _("%(part)s %(day)s, %(date)d tháng %(month)d") % {
        "part": part,
        "day": days[local.weekday()],
        "date": local.day,
        "month": local.month,
    }


def sentence(counts: dict[str, int], *, clerk: bool, leader: bool) -> list[tuple[int, str, bool]]:
    """Return what a good secretary would say first: the counts that are not zero."""
    said = [
        (counts["pending"], _("văn bản chờ tiếp nhận"), False, clerk),
        (counts["changes"], _("đề nghị của bên gửi"), False, clerk),
        (counts["number"], _("văn bản chờ phát hành"), False, clerk),
        (counts["failed"], _("văn bản chưa gửi được"), True, clerk),
        (counts["decide"], _("việc chờ quyết định"), False, True),
        (counts["sign"], _("văn bản chờ ký"), False, True),
        (counts["approve"], _("đề nghị thu hồi, cập nhật chờ duyệt"), False, leader),
        (counts["initial"], _("dự thảo chờ ký nháy"), False, True),
        (counts["work"], _("việc đang giao"), False, True),
        (counts["due"], _("việc đến hạn"), True, not leader),
        (counts["late"], _("việc quá hạn ở các đơn vị"), True, leader),
    ]
    return [(count, words, bad) for count, words, bad, mine in said if mine and count]


def _part(rows: Any, count: int, limit: int = ROWS) -> Part:
    return Part(count, list(rows[:limit]) if count else [])


def _proposal_words(rows: list[Any], agency_id: int) -> None:
    """Give each row ``hint``: whom the office proposes, in words; two questions for all rows."""
    units: set[int] = set()
    posts: set[int] = set()
    for row in rows:
        for one in row.proposal.get("assignments", []):
            units |= {one["unit"]} if one.get("unit") else set()
            posts |= {one["post"]} if one.get("post") else set()
    unit_names = dict(Unit.objects.filter(pk__in=units, agency_id=agency_id).values_list("pk", "name"))
    people = Post.objects.filter(pk__in=posts, agency_id=agency_id).select_related("person")
    post_names = {post.pk: post.person.full_name for post in people}
    words = {Duty.LEAD: _("chủ trì"), Duty.COORDINATE: _("phối hợp"), Duty.INFORM: _("để biết")}
    for row in rows:
        parts = []
        for one in row.proposal.get("assignments", []):
            name = unit_names.get(one.get("unit")) or post_names.get(one.get("post"))
            if name:
                parts.append(f"{name} {words.get(one['duty'], '')}".strip())
        row.hint = "; ".join(parts)


def _late_rows(agency_id: int, today: date) -> list[dict[str, Any]]:
    rows = late_by_unit(agency_id, today)
    for row in rows:
        row["days"] = max(working_days_between(row["oldest"], today), 1)
    return rows


def _work_rows(rows: list[Any], today: date) -> None:
    """Give each row ``deadline``: its words and tone."""
    for row in rows:
        row.deadline = deadline_words(row.due_on, today)


def _came_back(drafts: list[Any]) -> None:
    """Give each returned draft ``return_reason`` and ``returned_by`` of its last return."""
    for draft in drafts:
        steps = [step for step in draft.steps.all() if step.returned]
        last = steps[-1] if steps else None
        draft.return_reason = last.reason if last else ""
        draft.returned_by = last.post.person.full_name if last and last.post else ""


def _returned(acting: Acting) -> Part:
    rows = drafts_of(acting, OutgoingState.DRAFT).filter(steps__returned=True).distinct()
    found = list(rows.select_related("document").prefetch_related("steps__post__person").order_by("-held_since")[:ROWS])
    _came_back(found)
    return Part(rows.count() if len(found) == ROWS else len(found), found)


def _arrived(agency_id: int, now: datetime) -> Part:
    start = now.astimezone(HANOI).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = IncomingDocument.objects.of(agency_id).filter(received_at__gte=start)
    return Part(rows.count(), list(rows.select_related("document").order_by("-received_at")[:ROWS]))


def _mine(acting: Acting) -> Part:
    """Drafts that this post began and that are not issued yet, wherever they are."""
    rows = OutgoingDocument.objects.of(acting.actor.agency_id).filter(drafter_id__in=acting.post_ids)
    rows = rows.exclude(
        state__in=[OutgoingState.ISSUED, OutgoingState.RECALLED, OutgoingState.REPLACED, OutgoingState.CANCELLED]
    )
    return Part(rows.count(), list(rows.select_related("document").order_by("-document_id")[:ROWS]))


def _due(agency_id: int, today: date) -> Part:
    """Open work of the whole agency that ends within two working days or is late; the clerks remind people of it."""
    rows = Handling.objects.of(agency_id).filter(state__in=OPEN, due_on__lte=add_working_days(today, SOON))
    rows = rows.exclude(duty__in=[Duty.DECIDE, Duty.INFORM]).filter(children__isnull=True)
    found = list(rows.select_related("document", "to_post__person", "to_unit").order_by("due_on", "id")[:ROWS])
    _work_rows(found, today)
    return Part(rows.count(), found)


def _to_approve(agency_id: int) -> Any:
    rows = to_approve_of(agency_id).select_related("outgoing__document", "proposed_by__person")
    return rows.order_by("proposed_at")


def _issued(agency_id: int) -> Part:
    rows = OutgoingDocument.objects.of(agency_id).filter(state=OutgoingState.ISSUED)
    found = list(rows.select_related("document").order_by("-issued_at")[:ROWS])
    return Part(len(found), found)


def morning_of(acting: Acting, counts: dict[str, int], now: datetime, today: date) -> Morning:
    """Return the home page of this person; ``counts`` are the frame's, so nothing is counted twice."""
    agency_id = acting.actor.agency_id
    clerk, leader = is_clerk(acting), is_leader(acting)
    work = waiting_for(acting, today)
    decide = _part(work.filter(duty=Duty.DECIDE), counts["decide"]) if leader or counts["decide"] else None
    if decide:
        _proposal_words(decide.rows, agency_id)
    tasks = _part(work.exclude(duty=Duty.DECIDE), counts["work"], 10) if not clerk or counts["work"] else None
    if tasks:
        _work_rows(tasks.rows, today)
    sign = drafts_of(acting, OutgoingState.LEADER_REVIEW).select_related("document", "drafter__person", "unit")
    initial = drafts_of(acting, OutgoingState.UNIT_REVIEW).select_related("document", "drafter__person", "unit")
    return Morning(
        greeting=greeting(now),
        sentence=sentence(counts, clerk=clerk, leader=leader),
        decide=decide,
        sign=_part(sign.order_by("held_since"), counts["sign"]) if leader or counts["sign"] else None,
        late=Part(counts["late"], _late_rows(agency_id, today)) if leader else None,
        arrived=_arrived(agency_id, now) if leader else None,
        pending=_part(pending_of(agency_id, now).select_related("document").order_by("received_at"), counts["pending"])
        if clerk
        else None,
        number=_part(
            to_number_of(agency_id).select_related("document", "signer__person").order_by("held_since"),
            counts["number"],
        )
        if clerk
        else None,
        failed=_part(
            failed_of(agency_id)
            .select_related("dispatch__outgoing__document", "owed_status__document")
            .order_by("-id"),
            counts["failed"],
        )
        if clerk
        else None,
        changes=_part(changes_of(agency_id).select_related("document").order_by("asked_at"), counts["changes"])
        if clerk
        else None,
        approve=_part(_to_approve(agency_id), counts["approve"]) if leader else None,
        work=tasks if not leader or (tasks and tasks.count) else None,
        returned=_returned(acting) if not leader else None,
        initial=_part(initial.order_by("held_since"), counts["initial"]) if counts["initial"] else None,
        mine=_mine(acting) if not leader and not clerk else None,
        due=_due(agency_id, today) if clerk else None,
        issued=_issued(agency_id) if clerk else None,
    )
