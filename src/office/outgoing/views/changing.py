"""What is done to an issued document: recall, ask back, update, replace; and the leader's word on it."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kit import clock
from kit.access import refusal
from kit.errors import DomainError
from kit.screen.parts import Fact
from office.documents.answers import done
from office.documents.comparing import Sides, sides_of
from office.documents.editions import facts_of
from office.documents.models import Document
from office.documents.reads import files_of
from office.documents.words import when_words
from office.organisation.requests import OfficeRequest
from office.outgoing import actions
from office.outgoing.forms import UpdateForm
from office.outgoing.models import IssuedChange, OutgoingDocument
from office.outgoing.permissions import RULES
from office.outgoing.reach import held_by, pending_change, why_not_now
from office.outgoing.states import ChangeKind, ChangeState
from office.outgoing.values import ChangePlan
from office.outgoing.views.acts import page_of, reason_of


def _own(request: OfficeRequest, document_ref: UUID) -> OutgoingDocument:
    row: OutgoingDocument = OutgoingDocument.objects.by_ref(document_ref, agency_id=request.actor.agency_id)
    return row


def _proposed(request: OfficeRequest, change: IssuedChange, sent: str) -> HttpResponse:
    """Go to the document, or to the proposal that now waits for a leader."""
    if change.state == ChangeState.SENT:
        return done(request, page_of(change.outgoing.document.ref), sent)
    url = reverse("outgoing:change", kwargs={"change_ref": change.ref})
    return done(request, url, _("Đã trình lãnh đạo duyệt. Chưa có gì gửi đi."))


@require_POST
def recall(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    change = actions.recall(
        document_ref=document_ref,
        reason=reason_of(request),
        by_status=request.POST.getlist("by_status"),
        actor=request.actor,
        now=clock.now(),
    )
    return _proposed(request, change, _("Đã thu hồi. Đang báo các nơi nhận."))


@require_http_methods(["GET", "POST"])
def retrieve(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Ask chosen receivers to give the document back (status 13); the document itself stays in force."""
    outgoing = _own(request, document_ref)
    chosen = request.POST.getlist("receiver") if request.method == "POST" else request.GET.getlist("noi")
    if request.method == "POST":
        plan = ChangePlan(kind=ChangeKind.RETRIEVE, reason=reason_of(request), asked=tuple(chosen))
        change = actions.propose_change(document_ref=document_ref, plan=plan, actor=request.actor, now=clock.now())
        return _proposed(request, change, _("Đã yêu cầu trả lại. Theo dõi trả lời ở bảng nơi nhận."))
    return render(request, "outgoing/retrieve.html", _context(request, outgoing) | {"chosen": chosen})


