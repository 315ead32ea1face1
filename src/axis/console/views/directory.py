"""The directory of agencies."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from axis.directory.models import Agency


@login_required
def agencies(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:100]
    rows = Agency.objects.select_related("system", "successor").order_by("sort_key", "code")
    if query:
        rows = rows.filter(Q(name__icontains=query) | Q(code__icontains=query) | Q(code_qcvn102__icontains=query))
    return render(request, "axis_console/directory.html", {"current": "directory", "rows": rows[:500], "query": query})
