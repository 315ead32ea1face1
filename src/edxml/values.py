"""A packet as values. Doors: DocumentPacket, StatusPacket, Envelope and the parts they are made of.

Absent text is None, never an empty string; texts are NFC without control characters; times carry +07:00. What belongs to one
transport and not to the document (ContentId, ZIP wrapping, the packet's XML signature, remarks) takes no part in equality.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from edxml.content import Content
from edxml.remarks import Finding

HANOI = timezone(timedelta(hours=7))  # wire times carry no zone: they are Vietnam time


class Kind(StrEnum):
    """What a packet carries: a document (``edoc``) or news about one (``status``)."""

    DOCUMENT = "edoc"
    STATUS = "status"


class Operation(StrEnum):
    """The business operation (nghiệp vụ) of a document packet; ``wire`` is its BussinessDocType."""

    NEW = "new"
    RECALL = "recall"
    UPDATE = "update"
    REPLACE = "replace"

    @property
    def wire(self) -> int:
        return _OPERATIONS.index(self)

    @property
    def label(self) -> str:
        """Return the Vietnamese name."""
        return ("văn bản mới", "thu hồi", "cập nhật", "thay thế")[self.wire]

    @classmethod
    def from_wire(cls, value: int) -> "Operation | None":
        """Return the operation of a BussinessDocType, or None when the standard has none."""
        return _OPERATIONS[value] if 0 <= value < len(_OPERATIONS) else None


_OPERATIONS = (Operation.NEW, Operation.RECALL, Operation.UPDATE, Operation.REPLACE)


class Change(StrEnum):
    """What an update does to one receiver; the wire writes 0 removed, 1 added."""

    REMOVED = "removed"
    ADDED = "added"

    @property
    def wire(self) -> int:
        return 1 if self is Change.ADDED else 0


@dataclass(frozen=True)
class Organ:
    """An agency as a packet describes it (From, To)."""

    code: str
    name: str | None = None
    parent_name: str | None = None  # cơ quan chủ quản
    address: str | None = None
    email: str | None = None
    telephone: str | None = None
    fax: str | None = None
    website: str | None = None


@dataclass(frozen=True)
class DocumentType:
    """Type of document; the name counts, codes are used inconsistently (``codes.type_of`` resolves them)."""

    name: str | None = None
    code: int | None = None
    detail: int | None = None


@dataclass(frozen=True)
class SignerInfo:
    """Who signed, as the header says it; proof is inside the PDF. A header without it gives one with nothing in it."""

    name: str | None = None
    position: str | None = None
    competence: str | None = None  # quyền hạn ký: TM., KT., TL., TUQ., Q.


@dataclass(frozen=True)
class OtherInfo:
    """The descriptive rest of the header."""

    priority: int = 0
    sphere: str | None = None  # phạm vi lưu hành
    typist: str | None = None
    copies: int | None = None
    pages: int | None = None
    appendixes: tuple[str, ...] = ()
    direction: bool | None = None
    reply_fors: str | None = None
    reference_codes: str | None = None


@dataclass(frozen=True)
class ResponseFor:
    """The document that is answered or reported on; its ``agency`` issued it."""

    agency: str | None = None
    code: str | None = None  # full number, 7816/VPCP-TTĐT
    issued_on: date | None = None
    document_id: str | None = None


@dataclass(frozen=True)
class StaffInfo:
    """The person who acted."""

    name: str | None = None
    department: str | None = None
    mobile: str | None = None
    email: str | None = None
    staff_id: str | None = None
    department_id: str | None = None


@dataclass(frozen=True)
class ReceiverChange:
    """One receiver that an update adds or removes."""

    code: str
    change: Change


@dataclass(frozen=True)
class DocumentChange:
    """What an update changes (BussinessDocumentInfo)."""

    document: bool = False
    receivers: bool = False
    receiver_list: tuple[ReceiverChange, ...] = ()


@dataclass(frozen=True)
class ReplacementInfo:
    """A replaced document and the agencies that had received it."""

    document_id: str
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Business:
    """The operation and its particulars; on the wire the element is spelled Bussiness."""

    operation: Operation = Operation.NEW
    reason: str | None = None
    document_id: str | None = None  # the earlier document; meaningless for NEW
    change: DocumentChange | None = None
    staff: StaffInfo | None = None
    paper: int | None = None
    replacements: tuple[ReplacementInfo, ...] = ()


@dataclass(frozen=True)
class TraceHeader:
    """One hop; others leave the code out or write the word null."""

    agency: str | None
    at: datetime | None


@dataclass(frozen=True)
class SignatureInfo:
    """The XML signature of a packet as it was found: reported, never relied on."""

    element: str  # Signature or DigitalSignature
    empty: bool
    algorithm: str | None = None
    subject: str | None = None


@dataclass(frozen=True)
class Attachment:
    """A file of the packet as its receiver opens it (unzipped); ``content`` is None when ``problem`` says why."""

    name: str
    content: Content | None
    declared_type: str | None = field(default=None, compare=False)  # the manifest's word
    description: str | None = None
    content_id: str | None = field(default=None, compare=False)  # without cid:
    transport_type: str | None = field(default=None, compare=False)  # the attachment section's word
    zipped: bool = field(default=False, compare=False)
    problem: Finding | None = field(default=None, compare=False)

    @property
    def type(self) -> str | None:
        """Return the media type read from the bytes."""
        return self.content.type if self.content else None

    @property
    def size(self) -> int | None:
        return self.content.size if self.content else None

    @property
    def sha256(self) -> str | None:
        return self.content.sha256 if self.content else None


@dataclass(frozen=True)
class DocumentPacket:
    """One official document on its way: operations new, recall, update, replace."""

    sender: Organ
    receivers: tuple[Organ, ...]
    document_id: str
    subject: str
    number: str | None = None
    notation: str | None = None
    place: str | None = None
    issued_on: date | None = None
    type: DocumentType = DocumentType()
    summary: str | None = None  # Content
    signer: SignerInfo = SignerInfo()
    due_on: date | None = None
    other: OtherInfo = OtherInfo()
    responses: tuple[ResponseFor, ...] = ()
    task_codes: tuple[str, ...] = ()
    steering: int | None = None
    to_places: tuple[str, ...] = ()
    application_type: str | None = None
    traces: tuple[TraceHeader, ...] = ()
    business: Business = Business()
    attachments: tuple[Attachment, ...] = ()
    signature: SignatureInfo | None = field(default=None, compare=False)
    remarks: tuple[Finding, ...] = field(default=(), compare=False)

    kind = Kind.DOCUMENT

    @property
    def operation(self) -> Operation:
        return self.business.operation

    @property
    def target_id(self) -> str | None:
        """Return the DocumentId a recall or update points at; samples of recalls carry it only in the header."""
        if self.operation in (Operation.RECALL, Operation.UPDATE):
            return self.business.document_id or self.document_id
        return None


@dataclass(frozen=True)
class StatusPacket:
    """What happened to a document at its receiver (or the sender's wish to take it back, 13)."""

    sender: Organ
    responses: tuple[ResponseFor, ...]
    status: str  # two digits
    description: str | None = None
    at: datetime | None = None
    staff: StaffInfo | None = None
    remarks: tuple[Finding, ...] = field(default=(), compare=False)

    kind = Kind.STATUS

    @property
    def response(self) -> ResponseFor:
        """Return the document the status is about; its agency is whom the status is addressed to."""
        return self.responses[0]


@dataclass(frozen=True)
class Envelope:
    """What an exchange needs to know to route a packet; attachments are counted, not decoded."""

    kind: Kind
    operation: Operation | None  # None for a status packet
    document_id: str  # of a status packet: the document it is about
    business_document_id: str | None
    from_code: str
    to_codes: tuple[str, ...]
    status: str | None
    status_at: datetime | None
    number: str | None
    notation: str | None
    issued_on: date | None
    subject: str | None
    attachment_count: int
    priority: int = 0  # as written; 0 to 4 are known (codes.PRIORITIES)
