"""Keep a refusal for the operator. Doors: refuse."""

from datetime import datetime

from axis.intake.actions.accept import Body, Call
from axis.intake.errors import PacketUnreadable, TooManyPackets
from axis.intake.models import Refusal
from axis.intake.packets import Header, read
from kit.errors import DomainError
from kit.refs import uuid7


def refuse(*, call: Call, error: DomainError, body: Body, now: datetime) -> None:
    """Write down who was refused and why. Only systems that proved themselves can fill this table, within their quota."""
    if error.http_status == TooManyPackets.http_status:
        return  # a flood is answered cheaply, and must not fill this table
    header = _legible(body)
    Refusal.objects.create(
        ref=uuid7(),
        at=now,
        system_id=call.caller.system_pk,
        code=error.code,
        sentence=error.text()[:500],
        sender_code=header.from_code[:100] if header else "",
        receivers=", ".join(header.to_codes)[:500] if header else "",
        document_id=header.document_id[:200] if header else "",
        document_code=header.document_code[:100] if header else "",
        packet_sha256=body.sha256,
    )


def _legible(body: Body) -> Header | None:
    try:
        return read(body.content) if body.size else None
    except PacketUnreadable:
        return None
