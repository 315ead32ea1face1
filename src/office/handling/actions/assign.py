"""A unit's head gives the work of his unit to its officers. Doors: assign."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kit import clock
from kit.access import allow
from kit.actor import Actor
from office.audit import actions as audit
from office.handling.actions._tree import grow, lock, tell
from office.handling.actions.instruct import check_assignments
from office.handling.errors import NotOfThisAgency
from office.handling.models import Handling
from office.handling.permissions import RULES
from office.handling.reads import unit_of_work
from office.handling.states import MOVES, State
from office.handling.values import Assignment, as_facts


@transaction.atomic
def assign(
    *, handling_ref: UUID, instruction: str, assignments: list[Assignment], actor: Actor, now: datetime
) -> list[Handling]:
    """Return the officers' new handlings under the unit's own, which stays open until the work is done.

    The sender hears 04 from the leader's assignment, not from this one. Raises: NotPermitted, MoveNotAllowed,
    NotOfThisAgency, and what ``check_assignments`` raises.
    """
    handling = lock(handling_ref, agency_id=actor.agency_id)
    actor = allow(actor, RULES, "assign", handling)
    MOVES.step("report", handling.state)  # only assigned or running work can be handed on
    check_assignments(assignments, agency_id=handling.agency_id, today=clock.today(now))
    unit_id = unit_of_work(handling)
    if any(one.post is None or (unit_id is not None and one.post.unit_id != unit_id) for one in assignments):
        raise NotOfThisAgency
    branches = [
        grow(
            document=handling.document,
            duty=one.duty,
            state=State.ASSIGNED,
            from_post_id=actor.post_id or handling.from_post_id,
            parent=handling,
            post=one.post,
            instruction=instruction.strip(),
            due_on=one.due_on or handling.due_on,
            now=now,
        )
        for one in assignments
    ]
    audit.record(
        "handling.assigned",
        actor=actor,
        at=now,
        document_ref=handling.document.ref,
        subject_ref=handling.ref,
        assigned=as_facts(assignments),
    )
    tell(handling.document, branches)
    return branches
