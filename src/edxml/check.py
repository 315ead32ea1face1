"""Say what is wrong with a packet, as far as the packet alone can tell. Doors: check_packet, check_values.

Whether agencies are registered, an earlier document was sent, or a PDF signature is valid, only others know.
"""

import re
from collections import Counter
from datetime import date

from edxml import remarks
from edxml.codes import PRIORITIES, STATUSES, type_of
from edxml.errors import PacketError
from edxml.identifiers import Form, form_of, is_centre, lookup_forms
from edxml.limits import Limits
from edxml.read import DEFAULT, read_packet
from edxml.remarks import Finding, Notes, Severity, refused
from edxml.sniff import DANGEROUS
from edxml.tree import Source, parse
from edxml.values import DocumentPacket, Operation, StatusPacket

_CANONICAL_ID = re.compile(r"[^,]+,\d{4}/\d{2}/\d{2},[^/,]+/.+")
_SECRET = re.compile(r"(tối|tuyệt|độ) mật\b|^mật$")
_LENGTHS: tuple[tuple[str, int], ...] = (
    ("Code/CodeNumber", 11),
    ("Code/CodeNotation", 30),
    ("PromulgationInfo/Place", 50),
    ("DocumentType/TypeName", 100),
    ("Subject", 500),
    ("Content", 500),
    ("SignerInfo/Competence", 100),
    ("SignerInfo/Position", 100),
    ("SignerInfo/FullName", 50),
)


def check_packet(
    source: Source, *, limits: Limits = DEFAULT, flat: bool = False, today: date | None = None
) -> list[Finding]:
    """Return everything worth saying about a packet, gravest first; a packet that cannot be read gives one ``refused``.

    ``today`` (Vietnam's day) lets the date of issue be judged. The source is read twice when it is not a stream.
    """
    try:
        packet = read_packet(source, limits=limits, flat=flat)
    except PacketError as error:
        return [refused(error)]
    found = [*packet.remarks, *check_values(packet, today=today)]
    if not hasattr(source, "read"):
        found += _lost_prefixes(source, limits)
    order = list(Severity)
    return sorted(found, key=lambda one: order.index(one.severity))


def check_values(packet: DocumentPacket | StatusPacket, *, today: date | None = None) -> tuple[Finding, ...]:
    """Return what breaks a rule of the standard in a packet that was read or is about to be written."""
    notes = Notes()
    if isinstance(packet, StatusPacket):
        _check_status(packet, notes)
    else:
        _check_header(packet, today, notes)
        _check_receivers(packet, notes)
        _check_business(packet, notes)
        _check_files(packet, notes)
    return notes.all()


def _check_status(packet: StatusPacket, notes: Notes) -> None:
    known = STATUSES.get(packet.status)
    if known is None:
        notes.warn(remarks.STATUS_OTHER, value=packet.status)
    elif known.needs_reason and not packet.description:
        notes.error(remarks.DESCRIPTION_MISSING, value=packet.status)
    if packet.at is None:
        notes.error(remarks.FIELD_MISSING, element="Timestamp")
    for response in packet.responses:
        for element, value in (("Code", response.code), ("DocumentId", response.document_id)):
            if not value:
                notes.warn(remarks.FIELD_MISSING, element=f"ResponseFor/{element}")
    _check_code(packet.sender.code, notes)


def _check_code(code: str, notes: Notes) -> None:
    if form_of(code) is Form.OTHER:
        notes.warn(remarks.CODE_FORM, value=code)


