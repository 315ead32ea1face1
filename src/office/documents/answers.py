"""What a view answers after an act. Doors: done, asked_by_htmx.

The act is finished and its sentence goes along: the next page shows it once. A form sent by htmx is told where to go,
one sent without it is redirected.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


def asked_by_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def done(request: HttpRequest, url: str, text: str = "") -> HttpResponse:
    """Return the way to ``url`` with the sentence ``text``."""
    if text:
        messages.success(request, text)
    if asked_by_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
