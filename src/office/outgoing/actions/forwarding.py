"""Send an incoming document on to other agencies. Doors: forward_document.

The covering letter (phiếu chuyển) is drafted, signed and issued like any document; the original goes with it byte for byte, so
that its own signatures stay valid. Law: NĐ 30/2020/NĐ-CP Điều 7 (phiếu chuyển), Điều 25 (an electronic original is sent as it is).
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kit.access import allow
from kit.actor import Actor
from office.audit import actions as audit
from office.documents import actions as documents
from office.documents.facts import FileKind, LinkKind
from office.documents.models import Document
from office.documents.reads import files_of
from office.documents.rules import refuse_if_locked, refuse_if_secret
from office.incoming.models import IncomingDocument
from office.incoming.states import State as IncomingState
from office.outgoing.actions.drafts import create_draft
from office.outgoing.errors import NotRegistered
from office.outgoing.models import OutgoingDocument
from office.outgoing.permissions import RULES
from office.outgoing.values import DraftFacts

COVER = "PC"  # phiếu chuyển
FIRST_PLACE = 1  # place 0 is the cover's own


@transaction.atomic
def forward_document(*, document_ref: UUID, actor: Actor, now: datetime) -> OutgoingDocument:
    """Return a draft of the covering letter with the original's files; its drafter chooses the receivers.

    Raises: NotPermitted, NotRegistered, DocumentLocked, SecretStaysOnPaper.
    """
    incoming: IncomingDocument = IncomingDocument.objects.locked(document_ref, agency_id=actor.agency_id)
    original: Document = incoming.document
    actor = allow(actor, RULES, "forward", incoming)
    refuse_if_locked(original)
    refuse_if_secret(original)
    if incoming.state != IncomingState.REGISTERED:
        raise NotRegistered(document_code=original.document_code or original.subject)
    named = f"{original.type_name} số {original.document_code}" if original.number else original.type_name
    subject = f"chuyển {named} của {original.issuer_name} về {original.subject}"
    facts = DraftFacts(subject=subject[:500], type_code=COVER, urgency=original.urgency, due_on=original.due_on)
    cover = create_draft(facts=facts, actor=actor, now=now)
    day = f" ngày {original.issued_on:%d/%m/%Y}" if original.issued_on else ""
    cover.content = {
        **cover.content,
        "text": f"{cover.agency.name} chuyển {named}{day} của {original.issuer_name} để xem xét, giải quyết theo thẩm quyền.",
    }
    cover.save(update_fields=["content"])
    documents.link(cover.document, LinkKind.FORWARDS, to_document=original)
    for place, row in enumerate(files_of(original), start=FIRST_PLACE):
        documents.attach_file(cover.document, row.file, FileKind.ORIGINAL, place)
    audit.record(
        "outgoing.forwarding_drafted",
        actor=actor,
        at=now,
        document_ref=original.ref,
        subject_ref=cover.document.ref,
    )
    return cover
