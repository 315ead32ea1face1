"""Values that callers of this room pass in.

Doors: Received, ReceivedFile, AnsweredDocument, ChangeAsked, Asked, PaperDocument, RegisterFields, Keep.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID


@dataclass(frozen=True)
class ReceivedFile:
    """One attachment of a packet; ``content`` None when it could not be decoded, ``problem`` says why."""

    name: str
    content: bytes | Path | BinaryIO | None
    problem: str = ""


@dataclass(frozen=True)
class AnsweredDocument:
    """A document that the arriving one answers, as the packet names it."""

    agency_code: str = ""
    document_code: str = ""
    issued_on: date | None = None
    document_id: str = ""


@dataclass(frozen=True)
class Received:
    """What a document packet says, in our words."""

    document_id: str
    number: str
    notation: str
    issued_on: date | None
    type_name: str
    subject: str
    issuer_code: str
    issuer_name: str
    sender_code: str
    transfer_id: str
    delivery_ref: str
    received_at: datetime
    signer_name: str = ""
    signer_position: str = ""
    signer_competence: str = ""
    place: str = ""
    urgency: int = 0
    due_on: date | None = None
    recipients: list[str] = field(default_factory=list)
    page_count: int | None = None
    responses: list[AnsweredDocument] = field(default_factory=list)
    files: list[ReceivedFile] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    wire_facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ChangeAsked:
    """A sender recalls, updates, replaces or asks back a document (operations 1-3, status 13)."""

    kind: str  # recall, update, replace, retrieve
    document_id: str
    document_code: str
    issued_on: date | None
    sender_code: str
    reason: str
    transfer_id: str
    replaced_ids: tuple[str, ...] = ()
    held_ids: tuple[str, ...] = ()  # of a replacement: old documents that its sender says we hold
    content: Received | None = None  # of an update: what the document says now, and its files
    receivers: tuple[tuple[str, str], ...] = ()  # of an update: (code, added or removed)
    new_document: UUID | None = None  # of a replacement: the document that came in place of the old one


class Asked(StrEnum):
    """What became of a request: shown to the clerk, kept until its document comes, or not the asker's to make."""

    WAITS = "waits"
    HELD = "held"
    STRANGER = "stranger"


class Keep(Enum):
    """Said of a value that a caller leaves as it is; None takes it away."""

    KEEP = "keep"


@dataclass(frozen=True)
class RegisterFields:
    """What the clerk confirms or corrects before the book entry; None leaves the packet's value."""

    number: str | None = None
    notation: str | None = None
    issued_on: date | None = None
    issuer_name: str | None = None
    type_name: str | None = None
    subject: str | None = None
    urgency: int | None = None

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class PaperDocument:
    """A paper document as the clerk types it, with its scan."""

    number: str
    notation: str
    issued_on: date | None
    type_name: str
    subject: str
    issuer_name: str
    issuer_code: str = ""
    signer_name: str = ""
    security: str = "ordinary"
    urgency: int = 0
    due_on: date | None = None
    page_count: int | None = None
    scan_name: str = ""
    scan: bytes | Path | None = None
