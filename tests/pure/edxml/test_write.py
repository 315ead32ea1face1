"""What we write is the canonical dialect, and reading it gives back what was written."""

import base64
import io
import re
import zipfile
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.pure.edxml.samples import PDF, plain_packet, zipped

from edxml import (
    Attachment,
    Business,
    Change,
    Content,
    DocumentChange,
    DocumentPacket,
    DocumentType,
    Operation,
    Organ,
    OtherInfo,
    PacketError,
    ReceiverChange,
    ReplacementInfo,
    ResponseFor,
    SignerInfo,
    StaffInfo,
    StatusPacket,
    TraceHeader,
    document_id,
    read_header,
    read_packet,
    write_packet,
    write_packet_to,
)
from edxml.texts import YEARS, clean, one_line
from edxml.values import HANOI

URI = "http://www.mic.gov.vn/TBT/QCVN_102_2016"

letters = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    [
        "Văn phòng Chính phủ",
        "a<b>&\"'c]]>",
        "\u1ec7",
        "e\u0323\u0302",
        "số 12",
        "<!-- x -->",
        "Run00112233445566778899aabbn0z",
    ]
)
word = letters.map(one_line).filter(bool)
maybe = st.none() | word
lines = st.none() | letters.map(clean).filter(bool)
code = st.sampled_from(["G22", "H29.01", "000.00.00.G22", "28.22.H17", "vxp.saas.03", "020100107370"]) | word
day = st.none() | st.dates(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31))
moment = st.none() | st.datetimes(datetime(YEARS[0], 1, 1), datetime(YEARS[-1], 12, 31)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=0, tzinfo=HANOI)
)
identity = word.map(lambda text: text[:200].strip()).filter(bool)
number = st.none() | st.integers(0, 999_999)
organ = st.builds(Organ, code, maybe, maybe, maybe, maybe, maybe, maybe, maybe)
staff = st.none() | st.builds(StaffInfo, maybe, maybe, maybe, maybe, maybe, maybe).filter(
    lambda one: one != StaffInfo()
)
response = st.builds(ResponseFor, maybe, maybe, day, st.none() | identity).filter(lambda one: one != ResponseFor())
business = st.builds(
    Business,
    operation=st.sampled_from(Operation),
    reason=lines,
    document_id=st.none() | identity,
    change=st.none()
    | st.builds(
        DocumentChange,
        st.booleans(),
        st.booleans(),
        st.lists(st.builds(ReceiverChange, code, st.sampled_from(Change)), max_size=3).map(tuple),
    ),
    staff=staff,
    paper=number,
    replacements=st.lists(st.builds(ReplacementInfo, identity, st.lists(code, max_size=2).map(tuple)), max_size=2).map(
        tuple
    ),
)
payload = (
    st.binary(max_size=300)
    | st.just(PDF)
    | st.binary(max_size=50).map(lambda data: zipped("x.pdf", data))
    | st.just(zipped("00112233-4455-6677-8899-aabbccddeeff.zip", PDF))
    | st.integers(3000, 20_000).map(bytes)
)
file_name = st.sampled_from(["a.pdf", "b.docx", "c.zip", "không đuôi", "d.tar.gz", "e.odt", "f."]) | word.filter(
    lambda text: not re.search(r"[\\/]", text)
)
attachment = st.builds(
    Attachment,
    name=file_name,
    content=payload.map(Content.of_bytes),
    description=lines,
    zipped=st.booleans(),
    content_id=st.sampled_from([None, "1", "2", "cid:1", "đ"]),
)
documents = st.builds(
    DocumentPacket,
    sender=organ,
    receivers=st.lists(organ, min_size=1, max_size=3).map(tuple),
    document_id=identity,
    subject=word,
    number=maybe,
    notation=maybe,
    place=maybe,
    issued_on=day,
    type=st.builds(DocumentType, maybe, number, number),
    summary=lines,
    signer=st.builds(SignerInfo, maybe, maybe, maybe),
    due_on=day,
    other=st.builds(
        OtherInfo,
        st.integers(0, 4),
        maybe,
        maybe,
        number,
        number,
        st.lists(word, max_size=2).map(tuple),
        st.none() | st.booleans(),
        maybe,
        maybe,
    ),
    responses=st.lists(response, max_size=2).map(tuple),
    task_codes=st.lists(word, max_size=2).map(tuple),
    steering=number,
    to_places=st.lists(word, max_size=3).map(tuple),
    application_type=maybe,
    traces=st.lists(
        st.builds(TraceHeader, st.none() | code.filter(lambda text: text.lower() != "null"), moment), max_size=3
    ).map(tuple),
    business=business,
    attachments=st.lists(attachment, max_size=3).map(tuple),
)
statuses = st.builds(
    StatusPacket,
    sender=organ,
    responses=st.lists(st.builds(ResponseFor, code, maybe, day, identity), min_size=1, max_size=2).map(tuple),
    status=st.integers(0, 99).map(lambda value: f"{value:02}"),
    description=lines,
    at=moment,
    staff=staff,
)


@settings(max_examples=150, deadline=None)
@given(documents)
def test_a_document_packet_comes_back_as_it_was(packet):
    data = write_packet(packet)
    assert read_packet(data) == packet
    assert read_header(data).document_id == packet.document_id


@settings(max_examples=100, deadline=None)
@given(statuses)
def test_a_status_packet_comes_back_as_it_was(packet):
    assert read_packet(write_packet(packet)) == packet


@settings(max_examples=30, deadline=None)
@given(documents, st.sampled_from([True, False]))
def test_wrapping_every_file_or_none_changes_no_file(packet, wrap):
    assert read_packet(write_packet(packet, zipped=wrap)) == packet


