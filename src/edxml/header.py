"""The header of a packet in the dialects of QCVN 102 as values. Doors: find_header, read_document, read_status.

Order, prefixes and extra elements do not matter; required are only From, one To (or ResponseFor), Subject, and an identity.
"""

from dataclasses import replace

from edxml import errors, remarks
from edxml.errors import PacketError
from edxml.fields import ID_MAX, Fields
from edxml.texts import document_id
from edxml.tree import Node
from edxml.values import (
    Business,
    Change,
    DocumentChange,
    DocumentPacket,
    DocumentType,
    Operation,
    Organ,
    OtherInfo,
    ReceiverChange,
    ReplacementInfo,
    ResponseFor,
    SignatureInfo,
    SignerInfo,
    StaffInfo,
    StatusPacket,
    TraceHeader,
)  # fmt: skip


def find_header(root: Node, fields: Fields) -> tuple[Node, Node, bool]:
    """Return edXMLHeader, the message header in it, and whether it is that of a status packet."""
    envelope = root.one("edXMLEnvelope")
    header = envelope.one("edXMLHeader") if envelope else None
    if header is None:
        raise PacketError(errors.NO_HEADER)
    message, status = header.one("MessageHeader"), header.one("Status")
    if message is not None and status is not None:
        raise PacketError(errors.REPEATED, element="edXMLHeader/MessageHeader")
    if status is not None:
        fields.notes.note(remarks.STATUS_ELEMENT)
        return header, status, True
    if message is None:
        raise PacketError(errors.NO_HEADER)
    return header, message, message.one("StatusCode") is not None


def organ(node: Node, code: str, fields: Fields) -> Organ:
    text = fields.text
    return Organ(
        code=fields.code(code),
        name=text(node, "OrganName"),
        parent_name=text(node, "OrganizationInCharge"),
        address=text(node, "OrganAdd"),
        email=text(node, "Email"),
        telephone=text(node, "Telephone"),
        fax=text(node, "Fax"),
        website=text(node, "Website"),
    )


def sender(message: Node, fields: Fields) -> Organ:
    node = message.one("From")
    if node is None:
        raise PacketError(errors.MISSING, element="From/OrganId")
    return organ(node, fields.need(node, "OrganId", "From/OrganId"), fields)


def receivers(message: Node, fields: Fields) -> tuple[Organ, ...]:
    found: list[Organ] = []
    for node in message.all("To"):
        code = fields.text(node, "OrganId")
        if code is None:
            fields.notes.warn(remarks.RECEIVER_WITHOUT_CODE, name=fields.text(node, "OrganName") or "")
        else:
            found.append(organ(node, code, fields))
    if not found:
        raise PacketError(errors.MISSING, element="To/OrganId")
    if len(found) > fields.limits.receivers:
        raise PacketError(errors.TOO_MANY_RECEIVERS, limit=fields.limits.receivers)
    return tuple(found)


def responses(message: Node, fields: Fields) -> tuple[ResponseFor, ...]:
    found = []
    for node in message.all("ResponseFor"):
        response = ResponseFor(
            agency=fields.text(node, "OrganId"),
            code=fields.text(node, "Code"),
            issued_on=fields.day(node, "PromulgationDate"),
            document_id=fields.document_id(node),
        )
        if response == ResponseFor():
            fields.notes.note(remarks.EMPTY_RESPONSE)
        else:
            found.append(response)
    return tuple(found)


def staff(node: Node | None, fields: Fields) -> StaffInfo | None:
    text = fields.text
    info = StaffInfo(
        name=text(node, "Staff"),
        department=text(node, "Department"),
        mobile=text(node, "Mobile"),
        email=text(node, "Email"),
        staff_id=text(node, "StaffId"),
        department_id=text(node, "DepartmentId"),
    )
    return None if info == StaffInfo() else info


