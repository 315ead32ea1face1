"""What the sender asks: the page that shows old and new, and the two answers."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kit import clock
from kit.access import refusal
from kit.screen.parts import Fact
from office.documents.answers import done
from office.documents.reads import files_of
from office.documents.words import when_words
from office.incoming import actions
from office.incoming.asked import comparison_of
from office.incoming.models import ChangeRequest
from office.incoming.permissions import RULES
from office.incoming.states import ChangeState
from office.organisation.requests import OfficeRequest


@require_GET
def page(request: OfficeRequest, change_ref: UUID) -> HttpResponse:
    """Show what is asked: facts that differ, both files beside each other, and the answers."""
    actor, now = request.actor, clock.now()
    change: ChangeRequest = ChangeRequest.objects.by_ref(change_ref, agency_id=actor.agency_id)
    document = change.document
    context = {
        "change": change,
        "document": document,
        "sides": comparison_of(change),
        "document_files_shown": files_of(document) if document else [],
        "facts_shown": _facts(change, now),
        "waits": change.state == ChangeState.PENDING,
        "held": change.state == ChangeState.HELD,
        "why_not_agree": refusal(actor, RULES, "agree_change", change) or "",
        "why_not_decline": refusal(actor, RULES, "decline_change", change) or "",
        "problems": change.wire.get("problems", []),
        "topic": f"document-{document.ref}" if document else f"agency-{actor.agency_id}",
    }
    return render(request, "incoming/change.html", context)


def _facts(change: ChangeRequest, now: datetime) -> list[Fact]:
    document = change.document
    code = document.document_code if document else change.wire.get("document_code", "")
    sender = document.issuer_name if document else change.sender_code
    answered = when_words(change.answered_at, now) if change.answered_at else ""
    who = change.answered_by.full_name if change.answered_by else ""
    return [
        Fact(_("Bên gửi"), sender),
        Fact(_("Số, ký hiệu"), code or "—"),
        Fact(_("Đề nghị lúc"), when_words(change.asked_at, now)),
        Fact(_("Trả lời"), str(ChangeState(change.state).label), ", ".join(part for part in (who, answered) if part)),
    ]


def _back(request: OfficeRequest, change: ChangeRequest, text: str) -> HttpResponse:
    if change.document is None:
        return done(request, f"{reverse('incoming:queue')}?muc=de-nghi", text)
    return done(request, reverse("incoming:document", kwargs={"document_ref": change.document.ref}), text)


@require_POST
def agree(request: OfficeRequest, change_ref: UUID) -> HttpResponse:
    change = actions.agree_change(
        change_ref=change_ref, text=request.POST.get("note", ""), actor=request.actor, now=clock.now()
    )
    return _back(request, change, _("Đã đồng ý. Bên gửi nhận được trả lời."))


@require_POST
def decline(request: OfficeRequest, change_ref: UUID) -> HttpResponse:
    change = actions.decline_change(
        change_ref=change_ref, text=request.POST.get("note", ""), actor=request.actor, now=clock.now()
    )
    return _back(request, change, _("Đã trả lời không đồng ý, kèm lý do."))
