"""Rules about documents that several rooms ask. Doors: refuse_if_secret, may_change_file."""

from office.documents.errors import SecretStaysOnPaper
from office.documents.facts import Flow, Security
from office.documents.models import Document


def refuse_if_secret(document: Document) -> None:
    """Return for an ordinary document.

    Law: QĐ 28/2018/QĐ-TTg Điều 1: state secrets are outside electronic exchange. Raises: SecretStaysOnPaper.
    """
    if document.is_secret:
        raise SecretStaysOnPaper(level=Security(document.security).label)


def may_change_file(document: Document) -> bool:
    """Only a draft of our own may get another main file: arriving bytes are never rewritten, issued ones neither."""
    return document.direction == Flow.OUTGOING and not document.number
