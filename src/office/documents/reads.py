"""Questions about one document. Doors: main_file, files_of, links_of, same_document."""

from datetime import date

from kit.asked import Asked
from office.documents.facts import FileKind, Flow
from office.documents.models import Document, DocumentFile, DocumentLink

_files = Asked(
    lambda document: (
        DocumentFile.objects.filter(document_id=document).select_related("file__blob").order_by("position", "id")
    ),
    "document",
)


def files_of(document: Document) -> list[DocumentFile]:
    """Return every file in its place, the main one first, with content facts loaded."""
    rows = _files.all(document=document.pk)
    return sorted(rows, key=lambda row: (row.kind != FileKind.MAIN, row.position, row.pk))


def main_file(document: Document) -> DocumentFile | None:
    """Return the main file, None for a document without files (paper entry, secret stub)."""
    return next((row for row in files_of(document) if row.kind == FileKind.MAIN), None)


def links_of(document: Document) -> list[DocumentLink]:
    """Return what this document answers, replaces or concerns."""
    return list(document.links.select_related("to_document").order_by("id"))


def same_document(
    *, agency_id: int, number: str, notation: str, issued_on: date | None, issuer_name: str, but: int | None = None
) -> Document | None:
    """Return an earlier incoming document with the same number, notation, date and issuer.

    Law: QĐ 28/2018/QĐ-TTg Điều 10, TT 01/2019/TT-BNV Điều 20: the clerk is warned of a duplicate.
    """
    if not number or issued_on is None:
        return None
    rows = Document.objects.of(agency_id).filter(
        direction=Flow.INCOMING, number=number, notation__iexact=notation, issued_on=issued_on
    )
    rows = rows.filter(issuer_name__iexact=issuer_name)
    if but is not None:
        rows = rows.exclude(pk=but)
    return rows.order_by("id").first()
