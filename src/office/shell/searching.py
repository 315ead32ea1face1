"""What the palette finds: documents, people, agencies, views and actions. Doors: Hit, find, views_of."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from kit.sort_keys import fold
from office.documents.facts import Flow
from office.documents.models import Document
from office.organisation.acting import Acting
from office.organisation.people import find_agencies, posts_of_agency
from office.organisation.roles import Role
from office.shell.frame import address

DOCUMENTS, PEOPLE, AGENCIES = 12, 5, 4


@dataclass(frozen=True)
class Hit:
    """One line: what it is called, where it leads, quiet words at its end, or why it cannot be taken."""

    label: str
    url: str
    icon: str
    end: str = ""
    keys: str = ""
    reason: str = ""


def _document_hit(document: Document) -> Hit:
    code = f"{document.document_code} · " if document.document_code else ""
    icon = "inbox" if document.direction == Flow.INCOMING else "send"
    return Hit(code + document.subject, _document_url(document.ref), icon, end=document.issuer_name[:60])


def _document_url(ref: UUID) -> str:
    return reverse("shell:document", args=[ref])


SEARCHED = 20_000


def find_documents(words: str, acting: Acting, limit: int = DOCUMENTS) -> list[Document]:
    """Return documents of the agency that hold every word, newest first; only a number is looked for in all of them."""
    rows = Document.objects.of(acting.actor.agency_id).matching(words, newest=SEARCHED)
    return list(rows.order_by("-id")[:limit])


def _people(words: str, acting: Acting) -> list[Hit]:
    wanted = fold(words).split()
    found = []
    for post in posts_of_agency(acting.actor.agency_id):
        text = fold(f"{post.person.full_name} {post.title} {post.unit.name if post.unit else ''}")
        if all(word in text for word in wanted):
            found.append(Hit(post.person.full_name, "", "user", reason=f"{post.title}"))
    return found[:PEOPLE]


def _agencies(words: str) -> list[Hit]:
    return [Hit(agency.name, "", "building", reason=agency.code) for agency in find_agencies(words, AGENCIES)]


def _if_role(acting: Acting, role: Role, reason: str) -> str:
    return "" if role in acting.actor.roles else reason


def views_of(acting: Acting) -> list[Hit]:
    """Return the places and acts that the palette offers before anything is typed."""
    clerk_only = _if_role(acting, Role.CLERK, _("Chỉ văn thư"))
    places: list[tuple[str, str, str, str, str]] = [
        (_("Hôm nay"), address("shell:home"), "sun", "G H", ""),
        (_("Chờ tiếp nhận"), address("incoming:queue"), "inbox", "G I", clerk_only),
        (_("Văn bản đến"), address("incoming:list"), "inbox", "", ""),
        (_("Nhập văn bản giấy"), address("incoming:paper"), "file-plus", "", clerk_only),
        (_("Văn bản đi"), address("outgoing:list"), "send", "G O", ""),
        (_("Soạn dự thảo mới"), address("outgoing:new", "outgoing:create"), "pencil", "", ""),
        (_("Việc của tôi"), address("handling:list", "handling:mine"), "clipboard-check", "G T", ""),
        (_("Ký số"), address("signing:centre", "signing:list"), "signature", "G S", ""),
        (_("Gửi chưa được"), address("exchange:failures"), "alert-triangle", "", clerk_only),
        (_("Sổ văn bản"), address("shell:books"), "notebook", "G B", ""),
        (_("Thông báo"), address("shell:notices"), "bell", "", ""),
        (_("Ủy quyền"), address("organisation:delegations"), "users", "", ""),
        (_("Thiết lập của tôi"), address("shell:settings"), "settings", "", ""),
    ]
    return [Hit(label, url, icon, keys=keys, reason=why) for label, url, icon, keys, why in places if url]


def _matching_views(words: str, acting: Acting) -> list[Hit]:
    wanted = fold(words).split()
    return [hit for hit in views_of(acting) if all(word in fold(hit.label) for word in wanted)]


def find(words: str, acting: Acting) -> list[Hit]:
    """Return everything that holds the words, with or without marks: documents, then acts, people, agencies."""
    words = words.strip()
    if not words:
        return views_of(acting)
    parts: tuple[Callable[[], list[Hit]], ...] = (
        lambda: [_document_hit(one) for one in find_documents(words, acting)],
        lambda: _matching_views(words, acting),
        lambda: _people(words, acting),
        lambda: _agencies(words),
    )
    return [hit for part in parts for hit in part()]