def _check_header(packet: DocumentPacket, today: date | None, notes: Notes) -> None:
    signer = packet.signer
    for element, value in (
        ("From/OrganName", packet.sender.name),
        ("Code/CodeNumber", packet.number),
        ("Code/CodeNotation", packet.notation),
        ("PromulgationInfo/PromulgationDate", packet.issued_on),
        ("DocumentType/TypeName", packet.type.name),
        ("SignerInfo/FullName", signer.name),
    ):
        if value is None:
            notes.error(remarks.FIELD_MISSING, element=element)
    issued = packet.issued_on
    if issued and today and issued > today:
        notes.error(remarks.ISSUED_LATER, value=issued.isoformat())
    if issued and packet.due_on and packet.due_on < issued:
        notes.warn(remarks.DUE_BEFORE_ISSUE, due=packet.due_on.isoformat(), issued=issued.isoformat())
    if packet.other.priority not in PRIORITIES:
        notes.warn(remarks.PRIORITY_RANGE, value=packet.other.priority)
    if not _CANONICAL_ID.fullmatch(packet.document_id):
        notes.note(remarks.ID_FORM, value=packet.document_id)
    if not packet.traces:
        notes.warn(remarks.TRACE_MISSING)
    _check_type(packet, notes)
    _check_secret(packet, notes)
    values = (
        packet.number, packet.notation, packet.place, packet.type.name, packet.subject, packet.summary,
        signer.competence, signer.position, signer.name,
    )  # fmt: skip
    for (element, limit), text in zip(_LENGTHS, values, strict=True):
        if text and len(text) > limit:
            notes.warn(remarks.FIELD_LONG, element=element, length=len(text), limit=limit)


def _check_type(packet: DocumentPacket, notes: Notes) -> None:
    name, code = packet.type.name, packet.type.code
    if name is None:
        return
    found = type_of(name, code)
    if found is None:
        notes.note(remarks.TYPE_UNKNOWN, value=name)
    elif code is not None and found.code != code:
        notes.note(remarks.TYPE_CODE, value=code, name=found.name, expected=found.code)


def _check_secret(packet: DocumentPacket, notes: Notes) -> None:
    """Law: QĐ 28/2018/QĐ-TTg Điều 1: documents with state secrets are outside its scope."""
    if packet.other.sphere and _SECRET.search(packet.other.sphere.casefold()):
        notes.error(remarks.SECRET, element="OtherInfo/SphereOfPromulgation", value=packet.other.sphere)


def _check_receivers(packet: DocumentPacket, notes: Notes) -> None:
    codes = [receiver.code for receiver in packet.receivers]
    for code in (packet.sender.code, *codes):
        _check_code(code, notes)
    for code, count in Counter(lookup_forms(code)[-1] for code in codes).items():
        if count > 1:
            notes.warn(remarks.RECEIVER_TWICE, value=code)
    for code in codes:
        if is_centre(code):
            notes.warn(remarks.CENTRE_RECEIVER, value=code)


def _check_business(packet: DocumentPacket, notes: Notes) -> None:
    business, operation = packet.business, packet.operation
    if operation is Operation.NEW:
        return
    if not business.reason:
        notes.error(remarks.REASON_MISSING, operation=operation.label)
    if operation in (Operation.RECALL, Operation.UPDATE) and not business.document_id:
        notes.warn(remarks.TARGET_MISSING, operation=operation.label)
    if operation is Operation.UPDATE and business.change is None:
        notes.error(remarks.CHANGE_MISSING)
    if operation is Operation.REPLACE and not business.replacements:
        notes.error(remarks.REPLACEMENT_MISSING)


def _check_files(packet: DocumentPacket, notes: Notes) -> None:
    files = packet.attachments
    if not files and packet.operation is not Operation.RECALL:
        notes.error(remarks.NO_ATTACHMENT)
    if files and files[0].content and files[0].type != "application/pdf":
        notes.error(remarks.FIRST_NOT_PDF, name=files[0].name, found=files[0].type)
    for file in files:
        if file.size == 0:
            notes.error(remarks.EMPTY_FILE, name=file.name)
        if file.type in DANGEROUS:
            notes.error(remarks.DANGEROUS_FILE, name=file.name, found=file.type)


def _lost_prefixes(source: Source, limits: Limits) -> list[Finding]:
    """Name each element inside the envelope without its prefix, once."""
    notes = Notes()
    envelope = parse(source, limits).root.one("edXMLEnvelope")
    header = envelope.one("edXMLHeader") if envelope else None
    foreign = {id(node) for held in (header.all("Signature") if header else ()) for node in held.walk()}
    for node in envelope.walk() if envelope else ():
        if node.prefix != "edXML" and id(node) not in foreign:
            notes.warn(remarks.PREFIX_LOST, element=node.name)
    return list(notes.all())
