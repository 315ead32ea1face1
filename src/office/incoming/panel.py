"""What this person may do with this document now: one primary, two secondary, the rest greyed with reasons.

Doors: Act, Panel, panel_of. It decides nothing: it asks the tables of moves and permissions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from kit.access import refusal
from office.handling.models import Handling
from office.handling.permissions import RULES as HANDLING_RULES
from office.handling.permissions import gave, holds
from office.handling.reads import silent_partners
from office.handling.states import OPEN, Duty
from office.handling.states import State as Work
from office.incoming.models import ChangeRequest, IncomingDocument
from office.incoming.permissions import RULES
from office.incoming.states import State
from office.organisation.acting import Acting
from office.organisation.roles import Role


@dataclass(frozen=True)
class Act:
    """One action: a link, a dialog that this page holds, or a plain post."""

    name: str
    label: str
    url: str = ""
    dialog: str = ""
    post: bool = False
    keys: str = ""
    icon: str = "ban"
    reason: str = ""  # greyed, and why


@dataclass(frozen=True)
class Panel:
    primary: Act | None = None
    secondary: Sequence[Act] = ()
    menu: Sequence[Act] = ()
    greyed: Sequence[Act] = ()
    mine: Handling | None = None
    change: ChangeRequest | None = None
    dialogs: Sequence[str] = field(default_factory=tuple)


def panel_of(
    incoming: IncomingDocument, *, acting: Acting, tree: Sequence[Handling], changes: Sequence[ChangeRequest]
) -> Panel:
    """Return the panel of the acting post."""
    panel = _chosen(incoming, acting, tree, changes)
    offered = {act.name for act in (panel.primary, *panel.secondary, *panel.menu) if act}
    greyed = [*panel.greyed, *(act for act in _greyed(incoming, panel.mine, tree) if act.name not in offered)]
    acts = [act for act in (panel.primary, *panel.secondary, *panel.menu) if act and act.dialog and not act.reason]
    return replace(
        panel, menu=(*panel.menu, _forward_out(incoming)), greyed=greyed, dialogs=tuple(act.dialog for act in acts)
    )


def _chosen(
    incoming: IncomingDocument, acting: Acting, tree: Sequence[Handling], changes: Sequence[ChangeRequest]
) -> Panel:
    actor, document = acting.actor, incoming.document
    if changes and not refusal(actor, RULES, "agree_change", incoming):
        return _answer(changes[0], acting)
    if incoming.state == State.RECEIVED:
        url = reverse("incoming:queue_item", kwargs={"document_ref": document.ref})
        reason = refusal(actor, RULES, "register", incoming) or ""
        return Panel(Act("register", _("Tiếp nhận và vào sổ"), url=url, keys="Ctrl+Enter", reason=reason))
    if incoming.state != State.REGISTERED:
        return Panel()
    mine = _mine(acting, tree)
    if mine is not None:
        return _work(incoming, mine, acting)
    if not any(one.state in OPEN or one.state == Work.DONE for one in tree) and not document.is_secret:
        reason = refusal(actor, RULES, "present", incoming) or ""
        return Panel(Act("present", _("Trình lãnh đạo…"), dialog="present", keys="Ctrl+Enter", reason=reason))
    return _for_office(tree, acting)


def _answer(change: ChangeRequest, acting: Acting) -> Panel:
    """A sender's request comes before all work: what takes back is answered here, old and new are compared first."""
    why = refusal(acting.actor, RULES, "decline_change", change) or ""
    decline = Act("decline_change", _("Không đồng ý…"), dialog="decline-change", reason=why)
    words = {"recall": _("Đồng ý thu hồi"), "retrieve": _("Đồng ý trả lại bên gửi")}
    if change.kind in words:
        agree = Act("agree_change", f"{words[change.kind]}…", dialog="agree-change", keys="Ctrl+Enter")
        return Panel(agree, (decline,), change=change)
    url = reverse("incoming:change", kwargs={"change_ref": change.ref})
    return Panel(Act("compare", _("So sánh bản cũ và bản mới"), url=url, keys="Ctrl+Enter"), change=change)


def _mine(acting: Acting, tree: Sequence[Handling]) -> Handling | None:
    """Return the work that waits for this post: a decision before other work, doing before knowing."""
    actor = acting.actor
    found = [one for one in tree if one.state in OPEN and one.state != Work.RETURNED and holds(actor, one)]
    found += [one for one in tree if one.state == Work.RETURNED and gave(actor, one)]
    order = [Duty.DECIDE, Duty.LEAD, Duty.COORDINATE, Duty.INFORM]
    found.sort(key=lambda one: (order.index(Duty(one.duty)), one.pk))
    return found[0] if found else None


def _handling(name: str, handling: Handling) -> str:
    return reverse(f"handling:{name}", kwargs={"handling_ref": handling.ref})


def _reply(incoming: IncomingDocument) -> Act:
    label = _("Soạn văn bản trả lời")
    try:
        url = reverse("outgoing:reply", kwargs={"document_ref": incoming.document.ref})
    except NoReverseMatch:
        return Act("reply", label, reason=_("Phần văn bản đi chưa cài đặt."))
    return Act("reply", label, url=url, keys="R", icon="arrow-back-up")


