"""The sender recalls, updates, replaces or asks back; a person answers. Doors: agree_change, decline_change.

Nothing is deleted: a recalled document keeps its entry and its history. Law: QĐ 28/2018/QĐ-TTg Điều 9 khoản 2.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kit import clock
from kit.access import allow
from kit.actor import Actor
from kit.wake import wake
from office.audit import actions as audit
from office.documents import actions as documents
from office.documents.facts import StatusCode
from office.documents.models import Document
from office.documents.reads import files_of
from office.handling import actions as handling
from office.incoming.actions._shared import step, tell
from office.incoming.actions.asking import TAKES_BACK
from office.incoming.errors import ChangeAnswered, DeclineUnexplained, DocumentNotHere
from office.incoming.models import ChangeRequest, IncomingDocument
from office.incoming.permissions import RULES
from office.incoming.states import CHANGE_MOVES, ChangeState, State
from office.organisation.models import Person
from office.signing import actions as signing

VERBS = {
    "recall": "thu hồi văn bản",
    "update": "cập nhật văn bản",
    "replace": "thay thế văn bản",
    "retrieve": "lấy lại văn bản",
}


RESULTS = {
    "recall": "incoming.taken_back",
    "retrieve": "incoming.taken_back",
    "update": "incoming.updated",
    "replace": "incoming.replaced",
}
OPEN_STATES = (State.RECEIVED, State.REGISTERED)


def _lock(change_ref: UUID, name: str, actor: Actor) -> tuple[ChangeRequest, IncomingDocument | None]:
    """Return the request and its document locked, the document first, as every act on it does.

    Raises: NotFoundHere, NotPermitted, ChangeAnswered.
    """
    found: ChangeRequest = ChangeRequest.objects.by_ref(change_ref, agency_id=actor.agency_id)
    incoming: IncomingDocument | None = None
    if found.document_id is not None:
        rows = IncomingDocument.objects.select_for_update(of=("self", "document")).select_related("document", "agency")
        incoming = rows.get(document_id=found.document_id)
    request: ChangeRequest = ChangeRequest.objects.locked(change_ref, agency_id=actor.agency_id)
    actor = allow(actor, RULES, name, request)
    if name not in CHANGE_MOVES.names_from(request.state):
        raise _answered(request)
    return request, incoming


def _answered(request: ChangeRequest) -> ChangeAnswered | DocumentNotHere:
    if request.state == ChangeState.HELD:
        return DocumentNotHere()
    who = Person.objects.filter(pk=request.answered_by_id or 0).values_list("full_name", flat=True).first()
    at = request.answered_at.astimezone(clock.HANOI).strftime("%H:%M %d/%m/%Y") if request.answered_at else ""
    return ChangeAnswered(who=who or "Hệ thống", at=at, label=VERBS[request.kind])


def _answer(request: ChangeRequest, name: str, text: str, actor: Actor, now: datetime) -> None:
    request.state = CHANGE_MOVES.step(name, request.state).target
    request.answer_text, request.answered_at = text.strip()[:500], now
    request.answered_by_id = actor.person_id
    request.save(update_fields=["state", "answer_text", "answered_at", "answered_by"])


@transaction.atomic
def agree_change(*, change_ref: UUID, actor: Actor, now: datetime, text: str = "") -> ChangeRequest:
    """Agree (15) and do what the sender asks; nothing is deleted, what was stays readable.

    A recall or a retrieval stops all work and locks the document. An update keeps the former state beside the new one. A
    replacement closes the old document. Raises: NotPermitted, ChangeAnswered, DocumentNotHere, SomeoneWasFaster.
    """
    request, incoming = _lock(change_ref, "agree_change", actor)
    assert incoming is not None
    _answer(request, "agree_change", text, actor, now)
    if incoming.state in OPEN_STATES:
        _carry_out(request, incoming, actor, now)
    _owe(request, incoming, text.strip() or f"Đồng ý {VERBS[request.kind]}", actor, now)
    _record("incoming.change_agreed", request, incoming, actor, now)
    if request.kind in TAKES_BACK:
        _answer_the_like(request, incoming, actor, now)
    return request


def _owe(request: ChangeRequest, incoming: IncomingDocument, words: str, actor: Actor, now: datetime) -> None:
    documents.owe_status(document=incoming.document, code=StatusCode.AGREED, description=words, at=now, actor=actor)


def _answer_the_like(request: ChangeRequest, incoming: IncomingDocument, actor: Actor, now: datetime) -> None:
    """The sender may have asked twice, by packet and by status: the one answer goes to each."""
    rows = ChangeRequest.objects.of(request.agency_id).select_for_update(of=("self",))
    for other in rows.filter(document=incoming.document, state=ChangeState.PENDING, kind__in=TAKES_BACK):
        _answer(other, "agree_change", request.answer_text, actor, now)
        _owe(other, incoming, f"Đồng ý {VERBS[other.kind]}", actor, now)


def _carry_out(request: ChangeRequest, incoming: IncomingDocument, actor: Actor, now: datetime) -> None:
    document = incoming.document
    if request.kind == "update":
        _update(request, document, now)
    else:
        move, note = ("recall", f"Bên gửi thu hồi: {request.reason}".strip(": "))
        if request.kind == "replace":
            new = request.new_document
            move, note = ("replace", f"Thay thế bằng văn bản số {new.document_code}" if new else request.reason)
        incoming.state = step(move, incoming, actor)[0].target
        incoming.save(update_fields=["state"])
        handling.stop_all(document, note, actor, now)
        documents.raise_stage(document, StatusCode.AGREED)
    audit.record(
        RESULTS[request.kind],
        actor=actor,
        at=now,
        document_ref=document.ref,
        subject_ref=request.ref,
        change=request.kind,
    )


def _update(request: ChangeRequest, document: Document, now: datetime) -> None:
    """Put the new facts and files in place; facts the clerk corrected are told by the sender again, so they are his."""
    rows = list(request.change_files.select_related("file").order_by("position", "id"))
    files = [(row.file, row.kind) for row in rows]
    present = [one.file.blob_id for one in files_of(document)]
    if [file.blob_id for file, _kind in files] == present:
        files = []
    reason = request.reason
    request.edition = documents.supersede(document, facts=request.facts, files=files, reason=reason, now=now)
    request.save(update_fields=["edition"])
    for file, _kind in files:
        signing.check_again(file, now)


@transaction.atomic
def decline_change(*, change_ref: UUID, text: str, actor: Actor, now: datetime) -> ChangeRequest:
    """Decline (16) with a reason; the document stays as it is. Declining a recall is a leader's word.

    Also answers a request for a document that never arrived. Raises: NotPermitted, ChangeAnswered, DeclineUnexplained.
    """
    request, incoming = _lock(change_ref, "decline_change", actor)
    if not text.strip():
        raise DeclineUnexplained
    _answer(request, "decline_change", text, actor, now)
    if incoming is None:
        documents.answer_unknown(
            agency_id=request.agency_id,
            wire={"agency_code": request.sender_code, **request.wire},
            code=StatusCode.DECLINED,
            description=text.strip(),
            at=now,
            actor=actor,
        )
    else:
        documents.owe_status(
            document=incoming.document, code=StatusCode.DECLINED, description=text.strip(), at=now, actor=actor
        )
    _record("incoming.change_declined", request, incoming, actor, now)
    return request


def _record(kind: str, request: ChangeRequest, incoming: IncomingDocument | None, actor: Actor, now: datetime) -> None:
    ref = incoming.document.ref if incoming else None
    audit.record(kind, actor=actor, at=now, document_ref=ref, subject_ref=request.ref, change=request.kind)
    if incoming is not None:
        tell(incoming)
    else:
        wake(f"agency-{request.agency_id}")
