"""The flat dialect is read only when asked for."""

from datetime import date

import pytest
from tests.pure.edxml.samples import PDF, b64

from edxml import DocumentPacket, PacketError, read_header, read_packet

FLAT = f"""<?xml version="1.0" encoding="utf-8"?>
<edXMLEnvelope xmlns="http://www.go.vn/eDoc">
  <MessageHeader>
    <From><OrganId>000.00.00.H37</OrganId><OrganName>UBND tỉnh Mẫu</OrganName></From>
    <To><OrganId>000.00.01.H37</OrganId><OrganName>Sở Mẫu</OrganName></To>
    <Code><CodeNumber>15</CodeNumber><CodeNotation>UBND-VX</CodeNotation></Code>
    <PromulgationInfo><Promulgator>UBND tỉnh</Promulgator><PromulgationDate>2020/05/06</PromulgationDate></PromulgationInfo>
    <DocumentType><Type>18</Type><TypeName>Công văn</TypeName></DocumentType>
    <Subject>V/v thử mẫu phẳng</Subject>
    <SignerInfo><Signer>Lê Thị Mẫu</Signer><Position>Chủ tịch</Position><Competence>TM.</Competence></SignerInfo>
    <OtherInfo><Priority>1</Priority><PageAmount>2</PageAmount><Appendix>Phụ lục 1</Appendix></OtherInfo>
    <DocumentId>000.00.00.H37,2020/05/06,15/UBND-VX</DocumentId>
  </MessageHeader>
  <TraceHeaderList>
    <TraceHeader><Time>2020/05/06 09:00:00</Time><Path><From>000.00.00.H37</From><To>000.00.01.H37</To></Path></TraceHeader>
  </TraceHeaderList>
  <Manifest>
    <Attachment><FileName>15.pdf</FileName><FileType>application/pdf</FileType><Content>{b64(PDF * 200)}</Content></Attachment>
  </Manifest>
</edXMLEnvelope>""".encode()


@pytest.mark.parametrize("reader", [read_packet, read_header])
def test_it_is_refused_unless_asked_for(reader):
    with pytest.raises(PacketError) as refusal:
        reader(FLAT)
    assert refusal.value.code == "EDX-013"


@pytest.mark.parametrize("root", [b"edXMLEnvelope", b"EdXMLEnvelope", b"EDXMLEnvelope"])
def test_it_is_read_to_the_same_values(root):
    data = FLAT.replace(b"edXMLEnvelope", root)
    packet = read_packet(data, flat=True)
    assert isinstance(packet, DocumentPacket)
    assert packet.document_id == "000.00.00.H37,2020/05/06,15/UBND-VX"
    assert (packet.sender.code, packet.receivers[0].name) == ("000.00.00.H37", "Sở Mẫu")
    assert packet.issued_on == date(2020, 5, 6)
    assert (packet.signer.name, packet.signer.competence) == ("Lê Thị Mẫu", "TM.")
    assert (packet.other.priority, packet.other.pages, packet.other.appendixes) == (1, 2, ("Phụ lục 1",))
    assert [(trace.agency, trace.at and trace.at.hour) for trace in packet.traces] == [("000.00.00.H37", 9)]
    (file,) = packet.attachments
    assert (file.name, file.type, file.size) == ("15.pdf", "application/pdf", len(PDF) * 200)
    assert "EDX-117" in {remark.code for remark in packet.remarks}
    assert read_header(data, flat=True).attachment_count == 1


def test_the_standard_dialect_is_read_with_the_flag_too():
    data = FLAT.replace(b"http://www.go.vn/eDoc", b"http://www.mic.gov.vn/TBT/QCVN_102_2016")
    with pytest.raises(PacketError) as refusal:
        read_packet(data, flat=True)
    assert refusal.value.code == "EDX-012"
