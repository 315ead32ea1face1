"""Connected systems: how each stands, one with its keys, agencies and quota, and connecting a new one."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from axis import env
from axis.console import standing, words
from axis.console.frame import late_span, operator_of
from axis.console.views.events import line
from axis.console.views.simulator import last_trial
from axis.directory.models import System
from axis.intake.models import Quota
from axis.oversight.actions import connect
from axis.oversight.models import KeyExpiry, OperatorEvent
from evidence.errors import EvidenceError
from kit.clock import now
from kit.errors import DomainError
from kit.screen.parts import Fact

AGENCIES_SHOWN = 200


class NewForm(forms.Form):
    """What connects a system, on one page."""

    system_id = forms.CharField(label="Mã hệ thống", max_length=35)
    name = forms.CharField(label="Tên hệ thống", max_length=200)
    agencies = forms.CharField(
        label="Cơ quan", widget=forms.Textarea(attrs={"rows": 5}), required=False, max_length=200_000
    )
    pem = forms.CharField(
        label="Khóa công khai", widget=forms.Textarea(attrs={"rows": 5}), required=False, max_length=20_000
    )
    with_secret = forms.BooleanField(label="Cấp khóa bí mật cho giao thức VXP", required=False)


class QuotaForm(forms.Form):
    """Empty: as the installation says; 0: no limit."""

    per_minute = forms.IntegerField(label="Gói mỗi phút", min_value=0, max_value=1_000_000, required=False)
    waiting_mib = forms.IntegerField(label="MiB chờ bên nhận lấy", min_value=0, max_value=10_000_000, required=False)


class KeyForm(forms.Form):
    pem = forms.CharField(label="Khóa công khai", widget=forms.Textarea(attrs={"rows": 5}), max_length=20_000)


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    at = now()
    rows = [_row(one, at) for one in standing.systems(at, late_span())]
    lost = sum(row["tone"] == "bad" for row in rows)
    return render(request, "axis_console/systems.html", {"current": "systems", "rows": rows, "lost": lost})


@login_required
def agencies(request: HttpRequest) -> HttpResponse:
    at, query = now(), request.GET.get("q", "").strip()[:100]
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "system": one.system or "chưa nối",
            "open": words.number(one.open),
            "waits": words.waited(at - one.oldest) if one.oldest else "",
            "late": one.oldest is not None and at - one.oldest > late_span(),
            "sent": words.number(one.sent),
            "taken": words.number(one.taken),
            "failed": one.failed,
            "median": words.seconds(one.median_s),
        }
        for one in standing.agencies(at, query)
    ]
    return render(request, "axis_console/agencies.html", {"current": "systems", "rows": rows, "query": query})


@login_required
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Connect a system; its secret is shown on the answer to this very post and nowhere again."""
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = connect.connect_new(
                system_id=given["system_id"],
                name=given["name"],
                pem=given["pem"].encode() or None,
                agencies=connect.read_agencies(given["agencies"]),
                with_secret=given["with_secret"],
                operator=operator_of(request),
                now=now(),
            )
        except (DomainError, EvidenceError) as error:
            form.add_error(None, f"{error.text()} ({error.code})")
        else:
            page = {"current": "systems", "system": made.system, "secret": made.secret, "keyids": made.keyids}
            page |= {"url": env.ENV.axis_public_url, "axis": env.ENV.axis_name}
            page |= {"trial_code": made.system.agencies.order_by("pk").values_list("code", flat=True).first() or ""}
            return render(request, "axis_console/connected.html", page)
    status = 422 if form.errors else 200
    return render(request, "axis_console/connect.html", {"current": "systems", "form": form}, status=status)


@login_required
def detail(request: HttpRequest, system_id: str) -> HttpResponse:
    return _page(request, system_id)


@login_required
@require_POST
@never_cache
def change(request: HttpRequest, system_id: str, what: str) -> HttpResponse:
    """Do one of the acts of a system's page; a new secret is shown on the answer and nowhere again."""
    at, operator = now(), operator_of(request)
    try:
        if what == "khoa-bi-mat":
            return _page(request, system_id, secret=connect.new_secret(system_id=system_id, operator=operator, now=at))
        if what == "han-muc":
            form = QuotaForm(request.POST)
            if not form.is_valid():
                return _page(request, system_id, quota_form=form)
            connect.set_quota(system_id=system_id, operator=operator, now=at, **form.cleaned_data)
        elif what == "them-khoa":
            form_ = KeyForm(request.POST)
            if not form_.is_valid():
                return _page(request, system_id, key_form=form_)
            connect.new_key(system_id=system_id, pem=form_.cleaned_data["pem"].encode(), operator=operator, now=at)
        elif what == "thu-hoi":
            connect.drop_key(keyid=request.POST.get("keyid", ""), operator=operator, now=at)
        else:
            connect.set_locked(system_id=system_id, locked=what == "tam-khoa", operator=operator, now=at)
    except (DomainError, EvidenceError) as error:
        messages.error(request, f"{error.text()} ({error.code})")
    else:
        messages.success(request, DONE[what])
    return redirect("console:system", system_id)


