"""Write a packet in the canonical dialect. Doors: write_packet, write_packet_to.

Inside the envelope every element carries the prefix edXML, because some consumers want it; attachments stand outside without it.
Files are Base64 as they are unless an attachment says ``zipped`` or the caller asks; a file that a reader would take for a
wrapper is always wrapped, so that what is read is what was written. The same packet gives the same bytes.
"""

import io
import tempfile
import zlib
from binascii import b2a_base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO

from edxml.errors import ATTACHMENT_LOST, CANNOT_WRITE, PacketError
from edxml.sniff import ZIP
from edxml.texts import clean, one_line, wire_date, wire_time
from edxml.values import (
    HANOI,
    Attachment,
    Business,
    DocumentPacket,
    Organ,
    OtherInfo,
    ResponseFor,
    SignerInfo,
    StaffInfo,
    StatusPacket,
)
from edxml.zips import would_unwrap, wrap

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
_BLOCK = 3 << 16  # a multiple of three: Base64 blocks join without padding
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<edXML xmlns="{NAMESPACE}">\n'
    f'<edXML:edXMLEnvelope xmlns:edXML="{NAMESPACE}">\n'
)


def write_packet(
    packet: DocumentPacket | StatusPacket, *, zipped: bool | None = None, empty_signature: bool = False
) -> bytes:
    """Return the packet as bytes. For large attachments use ``write_packet_to``."""
    target = io.BytesIO()
    write_packet_to(packet, target, zipped=zipped, empty_signature=empty_signature)
    return target.getvalue()


def write_packet_to(
    packet: DocumentPacket | StatusPacket,
    target: BinaryIO,
    *,
    zipped: bool | None = None,
    empty_signature: bool = False,
) -> None:
    """Write the packet to a binary stream, attachments block by block.

    ``zipped``: wrap every file (or none) whatever the attachments say. ``empty_signature``: the empty DigitalSignature that
    some partners expect. Raises: PacketError (EDX-026, EDX-027) when a mandatory fact or the bytes of a file are missing.
    """
    if isinstance(packet, StatusPacket):
        header = _status_header(packet)
        target.write(f"{_HEAD}{header}</edXML:edXMLEnvelope>\n</edXML>\n".encode())
        return
    for attachment in packet.attachments:
        if attachment.content is None:
            raise PacketError(ATTACHMENT_LOST, name=attachment.name)
    files = _with_ids(packet.attachments)
    header = _document_header(packet, empty_signature)
    manifest = "".join(map(_reference, files))
    body = (
        f'<edXML:edXMLBody>\n<edXML:edXMLManifest version="1.0">{manifest}</edXML:edXMLManifest>\n</edXML:edXMLBody>\n'
    )
    target.write(f"{_HEAD}{header}{body}</edXML:edXMLEnvelope>\n<AttachmentEncoded>".encode())
    for file in files:
        _write_file(file, zipped, target)
    target.write(b"</AttachmentEncoded>\n</edXML>\n")


def _element(name: str, value: object, clean_text: Callable[[str], str] = one_line) -> str:
    """Return one element inside the envelope, nothing for an absent value."""
    if value is None:
        return ""
    text = clean_text(str(value)).translate(_ESCAPES)
    return f"<edXML:{name}>{text}</edXML:{name}>" if text else ""


def _lines(name: str, value: str | None) -> str:
    return _element(name, value, clean)


def _block(name: str, *children: str, always: bool = False) -> str:
    inside = "".join(children)
    return f"<edXML:{name}>{inside}</edXML:{name}>\n" if inside or always else ""


def _need(value: str | None, field: str) -> str:
    if value is None or not one_line(value):
        raise PacketError(CANNOT_WRITE, field=field)
    return value


def _organ(name: str, organ: Organ) -> str:
    return _block(
        name,
        _element("OrganId", _need(organ.code, f"{name}/OrganId")),
        _element("OrganizationInCharge", organ.parent_name),
        _element("OrganName", organ.name),
        _element("OrganAdd", organ.address),
        _element("Email", organ.email),
        _element("Telephone", organ.telephone),
        _element("Fax", organ.fax),
        _element("Website", organ.website),
    )