def number_and_notation(message: Node, fields: Fields) -> tuple[str | None, str | None]:
    node = message.one("Code")
    if node is None or node.children:
        return fields.text(node, "CodeNumber"), fields.text(node, "CodeNotation")
    together = fields.of(node)
    if together is None:
        return None, None
    fields.notes.note(remarks.CODE_IN_ONE, value=together[:60])
    number, _, notation = together.partition("/")
    return number.strip() or None, notation.strip() or None


def traces(header: Node, fields: Fields) -> tuple[TraceHeader, ...]:
    found = []
    for holder in header.all("TraceHeaderList"):
        for node in holder.all("TraceHeader"):
            code = fields.text(node, "OrganId")
            if code is None or code.lower() == "null":
                code = None
                fields.notes.note(remarks.TRACE_WITHOUT_CODE)
            found.append(TraceHeader(agency=code, at=fields.moment(node, "Timestamp")))
    return tuple(found)


def business(header: Node, fields: Fields) -> Business:
    holder = header.one("TraceHeaderList")
    node = holder.one("Bussiness") if holder else None
    word = fields.text(node, "BussinessDocType")
    if node is None or word is None:
        fields.notes.note(remarks.NO_OPERATION)
        operation: Operation | None = Operation.NEW
    else:
        operation = Operation.from_wire(int(word)) if word.isascii() and word.isdigit() and len(word) < 4 else None
    if operation is None:
        raise PacketError(errors.UNKNOWN_OPERATION, value=(word or "")[:60])
    earlier = fields.document_id(node)
    if earlier and operation is Operation.NEW:
        fields.notes.note(remarks.ID_IGNORED, value=earlier)
    return Business(
        operation=operation,
        reason=fields.text(node, "BussinessDocReason", lines=True),
        document_id=earlier,
        change=_change(node.one("BussinessDocumentInfo") if node else None, fields),
        staff=staff(node.one("StaffInfo") if node else None, fields),
        paper=fields.number(node, "Paper"),
        replacements=_replacements(node.one("ReplacementInfoList") if node else None, fields),
    )


def _change(node: Node | None, fields: Fields) -> DocumentChange | None:
    if node is None:
        return None
    holder = node.one("ReceiverList")
    listed = []
    for receiver in holder.all("Receiver") if holder else ():
        code = fields.text(receiver, "OrganId")
        kind = fields.number(receiver, "ReceiverType")
        if code is None or kind not in (0, 1):
            fields.notes.warn(remarks.RECEIVER_WITHOUT_CODE, name=code or "")
            continue
        listed.append(ReceiverChange(fields.code(code), Change.ADDED if kind else Change.REMOVED))
    return DocumentChange(
        document=bool(fields.flag(node, "DocumentInfo")),
        receivers=bool(fields.flag(node, "DocumentReceiver")),
        receiver_list=tuple(listed),
    )


def _replacements(node: Node | None, fields: Fields) -> tuple[ReplacementInfo, ...]:
    found = []
    for info in node.all("ReplacementInfo") if node else ():
        replaced = fields.document_id(info)
        if replaced:
            found.append(ReplacementInfo(replaced, fields.texts(info.one("OrganIdList"), "OrganId")))
    return tuple(found)


def signature(header: Node, fields: Fields) -> SignatureInfo | None:
    """Return what is there of an XML signature; it is never verified nor relied on."""
    node = header.one("Signature") or header.one("DigitalSignature")
    if node is None:
        return None
    info = SignatureInfo(element=node.name, empty=not node.children)
    for part in node.walk():
        if part.name == "X509SubjectName":
            info = replace(info, subject=fields.of(part))
    if not info.empty:
        fields.notes.note(remarks.SIGNATURE_UNTRUSTED)
    return info


