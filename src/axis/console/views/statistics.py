"""Figures of a period on screen, as a workbook, and a page for everybody when the installation wants one."""

from datetime import date, datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from axis import env
from axis.console import words
from axis.console.frame import late_span
from axis.oversight.statistics import COUNTS, GROUPS, HEADS, MOST_DAYS, Line, Period, Report, report
from axis.oversight.statistics import workbook as make
from kit.clock import now, today
from kit.screen.parts import Tab

LINES_SHOWN = 500
PUBLIC_SECONDS = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    period, group, problem = _asked(request)
    found = _report(period, group)
    kept = {"tu": period.first.isoformat(), "den": period.last.isoformat()}
    page = {
        "current": "statistics",
        "period": period,
        "problem": problem,
        "group": group,
        "word": GROUPS[group].word,
        "tabs": [
            Tab(one.word, f"?{urlencode({**kept, 'theo': key})}", current=key == group) for key, one in GROUPS.items()
        ],
        "xlsx": f"?{urlencode({**kept, 'theo': group})}",
        "heads": HEADS.values(),
        "rows": [_row(one) for one in found.lines[:LINES_SHOWN]],
        "more": max(len(found.lines) - LINES_SHOWN, 0),
        "total": _row(found.total),
        "unseen": found.total.sent - found.total.seen,
        **_chart(found),
    }
    return render(request, "axis_console/statistics.html", page)


@login_required
def workbook(request: HttpRequest) -> HttpResponse:
    period, group, _ = _asked(request)
    title = f"{env.ENV.axis_title}: từ {_day(period.first)} đến {_day(period.last)}"
    data = make(_report(period, group), word=GROUPS[group].word, title=title)
    name = f"thong-ke-{period.first.isoformat()}-{period.last.isoformat()}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=XLSX, headers=headers)


def public(request: HttpRequest) -> HttpResponse:
    """Show everybody the figures of thirty days by level; names no agency. Exists only when the installation says so."""
    if not env.ENV.axis_public_statistics:
        raise Http404
    page = cache.get("axis.public-statistics")
    if page is None:
        last = today(now()) - timedelta(days=1)
        found = _report(Period(last - timedelta(days=29), last), "cap")
        rows = [_row(one) for one in sorted(found.lines, key=lambda line: line.code)]
        page = {
            "period": found.period,
            "heads": list(HEADS.values()),
            "rows": rows,
            "total": _row(found.total),
            "unseen": found.total.sent - found.total.seen,
            **_chart(found),
        }
        cache.set("axis.public-statistics", page, PUBLIC_SECONDS)
    return render(request, "axis_console/public.html", page)


def _report(period: Period, group: str) -> Report:
    return report(period, group=group, late=late_span(), without_paper=env.ENV.without_paper)


def _asked(request: HttpRequest) -> tuple[Period, str, str]:
    """Return period and group as asked, and what is wrong with the period; then the last thirty days are shown."""
    group = request.GET.get("theo", "co-quan")
    group = group if group in GROUPS else "co-quan"
    end = today(now())
    usual = Period(end - timedelta(days=29), end)
    first, last = request.GET.get("tu", ""), request.GET.get("den", "")
    if not first and not last:
        return usual, group, ""
    try:
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return usual, group, "Ngày chưa đúng dạng. Đang hiện 30 ngày gần đây."
    if not 1 <= period.days <= MOST_DAYS or period.first.year < 2000 or period.last.year > 2200:
        return usual, group, f"Khoảng thời gian phải từ 1 đến {MOST_DAYS} ngày. Đang hiện 30 ngày gần đây."
    return period, group, ""


def _row(line: Line) -> dict[str, object]:
    share = f"{words.number(100 * line.on_time / line.received, 1)} %" if line.received else "–"
    counts = {name: words.number(getattr(line, name)) for name in COUNTS}
    return {
        "name": line.name,
        "code": line.code,
        "counts": counts,
        "cells": [(HEADS[name], count) for name, count in counts.items()],
        "share": share,
    }


def _chart(found: Report) -> dict[str, object]:
    counts = [count for _, count in found.by_day]
    peak = max(counts, default=0)
    return {
        "values": counts,
        "slots": len(counts),
        "peak": peak,
        "peak_words": f"cao nhất {words.number(peak)} văn bản một ngày",
        "labels": [_day(found.by_day[0][0]), _day(found.by_day[-1][0])],
        "by_day": [(_day(day), words.number(count)) for day, count in found.by_day],
    }


def _day(day: date | datetime) -> str:
    return day.strftime("%d/%m/%Y")
