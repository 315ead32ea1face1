"""Reorganisations: the list, the form with its preview, carrying out, cancelling. The rules are the actions'."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from axis.console import words
from axis.console.forms import ActForm
from axis.delivery.actions.reorganise import Preview, order, preview
from axis.directory.actions.reorganise import cancel
from axis.directory.facts import ActKind, ActState
from axis.directory.models import Act
from kit.clock import now, today
from kit.errors import DomainError
from kit.screen.parts import Tab

LISTED = 200
LOOKS = {
    ActState.PREPARED: ("half", "ink"),
    ActState.DONE: ("check", "ok"),
    ActState.CANCELLED: ("return", "mute"),
    ActState.FAILED: ("triangle", "bad"),
}


@login_required
def acts(request: HttpRequest) -> HttpResponse:
    rows = [
        {
            "ref": one.ref,
            "what": _what(one),
            "law": one.legal_ref,
            "day": one.effective_on,
            "state": (ActState(one.state).label.capitalize(), *LOOKS[ActState(one.state)]),
            "problem": one.problem,
            "counts": one.changed,
            "by": one.made_by,
            "at": words.near_time(one.carried_out_at or one.made_at, now()),
            "open": one.state in (ActState.PREPARED, ActState.FAILED),
        }
        for one in Act.objects.order_by("-pk")[:LISTED]
    ]
    return render(request, "axis_console/acts.html", {"current": "directory", "rows": rows})


@login_required
def act(request: HttpRequest) -> HttpResponse:
    """Fill in an act, see what it would do, do it."""
    asked = request.POST.get("viec") or request.GET.get("viec", "")
    kind = ActKind(asked) if asked in ActKind.values else ActKind.MERGE
    code = request.GET.get("ma", "")[:100]
    page = {
        "current": "directory",
        "kind": kind,
        "kinds": [
            Tab(one.label.capitalize(), f"{reverse('console:act')}?viec={one}&ma={code}", current=one == kind)
            for one in ActKind
        ],
    }
    if request.method != "POST":
        form = ActForm(kind=kind, initial={"agencies": code, "effective_on": today(now())})
        return render(request, "axis_console/act.html", page | {"form": form})
    form = ActForm(request.POST, kind=kind)
    seen = None
    if form.is_valid():
        try:
            if "lam" in request.POST:
                done = order(form.order(), by=_name(request.user), now=now())
                messages.success(request, _said(done))
                return redirect("console:acts")
            seen = preview(form.order(), now=now())
        except DomainError as error:
            form.add_error(None, error.text())
    status = 200 if seen else 422
    return render(request, "axis_console/act.html", page | {"form": form, "seen": _shown(seen)}, status=status)


@login_required
@require_POST
def cancel_act(request: HttpRequest, ref: UUID) -> HttpResponse:
    cancel(ref=ref, by=_name(request.user), now=now())
    messages.success(request, "Đã hủy. Danh bạ không thay đổi.")
    return redirect("console:acts")


def _shown(seen: Preview | None) -> dict[str, object] | None:
    if seen is None:
        return None
    what = seen.plan
    return {
        "renamed": (what.renamed, what.order.name) if what.renamed else None,
        "ending": [(one, seen.waiting.get(one.pk, 0)) for one in what.ending],
        "heirs": [(one, one.pk is None, place == 0) for place, one in enumerate(what.heirs)],
        "agencies": len(what.ending) + len(what.heirs) + (what.renamed is not None),
        "children": what.children,
        "waiting": seen.waiting_total,
        "later": seen.later,
        "day": what.order.effective_on,
        "law": what.order.legal_ref,
    }


def _what(one: Act) -> str:
    codes = one.order.get("agencies", [])
    named = ", ".join(codes[:4]) + (f" và {len(codes) - 4} cơ quan khác" if len(codes) > 4 else "")
    named = named or f"{words.number(one.changed.get('agencies', 0))} đơn vị hành chính"
    heirs = ", ".join(heir["code"] for heir in one.order.get("heirs", []))
    name = one.order.get("name", "")
    told = f"{ActKind(one.kind).label.capitalize()} {named}"
    return f"{told} → {heirs}" if heirs else f"{told} → “{name}”" if name else told


def _said(one: Act) -> str:
    if one.state == ActState.PREPARED:
        return f"Đã chuẩn bị; danh bạ sẽ đổi vào ngày {one.effective_on:%d/%m/%Y}."
    return f"Đã thực hiện. Danh bạ ở phiên bản {one.version}, {one.changed['moved']} lượt giao đã chuyển."


def _name(user: AbstractBaseUser | AnonymousUser) -> str:
    return user.get_username()
