"""Log in and out. Views: login, trial_login, logout, locked.

The session never outlives a change of person: Django gives a new one at each login.
"""

from typing import Any
from uuid import UUID

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth import login as keep_login
from django.contrib.auth import logout as end_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from office.organisation.models import Account, Post
from office.organisation.requests import open_to_all
from office.shell.errors import DemoOnly
from office.shell.preferring import remember
from office.shell.sessions import BACKEND
from office.shell.throttle import Misses, client_address
from office.shell.trial import trial_people

misses = Misses()


def _next(request: HttpRequest) -> str:
    """Return where the person wanted to go, when that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    inside = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if inside else reverse("shell:home")


def _page(request: HttpRequest, *, error: str = "", username: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"error": error, "username": username, "next": _next(request)}
    context["unwritten"] = "chua-ghi" in request.GET
    if settings.ENV.demo:
        context["groups"] = trial_people()
    return render(request, "shell/login.html", context, status=status)


def _wait_sentence() -> str:
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return _("Đã nhập sai quá nhiều lần. Hãy thử lại sau %(minutes)d phút, hoặc nhờ quản trị mở khóa.") % {
        "minutes": minutes
    }


def _wrong_sentence(request: HttpRequest, username: str) -> str:
    failures = AxesProxyHandler.get_failures(request, {"username": username})
    left = max(settings.AXES_FAILURE_LIMIT - failures, 0)
    if left == 0:
        return _wait_sentence()
    return ngettext(
        "Tên đăng nhập hoặc mật khẩu không đúng. Còn %(left)d lần thử.",
        "Tên đăng nhập hoặc mật khẩu không đúng. Còn %(left)d lần thử.",
        left,
    ) % {"left": left}


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Show the form; take a name and a password. The sentence is the same whether the name exists or not."""
    if request.method == "GET":
        return redirect(_next(request)) if request.user.is_authenticated else _page(request)
    username = request.POST.get("username", "").strip()
    address = client_address(request)
    if misses.too_many(address):
        return _page(request, error=_wait_sentence(), username=username, status=429)
    account = authenticate(request, username=username, password=request.POST.get("password", ""))
    if account is None:
        misses.add(address)
        return _page(request, error=_wrong_sentence(request, username), username=username, status=401)
    return _enter(request, account)


def _enter(request: HttpRequest, account: Any) -> HttpResponse:
    keep_login(request, account, backend=BACKEND)
    response = redirect(_next(request))
    remember(response, account.person)
    return response


@open_to_all
@require_POST
def trial_login(request: HttpRequest) -> HttpResponse:
    """Log in as one of the trial's people by one press. Raises: DemoOnly outside a trial."""
    if not settings.ENV.demo:
        raise DemoOnly()
    account = Account.objects.filter(username=request.POST.get("username", ""), is_active=True).first()
    if account is None:
        return _page(request, error=_("Không có người này trong bản dùng thử."), status=404)
    response = _enter(request, account)
    post = Post.objects.filter(person__account=account, ref__in=_refs(request.POST.get("post", ""))).first()
    if post is not None:
        request.session["acting_post"] = post.pk
    return response


def _refs(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []


@open_to_all
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    end_login(request)
    return redirect("shell:login")


def locked(request: HttpRequest, credentials: dict[str, Any] | None = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """Say that the name is locked for a while; axes asks for this page."""
    username = str((credentials or {}).get("username", ""))
    return _page(request, error=_wait_sentence(), username=username, status=429)
