"""The bell. View: notices."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kit import clock
from office.organisation.requests import OfficeRequest
from office.shell.notices import mark_seen, notices_of


@require_GET
def notices(request: OfficeRequest) -> HttpResponse:
    """Show the last acts of others on documents that concern me; opening the page reads them."""
    found = notices_of(request.acting)
    now = clock.now()
    mark_seen(request.acting, now)
    return render(request, "shell/notices.html", {"notices": found, "now": now})
