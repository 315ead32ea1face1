"""Small packets for tests of the axis, written by hand so that a test can bend any part of them."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

NS = "http://www.mic.gov.vn/TBT/QCVN_102_2016"


def document(
    sender: str = "G22",
    to: Sequence[str] = ("H29",),
    document_id: str = "G22,2026/11/22,12/VPCP-KSTT",
    *,
    subject: str = "V/v báo cáo tình hình thực hiện",
    operation: int = 0,
    number: str = "12",
    notation: str = "VPCP-KSTT",
    padding: int = 0,
) -> bytes:
    """Return a document packet with one attachment of ``padding`` Base64 characters."""
    receivers = "".join(
        f"<edXML:To><edXML:OrganId>{code}</edXML:OrganId><edXML:OrganName>{code}</edXML:OrganName></edXML:To>"
        for code in to
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="{NS}" xmlns:edXML="{NS}"><edXML:edXMLEnvelope><edXML:edXMLHeader><edXML:MessageHeader>
<edXML:From><edXML:OrganId>{sender}</edXML:OrganId><edXML:OrganName>Nơi gửi</edXML:OrganName></edXML:From>{receivers}
<edXML:DocumentId>{document_id}</edXML:DocumentId>
<edXML:Code><edXML:CodeNumber>{number}</edXML:CodeNumber><edXML:CodeNotation>{notation}</edXML:CodeNotation></edXML:Code>
<edXML:PromulgationInfo><edXML:Place>Hà Nội</edXML:Place><edXML:PromulgationDate>2026/11/22</edXML:PromulgationDate>
</edXML:PromulgationInfo><edXML:Subject>{escape(subject)}</edXML:Subject></edXML:MessageHeader>
<edXML:TraceHeaderList><edXML:TraceHeader><edXML:OrganId>{sender}</edXML:OrganId>
<edXML:Timestamp>2026/11/22 08:00:00</edXML:Timestamp></edXML:TraceHeader><edXML:Bussiness>
<edXML:BussinessDocType>{operation}</edXML:BussinessDocType><edXML:BussinessDocReason>Lý do</edXML:BussinessDocReason>
</edXML:Bussiness></edXML:TraceHeaderList></edXML:edXMLHeader>
<edXML:edXMLBody><edXML:edXMLManifest version="1.0"><edXML:Reference><edXML:ContentId>cid:1</edXML:ContentId>
<edXML:ContentType>application/pdf</edXML:ContentType><edXML:AttachmentName>a.pdf</edXML:AttachmentName>
</edXML:Reference></edXML:edXMLManifest></edXML:edXMLBody></edXML:edXMLEnvelope>
<AttachmentEncoded><Attachment><ContentId>cid:1</ContentId><AttachmentName>a.pdf</AttachmentName>
<ContentType>application/pdf</ContentType><ContentTransferEncoded>JVBERi0xLjcK{"QUFB" * (padding // 4)}</ContentTransferEncoded>
</Attachment></AttachmentEncoded></edXML>
""".encode()


def status(
    sender: str = "H29",
    to: str = "G22",
    code: str = "01",
    document_id: str = "G22,2026/11/22,12/VPCP-KSTT",
    *,
    at: str = "2026/11/22 09:00:00",
    description: str = "Văn thư - Đã đến",
) -> bytes:
    """Return a status packet of ``sender`` about ``document_id``, addressed to ``to``."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="{NS}" xmlns:edXML="{NS}"><edXML:edXMLEnvelope><edXML:edXMLHeader><edXML:MessageHeader>
<edXML:ResponseFor><edXML:OrganId>{to}</edXML:OrganId><edXML:Code>12/VPCP-KSTT</edXML:Code>
<edXML:PromulgationDate>2026/11/22</edXML:PromulgationDate><edXML:DocumentId>{document_id}</edXML:DocumentId>
</edXML:ResponseFor><edXML:From><edXML:OrganId>{sender}</edXML:OrganId><edXML:OrganName>Nơi báo</edXML:OrganName>
</edXML:From><edXML:StatusCode>{code}</edXML:StatusCode><edXML:Description>{escape(description)}</edXML:Description>
<edXML:Timestamp>{at}</edXML:Timestamp></edXML:MessageHeader></edXML:edXMLHeader></edXML:edXMLEnvelope></edXML>
""".encode()
