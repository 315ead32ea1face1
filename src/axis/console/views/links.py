"""The lines to other axes: how each stands, and what has not gone up."""

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from axis.console import links, words
from axis.console.frame import late_span, problem_counts
from kit.clock import now


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    at, late = now(), late_span()
    upward = [_upward(one, at, late) for one in links.upward(at)]
    below = [_below(one, at, late) for one in links.below()]
    page = {
        "current": "systems",
        "upward": upward,
        "below": below,
        "down": sum(one["tone"] == "bad" for one in (*upward, *below)),
        "not_forwarded": problem_counts(request)["chua-len"],
    }
    return render(request, "axis_console/links.html", page)


def _upward(one: links.UpwardLink, at: datetime, late: timedelta) -> dict[str, object]:
    tone = one.tone(at, late)
    return {
        "system_id": one.system_id,
        "name": one.name,
        "url": one.url,
        "tone": tone,
        "state": words.LINK[tone],
        "heard": words.near_time(one.heard_at, at) or "chưa lần nào",
        "down": words.waited(at - one.down_since) if one.down_since else "",
        "waiting": words.number(one.waiting),
        "oldest": words.waited(at - one.oldest) if one.oldest else "",
        "late": one.oldest is not None and at - one.oldest > late,
        "accepted": words.number(one.accepted),
        "median": words.seconds(one.median_s),
        "slow": words.seconds(one.slow_s),
        "given_up": one.given_up,
        "problem": one.problem if one.down_since else one.last_refusal,
        "untold": words.number(one.untold),
        "beyond": words.number(one.beyond),
        "not_announced": one.not_announced,
    }


def _below(one: links.LowerAxis, at: datetime, late: timedelta) -> dict[str, object]:
    tone = one.tone(at, late)
    return {
        "system_id": one.system_id,
        "name": one.name,
        "tone": tone,
        "state": words.STANDING[tone],
        "seen": words.near_time(one.seen, at) or "chưa lần nào",
        "waiting": words.number(one.waiting),
        "oldest": words.waited(at - one.oldest) if one.oldest else "",
        "late": one.oldest is not None and at - one.oldest > late,
        "untold": words.number(one.untold),
        "behind": words.number(one.behind),
    }
