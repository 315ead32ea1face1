"""What a page of the console needs of its request. Doors: operator_of, problem_counts, late_span."""

import ipaddress
from datetime import timedelta

from django.http import HttpRequest

from axis import env
from axis.console.overview import day_start
from axis.console.problems import counts
from axis.oversight.events import Operator
from kit.clock import now


def late_span() -> timedelta:
    return timedelta(minutes=env.ENV.axis_late_minutes)


def operator_of(request: HttpRequest) -> Operator:
    """Return who acts."""
    user = request.user
    name = user.get_full_name() or user.get_username()  # type: ignore[union-attr]
    return Operator(user.pk, name, address_of(request))


def address_of(request: HttpRequest) -> str | None:
    """Return the address a request came from, None when it has none."""
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return None


def problem_counts(request: HttpRequest) -> dict[str, int]:
    """Return how many stand in each list; asked once however many parts of a page show it."""
    found: dict[str, int] | None = getattr(request, "axis_problem_counts", None)
    if found is None:
        at = now()
        found = counts(at, late_span(), day_start(at))
        request.axis_problem_counts = found  # type: ignore[attr-defined]
    return found
