"""The signing centre (Ký số): what waits for my signature, one by one on the screen, signed together."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kit import clock
from kit.access import allow, refusal
from kit.errors import NotFoundHere
from kit.screen.parts import Tab
from office.documents.answers import done
from office.organisation.requests import OfficeRequest
from office.signing import actions
from office.signing.centre import (
    TABS,
    WAITING_TAB,
    Waited,
    counts_of,
    detail_of,
    remember_seen,
    rows_of,
    running_of,
    waited_by,
)
from office.signing.errors import NothingChosen, NotSeen
from office.signing.permissions import RULES
from office.signing.waiting import sign_all
from office.signing.ways import WAYS


def _tab(request: OfficeRequest) -> str:
    wanted = request.GET.get("muc", "")
    return wanted if wanted in {key for key, _label, _states in TABS} else WAITING_TAB


def _url(tab: str, document_ref: UUID | None = None) -> str:
    params = {"muc": tab} | ({"van-ban": str(document_ref)} if document_ref else {})
    return f"{reverse('signing:centre')}?{urlencode(params)}"


@require_GET
def centre(request: OfficeRequest) -> HttpResponse:
    return render(request, "signing/centre.html", _context(request))


@require_GET
def rows(request: OfficeRequest) -> HttpResponse:
    """Draw list and running signatures again when something has happened."""
    return render(request, "signing/_list.html", _context(request) | {"with_running": True})


def _context(request: OfficeRequest) -> dict[str, Any]:
    acting, tab, now = request.acting, _tab(request), clock.now()
    waited = waited_by(acting, request.session)
    counts = counts_of(acting, len(waited))
    wanted = request.GET.get("van-ban", "")
    current = next((one for one in waited if str(one.row.document_ref) == wanted), None)
    current = current or next((one for one in waited if not one.seen), waited[0] if waited else None)
    way = next((one for one in WAYS if one.ready()), None)
    context: dict[str, Any] = {
        "tab": tab,
        "tabs": [Tab(str(label), _url(key), count=counts[key], current=key == tab) for key, label, _s in TABS],
        "waited": [(one, _url(tab, one.row.document_ref)) for one in waited] if tab == WAITING_TAB else [],
        "requests": rows_of(acting, tab) if tab != WAITING_TAB else [],
        "running": running_of(acting),
        "seen": sum(one.seen for one in waited),
        "unseen": sum(not one.seen for one in waited),
        "why": refusal(request.actor, RULES, "sign_many", None) or "",
        "way": way,
        "ways": [one for one in WAYS if one is not way],
        "topic": f"post-{request.actor.post_id}",
        "current": None,
        "open_on_phone": bool(wanted),
        "waiting_tab": tab == WAITING_TAB,
    }
    if tab == WAITING_TAB and current is not None:
        context |= {"current": current, "detail": detail_of(acting, current.row, now)}
    return context


def _waited(request: OfficeRequest, document_ref: UUID) -> Waited:
    found = next(
        (one for one in waited_by(request.acting, request.session) if one.row.document_ref == document_ref), None
    )
    if found is None:
        raise NotFoundHere(what=_("văn bản chờ ký"))
    return found


@require_POST
def seen(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Remember that the last page was on the screen; the row's checkbox opens."""
    allow(request.actor, RULES, "seen", None)
    found = _waited(request, document_ref)
    remember_seen(request.session, document_ref, found.row.content)
    context = _context(request)
    context |= {"current": found, "just_seen": True}
    return render(request, "signing/_list.html", context)


@require_POST
def sign_many(request: OfficeRequest) -> HttpResponse:
    """Ask for the signature on every chosen document that was looked at. Raises: NothingChosen, NotSeen."""
    allow(request.actor, RULES, "sign_many", None)
    waited = {str(one.row.document_ref): one for one in waited_by(request.acting, request.session)}
    chosen = [waited[ref] for ref in request.POST.getlist("chosen") if ref in waited]
    if not chosen:
        raise NothingChosen
    unseen = next((one for one in chosen if not one.seen), None)
    if unseen is not None:
        raise NotSeen(subject=unseen.row.subject)
    outcomes = sign_all([one.row.document_ref for one in chosen], request.actor, clock.now())
    for outcome in outcomes:
        if outcome.refusal:
            messages.error(request, f"{outcome.subject}: {outcome.refusal}")
    count = sum(not outcome.refusal for outcome in outcomes)
    words = ngettext("Đang ký %(n)d văn bản.", "Đang ký %(n)d văn bản.", count) % {"n": count} if count else ""
    return done(request, _url(WAITING_TAB), words)


@require_POST
def retry(request: OfficeRequest, request_ref: UUID) -> HttpResponse:
    actions.retry(request_ref=request_ref, actor=request.actor, now=clock.now())
    return done(request, _url("dang-ky"), _("Đang ký lại."))


@require_POST
def cancel(request: OfficeRequest, request_ref: UUID) -> HttpResponse:
    actions.cancel(request_ref=request_ref, actor=request.actor, now=clock.now())
    return done(request, _url(WAITING_TAB), _("Đã thôi yêu cầu ký. Văn bản vẫn chờ bạn."))
