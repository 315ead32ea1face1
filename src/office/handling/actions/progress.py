"""The officer's work: start, report, finish, pause, resume, see. Statuses 05 and 06 come from here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kit.actor import Actor
from office.audit import actions as audit
from office.documents import actions as documents
from office.documents.facts import StatusCode
from office.handling.actions._tree import close_tree, lock, step, tell
from office.handling.errors import OthersNotReported, ReasonMissing
from office.handling.models import Handling, Report
from office.handling.reads import silent_partners
from office.handling.states import OPEN, Duty, State


def _begin(handling: Handling, *, actor: Actor, now: datetime) -> None:
    """Mark the handling and the ones above it as running; the first start is status 05 for the sender."""
    one: Handling | None = handling
    while one is not None and one.duty != Duty.DECIDE:
        if one.state == State.ASSIGNED:
            one.state = State.IN_PROGRESS
        if one.started_at is None:
            one.started_at = now
        one.save(update_fields=["state", "started_at"])
        one = one.parent
    documents.owe_status(document=handling.document, code=StatusCode.IN_PROGRESS, at=now, actor=actor)


def _record(kind: str, handling: Handling, actor: Actor, now: datetime, **payload: Any) -> None:
    audit.record(kind, actor=actor, at=now, document_ref=handling.document.ref, subject_ref=handling.ref, **payload)
    tell(handling.document, [handling])


@transaction.atomic
def start(*, handling_ref: UUID, actor: Actor, now: datetime) -> Handling:
    """Take the work up. Raises: NotPermitted, SomeoneWasFaster."""
    handling = lock(handling_ref, agency_id=actor.agency_id)
    _, actor = step("start", handling, actor)
    _begin(handling, actor=actor, now=now)
    _record("handling.started", handling, actor, now)
    return handling


@transaction.atomic
def report(*, handling_ref: UUID, text: str, actor: Actor, now: datetime, percent: int | None = None) -> Report:
    """Return the new word on progress; reporting on work not yet started starts it. Raises: ReasonMissing."""
    handling = lock(handling_ref, agency_id=actor.agency_id)
    _, actor = step("report", handling, actor)
    if not text.strip():
        raise ReasonMissing(label="báo cáo tiến độ")
    first = handling.state == State.ASSIGNED
    if first:
        _begin(handling, actor=actor, now=now)
    row = Report.objects.create(
        agency_id=handling.agency_id,
        handling=handling,
        post_id=actor.post_id or handling.from_post_id,
        text=text.strip(),
        percent=percent,
        at=now,
    )
    _record("handling.reported", handling, actor, now, report=row.pk, percent=percent)
    return row


@transaction.atomic
def finish(*, handling_ref: UUID, outcome: str, actor: Actor, now: datetime) -> Handling:
    """End the work with its outcome. When the leading branch of a unit ends, the unit's own ends with it (we chose).

    The leading unit ends after the co-ordinating ones have reported; they are closed with it. The sender hears 06
    when nothing is open any more. Raises: NotPermitted, SomeoneWasFaster, OthersNotReported.
    """
    handling = lock(handling_ref, agency_id=actor.agency_id)
    _, actor = step("finish", handling, actor)
    silent = silent_partners(handling)
    if silent:
        raise OthersNotReported(count=silent)
    _end(handling, outcome=outcome.strip(), now=now)
    _record("handling.finished", handling, actor, now)
    _end_above(handling, now=now)
    close_tree(handling.document, actor=actor, now=now)
    return handling


def _end(handling: Handling, *, outcome: str, now: datetime) -> None:
    handling.state, handling.outcome, handling.finished_at = State.DONE, outcome, now
    handling.started_at = handling.started_at or now
    handling.save(update_fields=["state", "outcome", "finished_at", "started_at"])
    if handling.duty == Duty.LEAD:
        partners = Handling.objects.filter(parent_id=handling.parent_id, duty=Duty.COORDINATE, state__in=OPEN)
        if handling.parent_id is not None:
            partners.update(state=State.DONE, finished_at=now, outcome="Kết thúc cùng đơn vị chủ trì.")
    below = Handling.objects.filter(parent=handling, state__in=OPEN).exclude(duty=Duty.INFORM)
    below.update(state=State.STOPPED, finished_at=now, outcome="Đơn vị đã kết thúc việc.")


def _end_above(handling: Handling, *, now: datetime) -> None:
    above = handling.parent
    if above is None or above.duty == Duty.DECIDE or handling.duty != Duty.LEAD or above.state not in OPEN:
        return
    if silent_partners(above):
        return  # the unit's head ends it when the others have reported
    _end(above, outcome=handling.outcome, now=now)
    _end_above(above, now=now)


@transaction.atomic
def see(*, handling_ref: UUID, actor: Actor, now: datetime) -> Handling:
    """A receiver "for information" has read the document."""
    handling = lock(handling_ref, agency_id=actor.agency_id)
    move, actor = step("see", handling, actor)
    handling.state, handling.finished_at = move.target, now
    handling.save(update_fields=["state", "finished_at"])
    _record("handling.seen", handling, actor, now)
    return handling


@transaction.atomic
def pause(*, handling_ref: UUID, reason: str, actor: Actor, now: datetime) -> Handling:
    """Stop the clock with a reason (chờ bên khác); resumed by the same people. Raises: ReasonMissing."""
    handling = lock(handling_ref, agency_id=actor.agency_id)
    move, actor = step("pause", handling, actor)
    if not reason.strip():
        raise ReasonMissing(label=move.label)
    Report.objects.create(
        agency_id=handling.agency_id,
        handling=handling,
        post_id=actor.post_id or handling.from_post_id,
        text=reason.strip(),
        at=now,
    )
    handling.state = move.target
    handling.save(update_fields=["state"])
    _record("handling.paused", handling, actor, now)
    return handling


@transaction.atomic
def resume(*, handling_ref: UUID, actor: Actor, now: datetime) -> Handling:
    handling = lock(handling_ref, agency_id=actor.agency_id)
    move, actor = step("resume", handling, actor)
    handling.state = move.target
    handling.started_at = handling.started_at or now
    handling.save(update_fields=["state", "started_at"])
    _record("handling.resumed", handling, actor, now)
    return handling
