"""What the axis did not take and what arrived but could not be filed: seen by clerk and administrator."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kit import clock
from kit.access import allow, refusal
from office.exchange import reading
from office.exchange.actions.resend import resend
from office.exchange.models import InPacket, OutPacket
from office.exchange.permissions import RULES
from office.exchange.states import InState, OutState
from office.organisation.requests import OfficeRequest

SHOWN = 100


@require_GET
def failures(request: OfficeRequest) -> HttpResponse:
    """Draw both lists, newest first; two queries."""
    actor = request.actor
    allow(actor, RULES, "see_failures", None)
    now = clock.now()
    sent = (
        OutPacket.objects.of(actor.agency_id)
        .filter(state__in=[OutState.REFUSED, OutState.DEAD])
        .select_related("dispatch__outgoing__document", "owed_status__document")
        .order_by("-id")[:SHOWN]
    )
    arrived = InPacket.objects.of(actor.agency_id).exclude(state=InState.FILED).order_by("-id")[:SHOWN]
    context = {
        "sent": [
            (one, *_about(one), _what(one), reading.near_time(one.settled_at or one.created_at, now)) for one in sent
        ],
        "arrived": [(one, reading.near_time(one.fetched_at, now)) for one in arrived],
        "why_not": refusal(actor, RULES, "resend", None),
    }
    return render(request, "exchange/failures.html", context)


def _about(packet: OutPacket) -> tuple[str, str]:
    """Return which document the packet is about, and its address; a status about one that never came has none."""
    document = packet.dispatch.outgoing.document if packet.dispatch else None
    owed = packet.owed_status
    document = document or (owed.document if owed else None)
    if document is None:
        return (owed.wire.get("document_code", "") if owed else "") or _("Văn bản chưa đến"), ""
    return document.document_code or document.subject, reverse("shell:document", kwargs={"document_ref": document.ref})


def _what(packet: OutPacket) -> str:
    """Return what was to be sent, in words."""
    if packet.dispatch:
        words = {
            "new": _("văn bản"),
            "add": _("văn bản"),
            "replace": _("văn bản thay thế"),
            "recall": _("thu hồi"),
            "update": _("cập nhật"),
            "retrieve": _("yêu cầu lấy lại"),
        }
        return words[packet.dispatch.operation]
    return str(packet.owed_status.get_code_display()) if packet.owed_status else ""


@require_POST
def send_again(request: OfficeRequest, packet_ref: UUID) -> HttpResponse:
    """Queue one packet again and return to the list."""
    resend(packet_ref=packet_ref, actor=request.actor, now=clock.now())
    messages.success(request, _("Đã đưa vào hàng chờ gửi lại."))
    return redirect("exchange:failures")
