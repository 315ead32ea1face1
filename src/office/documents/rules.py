"""Rules about documents that several rooms ask.

Doors: refuse_if_secret, refuse_if_locked, is_locked, may_change_file, due_span.
"""

from datetime import date

from office.documents.errors import DocumentLocked, SecretStaysOnPaper
from office.documents.facts import Flow, Security, StatusCode
from office.documents.models import Document

DUE_FROM = date(2000, 1, 1)
DUE_YEARS = 10  # our choice: no plan of the state reaches further with one document's deadline


def due_span(today: date) -> tuple[date, date]:
    """Return the first and the last day that a deadline can be; any other is a slip of the pen or of a program."""
    return DUE_FROM, date(today.year + DUE_YEARS, 12, 31)


def refuse_if_secret(document: Document) -> None:
    """Return for an ordinary document.

    Law: QĐ 28/2018/QĐ-TTg Điều 1: state secrets are outside electronic exchange. Raises: SecretStaysOnPaper.
    """
    if document.is_secret:
        raise SecretStaysOnPaper(level=Security(document.security).label)


def is_locked(document: Document) -> bool:
    """Whether its sender has taken an incoming document back or replaced it."""
    return document.direction == Flow.INCOMING and document.stage == StatusCode.AGREED


def refuse_if_locked(document: Document) -> None:
    """Return for a document that may be worked on.

    Law: QĐ 28/2018/QĐ-TTg Điều 9 khoản 2: a recalled document is cancelled in the system; ours stays readable.
    Raises: DocumentLocked.
    """
    if is_locked(document):
        raise DocumentLocked(document_code=document.document_code or document.subject)


def may_change_file(document: Document) -> bool:
    """Only a draft of our own may get another main file: arriving bytes are never rewritten, issued ones neither."""
    return document.direction == Flow.OUTGOING and not document.number
