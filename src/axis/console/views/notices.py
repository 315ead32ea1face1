"""Announcements to everybody who is connected: a downtime, a change."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from axis.console import words
from axis.console.frame import operator_of
from axis.oversight.announcements import announce, standing_announcements, withdraw
from axis.oversight.errors import AnnouncementUnfit
from axis.oversight.models import Announcement
from kit.clock import HANOI, now

SHOWN = 50


class Moment(forms.DateTimeField):
    """Local time of Vietnam, as a browser's field for date and time writes it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class NoticeForm(forms.Form):
    text = forms.CharField(label="Nội dung", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    starts_at = Moment(label="Từ")
    ends_at = Moment(label="Đến")


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    at = now()
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            announce(operator=operator_of(request), now=at, **form.cleaned_data)
        except AnnouncementUnfit as error:
            form.add_error(None, f"{error.text()} ({error.code})")
        else:
            messages.success(request, "Đã đăng. Mọi hệ thống kết nối đọc được ngay.")
            return redirect("console:notices")
    rows = [
        {
            "ref": one.ref,
            "text": one.text,
            "from": one.starts_at.astimezone(HANOI).strftime("%H:%M %d/%m/%Y"),
            "to": one.ends_at.astimezone(HANOI).strftime("%H:%M %d/%m/%Y"),
            "by": one.by,
            "state": _state(one, at),
            "open": one.withdrawn_at is None and one.ends_at > at,
        }
        for one in Announcement.objects.order_by("-pk")[:SHOWN]
    ]
    above = [
        {
            "text": one.text,
            "origin": one.origin,
            "from": one.starts_at.astimezone(HANOI).strftime("%H:%M %d/%m/%Y"),
            "to": one.ends_at.astimezone(HANOI).strftime("%H:%M %d/%m/%Y"),
        }
        for one in standing_announcements(at)
        if one.origin
    ]
    page = {"above": above, "current": "notices", "form": form, "rows": rows, "clock": words.near_time(at, at)}
    return render(request, "axis_console/notices.html", page, status=422 if form.errors else 200)


@login_required
@require_POST
def take_back(request: HttpRequest, ref: UUID) -> HttpResponse:
    withdraw(ref=ref, operator=operator_of(request), now=now())
    messages.success(request, "Đã rút thông báo.")
    return redirect("console:notices")


def _state(one: Announcement, at: object) -> tuple[str, str, str]:
    if one.withdrawn_at:
        return ("Đã rút", "return", "mute")
    if one.ends_at <= at:  # type: ignore[operator]
        return ("Đã hết", "check", "mute")
    return ("Sắp tới", "empty", "ink") if one.starts_at > at else ("Đang báo", "dot", "warn")  # type: ignore[operator]
