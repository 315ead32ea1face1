"""The line that says whether news arrive by themselves, and what the operator of the axis tells everybody."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kit import clock
from office.exchange.actions.line import line_state
from office.exchange.actions.notices import standing_notices
from office.organisation.requests import OfficeRequest


@require_GET
def line(request: OfficeRequest) -> HttpResponse:
    """Draw the fragment "Đang nối Trục · nhận lúc 08:41:07", or since when the line is down."""
    state = line_state()
    at = state.last_packet_at or state.last_answer_at if state else None
    context = {
        "state": state,
        "at": at.astimezone(clock.HANOI).strftime("%H:%M:%S") if at else "",
        "doubted": state.log_doubted_at.astimezone(clock.HANOI).strftime("%H:%M %d/%m")
        if state and state.log_doubted_at
        else "",
        "since": state.down_since.astimezone(clock.HANOI).strftime("%H:%M") if state and state.down_since else "",
    }
    return render(request, "exchange/_line.html", context)


@require_GET
def notices(request: OfficeRequest) -> HttpResponse:
    """Draw the fragment of what the axis' operator tells now: a downtime, a change. Empty when there is nothing."""
    return render(request, "exchange/_notices.html", {"notices": standing_notices(clock.now())})
