"""Every packet met in public code is read to the right values or refused with its code."""

from datetime import date, datetime

import pytest
from tests.pure.edxml.samples import FOLDER, sample

from edxml import DocumentPacket, Kind, Operation, PacketError, StatusPacket, describe, read_header, read_packet
from edxml.values import HANOI, Change

G22_ID = "000.00.00.G22,2015/09/30,7816/VPCP-TTĐT"
GEN_ID = "000.00.05.H31,2025/03/14,215/SM-VP"
TO_THREE = ("000.00.00.H41", "000.00.00.H14", "000.00.00.G17")
TO_GEN = ("000.01.31.H31", "000.00.00.G99")
VV = "V/v kết nối, liên thông phần mềm quản lý văn bản"
PLACEHOLDER = "Mã định danh điện tử theo QCVN 102 BTTTT"

# start of name: operation, DocumentId, from, to, number, notation, issued, subject, type name, remarks that must be there
DOCUMENTS = {
    "02_": ("new", "GW-20251014073327634-773", "vxp.saas.03", ("vxp.saas.03",), "GW-20251014073327634-773", "GW-TEST",
            date(2025, 10, 14), "1760427207626_b.txt", "Công văn", {"EDX-103", "EDX-116"}),
    "03_": ("new", "GW-20251014081539295-122", "vxp.saas.03", ("vxp.saas.03",), "GW-20251014081539295-122", "GW-AUTO",
            date(2025, 10, 14), "1760429739290_bien-ban-1760064053586 (1).txt", "Công văn", {"EDX-116", "EDX-140"}),
    "06_": ("new", "doc-123", "test.from", ("test.to",), None, None, None, "Test Subject", None, {"EDX-103"}),
    "07_": ("new", "9fbfbad2-f1f8-4256-a2eb-50fb1061cddb", "000.00.15.H51", ("000.00.15.H51",), "1223412",
            "PRO-TEST-CASE1", date(2019, 1, 17), "Văn bản liên thông chỉ đạo - 190701", "Thông tư",
            {"EDX-113", "EDX-114", "EDX-115"}),
    "08_": ("new", "5e515fca-3627-4f2e-b517-7169acdc8bda", "vxp.saas.03", ("vxp.saas.03",), "BINTEST123", "GW-AUTO",
            date(2025, 10, 23), "Binary fix test", "Công văn", {"EDX-108"}),
    "09_": ("new", "020100107370,2025/10/13,2440/PLX-HĐQT", "020100107370", ("G12", "000.00.00.G12"), "2440", "PLX-HĐQT",
            date(2025, 10, 13), "Vv xin phép cử cán bộ đi công tác nước ngoài", "Công văn", {"EDX-108"}),
    "10_": ("new", "test-123", "vxp.saas.03", ("vxp.saas.03",), "123", "TEST", None, "Test Subject", None, {"EDX-136"}),
    "11_": ("new", "test-123", "vxp.saas.03", ("vxp.saas.03",), "123", "TEST", None, "Test Subject", None, {"EDX-136"}),
    "13_": ("replace", G22_ID, "000.00.00.G22", TO_THREE, "7816", "VPCP-TTĐT", date(2018, 9, 28), VV, "Công văn", {"EDX-115"}),
    "14_": ("recall", G22_ID, "000.00.00.G22", TO_THREE, "7816", "VPCP-TTĐT", date(2018, 9, 28), VV, "Công văn", {"EDX-115"}),
    "21_": ("new", G22_ID, "000.00.00.G22", TO_THREE, "7816", "VPCP-TTĐT", date(2019, 4, 11), VV, "Công văn", {"EDX-110"}),
    "22_": ("update", "000.00.14.H56,2020/06/02,808/VNPTTEST", PLACEHOLDER, (PLACEHOLDER,),
            "15,01/2020,... (Số hiệu VB gửi đi)", "NQ-CP,CT-TTg,...(Ký hiệu VB gửi đi)", date(2020, 6, 2),
            "Trích yêu nội dung VB cần gửi đi", "Công văn", {"EDX-105", "EDX-106", "EDX-111", "EDX-131", "EDX-135"}),
    "gen_edoc_type0": ("new", GEN_ID, "000.00.05.H31", TO_GEN, "215", "SM-VP", date(2025, 3, 14),
                       "V/v thử nghiệm liên thông “gói tin” số 0 & kiểm tra <ký tự>", "Công văn", set()),
    "gen_edoc_type1": ("recall", GEN_ID, "000.00.05.H31", TO_GEN, "215", "SM-VP", date(2025, 3, 14),
                       "V/v thử nghiệm liên thông “gói tin” số 1 & kiểm tra <ký tự>", "Công văn", set()),
    "gen_edoc_type2": ("update", GEN_ID, "000.00.05.H31", TO_GEN, "215", "SM-VP", date(2025, 3, 14),
                       "V/v thử nghiệm liên thông “gói tin” số 2 & kiểm tra <ký tự>", "Công văn", set()),
    "gen_edoc_type3": ("replace", GEN_ID, "000.00.05.H31", TO_GEN, "215", "SM-VP", date(2025, 3, 14),
                       "V/v thử nghiệm liên thông “gói tin” số 3 & kiểm tra <ký tự>", "Công văn", set()),
}  # fmt: skip

