"""A new document in place of earlier ones. Doors: replace_document, replaced_by, to_be_told, close_replaced.

Law: NĐ 30/2020/NĐ-CP Điều 18 khoản 3: wrong content is corrected by an equivalent document; it goes the whole way of a draft.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kit.access import allow
from kit.actor import Actor
from kit.asked import Asked
from kit.errors import NotFoundHere
from kit.wake import wake
from office.audit import actions as audit
from office.documents import actions as documents
from office.documents.facts import Flow, LinkKind
from office.documents.models import Document, DocumentLink
from office.organisation.acting import actor_for
from office.outgoing.actions.common import opened, tell
from office.outgoing.actions.drafts import create_draft, set_receivers
from office.outgoing.actions.sending import SEND_TOPIC, take_back
from office.outgoing.errors import ChangeWaits
from office.outgoing.models import ChangeAsk, Delivery, Dispatch, IssuedChange, OutgoingDocument
from office.outgoing.permissions import RULES
from office.outgoing.reach import Held, held_by, left_out, pending_change, told_by_status
from office.outgoing.states import MOVES, ChangeKind, ChangeState, State
from office.outgoing.values import DraftFacts, ReceiverChoice


@transaction.atomic
def replace_document(*, document_ref: UUID, actor: Actor, now: datetime) -> OutgoingDocument:
    """Return a new draft that replaces the issued document: same words and receivers, linked; its issue closes the old one.

    Raises: NotPermitted, MoveNotAllowed, ChangeWaits.
    """
    old = opened(document_ref, actor)
    actor = allow(actor, RULES, "replace", old)
    MOVES.step("replace", old.state)
    waits = pending_change(old)
    if waits is not None:
        raise ChangeWaits(what=ChangeKind(waits.kind).label)
    document = old.document
    facts = DraftFacts(
        subject=document.subject, type_code=document.type_code, urgency=document.urgency, due_on=document.due_on
    )
    new = create_draft(facts=facts, actor=actor, now=now)
    new.content = {**new.content, **old.content}
    new.save(update_fields=["content"])
    documents.change_fields(new.document, recipients=document.recipients)
    documents.link(new.document, LinkKind.REPLACES, to_document=document)
    receivers = [
        ReceiverChoice(code=one.code, name=one.name, on_paper=one.on_paper, paper_reason=one.paper_reason)
        for one in old.receivers.filter(removed_at__isnull=True)
    ]
    set_receivers(document_ref=new.document.ref, receivers=receivers, actor=actor, now=now)
    audit.record(
        "outgoing.replacement_drafted",
        actor=actor,
        at=now,
        document_ref=document.ref,
        subject_ref=new.document.ref,
    )
    tell(old)
    return new


_replaced = Asked(
    lambda document: (
        DocumentLink.objects.filter(document_id=document, kind=LinkKind.REPLACES, to_document__direction=Flow.OUTGOING)
        .select_related("to_document")
        .order_by("id")
    ),
    "document",
)


def replaced_by(outgoing: OutgoingDocument) -> list[Document]:
    """Return the issued documents of ours that this one replaces."""
    links = _replaced.all(document=outgoing.document_id)
    return [link.to_document for link in links if link.to_document]


def to_be_told(outgoing: OutgoingDocument) -> list[tuple[Document, list[Held]]]:
    """Return, before the issue, each document that will be closed with the receivers that then are told a recall of it."""
    found = []
    for document in replaced_by(outgoing):
        old = OutgoingDocument.objects.of(outgoing.agency_id).filter(document=document, state=State.ISSUED).first()
        left = left_out(old, outgoing) if old else []
        if left:
            found.append((document, left))
    return found


def close_replaced(
    outgoing: OutgoingDocument, replaced: Sequence[Document], dispatch: Dispatch | None, now: datetime
) -> None:
    """The replacement is issued: each of the ``replaced`` is closed, and its receivers owe an answer.

    Who held it and does not get the replacement over the axis is told a recall (QĐ 28/2018/QĐ-TTg Điều 8): nobody keeps what
    is void, and a closed document cannot be recalled any more. A document recalled meanwhile stays recalled. Called in the
    transaction of the issue.
    """
    if not replaced:
        return
    actor = actor_for(outgoing.issued_by) if outgoing.issued_by else Actor.system(outgoing.agency_id, "")
    for document in replaced:
        try:
            old: OutgoingDocument = OutgoingDocument.objects.locked(document.ref, agency_id=outgoing.agency_id)
        except NotFoundHere:
            continue
        if old.state != State.ISSUED:
            continue
        held = held_by(old)
        old.state = MOVES.step("replace", old.state).target
        old.save(update_fields=["state"])
        change = _close_change(old, outgoing, now)
        reached = _reached(dispatch)
        if dispatch is not None:
            ChangeAsk.objects.bulk_create(
                ChangeAsk(
                    agency_id=old.agency_id,
                    change=change,
                    dispatch=dispatch,
                    kind=ChangeKind.REPLACE,
                    code=one.code,
                    name=one.name,
                    asked_at=now,
                )
                for one in held
                if one.code in reached
            )
        left = left_out(old, outgoing)
        by_status = told_by_status(old, [one.code for one in left])
        take_back(change, left, by_status=by_status, reason=_recall_reason(outgoing), now=now)
        if left:
            wake(SEND_TOPIC)
        audit.record(
            "outgoing.replaced",
            actor=actor,
            at=now,
            document_ref=document.ref,
            subject_ref=outgoing.document.ref,
            document_code=outgoing.document_code,
        )
        tell(old)


def _reached(dispatch: Dispatch | None) -> set[str]:
    if dispatch is None:
        return set()
    return set(Delivery.objects.of(dispatch.agency_id).filter(dispatch=dispatch).values_list("code", flat=True))


def _close_change(old: OutgoingDocument, new: OutgoingDocument, now: datetime) -> IssuedChange:
    """A proposal that still waited for approval has lost its object; the replacement is the change that was sent."""
    waits = IssuedChange.objects.of(old.agency_id).filter(outgoing=old, state=ChangeState.PROPOSED)
    waits.update(state=ChangeState.WITHDRAWN, decided_at=now, decision_text=f"Thay thế bằng {new.document_code}")
    return IssuedChange.objects.create(
        agency_id=old.agency_id,
        outgoing=old,
        kind=ChangeKind.REPLACE,
        state=ChangeState.SENT,
        reason=reason_of(new),
        new_outgoing=new,
        proposed_by=new.drafter,
        proposed_at=now,
        decided_by=new.signer,
        decided_at=now,
    )


def _recall_reason(new: OutgoingDocument) -> str:
    """Return what those are told who do not get the replacement."""
    return f"Đã được thay thế bằng văn bản số {new.document_code}"[:500]


def reason_of(new: OutgoingDocument) -> str:
    """Return the sentence that goes with the replacing packet."""
    codes = ", ".join(one.document_code for one in replaced_by(new))
    return f"Thay thế văn bản số {codes}"[:500]