def _forward_out(incoming: IncomingDocument) -> Act:
    label = _("Chuyển tiếp cơ quan khác…")
    if incoming.document.is_secret:
        return Act("forward_out", label, icon="send", reason=_("Văn bản có độ mật không gửi qua mạng"))
    if incoming.state != State.REGISTERED:
        return Act("forward_out", label, icon="send", reason=_("Cần vào sổ trước"))
    try:
        url = reverse("outgoing:forward_document", kwargs={"document_ref": incoming.document.ref})
    except NoReverseMatch:
        return Act("forward_out", label, icon="send", reason=_("Phần văn bản đi chưa cài đặt."))
    return Act("forward_out", label, url=url, icon="send")


def _work(incoming: IncomingDocument, mine: Handling, acting: Acting) -> Panel:
    back = Act("return", _("Trả lại, nêu lý do…"), dialog="return", icon="arrow-back-up")
    forward = Act("forward", _("Chuyển người khác…"), dialog="forward", icon="arrow-right")
    if mine.state == Work.RETURNED:
        resend = Act("resend", _("Giao lại…"), dialog="resend", keys="Ctrl+Enter")
        return Panel(resend, (forward,), mine=mine)
    if mine.duty == Duty.DECIDE:
        return _decide(mine, forward, back)
    if mine.duty == Duty.INFORM:
        see = Act("see", _("Đã xem"), url=_handling("see", mine), post=True, keys="Ctrl+Enter")
        return Panel(see, (), (forward,), mine=mine)
    if mine.state == Work.PAUSED:
        resume = Act("resume", _("Tiếp tục xử lý"), url=_handling("resume", mine), post=True, keys="Ctrl+Enter")
        return Panel(resume, mine=mine)
    return _do(incoming, mine, acting, forward, back)


def _decide(mine: Handling, forward: Act, back: Act) -> Panel:
    instruct = Act("instruct", _("Cho ý kiến và phân công"), url=_handling("instruct", mine), keys="B")
    note = Act("note", _("Chỉ để biết"), url=_handling("note", mine), post=True)
    if mine.proposal:
        agree = Act("agree", _("Đồng ý với đề xuất"), url=_handling("agree", mine), post=True, keys="Ctrl+Enter")
        other = replace(instruct, label=_("Ý kiến khác"))
        return Panel(agree, (other, note), (forward, back), mine=mine)
    return Panel(instruct, (forward, note), (back,), mine=mine)


def _do(incoming: IncomingDocument, mine: Handling, acting: Acting, forward: Act, back: Act) -> Panel:
    start = Act("start", _("Bắt đầu xử lý"), url=_handling("start", mine), post=True, keys="Ctrl+Enter")
    report = Act("report", _("Báo cáo tiến độ…"), dialog="report", icon="message-plus")
    finish = Act("finish", _("Kết thúc xử lý…"), dialog="finish", keys="E", icon="circle-check")
    silent = silent_partners(mine)
    if silent:
        finish = replace(finish, reason=_("Còn %(count)s đơn vị chưa báo cáo") % {"count": silent})
    pause = Act("pause", _("Tạm dừng, nêu lý do…"), dialog="pause", icon="player-pause")
    assign = Act("assign", _("Giao cho chuyên viên"), url=_handling("assign", mine), keys="F", icon="users")
    reply = _reply(incoming)
    can_assign = Role.UNIT_HEAD in acting.actor.roles and mine.to_unit_id is not None
    if mine.state == Work.ASSIGNED:
        if can_assign:
            return Panel(assign, (replace(start, keys=""), finish), (reply, report, forward, back), mine=mine)
        return Panel(start, (reply, finish), (report, forward, back), mine=mine)
    if finish.reason:
        return Panel(replace(report, keys="Ctrl+Enter"), (reply,), (pause, back), (finish,), mine=mine)
    extra = (assign,) if can_assign else ()
    return Panel(finish, (report, reply), (*extra, pause, back), mine=mine)


def _for_office(tree: Sequence[Handling], acting: Acting) -> Panel:
    """The clerk or the office may still propose to the leader who has the document."""
    waiting = next((one for one in tree if one.duty == Duty.DECIDE and one.state == Work.WAITING), None)
    if waiting is None or refusal(acting.actor, HANDLING_RULES, "propose", waiting):
        return Panel()
    label = _("Sửa đề xuất phân công") if waiting.proposal else _("Đề xuất phân công")
    return Panel(secondary=(Act("propose", label, url=_handling("propose", waiting), keys="B"),))


def _greyed(incoming: IncomingDocument, mine: Handling | None, tree: Sequence[Handling]) -> list[Act]:
    """The two acts everybody looks for, with the reason why not now."""
    finish, reply = _("Kết thúc xử lý"), _("Soạn văn bản trả lời")
    if incoming.state == State.RECEIVED:
        why = why_reply = _("Cần vào sổ trước")
    elif incoming.state != State.REGISTERED:
        why = why_reply = _("Văn bản %(state)s") % {"state": incoming.get_state_display().lower()}
    elif not any(one.duty in (Duty.LEAD, Duty.COORDINATE) for one in tree):
        done = any(one.state == Work.DONE for one in tree)
        why = _("Lãnh đạo đã xem, không giao việc") if done else _("Cần có ý kiến của lãnh đạo trước")
        why_reply = _("Đơn vị chủ trì soạn sau khi được phân công")
    elif not any(one.state in OPEN for one in tree):
        why = why_reply = _("Việc đã kết thúc")
    elif mine is None:
        why, why_reply = _("Việc đang ở người khác"), _("Đơn vị chủ trì soạn")
    else:
        why, why_reply = _("Chưa đến bước này"), _("Chưa đến bước này")
    return [
        Act("finish", finish, icon="circle-check", reason=why),
        Act("reply", reply, icon="arrow-back-up", reason=why_reply),
    ]
