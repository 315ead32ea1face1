"""What a document answers, replaces or concerns. Doors: link."""

from datetime import date

from kit.asked import add, together
from office.documents.models import Document, DocumentLink


@together
def link(
    document: Document,
    kind: str,
    *,
    to_document: Document | None = None,
    wire_agency_code: str = "",
    wire_document_code: str = "",
    wire_document_id: str = "",
    wire_issued_on: date | None = None,
) -> DocumentLink:
    """Link to a document we hold, or to the facts of one that we do not; the facts are taken from it when we do."""
    if to_document is not None:
        wire_agency_code = wire_agency_code or to_document.issuer_code
        wire_document_code = wire_document_code or to_document.document_code
        wire_document_id = wire_document_id or to_document.document_id
        wire_issued_on = wire_issued_on or to_document.issued_on
    return add(
        DocumentLink(
            agency_id=document.agency_id,
            document=document,
            to_document=to_document,
            kind=kind,
            wire_agency_code=wire_agency_code,
            wire_document_code=wire_document_code,
            wire_document_id=wire_document_id,
            wire_issued_on=wire_issued_on,
        )
    )
