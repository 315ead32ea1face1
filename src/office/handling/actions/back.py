"""Work that goes to somebody else or back to its giver. Doors: forward, return_, resend, stop_all."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kit.access import allow
from kit.actor import Actor
from office.audit import actions as audit
from office.documents.models import Document
from office.handling.actions._tree import grow, lock, step, tell
from office.handling.errors import NotOfThisAgency, ReasonMissing
from office.handling.models import Handling
from office.handling.permissions import RULES
from office.handling.states import OPEN, Duty, State
from office.organisation.models import Post, Unit


@transaction.atomic
def forward(
    *,
    handling_ref: UUID,
    actor: Actor,
    now: datetime,
    to_post: Post | None = None,
    to_unit: Unit | None = None,
    text: str = "",
) -> Handling:
    """Give the same duty to somebody else and return the new handling. Raises: NotPermitted, NotOfThisAgency.

    Work that was returned keeps the reason why: its giver gives it to somebody else.
    """
    handling = lock(handling_ref, agency_id=actor.agency_id)
    move, actor = step("forward", handling, actor)
    receiver = to_post or to_unit
    if receiver is None or receiver.agency_id != handling.agency_id:
        raise NotOfThisAgency
    if handling.state != State.RETURNED:
        handling.outcome = text.strip()
    handling.state, handling.finished_at = move.target, now
    handling.save(update_fields=["state", "finished_at", "outcome"])
    branch = grow(
        document=handling.document,
        duty=handling.duty,
        state=State.WAITING if handling.duty == Duty.DECIDE else State.ASSIGNED,
        from_post_id=actor.post_id or handling.from_post_id,
        parent=handling.parent,
        post=to_post,
        unit=to_unit,
        instruction=text.strip() or handling.instruction,
        due_on=handling.due_on,
        now=now,
    )
    branch.proposal = handling.proposal
    branch.save(update_fields=["proposal"])
    audit.record(
        "handling.forwarded",
        actor=actor,
        at=now,
        document_ref=handling.document.ref,
        subject_ref=branch.ref,
        to_post=to_post.pk if to_post else None,
        to_unit=to_unit.pk if to_unit else None,
    )
    tell(handling.document, [handling, branch])
    return branch


@transaction.atomic
def return_(*, handling_ref: UUID, reason: str, actor: Actor, now: datetime) -> Handling:
    """Hand the work back to its giver with a reason. Raises: NotPermitted, SomeoneWasFaster, ReasonMissing."""
    handling = lock(handling_ref, agency_id=actor.agency_id)
    move, actor = step("return", handling, actor)
    if not reason.strip():
        raise ReasonMissing(label=move.label)
    handling.state, handling.outcome = move.target, reason.strip()
    handling.save(update_fields=["state", "outcome"])
    audit.record("handling.returned", actor=actor, at=now, document_ref=handling.document.ref, subject_ref=handling.ref)
    tell(handling.document, [handling])
    return handling


@transaction.atomic
def resend(*, handling_ref: UUID, text: str, actor: Actor, now: datetime) -> Handling:
    """The giver gives returned work to the same receiver again, with a word; a decision is presented again."""
    handling = lock(handling_ref, agency_id=actor.agency_id)
    move, actor = step("represent" if handling.duty == Duty.DECIDE else "resend", handling, actor)
    handling.state = move.target
    if text.strip():
        handling.instruction = text.strip()
    handling.save(update_fields=["state", "instruction"])
    audit.record("handling.resent", actor=actor, at=now, document_ref=handling.document.ref, subject_ref=handling.ref)
    tell(handling.document, [handling])
    return handling


@transaction.atomic
def stop_all(document: Document, reason: str, actor: Actor, now: datetime) -> int:
    """Stop every open handling of a recalled document and return how many there were.

    Law: QĐ 28/2018/QĐ-TTg Điều 9 khoản 2. History stays. Raises: NotPermitted.
    """
    Document.objects.select_for_update().get(pk=document.pk)
    actor = allow(actor, RULES, "stop", document)
    rows = list(Handling.objects.of(document.agency_id).select_for_update().filter(document=document, state__in=OPEN))
    for one in rows:
        one.state, one.finished_at, one.outcome = State.STOPPED, now, reason.strip()
        one.save(update_fields=["state", "finished_at", "outcome"])
    if rows:
        audit.record("handling.stopped", actor=actor, at=now, document_ref=document.ref, count=len(rows))
        tell(document, rows)
    return len(rows)
