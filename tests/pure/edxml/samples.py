"""Packets for the tests: the samples met in public, and one plain packet of our own."""

import base64
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

from edxml import Attachment, Business, Content, DocumentPacket, DocumentType, Organ, SignerInfo, StaffInfo, TraceHeader
from edxml.values import HANOI

FOLDER = Path(__file__).parents[2] / "data" / "edxml"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"


def sample(start: str) -> Path:
    """Return the one sample whose name starts so."""
    (found,) = FOLDER.glob(f"{start}*.edxml")
    return found


def plain_packet(*files: Attachment) -> DocumentPacket:
    """Return a new document from G22 to H29 as our own programs write it."""
    return DocumentPacket(
        sender=Organ("G22", "Văn phòng Chính phủ"),
        receivers=(Organ("H29", "UBND Thành phố Hồ Chí Minh"),),
        document_id="G22,2026/11/22,12/VPCP-KSTT",
        subject="V/v thử nghiệm liên thông & kiểm tra <ký tự>",
        number="12",
        notation="VPCP-KSTT",
        place="Hà Nội",
        issued_on=date(2026, 11, 22),
        type=DocumentType("Công văn", 18),
        signer=SignerInfo("Trần Văn Mẫu", "Phó Chủ nhiệm", "KT. BỘ TRƯỞNG, CHỦ NHIỆM"),
        business=Business(reason="Văn bản điện tử mới", staff=StaffInfo("Phạm Thị Mẫu", "Văn thư")),
        traces=(TraceHeader("G22", datetime(2026, 11, 22, 8, 0, tzinfo=HANOI)),),
        attachments=files or (Attachment("12-VPCP.pdf", Content.of_bytes(PDF), declared_type="application/pdf"),),
    )


def zipped(name: str, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP with one entry."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.writestr(name, data)
    return target.getvalue()


def raw_packet(payload: str, name: str = "a.pdf", header: str = "", before: str = "", extra: str = "") -> bytes:
    """Return a small packet in the SDK's dialect whose attachment text is ``payload``, exactly."""
    uri = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
    return (
        f'{before}<?xml version="1.0" encoding="UTF-8"?><edXML xmlns="{uri}"><edXML:edXMLEnvelope xmlns:edXML="{uri}">'
        "<edXML:edXMLHeader><edXML:MessageHeader><edXML:From><edXML:OrganId>G22</edXML:OrganId></edXML:From>"
        "<edXML:To><edXML:OrganId>H29</edXML:OrganId></edXML:To><edXML:DocumentId>x</edXML:DocumentId>"
        f"<edXML:Subject>s</edXML:Subject>{header}</edXML:MessageHeader>{extra}</edXML:edXMLHeader><edXML:edXMLBody>"
        f"<edXML:edXMLManifest><edXML:Reference><edXML:ContentId>cid:1</edXML:ContentId><edXML:AttachmentName>{name}"
        "</edXML:AttachmentName></edXML:Reference></edXML:edXMLManifest></edXML:edXMLBody></edXML:edXMLEnvelope>"
        f"<AttachmentEncoded><Attachment><ContentId>1</ContentId><ContentTransferEncoded>{payload}"
        "</ContentTransferEncoded></Attachment></AttachmentEncoded></edXML>"
    ).encode()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
