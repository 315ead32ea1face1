"""Put a document before a leader (trình), and suggest to him what to decide. Doors: present, propose."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kit.access import allow
from kit.actor import Actor
from office.audit import actions as audit
from office.documents.models import Document
from office.handling.actions._tree import grow, lock, tell
from office.handling.errors import AlreadyPresented, NotOfThisAgency
from office.handling.models import Handling
from office.handling.permissions import RULES
from office.handling.states import Duty, State
from office.handling.values import Assignment, as_facts
from office.organisation.models import Post


@transaction.atomic
def present(
    *,
    document: Document,
    to_post: Post,
    from_actor: Actor,
    now: datetime,
    proposal: dict[str, Any] | None = None,
    due_on: date | None = None,
) -> Handling:
    """Return the new "cho ý kiến" handling of ``to_post``.

    Law: NĐ 30/2020/NĐ-CP Điều 23. Raises: NotPermitted, AlreadyPresented, NotOfThisAgency.
    """
    Document.objects.select_for_update().get(pk=document.pk)
    from_actor = allow(from_actor, RULES, "present", document)
    waiting = Handling.objects.of(document.agency_id).filter(document=document, duty=Duty.DECIDE, state=State.WAITING)
    first = waiting.select_related("to_post__person").first()
    if first is not None and first.to_post is not None:
        raise AlreadyPresented(who=first.to_post.person.full_name)
    if to_post.agency_id != document.agency_id or from_actor.post_id is None:
        raise NotOfThisAgency
    handling = grow(
        document=document,
        duty=Duty.DECIDE,
        state=State.WAITING,
        from_post_id=from_actor.post_id,
        post=to_post,
        due_on=due_on,
        now=now,
    )
    if proposal:
        handling.proposal = proposal
        handling.save(update_fields=["proposal"])
    audit.record(
        "handling.presented",
        actor=from_actor,
        at=now,
        document_ref=document.ref,
        subject_ref=handling.ref,
        to_post=to_post.pk,
    )
    tell(document, [handling])
    return handling


@transaction.atomic
def propose(
    *, handling_ref: UUID, instruction: str, assignments: list[Assignment], actor: Actor, now: datetime
) -> Handling:
    """Write what the office suggests to the leader, for him to agree with or not; a newer one replaces it."""
    handling = lock(handling_ref, agency_id=actor.agency_id)
    actor = allow(actor, RULES, "propose", handling)
    handling.proposal = {"text": instruction, "assignments": as_facts(assignments), "by_post": actor.post_id}
    handling.save(update_fields=["proposal"])
    audit.record("handling.proposed", actor=actor, at=now, document_ref=handling.document.ref, subject_ref=handling.ref)
    tell(handling.document, [handling])
    return handling
