"""One address for each act on a handling; every one goes back to the document with a sentence."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kit import clock
from kit.errors import NotFoundHere
from office.documents.answers import done
from office.handling import actions
from office.handling.forms import percent_of
from office.handling.models import Handling
from office.organisation.models import Post, Unit
from office.organisation.people import post_of, unit_of
from office.organisation.requests import OfficeRequest


def _back(request: OfficeRequest, handling: Handling, text: str) -> HttpResponse:
    wanted = request.POST.get("ve", "")
    url = reverse("incoming:document", kwargs={"document_ref": handling.document.ref})
    return done(request, wanted if wanted in ("/", reverse("handling:list")) else url, text)


def _facts(request: OfficeRequest, handling_ref: UUID) -> dict[str, Any]:
    return {"handling_ref": handling_ref, "actor": request.actor, "now": clock.now()}


def _note(request: OfficeRequest) -> str:
    return request.POST.get("note", "")[:2000]


@require_POST
def agree(request: OfficeRequest, handling_ref: UUID) -> HttpResponse:
    handling = actions.agree(**_facts(request, handling_ref))
    return _back(request, handling, _("Đã đồng ý và phân công như đề xuất."))


@require_POST
def note(request: OfficeRequest, handling_ref: UUID) -> HttpResponse:
    handling = actions.note(**_facts(request, handling_ref), text=_note(request))
    return _back(request, handling, _("Đã ghi nhận để biết."))


@require_POST
def forward(request: OfficeRequest, handling_ref: UUID) -> HttpResponse:
    post, unit = _receiver(request)
    handling = actions.forward(**_facts(request, handling_ref), to_post=post, to_unit=unit, text=_note(request))
    name = post.person.full_name if post else (unit.name if unit else "")
    return _back(request, handling, _("Đã chuyển %(name)s.") % {"name": name})


def _receiver(request: OfficeRequest) -> tuple[Post | None, Unit | None]:
    """Return whom the dialog named: a post's ref, or "unit:" and a unit's. Raises: NotFoundHere."""
    wanted, agency_id = request.POST.get("to", ""), request.actor.agency_id
    try:
        if wanted.startswith("unit:"):
            return None, unit_of(UUID(wanted.removeprefix("unit:")), agency_id=agency_id)
        return post_of(UUID(wanted.removeprefix("post:")), agency_id=agency_id), None
    except ValueError as error:
        raise NotFoundHere(what=_("người nhận việc")) from error


@require_POST
def start(request: OfficeRequest, handling_ref: UUID) -> HttpResponse:
    return _back(request, actions.start(**_facts(request, handling_ref)), _("Đã bắt đầu xử lý."))


@require_POST
def report(request: OfficeRequest, handling_ref: UUID) -> HttpResponse:
    row = actions.report(**_facts(request, handling_ref), text=_note(request), percent=percent_of(request.POST))
    return _back(request, row.handling, _("Đã gửi báo cáo."))


@require_POST
def finish(request: OfficeRequest, handling_ref: UUID) -> HttpResponse:
    handling = actions.finish(**_facts(request, handling_ref), outcome=_note(request))
    return _back(request, handling, _("Đã kết thúc xử lý."))


@require_POST
def return_(request: OfficeRequest, handling_ref: UUID) -> HttpResponse:
    handling = actions.return_(**_facts(request, handling_ref), reason=_note(request))
    return _back(request, handling, _("Đã trả lại, kèm lý do."))


@require_POST
def resend(request: OfficeRequest, handling_ref: UUID) -> HttpResponse:
    handling = actions.resend(**_facts(request, handling_ref), text=_note(request))
    return _back(request, handling, _("Đã giao lại."))


@require_POST
def see(request: OfficeRequest, handling_ref: UUID) -> HttpResponse:
    return _back(request, actions.see(**_facts(request, handling_ref)), _("Đã ghi nhận đã xem."))


@require_POST
def pause(request: OfficeRequest, handling_ref: UUID) -> HttpResponse:
    handling = actions.pause(**_facts(request, handling_ref), reason=_note(request))
    return _back(request, handling, _("Đã tạm dừng, kèm lý do."))


@require_POST
def resume(request: OfficeRequest, handling_ref: UUID) -> HttpResponse:
    return _back(request, actions.resume(**_facts(request, handling_ref)), _("Đã tiếp tục xử lý."))
