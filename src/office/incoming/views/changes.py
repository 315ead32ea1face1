"""Answers to what the sender asks: agree or decline."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kit import clock
from office.documents.answers import done
from office.incoming import actions
from office.incoming.models import ChangeRequest
from office.organisation.requests import OfficeRequest


def _back(request: OfficeRequest, change: ChangeRequest, text: str) -> HttpResponse:
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