@require_http_methods(["GET", "POST"])
def update(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Correct header facts, put a new signed file in place, add or take off receivers."""
    outgoing = _own(request, document_ref)
    document = outgoing.document
    initial = {"subject": document.subject, "due_on": document.due_on, "urgency": document.urgency}
    form = UpdateForm(request.POST or None, request.FILES or None, initial=initial)
    context = _context(request, outgoing)
    ticked = request.POST.getlist("receiver")
    if request.method == "POST" and form.is_valid():
        held = {one.code for one in context["held"]}
        upload = form.cleaned_data["file"]
        plan = ChangePlan(
            kind=ChangeKind.UPDATE,
            reason=form.cleaned_data["reason"],
            facts=form.facts(),
            file_name=upload.name if upload else "",
            file_data=Path(upload.temporary_file_path()) if upload else None,
            added=tuple(code for code in ticked if code not in held),
            removed=tuple(sorted(held - set(ticked))),
        )
        try:
            change = actions.propose_change(document_ref=document_ref, plan=plan, actor=request.actor, now=clock.now())
        except DomainError as error:
            if error.code not in ("OUT-014", "OUT-015", "OUT-017"):
                raise
            form.add_error("file" if error.code == "OUT-015" else None, error.text())
        else:
            return _proposed(request, change, _("Đã cập nhật. Đang gửi các nơi nhận."))
    context |= {"form": form, "ticked": ticked if form.is_bound else [one.code for one in context["held"]]}
    return render(request, "outgoing/update.html", context, status=422 if form.is_bound else 200)


def _context(request: OfficeRequest, outgoing: OutgoingDocument) -> dict[str, Any]:
    held = held_by(outgoing)
    why = why_not_now(outgoing, pending=pending_change(outgoing), held=len(held))
    return {
        "outgoing": outgoing,
        "document": outgoing.document,
        "held": held,
        "why": why or refusal(request.actor, RULES, "propose_change", outgoing) or "",
        "leader": refusal(request.actor, RULES, "approve_change", outgoing) is None,
    }


@require_POST
def replace(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    new = actions.replace_document(document_ref=document_ref, actor=request.actor, now=clock.now())
    url = reverse("outgoing:edit", kwargs={"document_ref": new.document.ref})
    return done(request, url, _("Đã mở dự thảo thay thế. Phát hành xong, văn bản cũ tự đóng."))


@require_http_methods(["GET", "POST"])
def forward(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Send an incoming document on: asked by GET it says what will be opened, by POST it opens the covering letter."""
    original: Document = Document.objects.by_ref(document_ref, agency_id=request.actor.agency_id)
    if request.method == "POST":
        cover = actions.forward_document(document_ref=document_ref, actor=request.actor, now=clock.now())
        return done(request, reverse("outgoing:edit", kwargs={"document_ref": cover.document.ref}))
    why = refusal(request.actor, RULES, "forward", None)
    return render(request, "outgoing/forward.html", {"original": original, "files": files_of(original), "why": why})


def _change(request: OfficeRequest, change_ref: UUID) -> IssuedChange:
    found: IssuedChange = IssuedChange.objects.by_ref(change_ref, agency_id=request.actor.agency_id)
    return found


@require_GET
def change(request: OfficeRequest, change_ref: UUID) -> HttpResponse:
    """Show a change: what it is, old and new beside each other, and the leader's acts."""
    found, actor, now = _change(request, change_ref), request.actor, clock.now()
    waits = found.state == ChangeState.PROPOSED
    why = actions.why_not_approved(found) if waits else ""
    context = {
        "change": found,
        "document": found.outgoing.document,
        "outgoing": found.outgoing,
        "kind": ChangeKind(found.kind).label,
        "facts_shown": _facts(found, now),
        "sides": _sides(found),
        "files": files_of(found.outgoing.document),
        "waits": waits,
        "why_not_approve": refusal(actor, RULES, "approve_change", found) or why,
        "why_not_turn_down": refusal(actor, RULES, "turn_down_change", found) or "",
        "why_not_withdraw": refusal(actor, RULES, "withdraw_change", found) or "",
        "held": held_by(found.outgoing) if found.kind == ChangeKind.RECALL and waits else [],
        "topic": f"document-{found.outgoing.document.ref}",
    }
    return render(request, "outgoing/change.html", context)


def _facts(change: IssuedChange, now: datetime) -> list[Fact]:
    who = change.proposed_by.person.full_name if change.proposed_by else ""
    facts = [
        Fact(_("Số, ký hiệu"), change.outgoing.document_code),
        Fact(_("Người đề nghị"), who, when_words(change.proposed_at, now)),
        Fact(_("Tình trạng"), str(ChangeState(change.state).label)),
    ]
    if change.decided_by and change.decided_at:
        name = change.decided_by.person.full_name
        facts.append(Fact(_("Người quyết định"), name, when_words(change.decided_at, now)))
    return facts


def _sides(change: IssuedChange) -> Sides | None:
    if change.kind != ChangeKind.UPDATE:
        return None
    document = change.outgoing.document
    present = files_of(document)
    if change.edition is not None:
        before = list(change.edition.edition_files.select_related("file__blob"))
        return sides_of((_("Bản trước"), _("Bản cập nhật")), change.edition.facts, change.facts, before, present)
    new = [change] if change.file else []
    return sides_of((_("Bản đã phát hành"), _("Bản cập nhật")), facts_of(document), change.facts, present[:1], new)


@require_POST
def approve(request: OfficeRequest, change_ref: UUID) -> HttpResponse:
    found = actions.approve_change(
        change_ref=change_ref, text=request.POST.get("note", ""), actor=request.actor, now=clock.now()
    )
    return done(request, page_of(found.outgoing.document.ref), _("Đã duyệt. Đang gửi các nơi nhận."))


@require_POST
def turn_down(request: OfficeRequest, change_ref: UUID) -> HttpResponse:
    found = actions.turn_down_change(
        change_ref=change_ref, reason=request.POST.get("note", ""), actor=request.actor, now=clock.now()
    )
    return done(request, page_of(found.outgoing.document.ref), _("Đã trả lời không duyệt, kèm lý do."))


@require_POST
def withdraw(request: OfficeRequest, change_ref: UUID) -> HttpResponse:
    found = actions.withdraw_change(change_ref=change_ref, actor=request.actor, now=clock.now())
    return done(request, page_of(found.outgoing.document.ref), _("Đã rút đề nghị."))
