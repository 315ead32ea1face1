"""Send a document back with a reason, or put it aside. Doors: refuse, put_later."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from kit import clock
from kit.access import allow
from kit.actor import Actor
from office.audit import actions as audit
from office.documents import actions as documents
from office.documents.facts import StatusCode
from office.handling.calendar import is_working_day, next_working_day
from office.incoming.actions._shared import step, tell
from office.incoming.errors import RefusalUnexplained
from office.incoming.models import IncomingDocument
from office.incoming.permissions import RULES
from office.incoming.states import RefusalReason

AFTERNOON, MORNING = time(14, 0), time(7, 30)


@transaction.atomic
def refuse(*, document_ref: UUID, reason: str, text: str, actor: Actor, now: datetime) -> IncomingDocument:
    """Refuse the document; the sender is owed 02 with the reason, and nothing enters the book.

    Law: QĐ 28/2018/QĐ-TTg Điều 4, Điều 9 khoản 1. Raises: NotPermitted, SomeoneWasFaster, RefusalUnexplained.
    """
    incoming = IncomingDocument.objects.locked(document_ref, agency_id=actor.agency_id)
    move, actor = step("refuse", incoming, actor)
    if reason not in RefusalReason.values or (reason == RefusalReason.OTHER and not text.strip()):
        raise RefusalUnexplained
    incoming.state, incoming.refusal_reason, incoming.refusal_text = move.target, reason, text.strip()[:500]
    incoming.save(update_fields=["state", "refusal_reason", "refusal_text"])
    words = RefusalReason(reason).label if reason != RefusalReason.OTHER else ""
    description = ". ".join(part for part in (words, text.strip()) if part)
    documents.owe_status(
        document=incoming.document, code=StatusCode.REFUSED, description=description, at=now, actor=actor
    )
    audit.record("incoming.refused", actor=actor, at=now, document_ref=incoming.document.ref, reason=reason)
    tell(incoming)
    return incoming


@transaction.atomic
def put_later(*, document_ref: UUID, actor: Actor, now: datetime) -> IncomingDocument:
    """Put the document aside until 14:00 today or the next working morning. Raises: NotPermitted, SomeoneWasFaster."""
    incoming = IncomingDocument.objects.locked(document_ref, agency_id=actor.agency_id)
    actor = allow(actor, RULES, "put_later", incoming)
    _, actor = step("register", incoming, actor)  # only what still waits can be put aside
    incoming.later_until = comes_back_at(now)
    incoming.save(update_fields=["later_until"])
    audit.record("incoming.put_later", actor=actor, at=now, document_ref=incoming.document.ref)
    tell(incoming)
    return incoming


def comes_back_at(now: datetime) -> datetime:
    """Return when a document that was put aside shows again."""
    local = now.astimezone(clock.HANOI)
    afternoon = datetime.combine(local.date(), AFTERNOON, tzinfo=clock.HANOI)
    if is_working_day(local.date()) and local + timedelta(minutes=30) < afternoon:
        return afternoon
    day = next_working_day(local.date())
    return datetime.combine(day, MORNING, tzinfo=clock.HANOI)
