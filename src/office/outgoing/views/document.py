"""The page of one outgoing document: under review, being sealed, issued. A draft in its drafter's hands is the editor."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kit import clock
from kit.access import refusal
from office.documents import actions as documents
from office.documents.chain import chain_of
from office.documents.reads import files_of
from office.documents.timeline import turns
from office.organisation.requests import OfficeRequest
from office.outgoing.looks import facts_of, stages_of, state_look
from office.outgoing.models import OutgoingDocument
from office.outgoing.panel import panel_of
from office.outgoing.permissions import RULES, own_draft
from office.outgoing.states import State
from office.outgoing.told import banners_of


@require_GET
def page(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Draw the page; the drafter of a draft goes on writing."""
    outgoing: OutgoingDocument = OutgoingDocument.objects.by_ref(document_ref, agency_id=request.actor.agency_id)
    if outgoing.state == State.DRAFT and own_draft(request.actor, outgoing):
        return HttpResponseRedirect(reverse("outgoing:edit", kwargs={"document_ref": document_ref}))
    documents.mark_opened(outgoing.document, request.actor, clock.now())
    return render(request, "outgoing/document.html", context_of(request, outgoing))


@require_GET
def process(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Draw facts and panel again when something has happened; the paper too when its file has changed."""
    outgoing: OutgoingDocument = OutgoingDocument.objects.by_ref(document_ref, agency_id=request.actor.agency_id)
    context = context_of(request, outgoing)
    shown = request.GET.get("dang-xem", "")
    context["new_paper"] = bool(context["main"]) and shown != str(context["main"].ref) and not context["version"]
    return render(request, "outgoing/_process.html", context)


def context_of(request: OfficeRequest, outgoing: OutgoingDocument) -> dict[str, Any]:
    now, actor, document = clock.now(), request.actor, outgoing.document
    files = files_of(document)
    versions = list(outgoing.versions.select_related("file__blob", "made_by__person"))
    wanted = request.GET.get("ban", "")
    version = next((one for one in versions if str(one.number) == wanted), None)
    word, ring, tone = state_look(outgoing.state)
    return {
        "outgoing": outgoing,
        "document": document,
        "files": files,
        "main": files[0].file if files and files[0].kind == "main" else None,
        "versions": versions,
        "version": version,
        "chosen": request.GET.get("tep", ""),
        "facts": facts_of(outgoing, actor, now),
        "stages": stages_of(outgoing, actor, now),
        "panel": panel_of(outgoing, actor, now),
        "turns": turns(document_ref=document.ref, agency_id=actor.agency_id, now=now),
        "state": {"word": word, "ring": ring, "tone": tone},
        "topic": f"document-{document.ref}",
        "answers": outgoing.answers,
        "draft": outgoing.state == State.DRAFT,
        "banners": banners_of(outgoing),
        "chain": chain_of(document),
        "leader": refusal(actor, RULES, "approve_change", outgoing) is None,
    }
