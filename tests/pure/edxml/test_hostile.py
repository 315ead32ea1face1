"""What strangers may send: refused with a code, or read with the damage named; never a crash, a hang or a fetch."""

import io
import struct
import zipfile
import zlib

import pytest
from tests.pure.edxml.samples import PDF, b64, plain_packet, raw_packet, sample, zipped

from edxml import DocumentPacket, Limits, PacketError, read_header, read_packet, write_packet
from edxml.content import Content
from edxml.limits import KIB, MIB
from edxml.values import Attachment

GOOD = write_packet(plain_packet())
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
URI = b"http://www.mic.gov.vn/TBT/QCVN_102_2016"


def document(data: bytes, **options) -> DocumentPacket:
    packet = read_packet(data, **options)
    assert isinstance(packet, DocumentPacket)
    return packet


def swap(old: bytes, new: bytes) -> bytes:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


MARKUP = {
    "billion laughs": (LAUGHS + GOOD[39:].replace(b"12/VPCP", b"&c;"), "EDX-006"),
    "external DTD": (GOOD.replace(b"?>\n", b'?>\n<!DOCTYPE edXML SYSTEM "http://127.0.0.1:9/x.dtd">', 1), "EDX-006"),
    "external entity": (b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + GOOD[39:], "EDX-006"),
    "DTD cut by comment": (GOOD.replace(b"?>\n", b"?><!-- x --><!DOCTYPE edXML []>", 1), "EDX-006"),
    "undeclared entity": (swap(b"&amp;", b"&nbsp;"), "EDX-007"),
    "empty": (b"", "EDX-002"),
    "only space": (b" \n\t ", "EDX-002"),
    "stray letters first": (b"x" + GOOD, "EDX-004"),
    "space before the declaration": (b"\n " + GOOD, "EDX-004"),
    "no XML at all": (b"%PDF-1.4 not a packet", "EDX-004"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "EDX-005"),
    "UTF-16 without mark": (GOOD.decode().encode("utf-16-le"), "EDX-005"),
    "another encoding declared": (swap(b"UTF-8", b"windows-1258"), "EDX-005"),
    "an encoding of control characters": (swap(b"UTF-8", b"UTF\x00\x1b[31m\n\xff"), "EDX-005"),
    "letters that are not UTF-8": (swap("Nội".encode(), b"N\xf4i"), "EDX-011"),
    "a control character": (
        swap(b"thanh", b"th\x01nh") if b"thanh" in GOOD else swap(b"KSTT<", b"KS\x01TT<"),
        "EDX-011",
    ),
    "a control character by reference": (swap(b"&amp;", b"&#1;"), "EDX-011"),
    "cut in the header": (GOOD[:900], "EDX-008"),
    "cut in the file": (GOOD[:-120], "EDX-008"),
    "something after the end": (GOOD + b"<more/>", "EDX-007"),
    "another root": (b"<html/>", "EDX-012"),
    "another namespace": (GOOD.replace(URI, b"http://example.vn/other"), "EDX-012"),
    "no namespace": (GOOD.replace(b' xmlns="' + URI + b'"', b"", 1), "EDX-012"),
    "no header": (b'<edXML xmlns="' + URI + b'"/>', "EDX-014"),
    "no subject": (GOOD.replace(b"Subject>", b"Object>"), "EDX-015"),
    "no sender": (GOOD.replace(b":From>", b":Form>"), "EDX-015"),
    "no receiver": (GOOD.replace(b":To>", b":Too>"), "EDX-015"),
    "two subjects": (swap(b"<edXML:Subject>", b"<edXML:Subject>x</edXML:Subject><edXML:Subject>"), "EDX-016"),
    "two senders": (swap(b"<edXML:OrganId>G22", b"<edXML:OrganId>G12</edXML:OrganId><edXML:OrganId>G22"), "EDX-016"),
    "an operation nobody knows": (swap(b"DocType>0<", b"DocType>7<"), "EDX-022"),
    "an operation in words": (swap(b"DocType>0<", b"DocType>new<"), "EDX-022"),
    "a huge attribute": (swap(b'version="1.0">', b'version="' + b"x y" * 2000 + b'">'), "EDX-019"),
    "a huge subject": (swap(b"<edXML:Subject>", b"<edXML:Subject>" + b"a" * 70_000), "EDX-019"),
    "a huge subject of words": (swap(b"<edXML:Subject>", b"<edXML:Subject>" + b"a, " * 30_000), "EDX-019"),
    "a huge DocumentId": (swap(b"<edXML:DocumentId>", b"<edXML:DocumentId>" + b"a" * 201), "EDX-019"),
}


