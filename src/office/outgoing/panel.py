"""What the panel of a document offers this person now: one primary act, the others, the reasons of the greyed ones.

Doors: Act, Panel, panel_of.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kit import clock
from kit.access import refusal
from kit.actor import Actor
from kit.screen.parts import Fact
from office.outgoing.checks import Check, checks_of
from office.outgoing.clocks import Sent, how_sent, send_by
from office.outgoing.models import Delivery, IssuedChange, OutgoingDocument
from office.outgoing.permissions import RULES
from office.outgoing.reach import BRINGS, Held, held_by, pending_change, told_by_status, why_not_now
from office.outgoing.states import REVIEWED, ChangeKind, DispatchState, State
from office.signing.models import SigningRequest
from office.signing.states import ACTIVE, Purpose
from office.signing.states import State as SigningState


@dataclass(frozen=True)
class Act:
    """One act: pressed at once (``url``), or through a dialog; with a reason it is greyed."""

    name: str
    label: str
    url: str = ""
    dialog: str = ""
    keys: str = ""
    reason: str = ""
    href: bool = False  # a link, not a post


@dataclass(frozen=True)
class Working:
    """A signature on its way or stuck: what the page says while nobody can act."""

    sentence: str
    second: str
    stage: int
    of: int
    failed: bool


@dataclass(frozen=True)
class Signed:
    """An earlier signature in words."""

    name: str
    act: str
    at: datetime | None
    timestamped: bool


@dataclass(frozen=True)
class Panel:
    primary: Act | None
    acts: Sequence[Act]
    working: Working | None
    signed: Sequence[Signed]
    checks: Sequence[Check]
    checks_hold: int
    receivers: Sequence[Fact]
    sending: str
    sending_late: bool
    change: IssuedChange | None = None  # waits for a leader's word
    held: Sequence[Held] = ()
    by_status: Collection[str] = ()


SENT = (State.ISSUED, State.RECALLED, State.REPLACED)
PRIMARY = {
    State.UNIT_REVIEW: ("initial", "initial"),
    State.LEADER_REVIEW: ("sign", "sign"),
    State.TO_NUMBER: ("issue", "issue"),
}
STAGES = (Purpose.ISSUE, Purpose.ATTACHMENT)


def panel_of(outgoing: OutgoingDocument, actor: Actor, now: datetime) -> Panel:
    """Return what to draw; nothing is hidden, what is impossible says why."""
    requests = list(
        SigningRequest.objects.of(outgoing.agency_id)
        .filter(document=outgoing.document)
        .select_related("post__person")
        .order_by("id")
    )
    working = _working(outgoing, requests)
    checks = checks_of(outgoing, on=clock.today(now)) if outgoing.state in (State.DRAFT, *REVIEWED) else []
    sent = outgoing.state in SENT
    held = held_by(outgoing) if sent else []
    change = pending_change(outgoing) if sent else None
    primary, acts = _acts(outgoing, actor, working)
    if sent:
        primary, acts = _after_issue(outgoing, actor, change, held)
    sending, late = _sending(outgoing, now)
    return Panel(
        primary=primary,
        acts=acts,
        working=working,
        signed=[_signed(one) for one in requests if one.state == SigningState.SIGNED],
        checks=[one for one in checks if not one.holds],
        checks_hold=sum(one.holds for one in checks),
        receivers=_receivers(outgoing),
        sending=sending,
        sending_late=late,
        change=change,
        held=held,
        by_status=told_by_status(outgoing, [one.code for one in held]) if held else (),
    )


def _labels(name: str) -> str:
    return {
        "initial": _("Ký nháy và trình lãnh đạo"),
        "sign": _("Ký số"),
        "issue": _("Cấp số, đóng dấu và phát hành"),
    }[name]


def _acts(outgoing: OutgoingDocument, actor: Actor, working: Working | None) -> tuple[Act | None, list[Act]]:
    ref = outgoing.document.ref

    def url(name: str) -> str:
        return reverse(f"outgoing:{name}", kwargs={"document_ref": ref})

    busy = _("Văn bản đang được ký. Hãy chờ chữ ký này xong.") if working and not working.failed else ""
    primary: Act | None = None
    acts: list[Act] = []
    state = State(outgoing.state)
    if state in PRIMARY:
        name, address = PRIMARY[state]
        why = busy or refusal(actor, RULES, name, outgoing) or ""
        primary = Act(name, _labels(name), url=url(address), keys="Ctrl+Enter", reason=why)
    elif state == State.ISSUING and working is not None and working.failed:
        why = refusal(actor, RULES, "issue", outgoing) or ""
        primary = Act("retry", _("Ký lại"), url=url("retry"), keys="Ctrl+Enter", reason=why)
    if state in REVIEWED or (state == State.ISSUING and working is not None and working.failed):
        why = busy or refusal(actor, RULES, "return", outgoing) or ""
        acts.append(Act("return", _("Trả lại, nêu lý do…"), dialog="return", keys="Alt+R", reason=why))
    if state in REVIEWED:
        why = busy or refusal(actor, RULES, "cancel", outgoing) or ""
        acts.append(Act("cancel", _("Hủy dự thảo…"), dialog="cancel", reason=why))
    return primary, acts


def _after_issue(
    outgoing: OutgoingDocument, actor: Actor, change: IssuedChange | None, held: Sequence[Held]
) -> tuple[Act, list[Act]]:
    """What may be done to an issued document; a leader's decision comes before following the receivers."""
    ref = outgoing.document.ref
    why = why_not_now(outgoing, pending=change, held=len(held))
    may = refusal(actor, RULES, "propose_change", outgoing) or ""

    def link(name: str, label: str, rule: str) -> Act:
        url = reverse(f"outgoing:{name}", kwargs={"document_ref": ref})
        return Act(name, label, url=url, reason=why or refusal(actor, RULES, rule, outgoing) or "", href=True)

    replace_why = "" if outgoing.state == State.ISSUED and change is None else why
    acts = [
        Act("recall", _("Thu hồi…"), dialog="recall", reason=why or may),
        link("update", _("Cập nhật…"), "propose_change"),
        link("retrieve", _("Yêu cầu lấy lại…"), "propose_change"),
        Act("replace", _("Thay thế…"), dialog="replace", reason=replace_why or may),
    ]
    track = Act("track", _("Theo dõi nơi nhận"), url=_tracking(outgoing), keys="Ctrl+Enter", href=True)
    if change is None or refusal(actor, RULES, "approve_change", change) is not None:
        return track, acts
    what = ChangeKind(change.kind).label.lower()
    url = reverse("outgoing:change", kwargs={"change_ref": change.ref})
    decide = Act("decide", _("Xem và duyệt %(what)s") % {"what": what}, url=url, keys="Ctrl+Enter", href=True)
    return decide, [Act("track", track.label, url=track.url, href=True), *acts]


