"""What a verdict on a file means for the incoming document it belongs to. Doors: take_verdict, connect."""

from datetime import datetime
from typing import Any

from kit.wake import wake
from office.documents.facts import FileKind, Flow
from office.documents.models import DocumentFile
from office.signing import continuations


def take_verdict(verdict: Any, now: datetime) -> None:
    """Keep the legal value on the document and refresh the pages that show it.

    Law: QĐ 28/2018/QĐ-TTg Điều 5: a validly signed document replaces the paper one.
    """
    rows = DocumentFile.objects.of(verdict.agency_id).filter(file_id=verdict.file_id)
    for row in rows.filter(document__direction=Flow.INCOMING).select_related("document"):
        if row.kind == FileKind.MAIN and row.document.legal_value != verdict.legal_value:
            row.document.legal_value = verdict.legal_value
            row.document.save(update_fields=["legal_value"])
        wake(f"document-{row.document.ref}")
        wake(f"agency-{verdict.agency_id}")


def connect() -> None:
    """Called once when the program starts."""
    continuations.register_verdict(take_verdict)
