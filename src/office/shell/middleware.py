"""Who acts, in one transaction per request. Doors: ActingMiddleware, OfficeRequest, open_to_all.

Every page belongs to a logged-in person in one acting post, whose agency is set inside the request's transaction
(row-level security) and in which the answer is rendered. DomainError becomes a status, a Vietnamese sentence and
X-Error-Code, and rolls the transaction back.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve
from django.urls.exceptions import Resolver404
from django.utils.translation import get_language
from django_htmx.middleware import HtmxDetails

from kit import clock
from kit.actor import Actor
from kit.errors import DomainError
from kit.tenancy import set_acting
from office.organisation.acting import Acting, acting_of

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]


class OfficeRequest(HttpRequest):
    """What views may rely on: the actor, all his posts, and htmx's facts."""

    actor: Actor
    acting: Acting
    htmx: HtmxDetails


def open_to_all(view: View) -> View:
    """Mark a view that needs no acting post (login, manifest, health)."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


class ActingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if self._is_open(request):
            return self.get_response(request)
        if not request.user.is_authenticated:
            if request.headers.get("HX-Request"):
                return HttpResponse(status=401, headers={"HX-Redirect": "/dang-nhap"})
            return redirect_to_login(request.get_full_path())
        with transaction.atomic():
            acting = acting_of(request.user, request.session.get("acting_post"), on=clock.today(clock.now()))
            if acting is None:
                return render(request, "shell/no_post.html", status=403)
            request.acting, request.actor = acting, acting.actor
            set_acting([acting.actor.agency_id])
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response

    def process_exception(self, request: Any, error: Exception) -> HttpResponse | None:
        """Turn a rule's refusal into an answer; the transaction is rolled back, nothing half is kept."""
        if not isinstance(error, DomainError):
            return None
        if hasattr(request, "actor"):
            transaction.set_rollback(True)
        template = "shell/_refused.html" if request.headers.get("HX-Request") else "shell/refused.html"
        context = {"code": error.code, "sentence": error.text(get_language() or "vi"), "status": error.http_status}
        response = render(request, template, context, status=error.http_status)
        response["X-Error-Code"] = error.code
        return response

    @staticmethod
    def _is_open(request: HttpRequest) -> bool:
        if request.path_info.startswith("/static/"):
            return True
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return False
        return bool(getattr(match.func, "open_to_all", False))
