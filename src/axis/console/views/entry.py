"""Coming in and going out. The trial entry without password exists in a demonstration only."""

from datetime import timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from axis import env
from axis.console.frame import address_of, operator_of
from axis.oversight.events import Operator, record
from axis.oversight.models import OperatorEvent
from kit.clock import now

WAIT = timedelta(hours=settings.AXES_COOLOFF_TIME)
PASSWORD_BACKEND = "django.contrib.auth.backends.ModelBackend"  # noqa: S105 - a class name


class EntryForm(forms.Form):
    """User name and password; a wrong pair is one sentence that does not say which was wrong."""

    username = forms.CharField(label="Tên đăng nhập", max_length=150)
    password = forms.CharField(label="Mật khẩu", widget=forms.PasswordInput)


@sensitive_post_parameters("password")
def enter(request: HttpRequest) -> HttpResponse:
    form = EntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            login(request, user)
            record("console.entered", operator=operator_of(request), now=now(), name=user.get_username())
            return redirect(_next(request))
        form.add_error(None, _wrong(request, form.cleaned_data["username"]))
    people = User.objects.filter(is_active=True).order_by("pk")[:6] if env.ENV.demo else []
    status = 422 if form.errors else 200
    return render(
        request, "axis_console/login.html", {"form": form, "people": people, "next": _next(request)}, status=status
    )


@require_POST
def enter_trial(request: HttpRequest) -> HttpResponse:
    if not env.ENV.demo:
        raise Http404
    user = get_object_or_404(User, username=request.POST.get("username", ""), is_active=True)
    login(request, user, backend=PASSWORD_BACKEND)
    return redirect("console:today")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("console:login")


def locked(request: HttpRequest, credentials: dict[str, Any] | None = None, **_: object) -> HttpResponse:
    """Answer a name that was tried too often from one address; the first time is written down."""
    name = str((credentials or {}).get("username", ""))[:150]
    recent = OperatorEvent.objects.filter(kind="console.locked_out", at__gte=now() - WAIT, subject=name)
    if not recent.exists():
        who = Operator(None, name or "không rõ", address_of(request))
        record("console.locked_out", operator=who, now=now(), subject=name, name=name)
    form = EntryForm({"username": name, "password": "-"})
    form.is_valid()
    form.add_error(None, _wait_sentence())
    return render(request, "axis_console/login.html", {"form": form, "people": [], "next": "/"}, status=429)


def _wrong(request: HttpRequest, name: str) -> str:
    left = settings.AXES_FAILURE_LIMIT - AxesProxyHandler.get_failures(request, {"username": name})
    return f"Tên đăng nhập hoặc mật khẩu không đúng. Còn {left} lần thử." if left > 0 else _wait_sentence()


def _wait_sentence() -> str:
    return f"Đã nhập sai quá nhiều lần. Hãy thử lại sau {round(WAIT.total_seconds() / 60)} phút."


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else "/"