# start of name: code, from, to, time, start of the description, person
STATUSES = {
    "01_": ("05", "000.00.00.H41", "000.00.00.G22", "2015-09-20 11:08:36", "Đang xử lý văn bản đến", "Nguyen thi thu trang"),
    "15_": ("01", "000.00.00.H41", "000.00.00.G22", None, "", None),
    "16_": ("03", "000.00.00.H41", "000.00.00.G22", "2015-09-20 11:08:36", "", None),
    "17_": ("04", "000.00.00.H41", "000.00.00.G22", "2015-09-20 11:08:36", "", None),
    "18_": ("13", "000.00.00.G22", "000.00.00.H41", "2015-09-20 11:08:36", "", None),
    "19_": ("15", "000.00.00.H41", "000.00.00.G22", "2015-09-20 11:08:36", "", None),
    "20_": ("02", "000.00.00.H41", "000.00.00.G22", "2015-09-20 11:08:36", "Văn thư - Phòng Văn thư - Lưu trữ: Từ chối", None),
    "gen_status_01": ("01", "000.01.31.H31", "000.00.05.H31", "2025-04-03 00:00:00", "", "Ngô Văn Thử"),
    "gen_status_03": ("03", "000.01.31.H31", "000.00.05.H31", "2025-04-03 00:00:00", "", "Ngô Văn Thử"),
    "gen_status_05": ("05", "000.01.31.H31", "000.00.05.H31", "2025-04-03 00:00:00", "", "Ngô Văn Thử"),
    "gen_status_13": ("13", "000.01.31.H31", "000.00.05.H31", "2025-04-03 00:00:00", "Yêu cầu lấy lại: sai số ký hiệu",
                      "Ngô Văn Thử"),
}  # fmt: skip

REFUSED = {"04_": "EDX-009", "05_": "EDX-009", "12_": "EDX-010"}

# start of name: (name, type, zipped, size, problem) of each file
FILES = {
    "02_": [("1760427207626_b.txt", "text/plain", False, 1, None)],
    "03_": [("1760429739290_bien-ban-1760064053586 (1).txt", "text/plain", False, 56, None)],
    "06_": [("test.txt", "text/plain", True, 10, None)],
    "07_": [("GUIDE_INSTALL OPENVPN.SIGNED.PDF", "application/octet-stream", True, 17, None)],
    "08_": [("1761211722949_TestTrucLienThong.pdf", "application/pdf", True, 603, None)],
    "09_": [
        ("1- CV gửi BTC vv TGĐ đi công tác châu Âu (28.11-9.12)_Approved.pdf", "application/pdf", False, 603, None),
        ("1- CV gửi BTC vv TGĐ đi công tác châu Âu (28.11-9.12).doc", "text/plain", True, 53, None),
    ],
    "10_": [("test.txt", "application/zip", False, 200, "EDX-136")],
    "11_": [("test.txt", "application/zip", False, 200, "EDX-136")],
    "13_": [("1896_QD-TTg_m_294779.doc", "application/xml", True, 71, None)],
    "14_": [("1896_QD-TTg_m_294779.doc", "application/xml", True, 71, None)],
    "21_": [("1896_QD-TTg_m_294779.doc", "application/xml", True, 71, None)],
    "22_": [("Thông báo cấp GĐKHĐ VPCC Mẫu(02.06.2020_15h46p34)_signed.pdf", None, False, None, "EDX-135")],
    "gen_edoc_type0": [
        ("CV thử nghiệm số 0.pdf", "application/pdf", False, 603, None),
        ("Phụ lục 01.pdf", "application/pdf", False, 588, None),
        ("bang.txt", "text/plain", True, 31, None),
    ],
    "gen_edoc_type1": [],
    "gen_edoc_type2": [("CV thử nghiệm số 2.pdf", "application/pdf", False, 603, None)],
    "gen_edoc_type3": [("CV thử nghiệm số 3.pdf", "application/pdf", False, 603, None)],
}


