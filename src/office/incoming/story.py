"""What the document page tells about an incoming document. Doors: facts_of, quotes_of, standing_of, sender_sees."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit import clock
from kit.screen.parts import Fact
from office.documents.facts import Origin, StatusCode
from office.documents.models import Document
from office.documents.timeline import Quote, Standing
from office.documents.words import day_words, dwell_words, when_words
from office.handling.calendar import deadline_words
from office.handling.models import Handling
from office.handling.reads import Holder
from office.handling.states import Duty
from office.handling.states import State as Work
from office.incoming.models import ChangeRequest, IncomingDocument
from office.incoming.states import RefusalReason, State

TONES = {"plain": "", "soon": "warn", "late": "bad", "on_time": "ok", "was_late": "bad"}
RINGS = {
    "waiting": "quarter",
    "assigned": "half",
    "in_progress": "three_quarter",
    "paused": "pause",
    "returned": "return",
}
DOING = {
    Work.WAITING: gettext_lazy("đang xem xét"),
    Work.ASSIGNED: gettext_lazy("được giao, chưa bắt đầu"),
    Work.IN_PROGRESS: gettext_lazy("đang xử lý"),
    Work.PAUSED: gettext_lazy("tạm dừng"),
    Work.RETURNED: gettext_lazy("nhận lại để giao lại"),
}


def facts_of(incoming: IncomingDocument, holder: Holder | None, *, now: datetime, post_id: int | None) -> list[Fact]:
    """Return the five facts above the document."""
    document = incoming.document
    issued = _("ngày %(day)s") % {"day": document.issued_on.strftime("%d/%m/%Y")} if document.issued_on else ""
    return [
        Fact(_("Cơ quan gửi"), document.issuer_name),
        Fact(_("Số, ký hiệu"), document.document_code or "—", issued),
        _arrival(incoming, now),
        _due(incoming, holder, now),
        _holding(incoming, holder, now, post_id) if holder else Fact(_("Đang ở"), _place(incoming)),
    ]


def _arrival(incoming: IncomingDocument, now: datetime) -> Fact:
    if incoming.arrival_number is None or incoming.registered_at is None:
        return Fact(_("Đến lúc"), _moment(incoming.received_at, now))
    return Fact(_("Số đến"), str(incoming.arrival_number), _moment(incoming.registered_at, now))


def _moment(at: datetime, now: datetime) -> str:
    words = when_words(at, now)
    return f"{_('hôm nay')} {words}" if clock.today(at) == clock.today(now) else words


def _due(incoming: IncomingDocument, holder: Holder | None, now: datetime) -> Fact:
    due_on = incoming.document.due_on or (holder.due_on if holder else None)
    if due_on is None:
        return Fact(_("Hạn xử lý"), _("không có hạn"))
    today = clock.today(now)
    day = day_words(due_on, today, weekday=True)
    if incoming.document.stage in (StatusCode.DONE, StatusCode.REFUSED, StatusCode.AGREED):
        return Fact(_("Hạn xử lý"), day)
    words = deadline_words(due_on, today)
    assert words is not None
    more = "" if due_on == today else words.text + (_(" làm việc") if words.tone in ("plain", "soon") else "")
    return Fact(_("Hạn xử lý"), day[0].upper() + day[1:], more, tone=TONES[words.tone])


def _holding(incoming: IncomingDocument, holder: Holder, now: datetime, post_id: int | None) -> Fact:
    name = _("Bạn") if holder.post_id is not None and holder.post_id == post_id else holder.name
    more = dwell_words(holder.since, now)
    if holder.others:
        more += _(", và %(count)s nơi khác") % {"count": holder.others}
    return Fact(_("Đang ở"), name, more, ring=RINGS.get(holder.state, ""))


def _place(incoming: IncomingDocument) -> str:
    if incoming.state == State.REGISTERED and incoming.document.stage == StatusCode.ACCEPTED:
        return _("Văn thư, chưa trình")
    return {
        State.RECEIVED: _("Văn thư"),
        State.REFUSED: _("Đã từ chối"),
        State.RECALLED: _("Bên gửi đã thu hồi"),
        State.REPLACED: _("Đã được thay thế"),
    }.get(State(incoming.state), _("Đã xong"))


def quotes_of(tree: Sequence[Handling], changes: Sequence[ChangeRequest]) -> Mapping[tuple[str, UUID], Quote]:
    """Return the words that events refer to: instructions, outcomes, reports, what the sender asked."""
    found: dict[tuple[str, UUID], Quote] = {}
    for one in tree:
        found["handling.instructed", one.ref] = Quote(one.instruction)
        below = [child.instruction for child in tree if child.parent_id == one.pk and one.duty != Duty.DECIDE]
        found["handling.assigned", one.ref] = Quote(next((text for text in below if text != one.instruction), ""))
        for kind in ("returned", "finished", "noted", "forwarded"):
            found[f"handling.{kind}", one.ref] = Quote(one.outcome)
        reports = [report.text for report in one.reports.all()]
        if reports:
            found["handling.reported", one.ref] = found["handling.paused", one.ref] = Quote(reports[-1])
    for change in changes:
        found["incoming.change_asked", change.ref] = Quote(change.reason)
        found["incoming.change_declined", change.ref] = Quote(change.answer_text)
    return found


def refusal_words(incoming: IncomingDocument) -> str:
    """Return why the document was refused."""
    if incoming.state != State.REFUSED:
        return ""
    label = str(RefusalReason(incoming.refusal_reason).label)
    return f"{label}. {incoming.refusal_text}".strip()


def standing_of(document: Document, holder: Holder | None, openings: int) -> Standing | None:
    """Return the last line of the timeline: who has it now, and whether he has looked."""
    if holder is None:
        return None
    seen = _("Mở xem %(count)s người") % {"count": openings} if openings else _("Chưa mở xem")
    return Standing(holder.name, str(DOING[Work(holder.state)]), holder.since, seen)


def sender_sees(document: Document) -> str:
    """Return "Bên gửi thấy: Đã tiếp nhận"; nothing for paper."""
    if document.origin != Origin.AXIS or not document.stage:
        return ""
    return _("Bên gửi thấy: %(word)s") % {"word": StatusCode(document.stage).label}
