"""File what a packet brings: document, files, links; owe 01; ask the verdict. Doors: receive.

Called by the exchange room inside its filing transaction; a repeat of the delivery is refused there by a unique key.
"""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import CharField, Model

from kit.actor import Actor
from kit.asked import add, together
from kit.errors import DomainError
from office.audit import actions as audit
from office.documents import actions as documents
from office.documents.facts import FileKind, Flow, LinkKind, Origin, StatusCode
from office.documents.models import Document, DocumentLink
from office.files import actions as files
from office.files.models import File
from office.incoming.actions._shared import tell
from office.incoming.models import IncomingDocument
from office.incoming.values import AnsweredDocument, Received, ReceivedFile
from office.organisation.models import Agency
from office.signing import actions as signing

TEXTS = (
    *("document_id", "number", "notation", "type_name", "subject", "issuer_code", "issuer_name"),
    *("signer_name", "signer_position", "signer_competence", "place"),
)
LINE_MAX = 300  # of one printed line of Nơi nhận


@together
def receive(*, agency: Agency, facts: Received, now: datetime) -> IncomingDocument:
    """Return the new document waiting for the clerk; the sender is owed 01 (đã đến).

    Law: QĐ 28/2018/QĐ-TTg Điều 9 khoản 1; NĐ 30/2020/NĐ-CP Điều 21. A file that cannot be kept and a text that had
    to be cut are named in the remarks, never dropped silently.
    """
    actor = Actor.system(agency.pk, agency.code)
    texts, cut = _texts(facts)
    document = documents.create(
        agency_id=agency.pk,
        direction=Flow.INCOMING,
        origin=Origin.AXIS,
        issued_on=facts.issued_on,
        urgency=facts.urgency,
        due_on=facts.due_on,
        recipients=[one[:LINE_MAX] for one in facts.recipients],
        page_count=facts.page_count,
        **texts,
    )
    problems = _keep_files(document, facts.files, now)
    incoming = add(
        IncomingDocument(
            agency=agency,
            document=document,
            received_at=facts.received_at,
            sender_code=facts.sender_code,
            transfer_id=facts.transfer_id,
            delivery_ref=facts.delivery_ref,
            wire_facts=facts.wire_facts,
            remarks=[*facts.remarks, *cut, *problems],
        )
    )
    for answered in facts.responses:
        _link(document, answered)
    documents.owe_status(document=document, code=StatusCode.ARRIVED, at=now, actor=actor)
    audit.record("incoming.received", actor=actor, at=now, document_ref=document.ref, transfer_id=facts.transfer_id)
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


def _keep_files(document: Document, received: list[ReceivedFile], now: datetime) -> list[str]:
    """Keep each file in its place; return a sentence for each that the packet did not really bring."""
    problems: list[str] = []
    position = 0
    for one in received:
        if one.content is None:
            problems.append(f"Tệp “{one.name}”: {one.problem or 'không đọc được nội dung'}")
            continue
        if one.problem:
            problems.append(f"Tệp “{one.name}”: {one.problem}")
        try:
            file = _keep(document.agency_id, one, now)
        except DomainError as refused:  # empty or too large: the clerk must see that it came
            problems.append(refused.text())
            continue
        kind = FileKind.MAIN if position == 0 else FileKind.APPENDIX
        documents.attach_file(document, file, kind, position)
        signing.ask_verdict(file)
        position += 1
    return problems


def _keep(agency_id: int, one: ReceivedFile, now: datetime) -> File:
    if isinstance(one.content, bytes | Path):
        return files.keep(agency_id=agency_id, name=one.name, data=one.content, now=now)
    assert one.content is not None
    with tempfile.NamedTemporaryFile() as scratch, one.content as stream:
        shutil.copyfileobj(stream, scratch, 1 << 20)
        scratch.flush()
        return files.keep(agency_id=agency_id, name=one.name, data=Path(scratch.name), now=now)


def _link(document: Document, answered: AnsweredDocument) -> None:
    ours = None
    if answered.document_id:
        ours = (
            Document.objects.of(document.agency_id)
            .filter(document_id=answered.document_id, direction=Flow.OUTGOING)
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
