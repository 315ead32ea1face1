"""What operators did, newest first; one act with its results."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from axis.console import words
from axis.oversight.events import KINDS
from axis.oversight.models import OperatorEvent
from kit.clock import now

PAGE = 50


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    at, before = now(), request.GET.get("truoc", "")
    rows = OperatorEvent.objects.order_by("-pk")
    if before.isdigit():
        rows = rows.filter(pk__lt=int(before[:18]))
    found = list(rows[: PAGE + 1])
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    page = {"current": "events", "rows": [line(one, at) for one in found[:PAGE]], "more": more}
    return render(request, "axis_console/events.html", page)


@login_required
def detail(request: HttpRequest, ref: UUID) -> HttpResponse:
    event, at = get_object_or_404(OperatorEvent, ref=ref), now()
    results = event.facts.get("results", [])
    page = {
        "current": "events",
        "event": line(event, at),
        "note": event.facts.get("note", ""),
        "results": [_result(one) for one in results],
        "done": sum(one["outcome"] in ("offered", "waiting") for one in results),
    }
    return render(request, "axis_console/event.html", page)


def line(one: OperatorEvent, at: datetime) -> dict[str, object]:
    """Return an act as its line: who, what, when, about what."""
    results = one.facts.get("results", [])
    about = results[0]["document"] if len(results) == 1 else f"{len(results)} lượt giao" if results else ""
    return {
        "at": words.near_time(one.at, at),
        "exact": words.exact_time(one.at),
        "by": one.by,
        "address": one.address or "",
        "word": KINDS[one.kind].word if one.kind in KINDS else one.kind,
        "about": about or one.facts.get("document", "") or one.facts.get("name", "") or one.subject,
        "note": one.facts.get("note", ""),
        "url": reverse("console:event", args=[one.ref]),
    }


def _result(one: dict[str, str]) -> dict[str, object]:
    word, ring, tone, sentence = words.RESENT[one["outcome"]]
    url = reverse("console:packet", args=[one["transfer"]]) if one["transfer"] else ""
    return {**one, "word": word, "ring": ring, "tone": tone, "sentence": sentence, "url": url}
