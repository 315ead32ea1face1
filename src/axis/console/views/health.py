"""Is the axis alive, is it ready, and its measures. For supervisors, balancers and collectors."""

import hmac
import ipaddress
from collections.abc import Callable
from datetime import timedelta

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse

from axis import env
from axis.config import config
from axis.console.frame import address_of
from axis.oversight.measures import measure
from axis.oversight.metrics import CONTENT_TYPE, metrics
from axis.oversight.models import Heartbeat
from kit.clock import now

WORKER_SILENT = timedelta(minutes=5)


def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process and its database answer; says nothing a stranger may not know."""
    wrong = "" if _database() else "database"
    return HttpResponse(f"{wrong or 'ok'}\n", status=503 if wrong else 200, content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 while packets can be accepted: the database takes writes, the disk takes packets, the worker works."""
    try:
        found = {name: check() for name, check in CHECKS.items()}
    except Error:
        found = {"database": False}
    lines = "".join(f"{name} {'ok' if good else 'wrong'}\n" for name, good in found.items())
    return HttpResponse(lines, status=200 if all(found.values()) else 503, content_type="text/plain")


def measures(request: HttpRequest) -> HttpResponse:
    """Answer the measures for collectors of an allowed network or with the token; others find nothing here."""
    if not _may_read(request):
        return HttpResponse(status=404)
    return HttpResponse(metrics(measure(now=now(), folder=env.ENV.axis_data)), content_type=CONTENT_TYPE)


def _may_read(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if env.ENV.axis_metrics_token and hmac.compare_digest(given, env.ENV.axis_metrics_token.encode()):
        return True
    address = address_of(request)
    if address is None or "X-Forwarded-For" in request.headers:  # behind a proxy every address is the proxy's
        return False
    return any(ipaddress.ip_address(address) in ipaddress.ip_network(one) for one in env.ENV.axis_metrics_allow)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Error:
        return False
    return True


def _writable() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select not pg_is_in_recovery()")
        return bool(cursor.fetchone()[0])


def _worker() -> bool:
    """Return whether the worker was heard lately; one that never ran counts as not there yet."""
    beat = Heartbeat.objects.filter(name="worker").first()
    return beat is None or now() - beat.at < WORKER_SILENT


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _writable,
    "store": lambda: config().bodies.ready(),
    "worker": _worker,
}
