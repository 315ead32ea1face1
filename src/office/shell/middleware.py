"""Who acts, in one transaction per request. Doors: ActingMiddleware, LanguageMiddleware.

Every page belongs to a logged-in person in one acting post, whose agency is set inside the request's transaction
(row-level security) and in which the answer is rendered. DomainError becomes a status, a Vietnamese sentence and
X-Error-Code, and takes back what the view had written. Whose session has ended comes back, after the login page, to
the page where he stood: the address of an act cannot be opened.
"""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from kit import clock
from kit.errors import DomainError
from kit.tenancy import set_acting
from office.organisation.acting import acting_of
from office.organisation.requests import OfficeRequest, open_to_all
from office.shell.errors import OnlyByPressing

__all__ = ["ActingMiddleware", "LanguageMiddleware", "OfficeRequest", "open_to_all"]
log = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]
READING = ("GET", "HEAD", "OPTIONS")
OPEN_ROOMS = {"screen"}  # manifest, service worker, offline page: they show nobody's data


class LanguageMiddleware:
    """Vietnamese, unless the person chose English; a browser's own language says nothing about an official's."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.known = dict(settings.LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        with translation.override(wanted if wanted in self.known else settings.LANGUAGE_CODE):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


class ActingMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if self._is_open(request):
            response = self.get_response(request)
            return not_opened(request, response) if isinstance(response, HttpResponseNotAllowed) else response
        if not request.user.is_authenticated:
            return to_login(request)
        with transaction.atomic():
            acting = acting_of(request.user, request.session.get("acting_post"), on=clock.today(clock.now()))
            if acting is None:
                return render(request, "shell/no_post.html", status=403)
            request.acting, request.actor, request.refusal = acting, acting.actor, None
            set_acting([acting.actor.agency_id])
            response = self.get_response(request)
            if request.refusal is not None or response.status_code >= 500:
                transaction.set_rollback(True)
        if isinstance(response, HttpResponseNotAllowed):
            with transaction.atomic():
                set_acting([request.actor.agency_id])
                return not_opened(request, response)
        return response if request.refusal is None else self._refused(request, request.refusal)

    def process_exception(self, request: Any, error: Exception) -> HttpResponse | None:
        """Turn a rule's refusal into an answer: here where nothing is to be taken back, else after it was taken back."""
        if not isinstance(error, DomainError):
            return None
        if not hasattr(request, "acting"):
            return refused(request, error)
        request.refusal = error
        return HttpResponse(status=error.http_status)

    @staticmethod
    def _refused(request: Any, error: DomainError) -> HttpResponse:
        """Return the refusal's page; its frame reads in a transaction of its own."""
        with transaction.atomic():
            set_acting([request.actor.agency_id])
            return refused(request, error)

    @staticmethod
    def _is_open(request: HttpRequest) -> bool:
        if request.path_info.startswith("/static/"):
            return True
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return False
        return match.app_name in OPEN_ROOMS or bool(getattr(match.func, "open_to_all", False))


def to_login(request: HttpRequest) -> HttpResponse:
    """Return the way to the login page, which says so when something was pressed and leads back to the page it was on."""
    htmx, pressed = bool(request.headers.get("HX-Request")), request.method not in READING
    where = request.get_full_path()
    if htmx or pressed:
        where = own_page(request, request.headers.get("HX-Current-URL" if htmx else "Referer", ""))
    facts = {"next": where} if where else {}
    if pressed:
        facts["chua-ghi"] = "1"
    url = reverse("shell:login")
    if facts:
        url = f"{url}?{urlencode(facts, safe='/')}"
    return HttpResponse(status=401, headers={"HX-Redirect": url}) if htmx else redirect(url)


def own_page(request: HttpRequest, address: str) -> str:
    """Return path and query of an address of ours, empty when it is somebody else's or none."""
    if not address or not url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return ""
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path if url_has_allowed_host_and_scheme(path, None) else ""


def not_opened(request: HttpRequest, response: HttpResponseNotAllowed) -> HttpResponse:
    """Return the page for an address that takes presses only; a browser shows nothing at all for Django's empty one."""
    page = refused(request, OnlyByPressing())
    page["Allow"] = response["Allow"]
    return page


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the answer that says what a rule refused: a fragment for htmx, else a page."""
    lang = translation.get_language() or settings.LANGUAGE_CODE
    failed = error.http_status >= 500
    context = {
        "code": error.code,
        "text": error.text(lang),
        "kind": "failed" if failed else "refused",
        "title": _title(error),
    }
    template = "shell/_refused.html" if request.headers.get("HX-Request") else "shell/refused.html"
    response = render(request, template, context, status=error.http_status)
    response["X-Error-Code"] = error.code
    return response


def _title(error: DomainError) -> str:
    if error.http_status >= 500:
        return translation.gettext("Việc này chưa làm được")
    if error.http_status == 404:
        return translation.gettext("Không tìm thấy")
    if error.http_status == 409:
        return translation.gettext("Tình hình đã thay đổi")
    return translation.gettext("Không làm được việc này")
