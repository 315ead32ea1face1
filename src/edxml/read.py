"""Read a packet. Doors: read_packet, read_header.

Accepts the dialects of QCVN 102:2016/BTTTT that are met on the axis, the layout of an early gateway, and on demand the flat one.
Never fetches, resolves or verifies: signatures inside files are another library's work.
"""

from dataclasses import replace
from pathlib import Path

from edxml import errors, remarks
from edxml.content import Spool
from edxml.decode import Base64Decoder
from edxml.errors import PacketError
from edxml.fields import ID_MAX, Fields
from edxml.files import Slot, read_attachments, slots
from edxml.flat import flat_slots, is_flat, read_flat
from edxml.header import find_header, read_document, read_status
from edxml.limits import Limits
from edxml.remarks import Notes
from edxml.tree import Parsed, Source, parse
from edxml.values import DocumentPacket, Envelope, Kind, StatusPacket

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
DEFAULT = Limits()


def read_packet(
    source: Source, *, limits: Limits = DEFAULT, flat: bool = False, folder: Path | None = None
) -> DocumentPacket | StatusPacket:
    """Return the packet with its files decoded and unzipped, small ones in memory, large ones in temporary files.

    ``folder``: large files become named files there, owned by the caller (see ``Content.path``). ``flat``: also accept the flat
    dialect. Raises: PacketError, after which nothing of the packet may be used; damaged single files are marked, not refused.
    """
    spool = Spool(limits.memory_bytes, folder)
    parsed = parse(source, limits, lambda: Base64Decoder(spool))
    notes = Notes()
    fields = Fields(parsed, limits, notes)
    _check_root(parsed, flat)
    if parsed.bom:
        notes.note(remarks.BOM)
    found: list[Slot]
    packet: DocumentPacket | StatusPacket
    if is_flat(parsed):
        packet, found = read_flat(parsed, fields), flat_slots(parsed, fields)
    else:
        header, message, is_status = find_header(parsed.root, fields)
        if is_status:
            packet, found = read_status(message, fields), []
        else:
            packet, found = read_document(header, message, fields), slots(parsed.root, fields)
    if isinstance(packet, DocumentPacket):
        packet = replace(packet, attachments=read_attachments(found, fields, spool))
    return replace(packet, remarks=notes.all())


def read_header(source: Source, *, limits: Limits = DEFAULT, flat: bool = False) -> Envelope:
    """Return what routing needs, by the same markup reading as ``read_packet`` but without decoding any file.

    Raises: PacketError for whatever ``read_packet`` refuses in markup and routing fields.
    """
    parsed = parse(source, limits)
    fields = Fields(parsed, limits, Notes())
    _check_root(parsed, flat)
    if is_flat(parsed):
        return _envelope(read_flat(parsed, fields), len(flat_slots(parsed, fields)))
    header, message, is_status = find_header(parsed.root, fields)
    if is_status:
        return _envelope(read_status(message, fields), 0)
    return _envelope(read_document(header, message, fields), len(slots(parsed.root, fields)))


def _check_root(parsed: Parsed, flat: bool) -> None:
    if is_flat(parsed):
        if not flat:
            raise PacketError(errors.FLAT_REFUSED)
        return
    if parsed.namespace != NAMESPACE or parsed.root.name != "edXML":
        raise PacketError(errors.UNKNOWN_ROOT, root=f"{{{parsed.namespace}}}{parsed.root.name}"[:200])


def _envelope(packet: DocumentPacket | StatusPacket, attachment_count: int) -> Envelope:
    if isinstance(packet, StatusPacket):
        about = packet.response
        number, _, notation = (about.code or "").partition("/")
        return Envelope(
            kind=Kind.STATUS,
            operation=None,
            document_id=about.document_id or f"{about.agency},,{about.code}"[:ID_MAX],
            business_document_id=None,
            from_code=packet.sender.code,
            to_codes=tuple(dict.fromkeys(response.agency for response in packet.responses if response.agency)),
            status=packet.status,
            status_at=packet.at,
            number=number or None,
            notation=notation or None,
            issued_on=about.issued_on,
            subject=None,
            attachment_count=0,
        )
    return Envelope(
        kind=Kind.DOCUMENT,
        operation=packet.operation,
        document_id=packet.document_id,
        business_document_id=packet.target_id and packet.business.document_id,
        from_code=packet.sender.code,
        to_codes=tuple(dict.fromkeys(organ.code for organ in packet.receivers)),
        status=None,
        status_at=None,
        number=packet.number,
        notation=packet.notation,
        issued_on=packet.issued_on,
        subject=packet.subject,
        attachment_count=attachment_count,
        priority=packet.other.priority,
    )