def _response(response: ResponseFor) -> str:
    return _block(
        "ResponseFor",
        _element("OrganId", response.agency),
        _element("Code", response.code),
        _element("DocumentId", response.document_id),
        _element("PromulgationDate", wire_date(response.issued_on) if response.issued_on else None),
    )


def _staff(staff: StaffInfo | None) -> str:
    if staff is None:
        return ""
    return _block(
        "StaffInfo",
        _element("Department", staff.department),
        _element("DepartmentId", staff.department_id),
        _element("Staff", staff.name),
        _element("StaffId", staff.staff_id),
        _element("Email", staff.email),
        _element("Mobile", staff.mobile),
    )


def _status_header(packet: StatusPacket) -> str:
    if not packet.responses:
        raise PacketError(CANNOT_WRITE, field="ResponseFor")
    about = packet.response
    _need(about.agency, "ResponseFor/OrganId")
    _need(about.document_id or about.code, "ResponseFor/DocumentId")
    return (
        "<edXML:edXMLHeader>\n"
        + _block(
            "MessageHeader",
            _organ("From", packet.sender),
            *map(_response, packet.responses),
            _staff(packet.staff),
            _element("StatusCode", _need(packet.status, "StatusCode")),
            _lines("Description", packet.description),
            _element("Timestamp", wire_time(packet.at.astimezone(HANOI)) if packet.at else None),
        )
        + "</edXML:edXMLHeader>\n"
    )


def _signer(signer: SignerInfo) -> str:
    return _block(
        "SignerInfo",
        _element("Competence", signer.competence),
        _element("Position", signer.position),
        _element("FullName", signer.name),
    )


def _other(other: OtherInfo) -> str:
    return _block(
        "OtherInfo",
        _element("Priority", other.priority),
        _element("SphereOfPromulgation", other.sphere),
        _element("TyperNotation", other.typist),
        _element("PromulgationAmount", other.copies),
        _element("PageAmount", other.pages),
        _element("Direction", None if other.direction is None else str(other.direction).lower()),
        _block("Appendixes", *(_element("Appendix", name) for name in other.appendixes)),
        _element("ReplyFors", other.reply_fors),
        _element("ReferenceCodes", other.reference_codes),
    )


def _document_header(packet: DocumentPacket, empty_signature: bool) -> str:
    if not packet.receivers:
        raise PacketError(CANNOT_WRITE, field="To")
    kind = packet.type
    header = _block(
        "MessageHeader",
        _organ("From", packet.sender),
        *(_organ("To", receiver) for receiver in packet.receivers),
        _element("DocumentId", _need(packet.document_id, "DocumentId")),
        _block("Code", _element("CodeNumber", packet.number), _element("CodeNotation", packet.notation)),
        _block(
            "PromulgationInfo",
            _element("Place", packet.place),
            _element("PromulgationDate", wire_date(packet.issued_on) if packet.issued_on else None),
        ),
        _block(
            "DocumentType",
            _element("Type", kind.code),
            _element("TypeDetail", kind.detail),
            _element("TypeName", kind.name),
        ),
        _element("Subject", _need(packet.subject, "Subject")),
        _lines("Content", packet.summary),
        _signer(packet.signer),
        _element("DueDate", wire_date(packet.due_on) if packet.due_on else None),
        _other(packet.other),
        *map(_response, packet.responses),
        _block("ResponseForTask", *(_element("TaskCode", task) for task in packet.task_codes)),
        _element("SteeringType", packet.steering),
        _block("ToPlaces", *(_element("Place", place) for place in packet.to_places)),
        _element("ApplicationType", packet.application_type),
    )
    list_id = f"{zlib.crc32(packet.document_id.encode()):08x}"  # eight hex digits, as others write; means nothing
    traces = (
        _block(
            "TraceHeader",
            _element("OrganId", trace.agency),
            _element("Timestamp", wire_time(trace.at.astimezone(HANOI)) if trace.at else None),
            always=True,
        )
        for trace in packet.traces
    )
    return (
        f"<edXML:edXMLHeader>\n{header}"
        f'<edXML:TraceHeaderList id="{list_id}" version="1.0">\n{"".join(traces)}{_business(packet.business)}'
        "</edXML:TraceHeaderList>\n"
        + ("<edXML:DigitalSignature/>\n" if empty_signature else "")
        + "</edXML:edXMLHeader>\n"
    )