def document(start: str) -> DocumentPacket:
    packet = read_packet(sample(start))
    assert isinstance(packet, DocumentPacket)
    return packet


def test_every_sample_has_an_expectation():
    expected = [*DOCUMENTS, *STATUSES, *REFUSED]
    files = sorted(path.name for path in FOLDER.glob("*.edxml"))
    assert len(files) == len(expected) == 30
    assert {sample(start).name for start in expected} == set(files)


@pytest.mark.parametrize("start", DOCUMENTS)
def test_a_document_packet_is_read_to_its_values(start):
    operation, document_id, sender, receivers, number, notation, issued_on, subject, type_name, codes = DOCUMENTS[start]
    packet = document(start)
    assert packet.kind is Kind.DOCUMENT
    assert packet.operation is Operation(operation)
    assert packet.document_id == document_id
    assert packet.sender.code == sender
    assert tuple(organ.code for organ in packet.receivers) == receivers
    assert (packet.number, packet.notation, packet.issued_on) == (number, notation, issued_on)
    assert packet.subject == subject
    assert packet.type.name == type_name
    assert codes <= {remark.code for remark in packet.remarks}


@pytest.mark.parametrize("start", FILES)
def test_its_files_are_what_the_receiver_opens(start):
    files = document(start).attachments
    found = [(file.name, file.type, file.zipped, file.size, file.problem and file.problem.code) for file in files]
    assert found == FILES[start]


@pytest.mark.parametrize("start", STATUSES)
def test_a_status_packet_is_read_to_its_values(start):
    code, sender, addressed, at, description, person = STATUSES[start]
    packet = read_packet(sample(start))
    assert isinstance(packet, StatusPacket)
    assert (packet.status, packet.sender.code, packet.response.agency) == (code, sender, addressed)
    if at:
        assert packet.at == datetime.fromisoformat(at).replace(tzinfo=HANOI)
    assert (packet.description or "").startswith(description)
    assert packet.response.document_id
    if person:
        assert packet.staff
        assert packet.staff.name == person


@pytest.mark.parametrize("start", REFUSED)
@pytest.mark.parametrize("reader", [read_packet, read_header])
def test_a_malformed_packet_is_refused_with_its_code(start, reader):
    with pytest.raises(PacketError) as refusal:
        reader(sample(start))
    assert refusal.value.code == REFUSED[start]
    assert refusal.value.message != refusal.value.message_en


@pytest.mark.parametrize("start", [*DOCUMENTS, *STATUSES])
def test_the_envelope_says_the_same_as_the_packet(start):
    packet, envelope = read_packet(sample(start)), read_header(sample(start))
    assert envelope.kind is packet.kind
    assert envelope.from_code == packet.sender.code
    if isinstance(packet, DocumentPacket):
        assert envelope.operation is packet.operation
        assert envelope.document_id == packet.document_id
        assert envelope.to_codes == tuple(dict.fromkeys(organ.code for organ in packet.receivers))
        assert (envelope.number, envelope.notation, envelope.issued_on) == (
            packet.number,
            packet.notation,
            packet.issued_on,
        )
        assert (envelope.subject, envelope.attachment_count) == (packet.subject, len(packet.attachments))
    else:
        assert (envelope.status, envelope.status_at) == (packet.status, packet.at)
        assert envelope.to_codes == (packet.response.agency,)
        assert envelope.document_id == packet.response.document_id


def test_a_header_named_status_is_remarked():
    assert "EDX-102" in {remark.code for remark in read_packet(sample("01_")).remarks}


def test_the_pdf_of_the_packet_that_really_arrived_is_whole():
    pdf, doc = document("09_").attachments
    assert pdf.content
    assert pdf.content.read().startswith(b"%PDF-1.4")
    assert pdf.content.read().rstrip().endswith(b"%%EOF")
    assert doc.content
    assert doc.content.read() == b"payload replaced; original was a binary Office file\r\n"


