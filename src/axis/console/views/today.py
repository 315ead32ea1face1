"""The operator's first page, and its figures by the hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from axis import env
from axis.console import overview, standing, words
from axis.console.chart import draw
from axis.console.frame import late_span, problem_counts
from axis.oversight.announcements import standing_announcements
from axis.oversight.models import Alert
from edxml.codes import PRIORITIES
from kit.clock import HANOI, now

SERVICE_DAYS = timedelta(days=30)


@login_required
def today(request: HttpRequest) -> HttpResponse:
    at = now()
    late, counts = late_span(), problem_counts(request)
    figures = overview.today(at)
    systems = overview.health(at, late)
    waiting = overview.waiting_systems(at, late)
    failed = overview.failures(at, limit=8)
    page = {
        "current": "today",
        "clock": at.astimezone(HANOI).strftime("%H:%M:%S"),
        "sentence": _sentence(systems, counts["loi"], figures.packets),
        "chart": draw(figures.slots),
        "figures": _figures(figures),
        "waiting": [_waiting(one, at, late) for one in waiting[:8]],
        "waiting_count": sum(one.count for one in waiting),
        "late_minutes": env.ENV.axis_late_minutes,
        "failed": [_failure(one, at) for one in failed],
        "failed_count": counts["loi"],
        "systems": [_health(one, at) for one in systems[:10]],
        "systems_count": len(systems),
        "alerts": list(Alert.objects.filter(closed_at=None).order_by("-pk")[:3]),
        "notices": standing_announcements(at)[:2],
    }
    return render(request, "axis_console/today.html", page)


@login_required
def service(request: HttpRequest) -> HttpResponse:
    """How long documents of each urgency waited until they were taken, over thirty days."""
    at = now()
    rows = [
        {
            "name": PRIORITIES[one.priority].capitalize(),
            "target": words.waited(one.target),
            "all": words.number(one.all),
            "taken": words.number(one.taken),
            "share": f"{words.number(100 * one.within / one.all, 1)} %" if one.all else "–",
            "tone": "bad" if one.all and one.within < 0.9 * one.all else "",
            "median": words.seconds(one.median_s),
            "slow": words.seconds(one.slow_s),
        }
        for one in standing.service(at - SERVICE_DAYS)
    ]
    return render(request, "axis_console/service.html", {"current": "today", "rows": rows})


@login_required
def figures(request: HttpRequest) -> HttpResponse:
    return render(request, "axis_console/figures.html", {"current": "today", "hours": overview.hours(now())})


def _sentence(systems: Sequence[overview.Health], failed_now: int, packets: int) -> dict[str, object]:
    lost = sum(one.tone == "bad" for one in systems)
    slow = sum(one.tone == "warn" for one in systems)
    return {"lost": lost, "slow": slow, "failed": failed_now, "quiet": packets == 0}


def _figures(one: overview.Today) -> list[tuple[str, str, str]]:
    share = f"{words.number(100 * one.taken / one.deliveries, 2)} %" if one.deliveries else "–"
    median = f"{words.number(one.median_s, 2)} s" if one.median_s is not None else "–"
    slow = f"99 % dưới {words.number(one.slow_s, 1)} s" if one.slow_s is not None else "chưa có lượt nào"
    return [
        (words.number(one.packets), "gói nhận", f"{words.number(one.deliveries)} lượt giao"),
        (median, "đến bên nhận", slow),
        (share, "đã lấy", f"{words.number(one.deliveries - one.taken)} lượt chưa lấy"),
        (words.number(one.refused), "bị từ chối", "đều có lý do"),
    ]


def _waiting(one: overview.Waiting, at: datetime, late: timedelta) -> dict[str, object]:
    span = at - one.oldest
    return {
        "system": one.system,
        "url": f"{reverse('console:problems', args=['tat-ca'])}?{urlencode({'he-thong': one.system_id})}",
        "agencies": one.agencies,
        "count": words.number(one.count),
        "longest": words.waited(span),
        "tone": "bad" if span > late * 4 else "warn" if span > late * 2 else "",
        "last": words.near_time(one.last_pull, at) or "chưa lần nào",
    }


def _failure(one: overview.Failure, at: datetime) -> dict[str, object]:
    return {
        "document": one.document,
        "way": one.way,
        "cause": one.cause,
        "at": words.near_time(one.at, at),
        "transfer": one.transfer,
        "delivery": one.delivery,
    }


def _health(one: overview.Health, at: datetime) -> dict[str, object]:
    if one.tone == "bad":
        word = f"mất từ {words.near_time(at - one.silent_for, at)}" if one.silent_for else "chưa nối lần nào"
    elif one.tone == "warn" and one.oldest:
        word = f"chậm {words.waited(at - one.oldest)}"
    elif one.silent_for is None:
        word = "chưa nối"
    else:
        word = "đang nối" if one.silent_for < timedelta(minutes=2) else f"{words.waited(one.silent_for)} trước"
    return {"name": one.name, "tone": one.tone, "word": word, "bars": one.bars}