def _business(business: Business) -> str:
    change = business.change
    changed = ""
    if change is not None:
        listed = (
            _block("Receiver", _element("OrganId", entry.code), _element("ReceiverType", entry.change.wire))
            for entry in change.receiver_list
        )
        changed = _block(
            "BussinessDocumentInfo",
            _element("DocumentInfo", int(change.document)),
            _element("DocumentReceiver", int(change.receivers)),
            _block("ReceiverList", *listed),
        )
    replaced = (
        _block(
            "ReplacementInfo",
            _element("DocumentId", _need(entry.document_id, "ReplacementInfo/DocumentId")),
            _block("OrganIdList", *(_element("OrganId", code) for code in entry.agencies)),
        )
        for entry in business.replacements
    )
    return _block(
        "Bussiness",
        _element("DocumentId", business.document_id),
        _element("BussinessDocType", business.operation.wire),
        _lines("BussinessDocReason", business.reason),
        _element("Paper", business.paper),
        changed,
        _block("ReplacementInfoList", *replaced),
        _staff(business.staff),
    )


def _with_ids(attachments: tuple[Attachment, ...]) -> list[Attachment]:
    """Give every file a ContentId of its own, keeping the ids that are there and unique."""
    used: set[str] = set()
    found = []
    for number, attachment in enumerate(attachments, 1):
        given = one_line(attachment.content_id or "")
        if not given or given in used or given.lower().startswith("cid:"):
            given = next(name for name in _fresh_ids(number) if name not in used)
        used.add(given)
        found.append(replace(attachment, content_id=given))
    return found


def _fresh_ids(number: int) -> Iterator[str]:
    yield str(number)
    for step in range(1, 100_000):
        yield f"{number}-{step}"


def _reference(file: Attachment) -> str:
    return "\n" + _block(
        "Reference",
        _element("ContentId", f"cid:{file.content_id}"),
        _element("ContentType", file.declared_type or file.type),
        _lines("Description", file.description),
        _element("AttachmentName", _need(file.name, "AttachmentName")),
    )


def _plain(name: str, value: str | None) -> str:
    text = clean(value or "").translate(_ESCAPES)
    return f"<{name}>{text}</{name}>" if text else ""


def _write_file(file: Attachment, zipped: bool | None, target: BinaryIO) -> None:
    content = file.content
    assert content is not None
    wanted = file.zipped if zipped is None else zipped
    if wanted or would_unwrap(content, file.name):
        with tempfile.SpooledTemporaryFile(max_size=1 << 20) as archive:
            wrap(content, file.name, archive)  # type: ignore[arg-type]
            archive.seek(0)
            _write_payload(file, ZIP, archive, target)  # type: ignore[arg-type]
        return
    with content.open() as source:
        _write_payload(file, file.transport_type or file.declared_type or content.type, source, target)


def _write_payload(file: Attachment, declared: str, source: BinaryIO, target: BinaryIO) -> None:
    head = (
        "\n<Attachment>"
        + _plain("ContentId", f"cid:{file.content_id}")
        + _plain("AttachmentName", one_line(file.name))
        + _plain("Description", file.description)
        + _plain("ContentType", declared)
        + f'<edXML:ContentTransferEncoded xmlns:edXML="{NAMESPACE}">'
    )
    target.write(head.encode())
    rest = b""
    while block := source.read(_BLOCK):
        block = rest + block if rest else block
        whole = len(block) - len(block) % 3
        rest = block[whole:]
        target.write(b2a_base64(block[:whole], newline=False))
    target.write(b2a_base64(rest, newline=False))
    target.write(b"</edXML:ContentTransferEncoded></Attachment>\n")
