"""What the page of an incoming document says about its sender's requests. Doors: Banner, banners_of, comparison_of, changes_of."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kit import clock
from office.documents.comparing import Sides, sides_of
from office.documents.editions import facts_of
from office.documents.models import Document
from office.documents.reads import files_of
from office.incoming.models import ChangeRequest
from office.incoming.states import ChangeState

COMPARED = ("update", "replace")


@dataclass(frozen=True)
class Banner:
    """One banner above the acts: tone, sentence, second line, and where to read more."""

    tone: str
    head: str
    text: str
    icon: str
    url: str
    url_words: str


def changes_of(document: Document) -> list[ChangeRequest]:
    """Return every request about the document, oldest first, with who answered and what replaced it; one question."""
    rows = ChangeRequest.objects.of(document.agency_id).filter(document=document)
    return list(rows.select_related("new_document", "edition", "answered_by").order_by("id"))


def banners_of(changes: Sequence[ChangeRequest]) -> list[Banner]:
    """Return a banner for what waits and for the last thing that was agreed of each kind."""
    agreed = {one.kind: one for one in changes if one.state == ChangeState.AGREED}
    shown = [*agreed.values(), *(one for one in changes if one.state == ChangeState.PENDING)]
    return [_banner(one) for one in shown]


def _banner(change: ChangeRequest) -> Banner:
    url = reverse("incoming:change", kwargs={"change_ref": change.ref})
    if change.state == ChangeState.PENDING:
        heads = {
            "recall": _("Bên gửi thu hồi văn bản này"),
            "retrieve": _("Bên gửi yêu cầu trả lại văn bản này"),
            "update": _("Bên gửi cập nhật văn bản này"),
            "replace": _("Bên gửi thay thế văn bản này"),
        }
        words = _("so sánh hai bản") if change.kind in COMPARED else _("xem đề nghị")
        return Banner("warn", heads[change.kind], change.reason, "arrow-back-up", url, words)
    when = change.answered_at.astimezone(clock.HANOI).strftime("%H:%M %d/%m/%Y") if change.answered_at else ""
    who = change.answered_by.full_name if change.answered_by else _("Hệ thống")
    done = _("%(who)s đồng ý lúc %(when)s") % {"who": who, "when": when}
    text = f"{change.reason.rstrip('. ')}. {done}" if change.reason else done
    if change.kind == "update":
        head, words = _("Đã cập nhật theo bên gửi"), _("xem bản trước")
        return Banner("ink", head, text, "refresh", url, words)
    if change.kind == "replace":
        new = change.new_document
        code = new.document_code if new else ""
        head = _("Đã được thay thế bằng văn bản số %(code)s: khóa xử lý, chỉ đọc") % {"code": code}
        return Banner("warn", head, text, "lock", url, _("so sánh hai bản"))
    return Banner("warn", _("Bên gửi đã thu hồi: khóa xử lý, chỉ đọc"), text, "lock", url, _("xem đề nghị"))


def comparison_of(change: ChangeRequest) -> Sides | None:
    """Return old and new of an update or a replacement; None for what only takes a document back.

    An agreed update compares the edition it superseded; a request that waits for its document has nothing old yet.
    """
    if change.kind not in COMPARED:
        return None
    brought = list(change.change_files.select_related("file__blob"))
    if change.kind == "replace":
        return _replaced(change)
    labels = (_("Bản đang giữ"), _("Bản bên gửi gửi lại"))
    if change.document is None:
        return sides_of((_("Chưa đến"), labels[1]), {}, change.facts, [], brought)
    if change.edition is not None:
        labels = (_("Bản trước"), _("Bản đã cập nhật"))
        before = list(change.edition.edition_files.select_related("file__blob"))
        return sides_of(labels, change.edition.facts, change.facts, before, brought)
    return sides_of(labels, facts_of(change.document), change.facts, files_of(change.document), brought)


def _replaced(change: ChangeRequest) -> Sides | None:
    if change.document is None or change.new_document is None:
        return None
    labels = (_("Văn bản cũ"), _("Văn bản thay thế"))
    old, new = change.document, change.new_document
    return sides_of(labels, facts_of(old), facts_of(new), files_of(old), files_of(new))
