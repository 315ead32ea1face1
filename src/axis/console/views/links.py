"""The lines to other axes: how each stands, and what has not gone up."""

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from axis.console import links, words
from axis.console.frame import late_span, problem_counts
from kit.clock import now
from kit.screen.parts import Fact


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
        "problem": one.problem if one.down_since else one.last_refusal,
        "facts": _facts(one, at, late),
    }


def _facts(one: links.UpwardLink, at: datetime, late: timedelta) -> list[Fact]:
    oldest = f"lâu nhất {words.waited(at - one.oldest)}" if one.oldest else ""
    refused = f"{one.not_announced} cơ quan của trục này bị từ chối khai báo" if one.not_announced else ""
    return [
        Fact(
            "Chờ chuyển lên",
            words.number(one.waiting),
            oldest,
            tone="warn" if one.oldest and at - one.oldest > late else "",
        ),
        Fact(
            "Nửa số gói lên trong",
            words.seconds(one.median_s),
            f"99 % trong {words.seconds(one.slow_s)}, {words.number(one.accepted)} gói trong 24 giờ"
            if one.accepted
            else "",
        ),
        Fact("Trục trên không nhận, 24 giờ", words.number(one.given_up)),
        Fact("Kết quả chưa báo lên", words.number(one.untold)),
        Fact("Cơ quan ở sau trục trên", words.number(one.beyond), refused, tone="warn"),
    ]


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
