"""The lists of what did not arrive, and offering chosen deliveries again."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from axis.config import config
from axis.console import words
from axis.console.frame import late_span, operator_of, problem_counts
from axis.console.overview import SILENT
from axis.console.problems import BY_KEY, LISTS, Asked, Problem, ProblemList, find
from axis.delivery.actions.resend import MOST
from axis.directory.models import System
from axis.oversight.actions.resend import resend_chosen
from axis.oversight.models import OperatorEvent
from axis.peering.models import Upstream
from kit.clock import now
from kit.screen.parts import Choice, Tab


@login_required
def listing(request: HttpRequest, key: str) -> HttpResponse:
    wanted, at = _list(key), now()
    asked = _asked(request, at)
    found, counts = find(wanted, asked), problem_counts(request)
    kept = {name: value for name, value in (("q", asked.words), ("he-thong", asked.system)) if value}
    linked = wanted.between_axes or Upstream.objects.exists()
    page = {
        "current": "failed" if key == "loi" else "waiting",
        "list": wanted,
        "views": [_view(one, wanted, counts[one.key]) for one in LISTS if linked or not one.between_axes],
        "count": counts[key],
        "rows": [row_of(one, at, upward=wanted.between_axes) for one in found.rows],
        "query": asked.words,
        "system": asked.system,
        "systems": _systems(asked.system),
        "kept": {"q": asked.words} if asked.words else {},
        "clear_system": f"?{urlencode({'q': asked.words})}" if asked.words else "?",
        "next": urlencode({**kept, "tu": found.next}) if found.next else "",
        "resend_url": f"{reverse('console:resend', args=[key])}?{urlencode(kept)}",
        "can_choose": not wanted.no_resend,
        "total": min(counts[key], MOST) if not kept and counts[key] > len(found.rows) else 0,
    }
    return render(request, "axis_console/problems.html", page)


@login_required
@require_POST
def resend(request: HttpRequest, key: str) -> HttpResponse:
    """Offer what was chosen again (or all of the list, at most ``MOST``) and show one result per delivery."""
    wanted, at = _list(key), now()
    refs = _chosen(request)
    if request.POST.get("all"):
        rows = find(wanted, _asked(request, at), limit=MOST).rows
        refs = [one.delivery for one in rows if one.delivery]
    if not refs:
        messages.error(request, "Chưa chọn lượt giao nào. Hãy đánh dấu các dòng cần giao lại.")
        return _go(request, reverse("console:problems", args=[key]))
    note = request.POST.get("note", "")
    event = resend_chosen(refs=refs, note=note, operator=operator_of(request), bodies=config().bodies, now=at)
    if len(refs) == 1:
        messages.success(request, _sentence(event))
        return _go(request, _back(request) or reverse("console:problems", args=[key]))
    return _go(request, reverse("console:event", args=[event.ref]))


def row_of(one: Problem, at: datetime, *, upward: bool = False) -> dict[str, object]:
    """Return a problem as its row."""
    return {
        "delivery": one.delivery,
        "document": one.document,
        "subject": one.subject,
        "sender": one.sender,
        "receiver": one.receiver,
        "state": words.UPWARD.get(one.state, _state(one)) if upward else _state(one),
        "why": why(one, at),
        "since": words.waited(at - one.since),
        "at": words.near_time(one.since, at),
        "url": reverse("console:packet", args=[one.transfer]) if one.transfer else "",
    }


def why(one: Problem, at: datetime) -> str:
    """Return in one sentence why it did not arrive."""
    if one.reason:
        return one.reason
    if not one.system:
        return "Nơi nhận chưa nối với hệ thống nào."
    if one.locked:
        return f"Hệ thống {one.system} đang tạm khóa."
    if one.state == "delivered":
        return f"Bên nhận đã tải lúc {words.near_time(one.handed_at, at)} nhưng chưa xác nhận."
    if one.pulled_at is None:
        return "Hệ thống nhận chưa hỏi lấy lần nào."
    if at - one.pulled_at > SILENT:
        return f"Hệ thống nhận ngừng hỏi lấy từ {words.near_time(one.pulled_at, at)}."
    return "Hệ thống nhận đang hỏi nhưng chưa lấy gói này."


def _state(one: Problem) -> tuple[str, str, str]:
    if one.state == "refused":
        return ("Bị từ chối", "octagon", "bad")
    if one.state == "failed":
        return words.TRANSPORT["failed"]
    if one.locked:
        return ("Chưa chuyển được", "triangle", "bad")
    return words.TRANSPORT[one.state]


def _list(key: str) -> ProblemList:
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


def _asked(request: HttpRequest, at: datetime) -> Asked:
    return Asked(
        at,
        late_span(),
        request.GET.get("q", "").strip()[:100],
        request.GET.get("he-thong", "").strip()[:35],
        request.GET.get("tu", ""),
    )


def _view(one: ProblemList, wanted: ProblemList, count: int) -> Tab:
    url = reverse("console:problems", args=[one.key])
    return Tab(one.title, url, count, one is wanted, one.icon, bad=one.bad and count > 0)


def _systems(chosen: str) -> list[Choice]:
    rows = System.objects.order_by("name").values_list("system_id", "name")
    return [Choice(system_id, name, chosen=system_id == chosen) for system_id, name in rows]


def _chosen(request: HttpRequest) -> list[UUID]:
    refs = []
    for text in request.POST.getlist("chosen")[:MOST]:
        try:
            refs.append(UUID(text))
        except ValueError:
            continue
    return refs


def _sentence(event: OperatorEvent) -> str:
    [one] = event.facts["results"]
    word, _, _, sentence = words.RESENT[one["outcome"]]
    return f"{one['document'] or 'Lượt giao'}: {word.lower()}. {sentence}"


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else ""


def _go(request: HttpRequest, url: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)
