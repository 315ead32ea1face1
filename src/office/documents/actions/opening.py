"""Who has opened a document. Doors: mark_opened, mark_unread."""

from datetime import datetime

from kit.actor import Actor
from office.documents.models import Document, Opened


def mark_opened(document: Document, actor: Actor, now: datetime) -> bool:
    """Remember that the person has opened the document; returns True the first time."""
    if actor.person_id is None:
        return False
    _, first = Opened.objects.get_or_create(
        document=document,
        person_id=actor.person_id,
        defaults={"agency_id": document.agency_id, "opened_at": now},
    )
    return first


def mark_unread(document: Document, actor: Actor) -> None:
    """Forget it again: the row is bold in the person's lists."""
    Opened.objects.of(document.agency_id).filter(document=document, person_id=actor.person_id).delete()
