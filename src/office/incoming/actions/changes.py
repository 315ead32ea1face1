"""The sender recalls, updates, replaces or asks back; a person answers. Doors: ask_change, agree_change, decline_change.

Nothing is deleted: a recalled document keeps its entry and its history. Law: QĐ 28/2018/QĐ-TTg Điều 9 khoản 2.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kit import clock
from kit.access import allow
from kit.actor import Actor
from office.audit import actions as audit
from office.documents import actions as documents
from office.documents.facts import Flow, StatusCode
from office.documents.models import Document
from office.handling import actions as handling
from office.incoming.actions._shared import step, tell
from office.incoming.errors import ChangeAnswered, DeclineUnexplained
from office.incoming.models import ChangeRequest, IncomingDocument
from office.incoming.permissions import RULES
from office.incoming.states import ChangeState, State
from office.incoming.values import ChangeAsked
from office.organisation.models import Agency, Person

TAKES_BACK = ("recall", "retrieve")
VERBS = {
    "recall": "thu hồi văn bản",
    "update": "cập nhật văn bản",
    "replace": "thay thế văn bản",
    "retrieve": "lấy lại văn bản",
}


@transaction.atomic
def ask_change(*, agency: Agency, facts: ChangeAsked, now: datetime) -> bool:
    """Write what the sender asks of documents we hold from him; False when we hold none of them.

    Only the sender of a document may ask; a repeat of the transfer changes nothing.
    """
    found = _targets(agency, facts)
    for place, document in enumerate(found):
        transfer = facts.transfer_id if place == 0 else f"{facts.transfer_id}#{place}"
        request, new = ChangeRequest.objects.get_or_create(
            agency=agency,
            transfer_id=transfer[:64],
            defaults={
                "document": document,
                "kind": facts.kind,
                "reason": facts.reason[:500],
                "asked_at": now,
            },
        )
        if not new:
            continue
        audit.record(
            "incoming.change_asked",
            actor=Actor.system(agency.pk, agency.code),
            at=now,
            document_ref=document.ref,
            subject_ref=request.ref,
            change=facts.kind,
        )
        tell(document.incoming)
    return bool(found)


def _targets(agency: Agency, facts: ChangeAsked) -> list[Document]:
    rows = Document.objects.of(agency.pk).filter(direction=Flow.INCOMING, incoming__sender_code=facts.sender_code)
    rows = rows.select_related("incoming").order_by("id")
    wanted = list(facts.replaced_ids) or [facts.document_id]
    found = list(rows.filter(document_id__in=[one for one in wanted if one]))
    if not found and facts.document_code and facts.issued_on:
        number, _, notation = facts.document_code.partition("/")
        found = list(rows.filter(number=number, notation=notation, issued_on=facts.issued_on))
    return found


def _lock(change_ref: UUID, actor: Actor) -> tuple[ChangeRequest, IncomingDocument]:
    request: ChangeRequest = ChangeRequest.objects.locked(change_ref, agency_id=actor.agency_id)
    rows = IncomingDocument.objects.select_for_update(of=("self", "document")).select_related("document")
    incoming: IncomingDocument = rows.get(document_id=request.document_id)
    if request.state != ChangeState.PENDING:
        who = Person.objects.filter(pk=request.answered_by_id or 0).values_list("full_name", flat=True).first()
        at = request.answered_at.astimezone(clock.HANOI).strftime("%H:%M %d/%m/%Y") if request.answered_at else ""
        raise ChangeAnswered(who=who or "Hệ thống", at=at, label=VERBS[request.kind])
    return request, incoming


def _answer(request: ChangeRequest, state: str, text: str, actor: Actor, now: datetime) -> None:
    request.state, request.answer_text, request.answered_at = state, text.strip()[:500], now
    request.answered_by_id = actor.person_id
    request.save(update_fields=["state", "answer_text", "answered_at", "answered_by"])


@transaction.atomic
def agree_change(*, change_ref: UUID, actor: Actor, now: datetime, text: str = "") -> ChangeRequest:
    """Agree (15). A recall or a retrieval stops all work on the document and marks it recalled; it stays readable.

    Raises: NotPermitted, ChangeAnswered, SomeoneWasFaster.
    """
    request, incoming = _lock(change_ref, actor)
    allow(actor, RULES, "agree_change", incoming)
    _answer(request, ChangeState.AGREED, text, actor, now)
    if request.kind in TAKES_BACK and incoming.state in (State.RECEIVED, State.REGISTERED):
        incoming.state = step("recall", incoming, actor).target
        incoming.save(update_fields=["state"])
        handling.stop_all(incoming.document, f"Bên gửi thu hồi: {request.reason}".strip(": "), actor, now)
        documents.raise_stage(incoming.document, StatusCode.AGREED)
    documents.owe_status(
        document=incoming.document,
        code=StatusCode.AGREED,
        description=text.strip() or f"Đồng ý {VERBS[request.kind]}",
        at=now,
        actor=actor,
    )
    _record("incoming.change_agreed", request, incoming, actor, now)
    return request


@transaction.atomic
def decline_change(*, change_ref: UUID, text: str, actor: Actor, now: datetime) -> ChangeRequest:
    """Decline (16) with a reason; the document stays as it is. Raises: NotPermitted, ChangeAnswered, DeclineUnexplained."""
    request, incoming = _lock(change_ref, actor)
    allow(actor, RULES, "decline_change", incoming)
    if not text.strip():
        raise DeclineUnexplained
    _answer(request, ChangeState.DECLINED, text, actor, now)
    documents.owe_status(
        document=incoming.document, code=StatusCode.DECLINED, description=text.strip(), at=now, actor=actor
    )
    _record("incoming.change_declined", request, incoming, actor, now)
    return request


def _record(kind: str, request: ChangeRequest, incoming: IncomingDocument, actor: Actor, now: datetime) -> None:
    audit.record(
        kind, actor=actor, at=now, document_ref=incoming.document.ref, subject_ref=request.ref, change=request.kind
    )
    tell(incoming)