DONE = {
    "han-muc": "Đã đặt hạn mức. Có hiệu lực trong vài giây.",
    "them-khoa": "Đã thêm khóa.",
    "thu-hoi": "Đã thu hồi khóa.",
    "tam-khoa": "Đã tạm khóa hệ thống.",
    "mo-khoa": "Đã mở khóa hệ thống.",
    "khoa-bi-mat": "Đã cấp khóa bí mật mới.",
}


def _page(
    request: HttpRequest,
    system_id: str,
    *,
    secret: str = "",
    quota_form: QuotaForm | None = None,
    key_form: KeyForm | None = None,
) -> HttpResponse:
    system, at = get_object_or_404(System, system_id=system_id), now()
    quota = Quota.objects.filter(system=system).first()
    given = {"per_minute": quota.per_minute, "waiting_mib": quota.waiting_mib} if quota else {}
    expiries = dict(KeyExpiry.objects.filter(keyid__startswith=f"{system_id}/").values_list("keyid", "expires_at"))
    keys = [
        {
            "keyid": key.keyid,
            "since": words.near_time(key.added_at, at),
            "until": words.near_time(expiries.get(key.keyid), at) or "không ghi hạn",
            "near": key.keyid in expiries and expiries[key.keyid] - at < standing.EXPIRY_NEAR,
            "revoked": words.near_time(key.revoked_at, at),
        }
        for key in system.keys.order_by("revoked_at", "pk")
    ]
    mine = system.agencies.order_by("sort_key")
    wrong = any(form is not None and form.errors for form in (quota_form, key_form))
    page = {
        "current": "systems",
        "system": system,
        "locked": system.state == System.State.LOCKED,
        "secret": secret,
        "facts": [
            Fact("Mã", system.system_id),
            Fact("Nối từ", words.near_time(system.connected_at, at)),
            Fact("Cơ quan", words.number(mine.count())),
            Fact("Gói đang chờ bên nhận", words.size(quota.waiting_bytes) if quota else "0 KB"),
            Fact("Khóa bí mật VXP", "đã cấp" if system.sealed_secret else "chưa cấp"),
        ],
        "keys": keys,
        "agencies": mine[:AGENCIES_SHOWN],
        "quota_form": quota_form or QuotaForm(initial=given),
        "key_form": key_form or KeyForm(),
        "trial": last_trial(system, at),
        "acts": [line(one, at) for one in OperatorEvent.objects.filter(subject=system_id).order_by("-pk")[:20]],
    }
    return render(request, "axis_console/system.html", page, status=422 if wrong else 200)


def _row(one: standing.SystemStanding, at: datetime) -> dict[str, object]:
    key = "chưa có khóa"
    tone = "warn"
    if one.keys and one.expires is not None:
        left = (one.expires - at).days
        key = f"hết hạn sau {left} ngày" if left >= 0 else "đã hết hạn"
        tone = "bad" if left < 0 else "warn" if one.expires - at < standing.EXPIRY_NEAR else ""
    elif one.keys and one.key_since is not None:
        old = at - one.key_since > standing.KEY_OLD
        key, tone = f"{one.keys} khóa, từ {words.near_time(one.key_since, at)}", "warn" if old else ""
    return {
        "name": one.name,
        "url": reverse("console:system", args=[one.system_id]),
        "system_id": one.system_id,
        "tone": one.tone,
        "state": words.STANDING["new" if one.tone == "ok" and one.seen is None else one.tone],
        "agencies": words.number(one.agencies),
        "seen": words.near_time(one.seen, at) or "chưa lần nào",
        "open": words.number(one.open),
        "waits": words.waited(at - one.oldest) if one.oldest else "",
        "taken": words.number(one.taken),
        "failed": one.failed,
        "median": words.seconds(one.median_s),
        "slow": words.seconds(one.slow_s),
        "key": key,
        "key_tone": tone,
    }
