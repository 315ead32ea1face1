"""The work list (Nhiệm vụ)."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kit import clock
from kit.screen.parts import Tab
from office.documents.answers import asked_by_htmx
from office.handling.calendar import deadline_words
from office.handling.models import Handling
from office.handling.states import Duty, State
from office.handling.worklist import BY_KEY, VIEWS, counts_of, page_of
from office.organisation.requests import OfficeRequest

RINGS = {
    State.WAITING: ("quarter", "ink"),
    State.ASSIGNED: ("half", "ink"),
    State.IN_PROGRESS: ("three_quarter", "ink"),
    State.PAUSED: ("pause", "mute"),
    State.RETURNED: ("return", "warn"),
    State.DONE: ("check", "ok"),
    State.STOPPED: ("octagon", "bad"),
}


@require_GET
def list_page(request: OfficeRequest) -> HttpResponse:
    now = clock.now()
    today = clock.today(now)
    view = BY_KEY.get(request.GET.get("xem", ""), VIEWS[0])
    page = page_of(view.key, request.acting, on=today, after=request.GET.get("sau", ""))
    url = reverse("handling:list")
    query = urlencode({"xem": view.key, "sau": page.next_after})
    context: dict[str, Any] = {
        "rows": [_drawn(one, today, view.key) for one in page.rows],
        "more_url": f"{url}?{query}" if page.next_after else "",
        "view": view,
        "now": now,
    }
    if asked_by_htmx(request) and request.GET.get("sau"):
        return render(request, "handling/_work_rows.html", context)
    counts = counts_of(request.acting, on=today)
    context["count"] = counts.get(view.key)
    context["views"] = [
        Tab(
            label=one.label,
            url=f"{url}?{urlencode({'xem': one.key})}",
            count=counts.get(one.key),
            current=one.key == view.key,
            icon=one.icon,
            bad=one.key == "cho-xu-ly" and counts["late"] > 0,
        )
        for one in VIEWS
    ]
    return render(request, "handling/list.html", context)


def _drawn(one: Handling, today: date, view: str) -> dict[str, Any]:
    shape, tone = RINGS[State(one.state)]
    finished = clock.today(one.finished_at) if one.finished_at else None
    receiver = one.to_post.person.full_name if one.to_post else (one.to_unit.name if one.to_unit else "")
    return {
        "one": one,
        "document": one.document,
        "person": receiver if view in ("da-giao",) else one.from_post.person.full_name,
        "duty": Duty(one.duty).label,
        "word": State(one.state).label,
        "shape": shape,
        "tone": tone,
        "due": deadline_words(one.due_on, today, finished_on=finished),
    }
