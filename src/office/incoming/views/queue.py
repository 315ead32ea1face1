"""The clerk's intake: list, document, panel (Chờ tiếp nhận). Everything is possible with the keyboard alone."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kit import clock
from kit.access import refusal
from kit.screen.parts import Choice
from office.documents import actions as documents
from office.documents.answers import done
from office.documents.reads import files_of
from office.incoming import actions
from office.incoming.doubts import doubts_of, suggested_refusal
from office.incoming.forms import RegisterForm
from office.incoming.models import IncomingDocument
from office.incoming.permissions import RULES
from office.incoming.queue import (
    BY_KEY,
    CHANGES,
    LATER,
    TABS,
    Page,
    changes_of,
    count_of_changes,
    counts_of,
    newer_than,
    newest_of,
    next_after,
    page_of,
)
from office.incoming.states import RefusalReason, State
from office.organisation.requests import OfficeRequest
from office.registers.actions import book_for, expected_number
from office.registers.models import Direction

LAST_LEADER = "last_presented_to"


def _tab(request: OfficeRequest) -> str:
    wanted = request.GET.get("muc", "")
    return wanted if wanted in (*BY_KEY, LATER, CHANGES) else TABS[0].key


def _item_url(ref: UUID, tab: str) -> str:
    return f"{reverse('incoming:queue_item', kwargs={'document_ref': ref})}?muc={tab}"


@require_GET
def queue(request: OfficeRequest) -> HttpResponse:
    """Open the first document that waits; on a phone show the list."""
    tab, now, agency_id = _tab(request), clock.now(), request.actor.agency_id
    page = Page[IncomingDocument]([], 0, "") if tab == CHANGES else page_of(agency_id, tab=tab, now=now)
    current = page.rows[0].document.ref if page.rows else None
    return _page(request, tab, page, current, open_on_phone=False)


@require_GET
def queue_item(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    tab, now, agency_id = _tab(request), clock.now(), request.actor.agency_id
    row = IncomingDocument.objects.by_ref(document_ref, agency_id=agency_id)
    if row.state != State.RECEIVED:
        return done(request, reverse("incoming:document", kwargs={"document_ref": document_ref}))
    page = page_of(agency_id, tab=tab, now=now, holding=document_ref)
    return _page(request, tab, page, document_ref, open_on_phone=True)


def _page(
    request: OfficeRequest,
    tab: str,
    page: Page[IncomingDocument],
    current: UUID | None,
    *,
    open_on_phone: bool,
    form: RegisterForm | None = None,
) -> HttpResponse:
    now, agency_id = clock.now(), request.actor.agency_id
    counts = counts_of(agency_id, now=now)
    changes = changes_of(agency_id) if tab == CHANGES else None
    following = changes.next_after if changes else page.next_after
    context: dict[str, Any] = {
        "tab": tab,
        "tabs": [(one.key, one.label, counts[one.key]) for one in TABS],
        "later_count": counts[LATER],
        "changes": changes.rows if changes else [],
        "change_count": count_of_changes(agency_id),
        "total": counts["total"],
        "rows": page.rows,
        "above": page.above,
        "more_url": _more_url(tab, following),
        "current": current,
        "newest": newest_of(agency_id, now=now),
        "actor_topic": f"agency-{agency_id}",
        "today": clock.today(now),
        "now": now,
        "open_on_phone": open_on_phone,
    }
    if current is not None:
        row = next((one for one in page.rows if one.document.ref == current), None)
        row = row or IncomingDocument.objects.by_ref(current, agency_id=agency_id)
        context |= _item(request, row, tab, form)
    return render(request, "incoming/queue.html", context, status=422 if form is not None else 200)


def _item(request: OfficeRequest, row: IncomingDocument, tab: str, form: RegisterForm | None) -> dict[str, Any]:
    document, today = row.document, clock.today(clock.now())
    files = files_of(document)
    main = files[0].file if files else None
    book = book_for(row.agency_id, Direction.INCOMING, document.type_code)
    verdict = _verdict(row)
    form = form or RegisterForm(
        agency_id=row.agency_id,
        initial={
            "book": str(book.ref),
            "present_to": request.session.get(LAST_LEADER, ""),
            "code": document.document_code or document.notation,
            "issued_on": document.issued_on,
            "issuer_name": document.issuer_name,
            "subject": document.subject,
            "due_on": document.due_on,
        },
    )
    if not form.is_bound and not form.initial["present_to"] and form.leaders:
        form.initial["present_to"] = str(form.leaders[0].ref)
    suggestion = suggested_refusal(verdict, row.remarks)
    doubts = doubts_of(document, today=today)
    twin = actions.registered_twin(document)
    return {
        "row": row,
        "document": document,
        "files": files,
        "main": main,
        "form": form,
        "expected": expected_number(book, today.year),
        "doubts": doubts,
        "twin": twin,
        "focus_primary": not doubts and twin is None and not form.errors,
        "verdict": verdict,
        "broken": verdict == "broken",
        "greyed": refusal(request.actor, RULES, "register", row),
        "reasons": [Choice(value, label, chosen=value == suggestion) for value, label in RefusalReason.choices],
        "next_url": _next_url(request, document.ref, tab),
    }


def _verdict(row: IncomingDocument) -> str:
    files = files_of(row.document)
    found = getattr(files[0].file, "verdict", None) if files else None
    return found.verdict if found else ""


def _next_url(request: OfficeRequest, ref: UUID, tab: str) -> str:
    following = next_after(ref, agency_id=request.actor.agency_id, tab=tab, now=clock.now())
    return _item_url(following, tab) if following else f"{reverse('incoming:queue')}?muc={tab}"


def _more_url(tab: str, after: str) -> str:
    return f"{reverse('incoming:queue_rows')}?{urlencode({'muc': tab, 'sau': after})}" if after else ""


@require_GET
def queue_rows(request: OfficeRequest) -> HttpResponse:
    """Draw the next page; or the first one again: new arrivals come in when the clerk asks for them."""
    tab, now, agency_id, after = _tab(request), clock.now(), request.actor.agency_id, request.GET.get("sau", "")
    if tab == CHANGES:
        changes = changes_of(agency_id, after=after)
        more_url = _more_url(tab, changes.next_after)
        return render(
            request, "incoming/_change_rows.html", {"changes": changes.rows, "now": now, "more_url": more_url}
        )
    page = page_of(agency_id, tab=tab, now=now, after=after)
    current = request.GET.get("dang-mo", "")
    context: dict[str, Any] = {
        "rows": page.rows,
        "tab": tab,
        "now": now,
        "today": clock.today(now),
        "current": UUID(current) if current else None,
        "more_url": _more_url(tab, page.next_after),
        "further": bool(after),
    }
    if not after:
        context |= {"newest": newest_of(agency_id, now=now), "actor_topic": f"agency-{agency_id}"}
    return render(request, "incoming/_queue_rows.html" if after else "incoming/_queue_again.html", context)


@require_GET
def queue_new(request: OfficeRequest) -> HttpResponse:
    """Draw the pill "3 văn bản mới", or nothing."""
    tab, last = _tab(request), request.GET.get("sau", "0")
    count = newer_than(int(last) if last.isdigit() else 0, agency_id=request.actor.agency_id, tab=tab, now=clock.now())
    return render(request, "incoming/_queue_new.html", {"count": count, "tab": tab})


@require_GET
def verdict(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Draw the verdict again when the check has ended, and what follows from it: the foot, the reason to register anyway."""
    row = IncomingDocument.objects.by_ref(document_ref, agency_id=request.actor.agency_id)
    files = files_of(row.document)
    found, waits = _verdict(row), row.state == State.RECEIVED and "muc" in request.GET
    return render(
        request,
        "incoming/_verdict.html",
        {
            "row": row,
            "document": row.document,
            "main": files[0].file if files else None,
            "broken": waits and found == "broken",
            "greyed": refusal(request.actor, RULES, "register", row),
            "tab": _tab(request),
            "form": RegisterForm(agency_id=row.agency_id) if waits else None,
            "with_foot": waits,
        },
    )


