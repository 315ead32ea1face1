"""The directory of agencies: its tree, search as one types, one agency with its history."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from axis.console import words
from axis.delivery.models import Delivery
from axis.directory.facts import ActKind, Bloc, Level
from axis.directory.models import Agency
from axis.directory.succession import sentence, ways
from axis.directory.words import find_agencies
from kit.clock import now
from kit.screen.parts import Fact, Tab, Turn

PAGE = 100
FOUND = 30


@login_required
def agencies(request: HttpRequest) -> HttpResponse:
    """Show the tree level by level, or what was typed; htmx gets the rows alone."""
    query = request.GET.get("q", "").strip()[:100]
    bloc = request.GET.get("khoi", "")
    page: dict[str, Any] = {"current": "directory", "query": query, "found": FOUND}
    if query:
        rows = find_agencies(query, limit=FOUND + 1)
        page |= {"rows": _rows(rows[:FOUND]), "more_found": len(rows) > FOUND}
    else:
        top = Agency.objects.filter(parent=None, valid_to=None)
        page |= _page(top.filter(bloc=bloc) if bloc in Bloc.values else top, request)
    if request.htmx and not request.htmx.boosted:  # type: ignore[attr-defined]
        return render(request, "axis_console/_agencies.html", page)
    blocs = dict(Agency.objects.filter(valid_to=None).values_list("bloc").annotate(Count("pk")).order_by())
    here = reverse("console:directory")
    page["views"] = [Tab("Mọi khối", here, sum(blocs.values()), current=not bloc)] + [
        Tab(one.label, f"{here}?khoi={one.value}", blocs.get(one.value, 0), current=bloc == one.value) for one in Bloc
    ]
    return render(request, "axis_console/directory.html", page)


@login_required
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """Show one agency: codes, place, dates, system, what became of it, what is under it."""
    row = get_object_or_404(Agency.objects.select_related("system", "parent", "successor"), code=code)
    at = now()
    steps = ways([row.pk]).get(row.pk, ())
    waiting = Delivery.objects.filter(receiver=row, closed_at=None).count()
    under = Agency.objects.filter(parent=row)
    closed = request.GET.get("het") == "1"
    here = reverse("console:agency", args=[row.code])
    counts = under.aggregate(open=Count("pk", filter=Q(valid_to=None)), ended=Count("pk", filter=~Q(valid_to=None)))
    page = {
        "current": "directory",
        "agency": row,
        "facts": _facts(row, waiting),
        "told": sentence(steps),
        "way": [(one.name, one.code, one.heirs[0]) for one in steps if one.heirs],
        "turns": _history(row),
        "above": _above(row),
        "acts": [(kind.label.capitalize(), f"{reverse('console:act')}?viec={kind}&ma={row.code}") for kind in ActKind],
        "tabs": [
            Tab("Đang hoạt động", here, counts["open"], current=not closed),
            Tab("Đã kết thúc", f"{here}?het=1", counts["ended"], current=closed),
        ],
        "at": at,
        **_page(under.filter(valid_to__isnull=not closed), request),
    }
    return render(request, "axis_console/agency.html", page)


def _page(rows: Any, request: HttpRequest) -> dict[str, Any]:
    """Return a page of rows in Vietnamese order, and the place where the next one goes on."""
    after, _, pk = request.GET.get("sau", "").rpartition("~")
    if after and pk.isdigit():
        rows = rows.filter(Q(sort_key__gt=after) | Q(sort_key=after, pk__gt=int(pk)))
    rows = rows.select_related("system", "successor", "parent").order_by("sort_key", "pk")
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return {"rows": _rows(found[:PAGE]), "next": f"{last.sort_key}~{last.pk}" if last else ""}


def _rows(found: Iterable[Agency]) -> list[dict[str, Any]]:
    found = list(found)
    under = dict(
        Agency.objects.filter(parent_id__in=[one.pk for one in found], valid_to=None)
        .values_list("parent_id")
        .annotate(Count("pk"))
        .order_by()
    )
    return [
        {
            "name": one.name,
            "url": reverse("console:agency", args=[one.code]),
            "code": one.code,
            "formal": one.code_qcvn102 or "",
            "level": Level(one.level).label if one.level else "",
            "system": one.system.name if one.system else "chưa nối",
            "under": under.get(one.pk, 0),
            "ended": one.valid_to,
            "heir": one.successor.name if one.successor else "",
        }
        for one in found
    ]


def _facts(row: Agency, waiting: int) -> list[Fact]:
    span = f"{row.valid_from:%d/%m/%Y} - {row.valid_to:%d/%m/%Y}" if row.valid_to else f"từ {row.valid_from:%d/%m/%Y}"
    return [
        Fact("Mã định danh", row.code),
        Fact("Mã QCVN 102", row.code_qcvn102 or "không có"),
        Fact("Hiệu lực", span, "đã kết thúc" if row.valid_to else "", tone="warn" if row.valid_to else ""),
        Fact("Hệ thống", row.system.name if row.system else "chưa nối", row.system.system_id if row.system else ""),
        Fact("Đang chờ lấy", words.number(waiting), "lượt giao"),
    ]


def _above(row: Agency) -> list[Agency]:
    """Return what is above an agency, highest first."""
    found: list[Agency] = []
    above = row.parent
    while above is not None and above not in found:
        found.append(above)
        above = above.parent
    return found[::-1]


def _history(row: Agency) -> list[Turn]:
    """Return names of before and whom it took over, latest first."""
    told = [(one.until, Turn(one.name, "tên cũ", f"đến {one.until:%d/%m/%Y}")) for one in row.former_names.all()]
    before = row.predecessors.order_by("-valid_to", "sort_key")[:PAGE]
    told += [
        (one.valid_to, Turn(one.name, f"({one.code}) kết thúc, văn bản chuyển về đây", f"{one.valid_to:%d/%m/%Y}"))
        for one in before
        if one.valid_to
    ]
    return [turn for _, turn in sorted(told, key=lambda pair: pair[0], reverse=True)]
