"""Connected systems and the agencies they speak for."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from axis.console import words
from axis.delivery.models import Pull
from axis.directory.models import Agency, System
from kit.clock import now


@login_required
def systems(request: HttpRequest) -> HttpResponse:
    at = now()
    pulls = dict(Pull.objects.values_list("system_id", "at"))
    rows = [
        {
            "name": one.name,
            "system_id": one.system_id,
            "locked": one.state == System.State.LOCKED,
            "agencies": one.agencies.count(),
            "keys": [key.keyid.rpartition("/")[2] for key in one.keys.all() if key.revoked_at is None],
            "last": words.near_time(pulls.get(one.pk), at) or "chưa lần nào",
            "since": words.near_time(one.connected_at, at),
        }
        for one in System.objects.prefetch_related("keys").order_by("name")
    ]
    return render(request, "axis_console/systems.html", {"current": "systems", "rows": rows})


@login_required
def agencies(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:100]
    rows = Agency.objects.select_related("system", "successor").order_by("sort_key", "code")
    if query:
        rows = rows.filter(Q(name__icontains=query) | Q(code__icontains=query) | Q(code_qcvn102__icontains=query))
    return render(request, "axis_console/directory.html", {"current": "directory", "rows": rows[:500], "query": query})