@pytest.mark.parametrize("how", MARKUP)
@pytest.mark.parametrize("reader", [read_packet, read_header])
def test_bad_markup_is_refused_with_its_code(how, reader):
    data, code = MARKUP[how]
    with pytest.raises(PacketError) as refusal:
        reader(data)
    assert refusal.value.code == code
    assert refusal.value.text("en").isprintable()
    assert refusal.value.text().isprintable()


@pytest.mark.parametrize("reader", [read_packet, read_header])
def test_deep_nesting_is_refused(reader):
    def nested(depth: int) -> bytes:
        return swap(b"<edXML:Subject>", b"<edXML:X>" * depth + b"</edXML:X>" * depth + b"<edXML:Subject>")

    assert reader(nested(10))
    for depth in (40, 300, 5000):
        with pytest.raises(PacketError) as refusal:
            reader(nested(depth))
        assert refusal.value.code in {"EDX-017", "EDX-007"}  # libxml2 has a wall of its own further up


def test_too_many_elements_are_refused_before_a_tree_grows():
    many = swap(b"<edXML:Subject>", b"<edXML:X/>" * 3000 + b"<edXML:Subject>")
    with pytest.raises(PacketError) as refusal:
        read_header(many, limits=Limits(elements=1000))
    assert refusal.value.code == "EDX-018"
    assert read_header(many).subject


def test_too_many_attributes_are_refused():
    many = swap(b"<edXML:Subject>", b"<edXML:Subject " + b" ".join(b'a%d=""' % n for n in range(500)) + b">")
    with pytest.raises(PacketError) as refusal:
        read_header(many, limits=Limits(attributes=300))
    assert refusal.value.code == "EDX-018"


def test_too_much_markup_is_refused():
    with pytest.raises(PacketError) as refusal:
        read_header(
            swap(b"<edXML:Subject>", b"<!--" + b"., " * 50_000 + b"--><edXML:Subject>"),
            limits=Limits(markup_bytes=64 * KIB),
        )
    assert refusal.value.code == "EDX-025"


def test_too_many_receivers_are_refused():
    start = GOOD.index(b"<edXML:To>")
    end = GOOD.index(b"</edXML:To>") + len(b"</edXML:To>")
    many = GOOD[:start] + GOOD[start:end] * 12 + GOOD[end:]
    with pytest.raises(PacketError) as refusal:
        read_header(many, limits=Limits(receivers=10))
    assert refusal.value.code == "EDX-023"


def test_too_many_files_are_refused():
    files = tuple(Attachment(f"{n}.pdf", Content.of_bytes(PDF)) for n in range(6))
    with pytest.raises(PacketError) as refusal:
        read_header(write_packet(plain_packet(*files)), limits=Limits(attachments=5))
    assert refusal.value.code == "EDX-020"


@pytest.mark.parametrize("wrap", [bytes, io.BytesIO])
def test_a_packet_above_the_cap_is_refused(wrap):
    with pytest.raises(PacketError) as refusal:
        read_header(wrap(GOOD), limits=Limits(packet_bytes=1000))
    assert refusal.value.code == "EDX-003"


def test_a_byte_order_mark_is_forgiven_and_remarked():
    packet = document(b"\xef\xbb\xbf" + GOOD)
    assert packet == read_packet(GOOD)
    assert "EDX-101" in {remark.code for remark in packet.remarks}


def test_hidden_characters_are_taken_out_of_texts():
    packet = document(swap("thử nghiệm".encode(), "thử\u202e\u200b\u0085 nghiệm".encode()))
    assert packet.subject == document(GOOD).subject
    assert "EDX-112" in {remark.code for remark in packet.remarks}


@pytest.mark.parametrize(
    "text",
    [
        b64(PDF)[:-3], b64(PDF)[:-1], b64(PDF) + "A", b64(PDF + b"x") + "AAAA", "=" + b64(PDF), b64(PDF).replace("J", "_", 1),
        "<!-- x -->" + b64(PDF) + "<x/>", "đây", b64(bytes(9000))[:-2], b64(bytes(9001)) + "AAAA", "#" + b64(bytes(9000)),
        b64(bytes(9000)) + "#", b64(bytes(9000)) + "<x/>" + b64(bytes(9000)), b64(bytes(9000)) + "&lt;",
    ],
)  # fmt: skip
def test_broken_base64_marks_the_file_and_keeps_the_packet(text):
    (file,) = document(raw_packet(text)).attachments
    assert file.problem
    assert file.problem.code == "EDX-135"
    assert (file.content, file.size, file.sha256, file.type) == (None, None, None, None)


