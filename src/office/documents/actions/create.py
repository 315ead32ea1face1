"""Create a document row and keep its search text. Doors: create, change_fields, search_text_of."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from kit.asked import add, change, together
from kit.sort_keys import fold
from office.documents.facts import Security
from office.documents.models import Document
from office.documents.types import type_by_name


def search_text_of(document: Document) -> str:
    """Return the folded text by which the document is found, typed with or without marks."""
    parts = [document.document_code, document.subject, document.issuer_name, document.type_name, document.signer_name]
    return fold(" ".join(part for part in parts if part))


@together
def create(
    *,
    agency_id: int,
    direction: str,
    origin: str,
    subject: str,
    issuer_name: str,
    issuer_code: str = "",
    document_id: str = "",
    number: str = "",
    notation: str = "",
    issued_on: date | None = None,
    type_name: str = "Công văn",
    type_code: str = "",
    signer_name: str = "",
    signer_position: str = "",
    signer_competence: str = "",
    place: str = "",
    security: str = Security.ORDINARY,
    urgency: int = 0,
    due_on: date | None = None,
    recipients: Sequence[str] = (),
    page_count: int | None = None,
    stage: str = "",
) -> Document:
    """Return the new document. The type's code is looked up from its name when it is not given."""
    known = type_by_name(type_name) if not type_code else None
    document = Document(
        agency_id=agency_id,
        direction=direction,
        origin=origin,
        subject=subject,
        issuer_name=issuer_name,
        issuer_code=issuer_code,
        document_id=document_id,
        number=number,
        notation=notation,
        issued_on=issued_on,
        type_name=known.name if known else type_name,
        type_code=type_code or (known.code if known else ""),
        signer_name=signer_name,
        signer_position=signer_position,
        signer_competence=signer_competence,
        place=place,
        security=security,
        urgency=urgency,
        due_on=due_on,
        recipients=list(recipients),
        page_count=page_count,
        stage=stage,
    )
    document.search_text = search_text_of(document)
    return add(document)


def change_fields(document: Document, **fields: Any) -> list[str]:
    """Write the given fields and return the names of those that really changed."""
    changed = [name for name, value in fields.items() if getattr(document, name) != value]
    for name in changed:
        setattr(document, name, fields[name])
    if changed:
        document.search_text = search_text_of(document)
        change(document, *changed, "search_text")
    return changed
