"""How an outgoing document is told on a page: facts, route, looks of states. Doors: facts_of, stages_of, state_look, holder_words."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kit import clock
from kit.actor import Actor
from kit.screen.parts import Fact, Stage
from office.documents.words import day_words, dwell_words, when_words
from office.handling.calendar import deadline_words
from office.organisation.models import Post
from office.outgoing.composing import capacity_of
from office.outgoing.models import OutgoingDocument, RouteStep
from office.outgoing.states import State, StepKind

# ring and tone of each state
LOOKS = {
    State.DRAFT: ("empty", "mute"),
    State.UNIT_REVIEW: ("quarter", "ink"),
    State.LEADER_REVIEW: ("half", "ink"),
    State.TO_NUMBER: ("three_quarter", "ink"),
    State.ISSUING: ("three_quarter", "ink"),
    State.ISSUED: ("check", "ok"),
    State.RECALLED: ("return", "warn"),
    State.REPLACED: ("return", "mute"),
    State.CANCELLED: ("octagon", "mute"),
}
SHORT = {
    State.UNIT_REVIEW: _lazy("Chờ ký nháy"),
    State.LEADER_REVIEW: _lazy("Chờ ký số"),
    State.TO_NUMBER: _lazy("Chờ cấp số"),
    State.ISSUING: _lazy("Đang phát hành"),
}
WAY = (StepKind.DRAFT, StepKind.INITIAL, StepKind.SIGN, StepKind.ISSUE)
PRESENT = {
    State.DRAFT: StepKind.DRAFT,
    State.UNIT_REVIEW: StepKind.INITIAL,
    State.LEADER_REVIEW: StepKind.SIGN,
    State.TO_NUMBER: StepKind.ISSUE,
    State.ISSUING: StepKind.ISSUE,
}


def state_look(state: str) -> tuple[str, str, str]:
    """Return word, ring and tone."""
    shape, tone = LOOKS[State(state)]
    return str(SHORT.get(State(state), State(state).label)), shape, tone


def holder_words(outgoing: OutgoingDocument, actor: Actor, now: datetime) -> tuple[str, str]:
    """Return who has the document and since when, in words; nobody once it is issued."""
    if outgoing.state not in PRESENT:
        return "", ""
    since = dwell_words(outgoing.held_since, now) if outgoing.held_since else ""
    if outgoing.held_by is None:
        return _("Văn thư"), since
    mine = outgoing.held_by_id in actor.post_ids
    return (_("Bạn") if mine else outgoing.held_by.person.full_name), since


def facts_of(outgoing: OutgoingDocument, actor: Actor, now: datetime) -> list[Fact]:
    """Return the five facts of an outgoing document."""
    document, today = outgoing.document, clock.today(now)
    receivers = [one for one in outgoing.receivers.all() if one.removed_at is None]
    to = receivers[0].name if receivers else _("chưa chọn")
    more = _("và %(n)d nơi khác") % {"n": len(receivers) - 1} if len(receivers) > 1 else ""
    facts = [Fact(_("Gửi đến"), to, more)]
    if outgoing.document_code:
        day = outgoing.dated_on or document.issued_on
        facts.append(Fact(_("Số, ký hiệu"), outgoing.document_code, _("ngày %s") % f"{day:%d/%m/%Y}" if day else ""))
    signer = outgoing.signer.person.full_name if outgoing.signer else _("chưa chọn")
    capacity = capacity_of(outgoing.authority, outgoing.signer.title) if outgoing.signer else []
    facts.append(Fact(_("Người ký"), signer, capacity[-1].capitalize() if capacity else ""))
    unit = outgoing.unit.name if outgoing.unit else ""
    facts.append(Fact(_("Soạn thảo"), outgoing.drafter.person.full_name, unit))
    if outgoing.state in PRESENT:
        if document.due_on:
            words = deadline_words(document.due_on, today)
            tones = {"soon": "warn", "late": "bad"}
            facts.append(
                Fact(
                    _("Phải gửi trước"),
                    day_words(document.due_on, today, weekday=True),
                    words.text if words else "",
                    tone=tones.get(words.tone, "") if words else "",
                )
            )
        who, since = holder_words(outgoing, actor, now)
        facts.append(Fact(_("Đang ở"), who, since, ring=LOOKS[State(outgoing.state)][0]))
    elif outgoing.issued_at:
        facts.append(Fact(_("Phát hành"), when_words(outgoing.issued_at, now)))
    return facts[:5]


def stages_of(outgoing: OutgoingDocument, actor: Actor, now: datetime) -> list[Stage]:
    """Return the route: what happened, with every return and its reason, where it is, what is to come."""
    steps = list(RouteStep.objects.of(outgoing.agency_id).filter(outgoing=outgoing).select_related("post__person"))
    stages = [_past(step, outgoing, now) for step in steps if step.ended_at is not None]
    present = PRESENT.get(State(outgoing.state))
    current = next((step for step in steps if step.ended_at is None), None)
    if current is not None and present is not None:
        who = _("Bạn") if current.post_id == actor.post_id else _who(current.post, current.kind)
        stages.append(Stage(_name(current.kind), "now", who, _("từ %s") % when_words(current.began_at, now)))
    if present is not None:
        stages += [_next(kind, outgoing) for kind in WAY[WAY.index(present) + 1 :] if _is_on_the_way(kind, outgoing)]
    return stages


def _name(kind: str) -> str:
    names = {
        StepKind.DRAFT: _("Soạn thảo"),
        StepKind.INITIAL: _("Ký nháy"),
        StepKind.SIGN: _("Lãnh đạo ký số"),
        StepKind.ISSUE: _("Cấp số, đóng dấu, phát hành"),
    }
    return names[StepKind(kind)]


def _who(post: Post | None, kind: str) -> str:
    if post is not None:
        return f"{post.person.full_name}, {post.title}"
    return _("Văn thư") if kind == StepKind.ISSUE else ""


def _past(step: RouteStep, outgoing: OutgoingDocument, now: datetime) -> Stage:
    when = when_words(step.ended_at, now) if step.ended_at else ""
    who = _who(step.post, step.kind)
    if step.returned:
        return Stage(_("%s: trả lại") % _name(step.kind), "back", f"{who}. {step.reason}".strip(". "), when)
    return Stage(_name(step.kind), "done", who, when)


def _next(kind: StepKind, outgoing: OutgoingDocument) -> Stage:
    post = {StepKind.INITIAL: outgoing.unit_head, StepKind.SIGN: outgoing.signer}.get(kind)
    return Stage(_name(kind), "next", _who(post, kind))


def _is_on_the_way(kind: StepKind, outgoing: OutgoingDocument) -> bool:
    return kind != StepKind.INITIAL or outgoing.unit_head_id is not None
