"""Phiếu giải quyết văn bản đến: one printed page of what leaders and units decided (NĐ 30/2020/NĐ-CP Phụ lục IV)."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kit import clock
from office.handling.reads import tree_of
from office.handling.states import Duty, State
from office.incoming.models import IncomingDocument
from office.organisation.requests import OfficeRequest


@require_GET
def sheet(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    incoming = IncomingDocument.objects.by_ref(document_ref, agency_id=request.actor.agency_id)
    tree = tree_of(incoming.document)
    context = {
        "incoming": incoming,
        "document": incoming.document,
        "agency": request.acting.post.agency,
        "decisions": [one for one in tree if one.duty == Duty.DECIDE and one.state == State.DONE],
        "stopped": next((one.outcome for one in tree if one.state == State.STOPPED), ""),
        "work": [one for one in tree if one.duty != Duty.DECIDE],
        "now": clock.now(),
    }
    return render(request, "incoming/sheet.html", context)
