"""The first page of the day. View: home."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kit import clock
from office.organisation.requests import OfficeRequest
from office.shell.frame import frame_of
from office.shell.mornings import morning_of


@require_GET
def home(request: OfficeRequest) -> HttpResponse:
    """Show what waits for this person, each thing to be handled in place; htmx asks for the work alone."""
    now = clock.now()
    frame = frame_of(request, request.acting)
    morning = morning_of(request.acting, frame.counts, now, clock.today(now))
    template = "shell/_home.html" if request.htmx else "shell/home.html"
    return render(request, template, {"frame": frame, "morning": morning, "now": now})
