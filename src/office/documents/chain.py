"""The correspondence a document belongs to: what it answers, what answers it, what replaces or forwards it.

Doors: chain_of, ChainRow. One recursive question, however long the chain; at most ``LIMIT`` documents are shown.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from office.documents.facts import Flow, LinkKind
from office.documents.models import Document, DocumentLink

LIMIT = 40
DEPTH = 12
# what a link says of the later document, read from the document itself and from the other end
WORDS = {
    LinkKind.REPLIES_TO: (_("Trả lời %(code)s"), _("Được %(code)s trả lời")),
    LinkKind.REPLACES: (_("Thay thế %(code)s"), _("Được %(code)s thay thế")),
    LinkKind.RELATED: (_("Liên quan %(code)s"), _("Liên quan %(code)s")),
    LinkKind.FORWARDS: (_("Chuyển tiếp %(code)s"), _("Được chuyển tiếp bằng %(code)s")),
}
_REACHED = """
with recursive reached(id, depth) as (
    select %(start)s::bigint, 0
  union
    select case when link.document_id = reached.id then link.to_document_id else link.document_id end, reached.depth + 1
      from reached
      join office_documents_documentlink link
        on link.agency_id = %(agency)s and link.to_document_id is not null
       and (link.document_id = reached.id or link.to_document_id = reached.id)
     where reached.depth < %(deepest)s
)
select distinct id from reached limit %(limit)s
"""


@dataclass(frozen=True)
class ChainRow:
    """One document of the chain; ``ref`` is None for one that we do not hold."""

    ref: UUID | None
    code: str
    subject: str
    issued_on: date | None
    direction: str
    words: tuple[str, ...]  # how it stands to the others: "Trả lời 12/VPCP"
    here: bool  # the document whose page this is


def chain_of(document: Document) -> list[ChainRow]:
    """Return the whole chain in the order of issue, empty when the document stands alone. Three questions."""
    with connection.cursor() as cursor:
        values = {"start": document.pk, "agency": document.agency_id, "deepest": DEPTH, "limit": LIMIT}
        cursor.execute(_REACHED, values)
        ids = {row[0] for row in cursor.fetchall()}
    links = list(DocumentLink.objects.of(document.agency_id).filter(document_id__in=ids).order_by("id"))
    if not links:
        return []
    known = {one.pk: one for one in Document.objects.of(document.agency_id).filter(pk__in=ids)}
    said: dict[int, list[str]] = {pk: [] for pk in known}
    outside = []
    for link in links:
        kind = LinkKind(link.kind)
        target = known.get(link.to_document_id or 0)
        code = _code(target) if target else link.wire_document_code or link.wire_document_id
        forward, backward = WORDS[kind]
        if link.document_id in said:
            said[link.document_id].append(str(forward) % {"code": code})
        if target is not None:
            said[target.pk].append(str(backward) % {"code": _code(known[link.document_id])})
        else:
            outside.append(ChainRow(None, code, "", link.wire_issued_on, "", (), here=False))
    rows = [
        ChainRow(
            one.ref, _code(one), one.subject, one.issued_on, str(Flow(one.direction).label),
            tuple(dict.fromkeys(said[one.pk])), here=one.pk == document.pk,
        )
        for one in known.values()
    ]  # fmt: skip
    return sorted([*rows, *outside], key=lambda row: (row.issued_on or date.max, row.code))


def _code(document: Document) -> str:
    return document.document_code or document.subject
