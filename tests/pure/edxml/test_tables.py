"""Codes, words and agency codes: tables a clerk could check."""

import inspect
from io import BytesIO
from zipfile import ZipFile

import pytest
from tests.pure.edxml.samples import PDF, zipped

from edxml import errors, remarks
from edxml.codes import PRIORITIES, STATUSES, STEERING, TYPES, named_type, status_label, type_code_for, type_of
from edxml.content import Content
from edxml.errors import REFUSALS, Sentence
from edxml.identifiers import Form, form_of, guess_new, is_centre, level_one, lookup_forms, pad_old
from edxml.remarks import REMARKS


def test_every_sentence_has_a_code_of_its_own_and_stands_in_a_table():
    defined = [
        value for module in (errors, remarks) for _, value in inspect.getmembers(module) if isinstance(value, Sentence)
    ]
    listed = [*REFUSALS, *REMARKS]
    assert {id(one) for one in defined} == {id(one) for one in listed}
    assert len({one.code for one in listed}) == len(listed)
    assert all(one.vi and one.en and one.vi != one.en for one in listed)


def test_refusals_and_remarks_keep_to_their_numbers():
    assert all(1 <= int(one.code.removeprefix("EDX-")) <= 99 for one in REFUSALS)
    assert all(101 <= int(one.code.removeprefix("EDX-")) <= 199 for one in REMARKS)


def test_the_29_types_of_the_decree_have_a_code_to_write():
    decree = [entry for entry in TYPES if entry.decree_30]
    assert len(decree) == 29
    assert all(entry.group == "B" for entry in decree)
    assert len({entry.abbreviation for entry in decree if entry.abbreviation}) == 27


@pytest.mark.parametrize(
    ("name", "code", "found"),
    [
        ("Công văn", 1, ("B", 18)), ("cong van", None, ("B", 18)), ("CÔNG  VĂN", 71, ("B", 18)), ("Co\u0302ng va\u0306n", 1, ("B", 18)),
        ("Thông tư", 1, ("A", 9)), ("Quyết định", 8, ("A", 8)), ("Quyết định", 2, ("B", 2)), ("Quyết định", None, ("B", 2)),
        ("Quy định", 5, ("B", 5)), ("Nghị định", 18, ("A", 7)), ("Phiếu báo", None, ("B", 31)), ("Bản thoả thuận", None, ("B", 22)),
    ],
)  # fmt: skip
def test_a_type_is_found_by_its_name_first(name, code, found):
    entry = type_of(name, code)
    assert entry
    assert (entry.group, entry.code) == found


def test_an_unknown_type_is_unknown():
    assert type_of("Thư tình") is type_of(None) is None
    assert (named_type("Thư tình").code, type_code_for(None), named_type("Công văn").code) == (None, None, 18)


def test_the_nine_statuses_have_words():
    assert list(STATUSES) == ["01", "02", "03", "04", "05", "06", "13", "15", "16"]
    assert [code for code, entry in STATUSES.items() if entry.needs_reason] == ["02", "13", "16"]
    assert (status_label("03"), status_label("09")) == ("đã tiếp nhận", "khác")
    assert (list(PRIORITIES), list(STEERING)) == ([0, 1, 2, 3, 4], [0, 1, 2])


@pytest.mark.parametrize(
    ("code", "form", "new", "forms", "level"),
    [
        ("H29", Form.NEW, None, ("H29",), "H29"),
        ("H37.DN.001", Form.NEW, None, ("H37.DN.001",), "H37"),
        ("000.00.00.H49", Form.OLD, "H49", ("000.00.00.H49", "H49"), "H49"),
        ("000.00.15.H51", Form.OLD, "H51.15", ("000.00.15.H51", "H51.15"), "H51"),
        ("002.00.20.H13", Form.OLD, "H13.20.00.002", ("002.00.20.H13", "H13.20.00.002"), "H13"),
        ("28.22.H17", Form.OLD_SHORT, "H17.22.28", ("28.22.H17", "000.28.22.H17", "H17.22.28"), "H17"),
        ("01.02.G22", Form.OLD_SHORT, "G22.02.01", ("01.02.G22", "000.01.02.G22", "G22.02.01"), "G22"),
        ("001.00.20.TT2", Form.OLD, None, ("001.00.20.TT2",), None),
        ("02.44.W00", Form.CENTRE, None, ("02.44.W00",), None),
        ("020100107370", Form.ENTERPRISE, None, ("020100107370",), None),
        ("vxp.saas.03", Form.OTHER, None, ("vxp.saas.03",), None),
        ("H29." + "1" * 40, Form.OTHER, None, ("H29." + "1" * 40,), None),
        ("h29", Form.OTHER, None, ("h29",), None),
        ("", Form.OTHER, None, ("",), None),
    ],
)
def test_agency_codes_of_both_generations(code, form, new, forms, level):
    assert form_of(code) is form
    assert guess_new(code) == new
    assert lookup_forms(code) == forms
    assert level_one(code) == level


def test_centres_send_but_are_no_receivers():
    assert is_centre("02.44.W00")
    assert not is_centre("G22")
    assert pad_old("28.22.H17") == "000.28.22.H17"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + b"\x09\x00" + bytes(16) + b"\x01\x00\x00\x00" + bytes(460)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (PDF, "application/pdf"),
        (b"\x0a" + PDF, "application/pdf"),
        (b"", "application/x-empty"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"II*\x00....", "image/tiff"),
        (b"{\\rtf1 }", "application/rtf"),
        (b"MZ\x90\x00", "application/vnd.microsoft.portable-executable"),
        (b"Rar!\x1a\x07\x00", "application/vnd.rar"),
        ("Biên bản".encode(), "text/plain"),
        (b"\xef\xbb\xbfbang", "text/plain"),
        (("đ" * 4000).encode()[1:], "application/octet-stream"),
        (b"a" * 4095 + "đ".encode(), "text/plain"),
        (b"#!/bin/sh\n", "application/x-shellscript"),
        (b" <!DOCTYPE html><p>", "text/html"),
        (b"<script>1</script>", "text/html"),
        (b"<?xml version='1.0'?><a/>", "application/xml"),
        (b"<?xml version='1.0'?><svg/>", "image/svg+xml"),
        (b"\x00\x01\x02", "application/octet-stream"),
        (zipped("a.txt", b"x"), "application/zip"),
        (zipped("mimetype", b"application/vnd.oasis.opendocument.text", 0), "application/vnd.oasis.opendocument.text"),
        (OLE + bytes(512) + "WordDocument".encode("utf-16-le"), "application/msword"),
        (OLE + bytes(512) + "Workbook".encode("utf-16-le"), "application/vnd.ms-excel"),
        (OLE + bytes(512), "application/x-ole-storage"),
    ],
)
def test_a_file_is_what_its_bytes_say(data, found):
    assert Content.of_bytes(data).type == found


def test_office_files_are_told_from_plain_zips():
    for part, end in (("word/document.xml", "wordprocessingml.document"), ("xl/workbook.xml", "spreadsheetml.sheet")):
        target = BytesIO()
        with ZipFile(target, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr(part, "<x/>")
        assert Content.of_bytes(target.getvalue()).type.endswith(end)