def test_inside_the_envelope_every_element_has_its_prefix_and_outside_none():
    root = etree.fromstring(write_packet(plain_packet()))
    assert root.prefix is None
    envelope, encoded = root
    assert {element.prefix for element in envelope.iter()} == {"edXML"}
    assert encoded.tag == f"{{{URI}}}AttachmentEncoded"
    assert [(etree.QName(element).localname, element.prefix) for element in encoded.iter()] == [
        ("AttachmentEncoded", None),
        ("Attachment", None),
        ("ContentId", None),
        ("AttachmentName", None),
        ("ContentType", None),
        ("ContentTransferEncoded", "edXML"),
    ]


def test_the_order_is_that_of_the_national_library():
    root = etree.fromstring(write_packet(plain_packet()))
    message = root.find(f".//{{{URI}}}MessageHeader")
    assert message is not None
    assert [etree.QName(child).localname for child in message] == [
        "From", "To", "DocumentId", "Code", "PromulgationInfo", "DocumentType", "Subject", "SignerInfo", "OtherInfo",
    ]  # fmt: skip
    assert root.find(f".//{{{URI}}}TraceHeaderList").attrib.keys() == ["id", "version"]
    assert root.find(f".//{{{URI}}}edXMLManifest").get("version") == "1.0"


def test_the_declaration_and_the_wire_forms_are_the_standards():
    data = write_packet(plain_packet()).decode()
    assert data.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="')
    assert "<edXML:PromulgationDate>2026/11/22<" in data
    assert "<edXML:Timestamp>2026/11/22 08:00:00<" in data
    assert "<edXML:BussinessDocType>0<" in data
    assert "<edXML:ContentId>cid:1<" in data
    assert "V/v thử nghiệm liên thông &amp; kiểm tra &lt;ký tự&gt;" in data
    assert "DigitalSignature" not in data


def test_a_partner_may_have_the_empty_signature():
    data = write_packet(plain_packet(), empty_signature=True)
    assert b"<edXML:DigitalSignature/>" in data
    assert read_packet(data) == plain_packet()


def test_files_travel_as_they_are_unless_asked():
    data = write_packet(plain_packet())
    assert base64.b64encode(PDF) in data
    wrapped = write_packet(plain_packet(), zipped=True)
    assert b"<ContentType>application/zip</ContentType>" in wrapped
    text = re.search(rb"ContentTransferEncoded[^>]*>([^<]*)<", wrapped)
    assert text
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(text[1]))) as archive:
        (entry,) = archive.namelist()
        assert re.fullmatch(r"[0-9a-f-]{36}\.pdf", entry)
        assert archive.read(entry) == PDF


def test_a_file_that_looks_like_a_wrapper_still_arrives_unchanged():
    inner = Content.of_bytes(zipped("x.pdf", PDF))
    packet = plain_packet(Attachment("a.pdf", inner), Attachment("a.zip", inner), Attachment("a.docx", inner))
    again = read_packet(write_packet(packet))
    assert isinstance(again, DocumentPacket)
    assert [file.content for file in again.attachments] == [inner] * 3


@pytest.mark.parametrize("name", ["phu-luc.zip", "phu-luc.docx"])
def test_an_archive_of_a_version_that_nobody_opens_travels_as_it_is(name):
    data = zipped("x.pdf", PDF)
    entry = data.index(b"PK\x01\x02")
    inner = Content.of_bytes(data[: entry + 6] + b"\x40" + data[entry + 7 :])  # "version needed" 6.4
    again = read_packet(write_packet(plain_packet(Attachment(name, inner))))
    assert isinstance(again, DocumentPacket)
    assert [file.content for file in again.attachments] == [inner]


def test_times_of_other_zones_are_written_in_ours():
    packet = plain_packet()
    at = datetime(2026, 11, 22, 1, 0, tzinfo=HANOI).astimezone(tz=None) + timedelta(0)
    status = StatusPacket(packet.sender, (ResponseFor("H29", "1/A", None, "x"),), "03", None, at)
    assert b"2026/11/22 01:00:00" in write_packet(status)


def test_writing_to_a_stream_gives_the_same_bytes():
    target = io.BytesIO()
    write_packet_to(plain_packet(), target)
    assert target.getvalue() == write_packet(plain_packet())


def test_texts_are_cleaned_on_the_way_out():
    packet = plain_packet()
    dirty = DocumentPacket(packet.sender, packet.receivers, packet.document_id, " Tha\u0301ng\x00 \u202e1\r\n\t2 ")
    again = read_packet(write_packet(dirty))
    assert isinstance(again, DocumentPacket)
    assert again.subject == "Tháng 1 2"


@pytest.mark.parametrize(
    ("packet", "code"),
    [
        (DocumentPacket(Organ("G22"), (), "x", "s"), "EDX-026"),
        (DocumentPacket(Organ("G22"), (Organ("H29"),), "", "s"), "EDX-026"),
        (DocumentPacket(Organ("G22"), (Organ("H29"),), "x", " \u200b"), "EDX-026"),
        (DocumentPacket(Organ(""), (Organ("H29"),), "x", "s"), "EDX-026"),
        (StatusPacket(Organ("G22"), (), "03"), "EDX-026"),
        (StatusPacket(Organ("G22"), (ResponseFor("H29"),), "03"), "EDX-026"),
        (plain_packet(Attachment("a.pdf", None)), "EDX-027"),
    ],
)
def test_what_no_reader_would_take_is_not_written(packet, code):
    with pytest.raises(PacketError) as refusal:
        write_packet(packet)
    assert refusal.value.code == code


def test_the_identity_of_a_document_is_built_as_the_standard_says():
    assert document_id("G22", date(2015, 9, 30), "7816", "VPCP-TTĐT") == "G22,2015/09/30,7816/VPCP-TTĐT"
