"""Who did the last thing. Doors: last_act, Act.

A clerk who comes second reads who was faster and when, instead of "conflict".
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit import clock
from office.audit.models import Event
from office.organisation.people import posts_by_ids

SYSTEM = "Hệ thống"


@dataclass(frozen=True)
class Act:
    """The name is resolved now: the record itself holds no names."""

    who: str
    at: datetime
    kind: str

    @property
    def when(self) -> str:
        return self.at.astimezone(clock.HANOI).strftime("%H:%M %d/%m/%Y")


def last_act(
    *, agency_id: int, kinds: list[str], document_ref: UUID | None = None, subject_ref: UUID | None = None
) -> Act | None:
    """Return the newest event of these kinds on the document or the subject, None when there is none."""
    rows = Event.objects.of(agency_id).filter(kind__in=kinds)
    if document_ref is not None:
        rows = rows.filter(document_ref=document_ref)
    if subject_ref is not None:
        rows = rows.filter(subject_ref=subject_ref)
    event = rows.order_by("-at", "-id").first()
    if event is None:
        return None
    post = posts_by_ids([event.actor_post]).get(event.actor_post) if event.actor_post else None
    return Act(post.person.full_name if post else SYSTEM, event.at, event.kind)
