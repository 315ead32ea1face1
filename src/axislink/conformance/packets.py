"""Packets for checks: harmless, each with a DocumentId of its own. Doors: Maker."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from axislink.protocol.vxp_answers import HANOI
from edxml import (
    Attachment,
    Business,
    Content,
    DocumentPacket,
    DocumentType,
    Operation,
    Organ,
    ReplacementInfo,
    ResponseFor,
    SignerInfo,
    StatusPacket,
    TraceHeader,
    write_packet,
)

SUBJECT = "Kiểm tra kết nối, không phải văn bản thật"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class Maker:
    """Writes packets from one agency to another. ``at`` is their time; left out, now."""

    sender: str
    receiver: str
    at: datetime | None = None

    @property
    def time(self) -> datetime:
        return self.at or datetime.now(HANOI)

    def id(self) -> str:
        """Return a DocumentId that nobody used."""
        return f"{self.sender},{self.time:%Y/%m/%d},{uuid4().hex[:12]}/KT"

    def document(
        self,
        document_id: str | None = None,
        *,
        operation: Operation = Operation.NEW,
        subject: str = SUBJECT,
        sender: str | None = None,
        receivers: tuple[str, ...] = (),
        size: int = 0,
    ) -> bytes:
        """Return a document with one small file. A recall, update or replacement is about ``document_id``."""
        name = document_id or self.id()
        number = name.rpartition(",")[2].partition("/")[0]
        packet = DocumentPacket(
            sender=Organ(code=sender or self.sender, name="Nơi kiểm tra"),
            receivers=tuple(Organ(code=code) for code in receivers or (self.receiver,)),
            document_id=name,
            number=number,
            notation="KT",
            place="Hà Nội",
            issued_on=self.time.astimezone(HANOI).date(),
            type=DocumentType(name="Công văn"),
            subject=subject,
            signer=SignerInfo(name="Người kiểm tra"),
            traces=(TraceHeader(self.sender, self.time),),
            business=Business(operation=operation, reason=SUBJECT),
            attachments=(Attachment(name="kiem-tra.pdf", content=Content.of_bytes(PDF + b"%" * size)),),
        )
        if operation is Operation.NEW:
            return write_packet(packet)
        business = replace(packet.business, document_id=name)
        if operation is Operation.REPLACE:
            business = replace(business, replacements=(ReplacementInfo(name, (self.receiver,)),))
        files = () if operation is Operation.RECALL else packet.attachments
        return write_packet(replace(packet, business=business, attachments=files))

    def status(self, document_id: str, code: str, at: datetime, *, to: str | None = None) -> bytes:
        """Return what the receiver says of a document: the way back, so sender and receiver change places."""
        answered = ResponseFor(
            agency=to or self.sender, code=f"{document_id.rpartition(',')[2]}", document_id=document_id
        )
        return write_packet(
            StatusPacket(
                sender=Organ(code=self.receiver), responses=(answered,), status=code, description=SUBJECT, at=at
            )
        )