def _tracking(outgoing: OutgoingDocument) -> str:
    return reverse("exchange:tracking", kwargs={"document_ref": outgoing.document.ref})


def _working(outgoing: OutgoingDocument, requests: Sequence[SigningRequest]) -> Working | None:
    last = requests[-1] if requests else None
    if last is None or outgoing.state in (State.DRAFT, *SENT, State.CANCELLED):
        return None
    of = len(STAGES) if outgoing.document.document_files.filter(kind="appendix").exists() else 1
    stage = STAGES.index(Purpose(last.purpose)) + 1 if last.purpose in STAGES else 1
    if last.state == SigningState.FAILED:
        return Working(_("Không ký được"), f"{last.error_text} ({last.error_code})", stage, of, failed=True)
    if last.state not in ACTIVE:
        return None
    words = {
        Purpose.INITIALS: _("Đang ký nháy…"),
        Purpose.PERSON: _("Đang ký số…"),
        Purpose.ISSUE: _("Đang cấp số, đóng dấu…"),
        Purpose.ATTACHMENT: _("Đang ký số phụ lục…"),
        Purpose.COPY: _("Đang ký số bản sao…"),
    }
    code = outgoing.document_code
    second = (
        _("Số %(code)s. Trang tự cập nhật khi xong.") % {"code": code} if code else _("Trang tự cập nhật khi xong.")
    )
    issuing = last.purpose in STAGES
    return Working(words[Purpose(last.purpose)], second, stage, of if issuing else 1, failed=False)


def _signed(request: SigningRequest) -> Signed:
    person = request.purpose in (Purpose.PERSON, Purpose.INITIALS)
    name = request.post.person.full_name if person else _("Chữ ký cơ quan")
    return Signed(name, str(Purpose(request.purpose).label), request.finished_at, request.timestamped)


def _receivers(outgoing: OutgoingDocument) -> list[Fact]:
    """Return a count of each state of the sendings, for the issued page."""
    if outgoing.state not in SENT:
        paper = {True: _("bản giấy"), False: _("qua Trục")}
        return [Fact(one.name, paper[one.on_paper]) for one in list(outgoing.receivers.all())[:12]]
    rows = Delivery.objects.of(outgoing.agency_id).filter(dispatch__outgoing=outgoing, dispatch__operation__in=BRINGS)
    words = [_word(one) for one in rows.order_by("id")[:200]]
    found = [Fact(word, str(words.count(word))) for word in dict.fromkeys(words)]
    on_paper = outgoing.receivers.filter(on_paper=True, removed_at__isnull=True).count()
    return [*found, Fact(_("Gửi bản giấy"), str(on_paper))] if on_paper else found


def _word(delivery: Delivery) -> str:
    if delivery.status:
        return str(delivery.get_status_display())
    return str(DispatchState(delivery.state).label)


def _sending(outgoing: OutgoingDocument, now: datetime) -> tuple[str, bool]:
    """Return the sending clock in words, and whether it is past."""
    if outgoing.state != State.ISSUED or outgoing.issued_at is None:
        return "", False
    rows = Delivery.objects.of(outgoing.agency_id).filter(dispatch__outgoing=outgoing, dispatch__operation__in=BRINGS)
    if not rows.exists():
        return "", False
    waiting = rows.exclude(state=DispatchState.ACCEPTED).exists()
    last = None if waiting else rows.order_by("-state_at").values_list("state_at", flat=True).first()
    urgency = outgoing.document.urgency
    state = how_sent(outgoing.issued_at, last, urgency=urgency, now=now)
    limit = send_by(outgoing.issued_at, urgency=urgency).astimezone(clock.HANOI)
    words = {
        Sent.SAME_DAY: _("Gửi trong ngày phát hành"),
        Sent.NEXT_MORNING: _("Gửi sáng ngày làm việc sau"),
        Sent.LATE: _("Gửi chậm; phải gửi trước %(limit)s") % {"limit": f"{limit:%H:%M %d/%m}"},
        Sent.WAITING: _("Phải gửi trước %(limit)s") % {"limit": f"{limit:%H:%M %d/%m}"},
    }
    return words[state], state == Sent.LATE
