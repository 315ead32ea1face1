"""Pieces that every page about documents shares. ``{% load document_page %}``.

Tags: day, when, urgency, deadline, stage, change_kind, document_viewer, document_files, document_facts, live_pill_at.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.screen.parts import Fact
from kit.screen.tags.lists import live_pill
from kit.screen.tags.marks import due, status, urgent
from office.documents.facts import StatusCode
from office.documents.models import Document, DocumentFile
from office.documents.timeline import DUTIES
from office.documents.words import STAGE_LOOKS, day_words, urgency_words, when_words
from office.files.models import File
from office.files.states import ScanState

register = template.Library()
KINDS = {
    "recall": gettext_lazy("Đề nghị thu hồi"),
    "update": gettext_lazy("Đề nghị cập nhật"),
    "replace": gettext_lazy("Đề nghị thay thế"),
    "retrieve": gettext_lazy("Yêu cầu lấy lại"),
}
TONES = {"plain": "", "soon": "warn", "late": "bad", "on_time": "ok", "was_late": "bad"}
PDF = "application/pdf"


@register.simple_tag
def day(value: date | None, today: date) -> str:
    return day_words(value, today) if value else ""


@register.simple_tag
def when(value: datetime | None, now: datetime) -> str:
    return when_words(value, now) if value else ""


@register.simple_tag
def urgency(level: int) -> SafeString:
    return urgent(urgency_words(level))


@register.simple_tag
def deadline(words: Any) -> SafeString:
    """Return the deadline of ``handling.calendar.deadline_words``; nothing without one."""
    return due(words.text, TONES[words.tone]) if words else SafeString("")


@register.simple_tag
def stage(code: str, closed_as: str = "") -> SafeString:
    """Return ring and word of how far an incoming document is; ``closed_as`` says how its sender closed it."""
    shape, tone = STAGE_LOOKS[code]
    if code == StatusCode.AGREED and closed_as:
        return status(closed_as, shape, tone)
    return status(str(StatusCode(code).label) if code else _("Chưa rõ"), shape, tone)


@register.simple_tag
def change_kind(kind: str) -> str:
    return str(KINDS[kind])


@register.simple_tag
def duty_word(duty: str) -> str:
    return DUTIES[duty]


@register.simple_tag
def live_pill_at(url: str, tab: str, newest: int, topic: str, target: str, again: bool = False) -> SafeString:
    """Return the place of the pill; its address says what the page already shows. ``again`` replaces the one before."""
    place = f"{url}?{urlencode({'muc': tab, 'sau': newest})}"
    return live_pill(place, topic, target, hx_swap_oob="outerHTML:.cv-new-pill" if again else None)


def file_url(file: File) -> str:
    return reverse("files:open", kwargs={"file_ref": file.ref, "name": file.name})


@register.inclusion_tag("documents/_viewer.html", takes_context=True)
def document_viewer(
    context: Any, files: Sequence[DocumentFile], fit: str = "width", chosen: str = "", label: str = ""
) -> dict[str, Any]:
    """Return the PDF of the chosen file (the main one unless ``chosen`` names another), or why there is none.

    ``label`` tells two viewers of one page apart.
    """
    shown = next((one for one in files if str(one.file.ref) == chosen), files[0] if files else None)
    blob = shown.file.blob if shown else None
    others = len(files) - 1
    return {
        "request": context.get("request"),
        "file": shown.file if shown else None,
        "url": file_url(shown.file) if shown else "",
        "name": f"{label}: {shown.file.name}" if shown and label else shown.file.name if shown else "",
        "is_pdf": blob is not None and blob.media_type == PDF,
        "blocked": blob is not None and blob.scan_state == ScanState.INFECTED,
        "scan_words": ScanState(blob.scan_state).label if blob else "",
        "extra": _("+%(count)s phụ lục") % {"count": others} if others > 0 else "",
        "fit": fit,
    }


@register.inclusion_tag("documents/_files.html")
def document_files(files: Sequence[DocumentFile], chosen: str = "") -> dict[str, Any]:
    """Return the file cards: name, size, scan result, download; a PDF opens in the viewer of this page."""
    return {"cards": [_card(one) for one in files], "chosen": chosen}


def _card(one: DocumentFile) -> dict[str, Any]:
    blob = one.file.blob
    size = f"{blob.size / 1048576:.1f} MB".replace(".", ",") if blob.size >= 1048576 else f"{-(-blob.size // 1024)} KB"
    blocked = blob.scan_state == ScanState.INFECTED
    ending = one.file.name.rpartition(".")[2].lower()
    url = file_url(one.file)
    return {
        "name": one.file.name,
        "more": f"{size} · {ScanState(blob.scan_state).label}",
        "kind": ending,
        "url": "" if blocked else (f"?tep={one.file.ref}" if blob.media_type == PDF else url),
        "download_url": url,
        "blocked": blocked,
    }


@register.simple_tag
def document_facts(document: Document) -> list[Fact]:
    """Return every other field of the document, for "Thông tin"."""
    pairs = (
        (_("Loại văn bản"), document.type_name),
        (_("Ngày ban hành"), f"{document.issued_on:%d/%m/%Y}" if document.issued_on else ""),
        (_("Người ký"), ", ".join(part for part in (document.signer_name, document.signer_position) if part)),
        (_("Nơi ban hành"), document.place),
        (_("Độ khẩn"), urgency_words(document.urgency)),
        (_("Độ mật"), document.get_security_display() if document.is_secret else ""),
        (_("Số trang"), str(document.page_count or "")),
        (_("Giá trị pháp lý"), document.get_legal_value_display() if document.legal_value else ""),
        (_("Nơi nhận"), "; ".join(document.recipients)),
        (_("Mã định danh"), document.document_id),
        (_("Nguồn"), document.get_origin_display()),
    )
    return [Fact(label, value) for label, value in pairs if value]
