"""Find the page of a document whichever way it travels. View: document."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from office.documents.facts import Flow
from office.documents.models import Document
from office.organisation.requests import OfficeRequest


@require_GET
def document(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Go to the page of the document. Raises: NotFoundHere."""
    found: Document = Document.objects.by_ref(document_ref, agency_id=request.actor.agency_id)
    room = "incoming" if found.direction == Flow.INCOMING else "outgoing"
    return redirect(f"{room}:document", document_ref)
