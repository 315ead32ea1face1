"""Coming in and going out. The trial entry without password exists in a demonstration only."""

from django import forms
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from axis import env

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
            return redirect(_next(request))
        form.add_error(None, "Tên đăng nhập hoặc mật khẩu không đúng.")
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


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else "/"