@pytest.mark.parametrize("line", ["\n", "\r\n", "&#xD;\n", "&#13;&#10;", "&#xD;&#xA;", " \t "])
@pytest.mark.parametrize("size", [10, 3000, 40_000, 700_000])
def test_base64_in_lines_of_any_kind_is_whole(line, size):
    data = b"%PDF-" + bytes(range(256)) * (size // 256 + 1)
    text = b64(data)
    lines = line.join(text[at : at + 76] for at in range(0, len(text), 76))
    (file,) = document(raw_packet(f"\n  {lines}{line}")).attachments
    assert file.problem is None
    assert file.content
    assert file.content.read() == data


def test_base64_in_a_cdata_section_is_whole():
    (file,) = document(raw_packet(f"<![CDATA[{b64(PDF * 500)}]]>")).attachments
    assert file.content == Content.of_bytes(PDF * 500)


def test_a_zip_bomb_is_refused():
    bomb = zipped("x.pdf", bytes(30 * MIB))
    with pytest.raises(PacketError) as refusal:
        read_packet(raw_packet(b64(bomb)))
    assert refusal.value.code == "EDX-021"


def test_files_that_unpack_beyond_the_cap_together_are_refused():
    wrapped = zipped("x.bin", zlib.compress(bytes(100)) * 20_000, zipfile.ZIP_STORED)
    with pytest.raises(PacketError) as refusal:
        read_packet(raw_packet(b64(wrapped)), limits=Limits(unpacked_bytes=100 * KIB))
    assert refusal.value.code == "EDX-021"


def test_a_zip_that_lies_about_its_size_is_held_to_what_it_unpacks():
    data = bytearray(zipped("x.pdf", bytes(10 * MIB)))
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.index(sign)
        data[start + at : start + at + 4] = (100).to_bytes(4, "little")
    (file,) = document(raw_packet(b64(bytes(data)))).attachments
    assert file.size == len(data)  # zipfile stops at the declared size and finds the wrong checksum: kept as it came
    assert file.problem
    assert file.problem.code == "EDX-136"


@pytest.mark.parametrize("entry", ["../../etc/passwd", "/etc/passwd", "C:\\x.pdf", "a/b/c.pdf"])
def test_a_path_inside_a_zip_is_never_used(entry, tmp_path):
    packet = document(raw_packet(b64(zipped(entry, PDF))), limits=Limits(memory_bytes=0), folder=tmp_path)
    (file,) = packet.attachments
    assert (file.name, file.zipped) == ("a.pdf", True)
    assert file.content == Content.of_bytes(PDF)
    assert "EDX-138" in {remark.code for remark in packet.remarks}
    assert all(path.parent == tmp_path for path in tmp_path.rglob("*"))


@pytest.mark.parametrize("name", ["../../x.pdf", "..\\x.pdf", "/x.pdf", "a/b.pdf"])
def test_a_path_in_a_file_name_becomes_a_plain_name(name):
    (file,) = document(raw_packet(b64(PDF), name=name)).attachments
    assert "/" not in file.name
    assert "\\" not in file.name


def test_direction_marks_cannot_hide_the_end_of_a_file_name():
    (file,) = document(raw_packet(b64(b"MZ"), name="hoa-don\u202efdp.exe")).attachments
    assert file.name == "hoa-donfdp.exe"
    assert file.type == "application/vnd.microsoft.portable-executable"


def test_a_zip_with_a_password_is_kept_as_it_came():
    data = bytearray(zipped("x.pdf", PDF))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + at] |= 1
    (file,) = document(raw_packet(b64(bytes(data)))).attachments
    assert file.problem
    assert file.problem.code == "EDX-137"
    assert file.content == Content.of_bytes(bytes(data))


def test_a_zip_of_a_rare_method_is_kept_as_it_came():
    data = zipped("x.pdf", PDF, zipfile.ZIP_LZMA)
    (file,) = document(raw_packet(b64(data))).attachments
    assert file.problem
    assert file.problem.code == "EDX-137"


@pytest.mark.parametrize("cut", [30, 60, -1, -10, -30])
def test_a_zip_cut_short_is_kept_as_it_came(cut):
    data = zipped("x.pdf", PDF * 50)[:cut]
    (file,) = document(raw_packet(b64(data))).attachments
    assert file.problem
    assert file.problem.code == "EDX-136"
    assert file.content == Content.of_bytes(data)


def test_a_zip_with_a_wrong_checksum_is_kept_as_it_came():
    data = zipped("x.pdf", PDF, zipfile.ZIP_STORED).replace(b"endobj", b"ENDOBJ")
    (file,) = document(raw_packet(b64(data))).attachments
    assert file.problem
    assert file.problem.code == "EDX-136"


