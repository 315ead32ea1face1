"""What concerns the person himself: acting post, screen, language, settings page.

Views: switch_post, preferences, language, settings_page, rail.
"""

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kit.screen import views as screen_views
from office.organisation.requests import OfficeRequest, open_to_all
from office.shell.errors import NotYourPost
from office.shell.preferring import is_known_language, keep, set_cookie

CRUMB = "next"


@require_POST
def switch_post(request: OfficeRequest) -> HttpResponse:
    """Act in another of one's own posts from now on. Raises: NotYourPost."""
    wanted = request.POST.get("post", "")
    post = next((one for one in request.acting.posts if str(one.ref) == wanted), None)
    if post is None:
        raise NotYourPost()
    request.session["acting_post"] = post.pk
    return redirect("shell:home")


@open_to_all
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep theme, text size and keys: in the browser, and with the person when one is logged in."""
    response = screen_views.keep_preferences(request)
    account = request.user
    if account.is_authenticated and account.person is not None:
        with transaction.atomic():
            keep(account.person, request.POST)
    return response


@open_to_all
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show pages in the other language, here and wherever this person logs in."""
    wanted = is_known_language(request)
    back = request.POST.get(CRUMB, "")
    inside = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if inside else reverse("shell:home"))
    if wanted:
        set_cookie(response, settings.LANGUAGE_COOKIE_NAME, wanted)
        account = request.user
        if account.is_authenticated and account.person is not None:
            with transaction.atomic():
                keep(account.person, {"language": wanted})
    return response


@require_GET
def settings_page(request: OfficeRequest) -> HttpResponse:
    """Show the person's posts, screen and language."""
    context = {"languages": settings.LANGUAGES, "title": _("Thiết lập của tôi")}
    return render(request, "shell/settings.html", context)


@require_GET
def rail(request: OfficeRequest) -> HttpResponse:
    """Return the rail with fresh counts; ``o`` is the entry the page belongs to."""
    return render(request, "shell/_rail.html", {"current": request.GET.get("o", "")})
