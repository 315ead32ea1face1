"""What the axis did not take and what arrived but could not be filed: seen by clerk and administrator."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
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
        "sent": [(one, _document(one), reading.near_time(one.settled_at or one.created_at, now)) for one in sent],
        "arrived": [(one, reading.near_time(one.fetched_at, now)) for one in arrived],
        "why_not": refusal(actor, RULES, "resend", None),
    }
    return render(request, "exchange/failures.html", context)


def _document(packet: OutPacket) -> object:
    return packet.dispatch.outgoing.document if packet.dispatch else packet.owed_status and packet.owed_status.document


@require_POST
def send_again(request: OfficeRequest, packet_ref: UUID) -> HttpResponse:
    """Queue one packet again and return to the list."""
    resend(packet_ref=packet_ref, actor=request.actor, now=clock.now())
    messages.success(request, _("Đã đưa vào hàng chờ gửi lại."))
    return redirect("exchange:failures")
