"""What the axis reads of a packet. Doors: Header, read.

The packet is read, never changed. Attachments are passed over.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from axis.intake.errors import PacketUnreadable
from edxml.codes import PRIORITIES
from edxml.errors import PacketError
from edxml.read import read_header


@dataclass(frozen=True)
class Header:
    """``operation`` of a status packet is "status"; ``document_id`` is then the document it reports on."""

    kind: str
    operation: str
    status_code: str | None
    status_at: datetime | None
    document_id: str
    document_code: str
    subject: str
    from_code: str
    to_codes: tuple[str, ...]
    priority: int = 0  # 0 to 4; anything else was read as 0


def read(packet: bytes | Path) -> Header:
    """Return the header of a packet, in memory or in a file. Raises: PacketUnreadable with the reader's own words."""
    try:
        envelope = read_header(packet)
    except PacketError as error:
        raise PacketUnreadable(packet_code=error.code, sentence=error.text(), sentence_en=error.text("en")) from error
    code = "/".join(part for part in (envelope.number, envelope.notation) if part)
    return Header(
        kind=str(envelope.kind),
        operation=str(envelope.operation or "status"),
        status_code=envelope.status,
        status_at=envelope.status_at,
        document_id=(envelope.document_id or "")[:200],
        document_code=code[:100],
        subject=(envelope.subject or "")[:500],
        from_code=envelope.from_code,
        to_codes=tuple(dict.fromkeys(envelope.to_codes)),
        priority=envelope.priority if envelope.priority in PRIORITIES else 0,
    )