def test_a_zip_with_several_entries_is_the_file_itself():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.pdf", PDF)
        archive.writestr("b.pdf", PDF)
    (file,) = document(raw_packet(b64(target.getvalue()))).attachments
    assert (file.zipped, file.problem, file.content) == (False, None, Content.of_bytes(target.getvalue()))


def test_a_listed_file_without_content_is_marked():
    data = GOOD[: GOOD.index(b"<AttachmentEncoded>")] + b"</edXML>"
    (file,) = document(data).attachments
    assert file.problem
    assert file.problem.code == "EDX-133"
    assert read_header(data).attachment_count == 1


def test_content_that_is_not_listed_is_kept_and_remarked():
    start, end = GOOD.index(b"<edXML:Reference>"), GOOD.index(b"</edXML:Reference>") + len(b"</edXML:Reference>")
    packet = document(GOOD[:start] + GOOD[end:])
    assert packet.attachments[0].content == Content.of_bytes(PDF)
    assert "EDX-134" in {remark.code for remark in packet.remarks}


def test_two_files_of_one_id_are_both_kept():
    twice = write_packet(
        plain_packet(Attachment("a.pdf", Content.of_bytes(PDF)), Attachment("b.pdf", Content.of_bytes(PDF + b"2")))
    )
    packet = document(twice.replace(b"cid:2<", b"cid:1<"))
    assert [file.content and file.content.size for file in packet.attachments] == [len(PDF), len(PDF) + 1]


def test_both_kinds_of_header_at_once_are_refused():
    data = swap(b"</edXML:MessageHeader>", b"</edXML:MessageHeader><edXML:Status/>")
    with pytest.raises(PacketError) as refusal:
        read_packet(data)
    assert refusal.value.code == "EDX-016"


@pytest.mark.parametrize(
    ("word", "code"), [("5", "05"), ("07", "07"), ("14", "14"), ("x", None), ("123", None), ("-1", None)]
)
def test_a_status_code_is_two_digits(word, code):
    data = sample("gen_status_05").read_bytes().replace(b"Code>05<", f"Code>{word}<".encode())
    if code is None:
        with pytest.raises(PacketError) as refusal:
            read_packet(data)
        assert refusal.value.code == "EDX-024"
    else:
        assert read_header(data).status == code


def test_the_prefix_does_not_matter():
    assert read_packet(GOOD.replace(b"edXML:", b"e:").replace(b"xmlns:edXML", b"xmlns:e")) == read_packet(GOOD)
    assert read_packet(GOOD.replace(b"edXML:", b"").replace(b"xmlns:edXML", b"xmlns")) == read_packet(GOOD)


def test_elements_of_other_namespaces_are_not_ours():
    packet = document(swap(b"<edXML:Subject>", b'<x:Subject xmlns:x="urn:x">no</x:Subject><edXML:Subject>'))
    assert packet.subject == document(GOOD).subject


def test_a_packet_without_an_id_gets_one_from_what_the_law_names():
    start, end = GOOD.index(b"<edXML:DocumentId>"), GOOD.index(b"</edXML:DocumentId>") + len(b"</edXML:DocumentId>")
    packet = document(GOOD[:start] + GOOD[end:])
    assert packet.document_id == "G22,2026/11/22,12/VPCP-KSTT"
    assert "EDX-109" in {remark.code for remark in packet.remarks}


@pytest.mark.parametrize(
    ("text", "read"),
    [("2026/11/22", "2026-11-22"), ("2026-11-22", "2026-11-22"), ("2026/1/2", "2026-01-02"), ("22/11/2026", "2026-11-22"),
     ("2026/11/22 08:00:00", "2026-11-22"), ("2014/02/30", None), ("hôm nay", None), ("20261122", None)],
)  # fmt: skip
def test_dates_are_read_forgivingly_but_never_guessed(text, read):
    packet = document(swap(b"2026/11/22</edXML:PromulgationDate>", text.encode() + b"</edXML:PromulgationDate>"))
    assert (packet.issued_on.isoformat() if packet.issued_on else None) == read


def test_an_archive_whose_entry_lies_before_its_beginning_stays_as_it_is():
    archive = zipped("a.pdf", PDF)
    end = archive.rindex(b"PK\x05\x06")
    shifted = (
        archive[: end + 16]
        + struct.pack("<L", struct.unpack_from("<L", archive, end + 16)[0] + 1)
        + archive[end + 20 :]
    )
    [file] = document(raw_packet(b64(shifted))).attachments

    assert file.content is not None
    with file.content.open() as stream:
        assert stream.read() == shifted
