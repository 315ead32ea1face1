"""What waits for a person, as querysets that are counted together. Doors: rows_waiting.

One place says what a badge, the home page's sentence and the login page of a trial mean by "waits".
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from kit import clock
from office.exchange.models import OutPacket
from office.exchange.states import OutState
from office.handling.models import Handling
from office.handling.reads import waiting_for
from office.handling.states import OPEN, Duty
from office.incoming.models import ChangeRequest, IncomingDocument
from office.incoming.states import ChangeState
from office.organisation.acting import Acting
from office.organisation.roles import Role
from office.outgoing.models import IssuedChange, OutgoingDocument
from office.outgoing.states import ChangeState as IssuedState
from office.outgoing.states import State as OutgoingState

DECIDERS = frozenset({Role.LEADER, Role.DEPUTY})


def is_clerk(acting: Acting) -> bool:
    return Role.CLERK in acting.actor.roles


def is_leader(acting: Acting) -> bool:
    return bool(DECIDERS & acting.actor.roles)


def drafts_of(acting: Acting, *states: str) -> Any:
    """Outgoing documents in these states that are in the hands of this post or of those it stands for."""
    rows = OutgoingDocument.objects.of(acting.actor.agency_id).filter(state__in=states)
    return rows.filter(held_by__in=acting.post_ids)


def pending_of(agency_id: int, now: datetime) -> Any:
    """Documents that no clerk has taken in yet; what was put aside until later does not wait."""
    return IncomingDocument.objects.of(agency_id).waiting(at=now)


def to_number_of(agency_id: int) -> Any:
    return OutgoingDocument.objects.of(agency_id).filter(state=OutgoingState.TO_NUMBER)


def failed_of(agency_id: int) -> Any:
    """Packets that a person must look at: refused by the axis, or not sent for days."""
    return OutPacket.objects.of(agency_id).filter(state__in=[OutState.REFUSED, OutState.DEAD])


def changes_of(agency_id: int) -> Any:
    return ChangeRequest.objects.of(agency_id).filter(state=ChangeState.PENDING)


def to_approve_of(agency_id: int) -> Any:
    """Changes of issued documents that wait for a leader's word."""
    return IssuedChange.objects.of(agency_id).filter(state=IssuedState.PROPOSED)


def late_of(agency_id: int, on: date) -> Any:
    """Open work of units past its deadline."""
    return Handling.objects.of(agency_id).filter(state__in=OPEN, due_on__lt=on, to_unit__isnull=False)


def rows_waiting(acting: Acting, now: datetime) -> dict[str, Any]:
    """Return name -> queryset of everything that waits for this person in the acting post."""
    on = clock.today(now)
    agency_id = acting.actor.agency_id
    work = waiting_for(acting, on)
    rows: dict[str, Any] = {
        "decide": work.filter(duty=Duty.DECIDE),
        "work": work.exclude(duty=Duty.DECIDE),
        "due": work.filter(~Q(duty=Duty.INFORM), due_on__lte=on),
        "initial": drafts_of(acting, OutgoingState.UNIT_REVIEW),
        "sign": drafts_of(acting, OutgoingState.LEADER_REVIEW),
        "draft": drafts_of(acting, OutgoingState.DRAFT),
    }
    if is_clerk(acting):
        rows |= {
            "pending": pending_of(agency_id, now),
            "number": to_number_of(agency_id),
            "failed": failed_of(agency_id),
            "changes": changes_of(agency_id),
        }
    if is_leader(acting):
        rows["approve"] = to_approve_of(agency_id)
        rows["late"] = late_of(agency_id, on)
    return rows