def other_info(node: Node | None, fields: Fields) -> OtherInfo:
    text, number = fields.text, fields.number
    return OtherInfo(
        priority=number(node, "Priority") or 0,
        sphere=text(node, "SphereOfPromulgation"),
        typist=text(node, "TyperNotation"),
        copies=number(node, "PromulgationAmount"),
        pages=number(node, "PageAmount"),
        appendixes=fields.texts(node.one("Appendixes") if node else None, "Appendix"),
        direction=fields.flag(node, "Direction"),
        reply_fors=text(node, "ReplyFors"),
        reference_codes=text(node, "ReferenceCodes"),
    )


def signer_info(node: Node | None, fields: Fields, name: str = "FullName") -> SignerInfo:
    return SignerInfo(
        name=fields.text(node, name), position=fields.text(node, "Position"), competence=fields.text(node, "Competence")
    )


def identity(message: Node, packet: DocumentPacket, fields: Fields) -> str:
    """Return the DocumentId, or one made from what identifies the document by law when there is none."""
    given = fields.document_id(message)
    if given is not None:
        return given
    if packet.number is None:
        raise PacketError(errors.MISSING, element="DocumentId")
    if packet.issued_on:
        made = document_id(packet.sender.code, packet.issued_on, packet.number, packet.notation or "")
    else:
        made = f"{packet.sender.code},,{packet.number}/{packet.notation or ''}"
    if len(made) > ID_MAX:
        raise PacketError(errors.TEXT_TOO_LONG, element="Code", limit=ID_MAX)
    fields.notes.warn(remarks.ID_MADE, document_id=made)
    return made


def read_document(header: Node, message: Node, fields: Fields) -> DocumentPacket:
    """Return the document packet without its attachments."""
    text = fields.text
    number, notation = number_and_notation(message, fields)
    info = message.one("PromulgationInfo")
    kind = message.one("DocumentType")
    task = message.one("ResponseForTask")
    packet = DocumentPacket(
        sender=sender(message, fields),
        receivers=receivers(message, fields),
        document_id="",
        subject=fields.need(message, "Subject", "Subject"),
        number=number,
        notation=notation,
        place=text(info, "Place"),
        issued_on=fields.day(info, "PromulgationDate"),
        type=DocumentType(text(kind, "TypeName"), fields.number(kind, "Type"), fields.number(kind, "TypeDetail")),
        summary=text(message, "Content", lines=True),
        signer=signer_info(message.one("SignerInfo"), fields),
        due_on=fields.day(message, "DueDate"),
        other=other_info(message.one("OtherInfo"), fields),
        responses=responses(message, fields),
        task_codes=fields.texts(task, "TaskCode"),
        steering=fields.number(message, "SteeringType"),
        to_places=tuple(place for holder in message.all("ToPlaces") for place in fields.texts(holder, "Place")),
        application_type=text(message, "ApplicationType"),
        traces=traces(header, fields),
        business=business(header, fields),
        signature=signature(header, fields),
    )
    return replace(packet, document_id=identity(message, packet, fields))


def status_code(message: Node, fields: Fields) -> str:
    word = fields.need(message, "StatusCode", "StatusCode")
    if not (word.isascii() and word.isdigit() and len(word) <= 2):
        raise PacketError(errors.BAD_STATUS, value=word[:60])
    if len(word) == 1:
        fields.notes.note(remarks.STATUS_PADDED, value=word)
    return word.zfill(2)


def read_status(message: Node, fields: Fields) -> StatusPacket:
    """Return the status packet; codes that the standard does not know are kept as they came."""
    about = responses(message, fields)
    if not about or about[0].agency is None:
        raise PacketError(errors.MISSING, element="ResponseFor/OrganId")
    if about[0].document_id is None and about[0].code is None:
        raise PacketError(errors.MISSING, element="ResponseFor/DocumentId")
    return StatusPacket(
        sender=sender(message, fields),
        responses=about,
        status=status_code(message, fields),
        description=fields.text(message, "Description", lines=True),
        at=fields.moment(message, "Timestamp"),
        staff=staff(message.one("StaffInfo"), fields),
    )
