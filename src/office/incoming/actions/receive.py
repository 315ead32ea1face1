"""File what a packet brings: document, files, links; owe 01; ask the verdict. Doors: receive.

Called by the exchange room inside its filing transaction; a repeat of the delivery is refused there by a unique key.
"""

from datetime import datetime
from typing import Any

from django.db.models import CharField, Model

from kit.actor import Actor
from kit.asked import add, together
from office.audit import actions as audit
from office.documents import actions as documents
from office.documents.facts import Flow, LinkKind, Origin, StatusCode
from office.documents.models import Document, DocumentLink
from office.incoming.actions._files import keep_files
from office.incoming.actions._shared import sensible_due, tell
from office.incoming.actions.asking import match_held, one_at_a_time
from office.incoming.models import IncomingDocument
from office.incoming.values import AnsweredDocument, Received
from office.organisation.models import Agency

TEXTS = (
    *("document_id", "number", "notation", "type_name", "subject", "issuer_code", "issuer_name"),
    *("signer_name", "signer_position", "signer_competence", "place"),
)
LINE_MAX = 300  # of one printed line of Nơi nhận


@together
def receive(*, agency: Agency, facts: Received, now: datetime) -> IncomingDocument:
    """Return the new document waiting for the clerk; the sender is owed 01 (đã đến).

    Law: QĐ 28/2018/QĐ-TTg Điều 9 khoản 1; NĐ 30/2020/NĐ-CP Điều 21. A file that cannot be kept, a text that had
    to be cut and a deadline that cannot be meant are named in the remarks, never dropped silently.
    """
    one_at_a_time(agency.pk)
    actor = Actor.system(agency.pk, agency.code)
    texts, cut = _texts(facts)
    due_on, doubted = sensible_due(facts)
    document = documents.create(
        agency_id=agency.pk,
        direction=Flow.INCOMING,
        origin=Origin.AXIS,
        issued_on=facts.issued_on,
        urgency=facts.urgency,
        due_on=due_on,
        recipients=[one[:LINE_MAX] for one in facts.recipients],
        page_count=facts.page_count,
        stage=StatusCode.ARRIVED,
        **texts,
    )
    kept, problems = keep_files(agency.pk, facts.files, now)
    documents.attach_first_files(document, kept)
    incoming = add(
        IncomingDocument(
            agency=agency,
            document=document,
            received_at=facts.received_at,
            sender_code=facts.sender_code,
            transfer_id=facts.transfer_id,
            delivery_ref=facts.delivery_ref,
            wire_facts=facts.wire_facts,
            remarks=[*facts.remarks, *cut, *doubted, *problems],
        )
    )
    for answered in facts.responses:
        _link(document, answered)
    documents.owe_status(document=document, code=StatusCode.ARRIVED, at=now, actor=actor)
    audit.record("incoming.received", actor=actor, at=now, document_ref=document.ref, transfer_id=facts.transfer_id)
    match_held(incoming, now)
    tell(incoming)
    return incoming


def _texts(facts: Received) -> tuple[dict[str, Any], list[str]]:
    """Return the texts of the document as long as its table keeps them, and a sentence for each that was cut.

    The packet itself is kept whole; its sender may write more than the standard allows.
    """
    texts, cut = {}, []
    for name in TEXTS:
        column, text = _column(Document, name), getattr(facts, name)
        longest = column.max_length or 0
        texts[name] = text[:longest]
        if len(text) > longest:
            cut.append(f"Mục {column.verbose_name} dài {len(text)} ký tự, chỉ giữ {longest} ký tự đầu.")
    return texts, cut


def _link(document: Document, answered: AnsweredDocument) -> None:
    ours = None
    if answered.document_id:
        ours = (
            Document.objects.of(document.agency_id)
            .filter(document_id=answered.document_id)
            .exclude(pk=document.pk)
            .order_by("-direction", "-id")  # our own document before one that both sides received
            .first()
        )
    documents.link(
        document,
        LinkKind.REPLIES_TO,
        to_document=ours,
        wire_agency_code=_fit("wire_agency_code", answered.agency_code),
        wire_document_code=_fit("wire_document_code", answered.document_code),
        wire_document_id=_fit("wire_document_id", answered.document_id),
        wire_issued_on=answered.issued_on,
    )


def _fit(name: str, text: str) -> str:
    return text[: _column(DocumentLink, name).max_length]


def _column(model: type[Model], name: str) -> "CharField[str, str]":
    column = model._meta.get_field(name)
    assert isinstance(column, CharField)
    return column
