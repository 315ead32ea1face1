"""Who holds an issued document now, and how each can be told. Doors: Held, held_by, left_out, told_by_status, why_not_now."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from office.organisation.people import codes_of
from office.outgoing.models import ChangeAsk, Delivery, IssuedChange, OutgoingDocument
from office.outgoing.states import ChangeKind, ChangeState, State

ADD = "add"  # the document to a receiver added after issue: on the wire an update that names it, since "new" goes out once
BRINGS = ("new", "replace", ADD)  # operations that bring the document
TAKES = (ChangeKind.RECALL, ChangeKind.RETRIEVE)


@dataclass(frozen=True)
class Held:
    """One receiver on the axis that got the document and from which it was not taken off again."""

    code: str
    name: str


def held_by(outgoing: OutgoingDocument) -> list[Held]:
    """Return the receivers over the axis in the order they were written; two questions however many there are."""
    off = set(outgoing.receivers.filter(removed_at__isnull=False).values_list("code", flat=True))
    rows = Delivery.objects.of(outgoing.agency_id).filter(dispatch__outgoing=outgoing, dispatch__operation__in=BRINGS)
    names = dict(rows.order_by("id").values_list("code", "name"))
    return [Held(code, name) for code, name in names.items() if code not in off]


def left_out(old: OutgoingDocument, new: OutgoingDocument) -> list[Held]:
    """Return who holds ``old`` and does not get ``new``, which replaces it, over the axis."""
    rows = new.receivers.filter(on_paper=False, removed_at__isnull=True).values_list("code", "instead_of")
    reached = {code for pair in rows for code in pair if code}
    return [one for one in held_by(old) if one.code not in reached and not codes_of(one.code) & reached]


def told_by_status(outgoing: OutgoingDocument, codes: list[str]) -> set[str]:
    """Return those receivers that were last told by status 13: their systems understand nothing else."""
    rows = ChangeAsk.objects.of(outgoing.agency_id).filter(code__in=codes, kind__in=TAKES).order_by("id")
    last = dict(rows.values_list("code", "kind"))
    return {code for code, kind in last.items() if kind == ChangeKind.RETRIEVE}


def pending_change(outgoing: OutgoingDocument) -> IssuedChange | None:
    """Return the change that waits for a leader's word."""
    rows = IssuedChange.objects.of(outgoing.agency_id).filter(outgoing=outgoing, state=ChangeState.PROPOSED)
    return rows.select_related("proposed_by__person", "file__blob").first()


def why_not_now(outgoing: OutgoingDocument, *, pending: IssuedChange | None, held: int) -> str:
    """Return why nothing can be asked of receivers now, in words for a greyed act; empty when it can."""
    if outgoing.state == State.RECALLED:
        return _("Văn bản đã thu hồi")
    if outgoing.state == State.REPLACED:
        return _("Văn bản đã được thay thế")
    if outgoing.state != State.ISSUED:
        return _("Văn bản chưa phát hành")
    if pending is not None:
        what = ChangeKind(pending.kind).label
        return _("Đề nghị “%(what)s” đang chờ lãnh đạo duyệt") % {"what": what}
    if not held:
        return _("Không có nơi nhận nào qua Trục")
    return ""
