"""The list of outgoing documents (Đi)."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kit import clock
from kit.access import refusal
from kit.screen.parts import Choice, Tab
from office.documents.answers import asked_by_htmx
from office.handling.calendar import deadline_words
from office.organisation.requests import OfficeRequest
from office.outgoing.listing import VIEWS, Listing, Row, counts_of_views, new_among, read_listing
from office.outgoing.looks import PRESENT, holder_words, state_look
from office.outgoing.permissions import RULES


@require_GET
def list_page(request: OfficeRequest) -> HttpResponse:
    """Draw the page; only the next rows when "Xem thêm" asks; only the table when the pill of what is new was pressed."""
    listing = read_listing(request.acting, request.GET.dict())
    if asked_by_htmx(request) and request.GET.get("sau"):
        return render(request, "outgoing/_list_rows.html", {**_rows(request, listing), "further": True})
    context = _table(request, listing)
    if asked_by_htmx(request):
        return render(request, "outgoing/_table.html", {**context, "with_total": True})
    counts = counts_of_views(request.acting)
    context |= {
        "views": [_tab(view, listing, counts) for view in VIEWS],
        "types": [Choice(code, name, n, chosen=code == listing.type_code) for code, name, n in listing.types],
        "kept": [("xem", listing.view.key), ("q", listing.words)],
        "clear_url": _address(listing, q="", loai=""),
        "clear_type_url": _address(listing, loai=""),
        "why_not_new": refusal(request.actor, RULES, "create", None) or "",
    }
    return render(request, "outgoing/list.html", context)


@require_GET
def list_news(request: OfficeRequest) -> HttpResponse:
    """Say how many documents are new in the list on the screen, and push nothing under its reader.

    Where nothing is new the rows are drawn as they are now, unless further pages stand below them: those would be lost.
    """
    listing = read_listing(
        request.acting, {key: request.GET[key] for key in ("xem", "q", "loai") if key in request.GET}
    )
    shown = {int(one) for one in request.GET.get("co", "").split(",") if one.isdigit()}
    count = new_among(listing, shown)
    if (count and shown) or request.GET.get("them"):
        return render(request, "outgoing/_news.html", {"count": count, "list_url": _address(listing)})
    answer = render(request, "outgoing/_table.html", {**_table(request, listing), "with_total": True})
    answer["HX-Retarget"], answer["HX-Reswap"] = "#outgoing-table", "morph:outerHTML"
    return answer


def _rows(request: OfficeRequest, listing: Listing) -> dict[str, Any]:
    now = clock.now()
    return {
        "listing": listing,
        "rows": [_drawn(row, request, now) for row in listing.rows],
        "more_url": _address(listing, sau=listing.next_after) if listing.next_after else "",
    }


def _table(request: OfficeRequest, listing: Listing) -> dict[str, Any]:
    shown = ",".join(str(row.outgoing.pk) for row in listing.rows)
    return {
        **_rows(request, listing),
        "total": sum(n for code, _name, n in listing.types if listing.type_code in ("", code)),
        "topic": f"agency-{request.actor.agency_id}",
        "news_url": _address(listing, "outgoing:list_news", co=shown),
    }


def _address(listing: Listing, name: str = "outgoing:list", **changed: object) -> str:
    params = {"xem": listing.view.key, "q": listing.words, "loai": listing.type_code} | changed
    return f"{reverse(name)}?{urlencode({key: value for key, value in params.items() if value})}"


def _tab(view: Any, listing: Listing, counts: dict[str, int]) -> Tab:
    return Tab(
        label=str(view.label),
        url=f"{reverse('outgoing:list')}?{urlencode({'xem': view.key})}",
        count=counts.get(view.key) if view.counted else None,
        current=view.key == listing.view.key,
        icon=view.icon,
        bad=view.bad and bool(counts.get(view.key)),
    )


def _drawn(row: Row, request: OfficeRequest, now: Any) -> dict[str, Any]:
    outgoing = row.outgoing
    who, since = holder_words(outgoing, request.actor, now)
    word, ring, tone = state_look(outgoing.state)
    going = outgoing.state in PRESENT
    return {
        "document": outgoing.document,
        "code": outgoing.document_code,
        "unread": row.unread,
        "receiver": row.receiver or _("chưa chọn nơi nhận"),
        "more": f"+{row.more_receivers}" if row.more_receivers else "",
        "state": {"word": word, "ring": ring, "tone": tone},
        "holder": who,
        "since": since,
        "due": deadline_words(outgoing.document.due_on, clock.today(now)) if going else None,
    }
