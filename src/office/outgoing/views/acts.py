"""What a person presses on an outgoing document: each view reads the request, calls one action, says where to go."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kit import clock
from office.documents.answers import done
from office.organisation.requests import OfficeRequest
from office.outgoing import actions


def page_of(ref: UUID) -> str:
    return reverse("outgoing:document", kwargs={"document_ref": ref})


def reason_of(request: OfficeRequest) -> str:
    """Return the chosen reason and what was written beside it."""
    parts = [request.POST.get("reason", ""), request.POST.get("note", "").strip()]
    return ": ".join(part for part in parts if part)


def _back_to(request: OfficeRequest) -> str:
    """Return the page that asked, when it is one of ours."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


@require_POST
def initial(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    actions.initial(document_ref=document_ref, actor=request.actor, now=clock.now())
    return done(request, page_of(document_ref), _("Đang ký nháy. Xong sẽ tự trình lãnh đạo."))


@require_POST
def sign(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    actions.sign(document_ref=document_ref, actor=request.actor, now=clock.now())
    return done(request, page_of(document_ref), _("Đang ký số. Xong sẽ tự chuyển văn thư cấp số."))


@require_POST
def issue(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    outgoing = actions.issue(document_ref=document_ref, actor=request.actor, now=clock.now())
    text = _("Đã cấp số %(code)s. Đang đóng dấu và phát hành.") % {"code": outgoing.document_code}
    return done(request, page_of(document_ref), text)


@require_POST
def retry(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """The clerk tries a failed number or seal again."""
    actions.retry_issue(document_ref=document_ref, actor=request.actor, now=clock.now())
    return done(request, page_of(document_ref), _("Đang ký lại."))


@require_POST
def return_(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    outgoing = actions.return_(
        document_ref=document_ref, reason=reason_of(request), actor=request.actor, now=clock.now()
    )
    name = outgoing.drafter.person.full_name
    return done(request, _back_to(request) or page_of(document_ref), _("Đã trả lại %(name)s.") % {"name": name})


@require_POST
def cancel(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    outgoing = actions.cancel(
        document_ref=document_ref, reason=reason_of(request), actor=request.actor, now=clock.now()
    )
    return done(
        request, reverse("outgoing:list"), _("Đã hủy dự thảo “%(subject)s”.") % {"subject": outgoing.document.subject}
    )
