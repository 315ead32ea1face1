"""Banners of an outgoing document: what was done to it after issue, what its issue will do.

Doors: Banner, banners_of, banners_before_issue.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kit import clock
from office.documents.models import Document
from office.outgoing.actions.replacing import to_be_told
from office.outgoing.models import IssuedChange, OutgoingDocument
from office.outgoing.reach import Held
from office.outgoing.states import REVIEWED, ChangeKind, ChangeState, State

TO_ISSUE = (State.DRAFT, *REVIEWED, State.ISSUING)
NAMES_SHOWN = 3


@dataclass(frozen=True)
class Banner:
    """Tone, sentence, second line, and where to read more."""

    tone: str
    head: str
    text: str
    icon: str
    url: str
    url_words: str


def banners_of(outgoing: OutgoingDocument) -> Sequence[Banner]:
    """Return one banner for each change that waits or was sent, newest first; one question.

    Before the issue nothing was changed yet: then, what the issue will do.
    """
    if outgoing.state in TO_ISSUE:
        return banners_before_issue(outgoing)
    shown = (ChangeState.PROPOSED, ChangeState.SENT, ChangeState.TURNED_DOWN)
    rows = IssuedChange.objects.of(outgoing.agency_id).filter(outgoing=outgoing, state__in=shown)
    found = rows.select_related("proposed_by__person", "decided_by__person", "new_outgoing__document").order_by("-id")
    changes = list(found[:6])
    if any(one.state == ChangeState.SENT for one in changes[:1]):
        changes = [one for one in changes if one.state != ChangeState.TURNED_DOWN]
    return [_banner(one) for one in changes]


def banners_before_issue(outgoing: OutgoingDocument) -> list[Banner]:
    """Return who will be told a recall of what the document replaces, because it does not go to them."""
    return [_recalls(document, left) for document, left in to_be_told(outgoing)]


def _recalls(document: Document, left: Sequence[Held]) -> Banner:
    names = ", ".join(one.name for one in left[:NAMES_SHOWN])
    if len(left) > NAMES_SHOWN:
        names = f"{names} " + _("và %(n)d nơi khác") % {"n": len(left) - NAMES_SHOWN}
    head = _("Phát hành xong, %(n)d nơi được báo thu hồi %(code)s") % {"n": len(left), "code": document.document_code}
    text = _("Đã nhận văn bản cũ, không nhận văn bản này qua Trục: %(names)s.") % {"names": names}
    url = reverse("outgoing:document", kwargs={"document_ref": document.ref})
    return Banner("warn", head, text, "arrow-back-up", url, _("mở văn bản cũ"))


def _banner(change: IssuedChange) -> Banner:
    url = reverse("outgoing:change", kwargs={"change_ref": change.ref})
    kind = ChangeKind(change.kind)
    if change.state == ChangeState.PROPOSED:
        who = change.proposed_by.person.full_name if change.proposed_by else ""
        head = _("%(who)s đề nghị %(what)s, chờ lãnh đạo duyệt") % {"who": who, "what": str(kind.label).lower()}
        return Banner("ink", head, change.reason, "clock", url, _("xem đề nghị"))
    if change.state == ChangeState.TURNED_DOWN:
        head = _("Lãnh đạo không duyệt đề nghị %(what)s") % {"what": str(kind.label).lower()}
        return Banner("mute", head, change.decision_text, "ban", url, _("xem đề nghị"))
    when = change.decided_at.astimezone(clock.HANOI).strftime("%H:%M %d/%m/%Y") if change.decided_at else ""
    text = f"{change.reason.rstrip('. ')}. {when}"
    if kind == ChangeKind.REPLACE and change.new_outgoing is not None:
        new = change.new_outgoing
        url = reverse("outgoing:document", kwargs={"document_ref": new.document.ref})
        head = _("Đã được thay thế bằng %(code)s") % {"code": new.document_code}
        return Banner("mute", head, when, "replace", url, _("mở văn bản mới"))
    heads = {
        ChangeKind.RECALL: ("warn", _("Đã thu hồi"), "arrow-back-up", _("xem đề nghị")),
        ChangeKind.RETRIEVE: ("warn", _("Đã yêu cầu nơi nhận trả lại"), "arrow-back-up", _("xem đề nghị")),
        ChangeKind.UPDATE: ("ink", _("Đã cập nhật"), "refresh", _("xem bản trước và bản mới")),
    }
    tone, head, icon, words = heads[kind]
    return Banner(tone, head, text, icon, url, words)
