"""The list of incoming documents (Đến)."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kit import clock
from kit.access import refusal
from kit.screen.parts import Tab
from office.documents.answers import asked_by_htmx
from office.documents.facts import StatusCode
from office.handling.calendar import deadline_words
from office.incoming.listing import VIEWS, Listing, Row, counts_of_views, read_listing
from office.incoming.permissions import RULES
from office.organisation.requests import OfficeRequest


@require_GET
def list_page(request: OfficeRequest) -> HttpResponse:
    now, actor = clock.now(), request.actor
    today = clock.today(now)
    listing = read_listing(agency_id=actor.agency_id, person_id=actor.person_id, query=request.GET, on=today)
    context: dict[str, Any] = {
        "listing": listing,
        "rows": [_drawn(row, actor.post_id, today) for row in listing.rows],
        "more_url": _more_url(request, listing),
        "today": today,
    }
    if asked_by_htmx(request) and request.GET.get("sau"):
        return render(request, "incoming/_list_rows.html", context)
    counts = counts_of_views(actor.agency_id, now=now)
    context |= {
        "views": _views(listing, counts),
        "foot_views": [],
        "filters": [(one, *_kept(listing, one.name)) for one in listing.facets],
        "clear_url": f"{reverse('incoming:list')}?{urlencode({'xem': listing.view.key})}",
        "search_kept": [(key, value) for key, value in listing.params if key != "q"],
        "why_no_paper": refusal(actor, RULES, "enter_paper", actor),
    }
    return render(request, "incoming/list.html", context)


def _drawn(row: Row, post_id: int | None, today: Any) -> dict[str, Any]:
    document, holder = row.document, row.holder
    due_on = document.due_on or (holder.due_on if holder else None)
    is_open = document.stage not in (StatusCode.DONE, StatusCode.REFUSED, StatusCode.AGREED)
    return {
        "document": document,
        "number": row.arrival_number,
        "unread": not row.opened,
        "holder": holder.name if holder else "",
        "holder_more": f"+{holder.others}" if holder and holder.others else "",
        "mine": bool(holder and holder.post_id and holder.post_id == post_id),
        "due": deadline_words(due_on, today) if is_open else None,
    }


def _more_url(request: OfficeRequest, listing: Listing) -> str:
    if listing.next_after is None:
        return ""
    seen = int(request.GET.get("da_xem", "0") or 0) + len(listing.rows)
    return f"{reverse('incoming:list')}?{urlencode([*listing.params, ('sau', listing.next_after), ('da_xem', seen)])}"


def _views(listing: Listing, counts: dict[str, int]) -> list[Tab]:
    pending = Tab(label="Chờ tiếp nhận", url=reverse("incoming:queue"), count=counts["pending"], icon="inbox")
    own = [
        Tab(
            label=str(view.label),
            url=f"{reverse('incoming:list')}?{urlencode({'xem': view.key})}",
            count=counts.get(view.key) if view.counted else None,
            current=view.key == listing.view.key,
            icon=view.icon,
            bad=view.late and bool(counts.get(view.key)),
        )
        for view in VIEWS
    ]
    return [pending, *own]


def _kept(listing: Listing, name: str) -> tuple[list[tuple[str, str]], str]:
    kept = [(key, value) for key, value in listing.params if key not in (name, f"{name}_not")]
    return kept, f"{reverse('incoming:list')}?{urlencode(kept)}"
