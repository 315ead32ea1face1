"""The list of incoming documents: views, filters, counts, pages. Doors: Listing, VIEWS, read_listing.

Filters live in the address. Rows are found by the stage that stands on the document, so a page costs the same with
three hundred or three million documents: rows, holders, counts of open views, counts of filters; four queries.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kit import clock
from kit.screen.parts import Choice
from kit.sort_keys import fold
from office.documents.facts import Flow, StatusCode, Urgency
from office.documents.models import Document, Opened
from office.handling.models import Handling
from office.handling.reads import Holder, holders_of
from office.handling.states import OPEN, Duty
from office.incoming.models import IncomingDocument
from office.incoming.states import State
from office.organisation.models import Unit

PAGE = 50
SEARCHED = 20_000  # words are looked for in the newest of a view; what bears a typed number is found anywhere
COUNTED = 2000  # filters count the newest of a long list
OPEN_STAGES = ("03", "04", "05")


@dataclass(frozen=True)
class View:
    key: str
    label: str | Promise
    icon: str
    stages: tuple[str, ...]
    counted: bool = False
    late: bool = False


VIEWS = (
    View("cho-y-kien", _("Chờ cho ý kiến"), "user-question", ("03",), counted=True),
    View("dang-xu-ly", _("Đang xử lý"), "loader", ("04", "05"), counted=True),
    View("qua-han", _("Quá hạn"), "clock-exclamation", OPEN_STAGES, counted=True, late=True),
    View("hoan-thanh", _("Đã hoàn thành"), "circle-check", ("06",)),
    View("tat-ca", _("Tất cả đã vào sổ"), "books", ("03", "04", "05", "06", "15")),
    View("tu-choi", _("Đã từ chối"), "ban", ("02",)),
)
BY_KEY = {view.key: view for view in VIEWS}
DEFAULT = VIEWS[1]
DUE = {
    "qua-han": _("quá hạn"),
    "hom-nay": _("hôm nay"),
    "tuan-nay": _("trong 7 ngày"),
    "sau": _("sau 7 ngày"),
    "khong": _("không có hạn"),
}
FILTERS = ("noi_gui", "han", "do_khan", "trang_thai", "don_vi")


@dataclass(frozen=True)
class Row:
    document: Document
    arrival_number: int | None
    opened: bool
    holder: Holder | None
    closed_as: str = ""  # how its sender closed it


@dataclass(frozen=True)
class Facet:
    name: str
    label: str | Promise
    options: Sequence[Choice]
    negative: bool = False


@dataclass(frozen=True)
class Listing:
    view: View
    rows: list[Row]
    facets: list[Facet]
    total: int
    total_is_all: bool
    left: int  # how many follow this page; 0 where that is not known
    next_after: int | None
    words: str
    filtered: bool
    params: list[tuple[str, str]] = field(default_factory=list)


def counts_of_views(agency_id: int, *, now: datetime) -> dict[str, int]:
    """Return how many open documents each counted view has, and how many wait for the clerk; one query."""
    on = clock.today(now)
    rows = Document.objects.of(agency_id).filter(direction=Flow.INCOMING, stage__in=("01", *OPEN_STAGES))
    asked = {
        view.key.replace("-", "_"): Count(
            "pk", filter=Q(stage__in=view.stages) & (Q(due_on__lt=on) if view.late else Q())
        )
        for view in VIEWS
        if view.counted
    }
    waiting = IncomingDocument.objects.waiting(at=now).filter(document=OuterRef("pk"))
    found = rows.aggregate(pending=Count("pk", filter=Q(stage="01") & Q(Exists(waiting))), **asked)
    return {key.replace("_", "-"): count for key, count in found.items()}


def read_listing(*, agency_id: int, person_id: int | None, query: QueryDict, on: date) -> Listing:
    """Return one page of the list that the address describes."""
    view = BY_KEY.get(query.get("xem", ""), DEFAULT)
    words = query.get("q", "").strip()
    base = _base(agency_id, view, words, on)
    rows = base
    for name in FILTERS:
        rows = _filtered(
            rows, name, query.getlist(name), negative=bool(query.get(f"{name}_not")), on=on, agency=agency_id
        )
    after = query.get("sau", "")
    page = rows.filter(pk__lt=int(after)) if after.isdigit() else rows
    found = list(_with_row_facts(page, person_id).order_by("-id")[: PAGE + 1])
    shown = found[:PAGE]
    counted = _counted(base, on)
    total, whole = _total(counted, rows, query)
    before = int(query.get("da_xem", "0")) if query.get("da_xem", "0").isdigit() else 0
    more = len(found) > PAGE
    return Listing(
        view=view,
        rows=_rows(shown, agency_id),
        facets=_facets(counted, query, agency_id),
        total=total,
        total_is_all=whole,
        left=max(total - before - len(shown), 1) if more and whole else 0,
        next_after=shown[-1].pk if more else None,
        words=words,
        filtered=bool(words) or any(query.getlist(name) for name in FILTERS),
        params=[
            (key, value) for key in query for value in query.getlist(key) if key not in ("sau", "da_xem") and value
        ],
    )


def _base(agency_id: int, view: View, words: str, on: date) -> Any:
    rows = Document.objects.of(agency_id).filter(direction=Flow.INCOMING, stage__in=view.stages)
    if view.late:
        rows = rows.filter(due_on__lt=on)
    if not fold(words).strip():
        return rows
    return rows.matching(words, newest=SEARCHED)


def _with_row_facts(rows: Any, person_id: int | None) -> Any:
    opened = Opened.objects.filter(document=OuterRef("pk"), person_id=person_id or 0)
    return rows.annotate(
        arrival_number=F("incoming__arrival_number"), incoming_state=F("incoming__state"), seen=Exists(opened)
    )


def _rows(found: list[Any], agency_id: int) -> list[Row]:
    holders = holders_of([one.pk for one in found], agency_id=agency_id) if found else {}
    return [
        Row(one, one.arrival_number, one.seen, holders.get(one.pk), _closed_as(one.incoming_state)) for one in found
    ]


def _closed_as(state: str) -> str:
    return str(State(state).label) if state in (State.RECALLED, State.REPLACED) else ""


def _due_condition(value: str, on: date) -> Q:
    week = on + timedelta(days=7)
    return {
        "qua-han": Q(due_on__lt=on),
        "hom-nay": Q(due_on=on),
        "tuan-nay": Q(due_on__gt=on, due_on__lte=week),
        "sau": Q(due_on__gt=week),
        "khong": Q(due_on__isnull=True),
    }.get(value, Q(pk__isnull=True))


def _filtered(rows: Any, name: str, values: list[str], *, negative: bool, on: date, agency: int) -> Any:
    values = [one for one in values if one]
    if not values:
        return rows
    condition = Q()
    if name == "noi_gui":
        condition = Q(issuer_name__in=values)
    elif name == "trang_thai":
        condition = Q(stage__in=values)
    elif name == "do_khan":
        condition = Q(urgency__in=[int(one) for one in values if one.isdigit()])
    elif name == "han":
        for one in values:
            condition |= _due_condition(one, on)
    elif name == "don_vi":
        held = Handling.objects.of(agency).filter(document=OuterRef("pk"), state__in=OPEN).exclude(duty=Duty.INFORM)
        units = Q(to_unit__ref__in=values) | Q(to_post__unit__ref__in=values)
        condition = Q(Exists(held.filter(units)))
    return rows.exclude(condition) if negative else rows.filter(condition)


def _counted(base: Any, on: date) -> Counter[tuple[str, str, int, str]]:
    """Return how often each (sender, stage, urgency, due) occurs among the newest documents of the view; one query.

    The rows are counted here: grouping them in the database costs ten times as much as reading them by an index.
    """
    newest = base.order_by("-id").values_list("issuer_name", "stage", "urgency", "due_on")[:COUNTED]
    return Counter((issuer, stage, urgency, _due_key(due_on, on)) for issuer, stage, urgency, due_on in newest)


def _due_key(due_on: date | None, on: date) -> str:
    """Return which option of the deadline filter a day falls under."""
    if due_on is None:
        return "khong"
    if due_on <= on:
        return "hom-nay" if due_on == on else "qua-han"
    return "tuan-nay" if due_on <= on + timedelta(days=7) else "sau"


def _total(counted: Counter[tuple[str, str, int, str]], rows: Any, query: QueryDict) -> tuple[int, bool]:
    """Return how many rows the filters leave, and whether that is all of them: only the newest are counted.

    Who holds a document is not among the counted facts, so with that filter ``rows`` are asked: one query more.
    """
    if any(query.getlist("don_vi")):
        found = int(rows.order_by()[:COUNTED].count())
        return found, found < COUNTED

    def fits(row: tuple[str, str, int, str]) -> bool:
        for name, value in zip(("noi_gui", "trang_thai", "do_khan", "han"), row, strict=True):
            wanted = [one for one in query.getlist(name) if one]
            if wanted and (str(value) in wanted) == bool(query.get(f"{name}_not")):
                return False
        return True

    return sum(count for row, count in counted.items() if fits(row)), sum(counted.values()) < COUNTED


def _facets(counted: Counter[tuple[str, str, int, str]], query: QueryDict, agency_id: int) -> list[Facet]:
    places: list[Counter[str]] = [Counter(), Counter(), Counter(), Counter()]
    for row, count in counted.items():
        for place, value in zip(places, row, strict=True):
            place[str(value)] += count
    senders, stages, urgencies, dues = places

    def facet(name: str, label: Any, pairs: list[tuple[str, str]], counts: Counter[str] | None) -> Facet:
        chosen = query.getlist(name)
        options = [Choice(v, text, counts[v] if counts is not None else None, v in chosen) for v, text in pairs]
        return Facet(name, label, options, bool(query.get(f"{name}_not")))

    units = [(str(one.ref), one.name) for one in Unit.objects.filter(agency_id=agency_id).order_by("sort_key", "id")]
    return [
        facet("don_vi", _("Đơn vị giữ"), units, None),
        facet("noi_gui", _("Cơ quan gửi"), [(name, name) for name, _count in senders.most_common(200)], senders),
        facet("han", _("Hạn"), [(key, str(text)) for key, text in DUE.items() if dues[key]], dues),
        facet(
            "do_khan",
            _("Độ khẩn"),
            [(str(v), str(text)) for v, text in Urgency.choices if urgencies[str(v)]],
            urgencies,
        ),
        facet(
            "trang_thai",
            _("Trạng thái"),
            [(v, str(text)) for v, text in StatusCode.choices if stages[v]],
            stages,
        ),
    ]
