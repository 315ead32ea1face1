"""Trials of systems by the simulator: begin one, follow it check by check."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from axis.config import config
from axis.console import words
from axis.directory.models import System
from axis.simulator.actions.begin import AGENCY, begin_trial, end_trial
from axis.simulator.actions.go_on import go_on
from axis.simulator.models import Trial
from axis.simulator.report import Seen, report, totals
from kit.clock import now
from kit.errors import DomainError
from kit.screen.parts import Fact

SHOWN = 50
RESULTS = {
    Seen.PASSED: ("Đạt", "check", "ok"),
    Seen.FAILED: ("Không đạt", "triangle", "bad"),
    Seen.WAITING: ("Đang chờ", "dashed", "mute"),
}


@login_required
def trials(request: HttpRequest) -> HttpResponse:
    return _trials(request, request.GET.get("ma", "").strip()[:100], "")


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("agency", "").strip()[:100]
    at = now()
    try:
        trial = begin_trial(code=code, operator=request.user.get_username(), now=at)
    except DomainError as error:
        return _trials(request, code, error.text(), status=422)
    go_on(trial=trial, now=at, config=config())  # the rest follows from the worker
    return redirect("console:trial_report", trial.ref)


@login_required
def trial_report(request: HttpRequest, ref: UUID) -> HttpResponse:
    at = now()
    trial = get_object_or_404(Trial.objects.select_related("system", "agency"), ref=ref)
    lines = report(trial)
    counted = totals(lines)
    page = {
        "current": "simulator",
        "trial": trial,
        "facts": [
            Fact("Hệ thống", trial.system.name, trial.system.system_id),
            Fact("Cơ quan", trial.agency.code, trial.agency.name),
            Fact("Bắt đầu", words.exact_time(trial.begun_at), trial.begun_by),
            Fact("Đạt", f"{counted['passed']}/{len(lines)}", f"{counted['failed']} không đạt"),
        ],
        "lines": [(line, *RESULTS[line.seen], words.near_time(line.at, at)) for line in lines],
        "counts": counted,
        "simulated": AGENCY.code,
    }
    return render(request, "axis_console/trial.html", page)


def last_trial(system: System, at: datetime) -> dict[str, object] | None:
    """Return what the latest trial of a system found: counts and the checks it failed; None if it was never tried."""
    trial = Trial.objects.select_related("agency").filter(system=system).order_by("-pk").first()
    if trial is None:
        return None
    lines = report(trial)
    counted = totals(lines)
    failed = [line for line in lines if line.seen is Seen.FAILED]
    if failed:
        verdict = ("Không đạt", "triangle", "bad")
    elif counted["waiting"]:
        verdict = ("Còn phép thử chưa xong", "half", "ink")
    else:
        verdict = ("Đạt mọi phép thử", "check", "ok")
    return {
        "ref": trial.ref,
        "agency": trial.agency.code,
        "at": words.near_time(trial.begun_at, at),
        "by": trial.begun_by,
        "open": trial.ended_at is None,
        "verdict": verdict,
        "passed": counted["passed"],
        "all": len(lines),
        "waiting": counted["waiting"],
        "failed": failed,
    }


@login_required
@require_POST
def end(request: HttpRequest, ref: UUID) -> HttpResponse:
    end_trial(ref=ref, now=now())
    return redirect("console:trial_report", ref)


def _trials(request: HttpRequest, code: str, problem: str, *, status: int = 200) -> HttpResponse:
    at = now()
    rows = Trial.objects.select_related("system", "agency").order_by("-pk")[:SHOWN]
    page = {
        "current": "simulator",
        "rows": [(one, words.near_time(one.begun_at, at)) for one in rows],
        "code": code,
        "problem": problem,
        "simulated": AGENCY.code,
    }
    return render(request, "axis_console/simulator.html", page, status=status)
