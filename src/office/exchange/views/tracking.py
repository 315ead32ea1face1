"""The page on which a sender follows a document at every receiver."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kit import clock
from kit.access import refusal
from kit.screen.parts import Fact, StepDot
from office.documents.facts import StatusCode
from office.documents.models import Document
from office.exchange.board import STEPS, WORDS, Ask, Row, asks_of, board_of
from office.exchange.reading import near_time
from office.organisation.requests import OfficeRequest
from office.outgoing.models import OutgoingDocument
from office.outgoing.permissions import RULES
from office.outgoing.states import State

ATTENTION = "attention"
CHIPS = (ATTENTION, StatusCode.ACCEPTED, StatusCode.ASSIGNED, StatusCode.IN_PROGRESS, StatusCode.DONE)


@require_GET
def tracking(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Draw the board; asked by htmx, only its table and chips."""
    document: Document = Document.objects.by_ref(document_ref, agency_id=request.actor.agency_id)
    now = clock.now()
    outgoing: OutgoingDocument = OutgoingDocument.objects.by_ref(document_ref, agency_id=request.actor.agency_id)
    why = refusal(request.actor, RULES, "propose_change", outgoing) or (outgoing.state != State.ISSUED)
    rows = board_of(document, now=now)
    wanted = request.GET.get("nhom", "")
    shown = [row for row in rows if not wanted or row.group == wanted]
    context = {
        "document": document,
        "rows": [(row, _dots(row), near_time(row.at, now)) for row in shown],
        "steps": [label for _code, label in STEPS],
        "chips": _chips(rows, wanted),
        "total": len(rows),
        "all_on": not wanted,
        "facts": _facts(document, rows),
        "topic": f"document-{document.ref}",
        "asks": [(one, near_time(one.asked_at, now), _answered(one, now)) for one in asks_of(document)],
        "may_ask": not why,
    }
    template = "exchange/_board.html" if request.htmx and not request.htmx.boosted else "exchange/tracking.html"
    return render(request, template, context)


def _answered(ask: Ask, now: datetime) -> str:
    """Return when the receiver answered, or since when it has not."""
    if ask.answered_at is not None:
        return near_time(ask.answered_at, now)
    return _("chưa trả lời từ %(when)s") % {"when": near_time(ask.asked_at, now)}


def _dots(row: Row) -> list[StepDot]:
    dots = []
    for step in row.steps:
        if step.at is None and step.tone == "mute":
            state = "empty"
        else:
            state = "bad" if step.tone == "bad" else "now" if step.last else "done"
        at = step.at.astimezone(clock.HANOI).strftime("%H:%M") if step.at else ""
        dots.append(StepDot(state, at, step.label))
    return dots


def _chips(rows: Sequence[Row], wanted: str) -> list[dict[str, object]]:
    counts = Counter(row.group for row in rows)
    chips = []
    for code in CHIPS:
        if not counts[code] and wanted != code:
            continue
        ring, tone, word, _rank = ("triangle", "bad", _("Cần xử lý"), 0) if code == ATTENTION else WORDS[code]
        chip = {"label": word, "count": counts[code], "ring": ring, "tone": tone, "on": wanted == code}
        chips.append({**chip, "href": f"?nhom={code}"})
    return chips


def _facts(document: Document, rows: Sequence[Row]) -> list[Fact]:
    issued = document.issued_on.strftime("%d/%m/%Y") if document.issued_on else ""
    done = sum(row.status == StatusCode.DONE for row in rows)
    heard = sum(bool(row.status) for row in rows)
    unproved = [Fact(_("Biên nhận của Trục"), _("không cấp"), _("Trục này trả mã, không ký"))]
    return [
        Fact(_("Số, ký hiệu"), document.document_code, _("ngày %s") % issued if issued else ""),
        Fact(_("Nơi nhận"), str(len(rows)), _("nơi, %d đã nhận") % heard),
        Fact(_("Đã hoàn thành"), str(done), _("trên %d nơi") % len(rows)),
        Fact(_("Yêu cầu trả lời"), document.due_on.strftime("%d/%m/%Y") if document.due_on else _("không")),
        *(unproved if any(row.unproved for row in rows) else []),
    ]
