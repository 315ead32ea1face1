"""The leader's instruction and assignment (bút phê, phân công). Doors: instruct, agree, note."""

from collections import Counter
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kit import clock
from kit.actor import Actor
from office.audit import actions as audit
from office.documents import actions as documents
from office.documents.facts import StatusCode
from office.documents.rules import due_span
from office.handling.actions._tree import close_tree, grow, lock, step, tell
from office.handling.errors import (
    DeadlineMissing,
    DeadlinePast,
    DeadlineTooFar,
    NobodyAssigned,
    NoProposal,
    NotOfThisAgency,
    OneLeadOnly,
)
from office.handling.models import Handling
from office.handling.states import Duty, State
from office.handling.values import Assignment, as_facts
from office.organisation.models import Post, Unit


def check_assignments(assignments: list[Assignment], *, agency_id: int, today: date) -> None:
    """Return when the assignments keep the rules of leading and deadlines.

    Law: NĐ 30/2020/NĐ-CP Điều 24: several units need one lead and a deadline. Raises: NobodyAssigned, OneLeadOnly,
    DeadlineMissing, DeadlinePast, DeadlineTooFar, NotOfThisAgency.
    """
    if not assignments:
        raise NobodyAssigned
    duties = Counter(one.duty for one in assignments)
    if duties[Duty.LEAD] > 1 or (duties[Duty.COORDINATE] and not duties[Duty.LEAD]):
        raise OneLeadOnly
    _first, last = due_span(today)
    working = [one for one in assignments if one.works]
    if len(working) > 1 and any(one.due_on is None for one in working):
        raise DeadlineMissing
    for one in assignments:
        if one.due_on is not None and one.due_on < today:
            raise DeadlinePast(due_on=one.due_on.strftime("%d/%m/%Y"))
        if one.due_on is not None and one.due_on > last:
            raise DeadlineTooFar(due_on=one.due_on.strftime("%d/%m/%Y"), last=last.strftime("%d/%m/%Y"))
        receiver = one.post or one.unit
        if receiver is None or receiver.agency_id != agency_id:
            raise NotOfThisAgency


@transaction.atomic
def instruct(
    *, handling_ref: UUID, instruction: str, assignments: list[Assignment], actor: Actor, now: datetime
) -> Handling:
    """Write the leader's decision, give each receiver his handling and return the decided one.

    The sender hears 04 (đã phân công) with the first assignment. Law: NĐ 30/2020/NĐ-CP Điều 23 khoản 2, Điều 24.
    Raises: NotPermitted, SomeoneWasFaster, and what ``check_assignments`` raises.
    """
    handling = lock(handling_ref, agency_id=actor.agency_id)
    move, actor = step("instruct", handling, actor)
    check_assignments(assignments, agency_id=handling.agency_id, today=clock.today(now))
    handling.state, handling.instruction, handling.finished_at = move.target, instruction.strip(), now
    handling.save(update_fields=["state", "instruction", "finished_at"])
    branches = [
        grow(
            document=handling.document,
            duty=one.duty,
            state=State.ASSIGNED,
            from_post_id=_post_of(actor, handling),
            parent=handling,
            post=one.post,
            unit=one.unit,
            instruction=instruction.strip(),
            due_on=one.due_on,
            now=now,
        )
        for one in assignments
    ]
    audit.record(
        "handling.instructed",
        actor=actor,
        at=now,
        document_ref=handling.document.ref,
        subject_ref=handling.ref,
        assigned=as_facts(assignments),
    )
    _set_deadline(handling, assignments)
    if any(one.works for one in assignments):
        documents.owe_status(document=handling.document, code=StatusCode.ASSIGNED, at=now, actor=actor)
    close_tree(handling.document, actor=actor, now=now)
    tell(handling.document, [handling, *branches])
    return handling


def _set_deadline(handling: Handling, assignments: list[Assignment]) -> None:
    """A document whose sender set no deadline gets the leader's, so that lists know when it is late."""
    days = [one.due_on for one in assignments if one.works and one.due_on is not None]
    if handling.document.due_on is None and days:
        documents.change_fields(handling.document, due_on=max(days))


def _post_of(actor: Actor, handling: Handling) -> int:
    """Work comes from the post that decided, also when somebody else acted with its duties."""
    return handling.to_post_id or actor.post_id or handling.from_post_id


def proposed_assignments(handling: Handling) -> list[Assignment]:
    """Return the assignments the office suggested, with their posts and units loaded."""
    rows = handling.proposal.get("assignments", [])
    posts = Post.objects.select_related("person").in_bulk([row["post"] for row in rows if row["post"]])
    units = Unit.objects.in_bulk([row["unit"] for row in rows if row["unit"]])
    return [
        Assignment(
            duty=row["duty"],
            post=posts.get(row["post"]),
            unit=units.get(row["unit"]),
            due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        )
        for row in rows
    ]


@transaction.atomic
def agree(*, handling_ref: UUID, actor: Actor, now: datetime) -> Handling:
    """Decide exactly what the office proposed. Raises: NoProposal, and what ``instruct`` raises."""
    handling = lock(handling_ref, agency_id=actor.agency_id)
    _, actor = step("instruct", handling, actor)
    assignments = proposed_assignments(handling)
    if not assignments:
        raise NoProposal
    text = handling.proposal.get("text") or "Đồng ý đề xuất của văn phòng."
    return instruct(handling_ref=handling_ref, instruction=text, assignments=assignments, actor=actor, now=now)


@transaction.atomic
def note(*, handling_ref: UUID, actor: Actor, now: datetime, text: str = "") -> Handling:
    """The leader has read the document and nothing is to be done (chỉ để biết); the sender hears 06."""
    handling = lock(handling_ref, agency_id=actor.agency_id)
    move, actor = step("note", handling, actor)
    handling.state, handling.outcome, handling.finished_at = move.target, text.strip(), now
    handling.save(update_fields=["state", "outcome", "finished_at"])
    audit.record("handling.noted", actor=actor, at=now, document_ref=handling.document.ref, subject_ref=handling.ref)
    close_tree(handling.document, actor=actor, now=now)
    tell(handling.document, [handling])
    return handling