@require_GET
def row_verdict(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Draw the verdict again as it stands in the document's row of the list."""
    row = IncomingDocument.objects.by_ref(document_ref, agency_id=request.actor.agency_id)
    found = _verdict(row)
    return render(request, "incoming/_row_verdict.html", {"ref": document_ref, "verdict": found, "follow": not found})


@require_POST
def register(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Enter the document in the book and open the next one."""
    tab, actor, now = _tab(request), request.actor, clock.now()
    form = RegisterForm(request.POST, agency_id=actor.agency_id)
    if not form.is_valid():
        page = page_of(actor.agency_id, tab=tab, now=now, holding=document_ref)
        return _page(request, tab, page, document_ref, open_on_phone=True, form=form)
    next_url = _next_url(request, document_ref, tab)
    leader = form.chosen_leader()
    row = actions.register(
        document_ref=document_ref,
        book=form.chosen_book(),
        fields=form.corrections(),
        present_to=leader,
        due_on=form.deadline(),
        duplicate_reason=form.cleaned_data["duplicate_reason"],
        broken_reason=form.cleaned_data["broken_reason"],
        actor=actor,
        now=now,
    )
    documents.mark_opened(row.document, actor, now)
    text = _("Đã vào sổ, số đến %(number)s.") % {"number": row.arrival_number}
    if leader is not None:
        request.session[LAST_LEADER] = str(leader.ref)
        text += " " + _("Đã trình %(name)s.") % {"name": leader.person.full_name}
    return done(request, next_url, text)


@require_POST
def refuse(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    tab, now = _tab(request), clock.now()
    next_url = _next_url(request, document_ref, tab)
    row = actions.refuse(
        document_ref=document_ref,
        reason=request.POST.get("reason", ""),
        text=request.POST.get("note", ""),
        actor=request.actor,
        now=now,
    )
    name = row.document.document_code or row.document.issuer_name
    return done(request, next_url, _("Đã từ chối %(name)s. Bên gửi nhận được lý do.") % {"name": name})


@require_POST
def put_later(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    tab, now = _tab(request), clock.now()
    next_url = _next_url(request, document_ref, tab)
    row = actions.put_later(document_ref=document_ref, actor=request.actor, now=now)
    assert row.later_until is not None
    back = row.later_until.astimezone(clock.HANOI).strftime("%H:%M %d/%m")
    return done(request, next_url, _("Đã để sau, hiện lại lúc %(when)s.") % {"when": back})