def test_trace_hops_without_a_code_stay_in_the_trace():
    traces = document("09_").traces
    assert [trace.agency for trace in traces] == ["020100107370", None, "02.29.W00"]
    assert traces[1].at == datetime(2025, 10, 13, 10, 27, 35, tzinfo=HANOI)
    assert [trace.agency for trace in document("08_").traces] == [None, None]  # the word null, and nothing


def test_a_recall_without_an_earlier_id_points_at_its_own():
    packet = document("14_")
    assert packet.business.document_id is None
    assert packet.target_id == G22_ID
    assert document("gen_edoc_type1").business.reason == "Thu hồi do sai thể thức"
    assert document("gen_edoc_type1").business.document_id == GEN_ID


def test_an_update_says_what_changes():
    change = document("gen_edoc_type2").business.change
    assert change
    assert (change.document, change.receivers) == (True, True)
    assert [(entry.code, entry.change) for entry in change.receiver_list] == [
        ("000.01.31.H31", Change.REMOVED),
        ("000.00.00.G99", Change.ADDED),
    ]


def test_a_replacement_names_what_it_replaces():
    replaced = document("13_").business.replacements
    assert [entry.document_id for entry in replaced] == ["000.00.00.G22,2014/01/30,7806/VPCP-TTĐT"] * 2
    assert replaced[0].agencies == ("000.00.00.H41", "000.00.00.H14")


def test_the_rest_of_a_header_is_read():
    packet = document("14_")
    assert packet.signer.name == "Nguyen Van Mau"
    assert packet.signer.competence == "TL. BO TRUONG"
    assert packet.due_on == date(2018, 9, 28)
    assert (packet.other.priority, packet.other.copies, packet.other.pages, packet.other.direction) == (0, 2, 22, False)
    assert packet.to_places == ("Cac bo va co quan ngang bo", "Uy ban nhan dan cac tinh, TP")
    assert packet.steering == 1
    assert [response.code for response in packet.responses] == ["267/VPCP-TTĐT"]
    assert packet.business.staff
    assert packet.business.staff.department == "Văn thư văn phòng"
    assert packet.signature
    assert packet.signature.subject == "CN=user05"


def test_decomposed_letters_are_composed():
    assert "Văn bản liên thông" in document("07_").subject
    assert document("07_").responses == ()


def test_an_empty_signature_element_is_reported_as_empty():
    signature = document("22_").signature
    assert signature
    assert (signature.element, signature.empty) == ("DigitalSignature", True)


def test_described_as_data_the_packet_has_the_promised_keys():
    data = describe(document("09_"))
    assert data["kind"] == "edoc"
    assert data["operation"] == "new"
    assert data["from"] == {"code": "020100107370", "name": "Tập đoàn Xăng dầu Việt Nam"}
    assert data["to"][1] == {"code": "000.00.00.G12", "name": "Bộ tài chính (Mã cũ) (qd20)"}
    assert data["issued_on"] == "2025-10-13"
    assert data["signer"] == {"name": "Lê Văn Minh", "position": "Chủ tịch HĐQT", "competence": None}
    assert (data["status"], data["responses"], data["replaces"], data["receivers_changed"]) == (None, [], [], [])
    assert data["trace"][0] == {"agency": "020100107370", "at": "2025-10-13T10:25:18+07:00"}
    assert data["attachments"][1]["zipped"] is True
    assert data["attachments"][1]["sha256"] == "ffbcee744df252d1eedd1752d92d4be4cec0a07b93fb6df2e6c9189f4e371eed"


def test_the_earlier_id_of_a_new_document_is_not_told():
    assert describe(document("21_"))["business_document_id"] is None
    assert describe(document("gen_edoc_type2"))["business_document_id"] == GEN_ID


def test_described_as_data_a_status_has_the_same_keys():
    data = describe(read_packet(sample("gen_status_13")))
    assert data["kind"] == "status"
    assert data["status"] == {
        "code": "13",
        "description": "Yêu cầu lấy lại: sai số ký hiệu",
        "at": "2025-04-03T00:00:00+07:00",
        "staff": {"name": "Ngô Văn Thử", "department": "Văn thư", "mobile": "84900000003", "email": "thu@example.vn"},
    }
    assert data["responses"][0]["document_id"] == GEN_ID
    assert data["to"] == [{"code": "000.00.05.H31", "name": None}]
    assert set(describe(document("09_"))) - set(data) <= {
        "type_code", "summary", "steering", "to_places", "document_changed", "staff",
    }  # fmt: skip
