"""Alerts: what is wrong now, what was, and the rules of what is watched and who is told."""

import math

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from axis import env
from axis.console import words
from axis.console.frame import operator_of
from axis.oversight.actions.rules import change_rule
from axis.oversight.alerts import KINDS, ensure_rules
from axis.oversight.models import Alert, AlertRule
from axis.oversight.telling import addresses
from kit.clock import now
from kit.errors import DomainError

SHOWN = 50


class RuleForm(forms.Form):
    """Threshold, mail addresses separated by commas, one webhook."""

    threshold = forms.FloatField(label="Ngưỡng", min_value=0)
    mails = forms.CharField(label="Thư điện tử", max_length=500, required=False)
    webhook = forms.URLField(label="Webhook", max_length=300, required=False, assume_scheme="https")
    enabled = forms.BooleanField(label="Đang theo dõi", required=False)

    def clean_threshold(self) -> float:
        value: float = self.cleaned_data["threshold"]
        if not math.isfinite(value):
            raise forms.ValidationError("Ngưỡng phải là một số.")
        return value

    def clean_mails(self) -> str:
        found = addresses(self.cleaned_data["mails"])
        for one in found:
            validate_email(one)
        return ", ".join(found)


@login_required
def listing(request: HttpRequest, form: RuleForm | None = None, kind: str = "") -> HttpResponse:
    at = now()
    ensure_rules()
    rules = {one.kind: one for one in AlertRule.objects.all()}
    watched = [
        {"kind": one, "rule": rules[one.name], "form": form if one.name == kind and form else _form(rules[one.name])}
        for one in KINDS.values()
    ]
    alerts = [
        {
            "word": KINDS[one.rule.kind].word if one.rule.kind in KINDS else one.rule.kind,
            "sentence": one.sentence,
            "since": words.near_time(one.opened_at, at),
            "until": words.near_time(one.closed_at, at),
            "told": _told(one),
        }
        for one in Alert.objects.select_related("rule").order_by("-pk")[:SHOWN]
    ]
    page = {
        "current": "alerts",
        "alerts": alerts,
        "open": sum(not one["until"] for one in alerts),
        "watched": watched,
        "mail": bool(env.ENV.axis_smtp_url),
        "hosts": ", ".join(env.ENV.axis_webhook_hosts),
        "wrong": kind if form else "",
    }
    return render(request, "axis_console/alerts.html", page, status=422 if form else 200)


@login_required
@require_POST
def change(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    form = RuleForm(request.POST)
    if form.is_valid():
        try:
            allowed = env.ENV.axis_webhook_hosts
            change_rule(kind=kind, allowed=allowed, operator=operator_of(request), now=now(), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, f"{error.text()} ({error.code})")
        else:
            messages.success(request, "Đã lưu quy tắc cảnh báo.")
            return redirect("console:alerts")
    return listing(request, form, kind)


def _form(rule: AlertRule) -> RuleForm:
    names = ("threshold", "mails", "webhook", "enabled")
    return RuleForm(initial={name: getattr(rule, name) for name in names}, auto_id=f"{rule.kind}-%s")


def _told(one: Alert) -> str:
    if one.problem:
        return f"chưa báo được: {one.problem}"
    ways = {key.partition(":")[2] for key in one.reached}
    return ", ".join(sorted({"mail": "thư", "webhook": "webhook"}[way] for way in ways)) or "chỉ ở đây"
