"""The panel of instruction and assignment, for the leader, the office's proposal and the unit's head."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from kit import clock
from kit.access import allow
from kit.screen.parts import Choice
from office.documents.answers import done
from office.documents.facts import Origin
from office.documents.reads import files_of
from office.handling import actions
from office.handling.forms import AssignForm, chosen_receivers
from office.handling.models import Handling
from office.handling.permissions import RULES
from office.handling.reads import unit_of_work
from office.handling.receivers import (
    Receiver,
    by_keys,
    deadline_chips,
    find,
    of_assignments,
    to_assignments,
)
from office.handling.states import Duty
from office.organisation.requests import OfficeRequest

PHRASES = (_("Để tham mưu."), _("Để báo cáo."), _("Để triển khai thực hiện."))


@dataclass(frozen=True)
class Mode:
    """One use of the panel."""

    name: str
    title: str | Promise
    verb: str | Promise
    origin: str | Promise
    tells_sender: bool


MODES = {
    "instruct": Mode(
        "instruct", _("Cho ý kiến và phân công"), _("Gửi ý kiến và phân công"), _("in trên phiếu giải quyết"), True
    ),
    "assign": Mode("assign", _("Giao cho chuyên viên"), _("Giao việc"), _("chuyên viên nhận được"), False),
    "propose": Mode("propose", _("Đề xuất phân công"), _("Gửi đề xuất"), _("lãnh đạo thấy khi mở văn bản"), False),
}


def _duties() -> tuple[Choice, ...]:
    """The weight of a switch shows the duty: solid leads, tint helps, grey only knows."""
    return (
        Choice(Duty.LEAD, str(Duty.LEAD.label), weight="solid"),
        Choice(Duty.COORDINATE, str(Duty.COORDINATE.label)),
        Choice(Duty.INFORM, str(Duty.INFORM.label), weight="grey"),
    )


def _get(request: OfficeRequest, handling_ref: UUID) -> Handling:
    rows = Handling.objects.select_related("document", "to_unit", "to_post__person")
    handling: Handling = rows.by_ref(handling_ref, agency_id=request.actor.agency_id)
    return handling


@require_http_methods(["GET", "POST"])
def instruct(request: OfficeRequest, handling_ref: UUID) -> HttpResponse:
    return _panel(request, handling_ref, MODES["instruct"])


@require_http_methods(["GET", "POST"])
def assign(request: OfficeRequest, handling_ref: UUID) -> HttpResponse:
    return _panel(request, handling_ref, MODES["assign"])


@require_http_methods(["GET", "POST"])
def propose(request: OfficeRequest, handling_ref: UUID) -> HttpResponse:
    return _panel(request, handling_ref, MODES["propose"])


def _panel(request: OfficeRequest, handling_ref: UUID, mode: Mode) -> HttpResponse:
    handling = _get(request, handling_ref)
    allow(request.actor, RULES, mode.name, handling)
    today = clock.today(clock.now())
    unit_id = _unit_of(request, handling) if mode.name == "assign" else None
    if request.method == "POST":
        form = AssignForm(request.POST)
        chosen = by_keys(chosen_receivers(request.POST), agency_id=handling.agency_id, on=today, unit_id=unit_id)
        if form.is_valid():
            return _send(request, handling, mode, form, chosen)
    else:
        form, chosen = _first(handling, mode, today)
    return render(
        request,
        "handling/assign.html",
        {
            "handling": handling,
            "document": handling.document,
            "files": files_of(handling.document),
            "form": form,
            "mode": mode,
            "receivers": chosen,
            "duties": _duties(),
            "phrases": PHRASES,
            "chips": deadline_chips(today, asked=handling.document.due_on, chosen=_due(form)),
            "asked": handling.document.due_on,
            "today": today,
            "back_url": reverse("incoming:document", kwargs={"document_ref": handling.document.ref}),
            "sender": handling.document.issuer_name if _told(handling, mode) else "",
        },
        status=422 if form.is_bound else 200,
    )


def _told(handling: Handling, mode: Mode) -> bool:
    return mode.tells_sender and handling.document.origin == Origin.AXIS


def _unit_of(request: OfficeRequest, handling: Handling) -> int | None:
    return unit_of_work(handling) or request.actor.unit_id


def _first(handling: Handling, mode: Mode, today: date) -> tuple[AssignForm, list[Receiver]]:
    """Return the panel as it opens: with what the office proposed, if it did."""
    due = handling.due_on if handling.due_on and handling.due_on >= today else None
    if mode.name == "assign" or not handling.proposal:
        return AssignForm(initial={"due_on": due}), []
    assignments = actions.proposed_assignments(handling)
    due = next((one.due_on for one in assignments if one.due_on), due)
    form = AssignForm(initial={"text": handling.proposal.get("text", ""), "due_on": due})
    return form, of_assignments(assignments, agency_id=handling.agency_id, on=today)


def _due(form: AssignForm) -> date | None:
    value = form.cleaned_data.get("due_on") if form.is_bound and form.is_valid() else form.initial.get("due_on")
    return value if isinstance(value, date) else None


def _send(
    request: OfficeRequest, handling: Handling, mode: Mode, form: AssignForm, chosen: list[Receiver]
) -> HttpResponse:
    facts: dict[str, Any] = {
        "handling_ref": handling.ref,
        "instruction": form.cleaned_data["text"],
        "assignments": to_assignments(chosen, form.cleaned_data["due_on"]),
        "actor": request.actor,
        "now": clock.now(),
    }
    if mode.name == "instruct":
        actions.instruct(**facts)
        text = _t("Đã gửi ý kiến và phân công %(count)s nơi.") % {"count": len(chosen)}
    elif mode.name == "assign":
        actions.assign(**facts)
        text = _t("Đã giao việc cho %(names)s.") % {"names": ", ".join(one.name for one in chosen)}
    else:
        actions.propose(**facts)
        text = _t("Đã gửi đề xuất cho lãnh đạo.")
    return done(request, reverse("incoming:document", kwargs={"document_ref": handling.document.ref}), text)


@require_GET
def receivers(request: OfficeRequest, handling_ref: UUID) -> HttpResponse:
    """Draw units and people whose names match what is typed."""
    handling = _get(request, handling_ref)
    unit_id = _unit_of(request, handling) if request.GET.get("che_do") == "assign" else None
    found = find(
        request.GET.get("tim", ""),
        agency_id=handling.agency_id,
        on=clock.today(clock.now()),
        unit_id=unit_id,
        but=request.GET.getlist("receiver"),
    )
    context = {"found": found, "handling": handling, "mode": request.GET.get("che_do", "instruct")}
    return render(request, "handling/_receivers.html", context)


@require_GET
def receiver_row(request: OfficeRequest, handling_ref: UUID) -> HttpResponse:
    """Draw one receiver with his switch."""
    handling = _get(request, handling_ref)
    today = clock.today(clock.now())
    (one,) = by_keys([(request.GET.get("den", ""), Duty.COORDINATE)], agency_id=handling.agency_id, on=today)
    return render(request, "handling/_receiver.html", {"one": one, "duties": _duties()})
