"""Draft the answer to an incoming document. Doors: reply_to.

The draft knows what it answers and to whom it goes; issuing it does not finish the handling, the officer does.
Law: NĐ 30/2020/NĐ-CP Điều 24.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kit.actor import Actor
from office.documents import actions as documents
from office.documents.facts import Flow, LinkKind
from office.documents.models import Document
from office.documents.rules import refuse_if_locked
from office.incoming.models import IncomingDocument
from office.organisation.people import agency_by_code
from office.outgoing.actions.drafts import create_draft, set_receivers
from office.outgoing.composing import bare_subject
from office.outgoing.models import OutgoingDocument
from office.outgoing.values import NOT_CONNECTED, DraftFacts, ReceiverChoice


@transaction.atomic
def reply_to(*, document_ref: UUID, actor: Actor, now: datetime) -> OutgoingDocument:
    """Return a new draft that answers the incoming document: linked, its sender the receiver, subject and opening written."""
    answered: Document = Document.objects.by_ref(document_ref, agency_id=actor.agency_id)
    refuse_if_locked(answered)
    subject = f"trả lời {answered.type_name} số {answered.document_code} về {_lower(answered.subject)}"
    outgoing = create_draft(
        facts=DraftFacts(subject=subject[:1000], urgency=answered.urgency, due_on=answered.due_on), actor=actor, now=now
    )
    outgoing.answers = answered
    outgoing.content = {
        **outgoing.content,
        "addressees": answered.issuer_name,
        "recipients": "Như trên",
        "text": _opening(answered, outgoing.agency.name),
    }
    outgoing.save(update_fields=["answers", "content"])
    documents.link(outgoing.document, LinkKind.REPLIES_TO, to_document=answered)
    set_receivers(document_ref=outgoing.document.ref, receivers=[_sender_of(answered)], actor=actor, now=now)
    return outgoing


def _sender_of(answered: Document) -> ReceiverChoice:
    code = answered.issuer_code
    if answered.direction == Flow.INCOMING:
        arrived = IncomingDocument.objects.of(answered.agency_id).filter(document=answered).first()
        code = (arrived.sender_code if arrived else "") or code
    if code and agency_by_code(code) is not None:
        return ReceiverChoice(code=code)
    return ReceiverChoice(code="", name=answered.issuer_name, on_paper=True, paper_reason=NOT_CONNECTED)


def _lower(subject: str) -> str:
    words = bare_subject(subject)
    return words[:1].lower() + words[1:]


def _opening(answered: Document, agency: str) -> str:
    day = f" ngày {answered.issued_on:%d/%m/%Y}" if answered.issued_on else ""
    return (
        f"Phúc đáp {answered.type_name} số {answered.document_code}{day} của {answered.issuer_name} "
        f"về {_lower(answered.subject)}, {agency} có ý kiến như sau:\n"
    )
