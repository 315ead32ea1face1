"""The checker says in words what breaks a rule of the standard."""

from dataclasses import replace
from datetime import date

import pytest
from tests.pure.edxml.samples import PDF, plain_packet, sample

from edxml import (
    Attachment,
    Business,
    Content,
    DocumentType,
    Operation,
    Organ,
    OtherInfo,
    ResponseFor,
    Severity,
    SignerInfo,
    StatusPacket,
    check_packet,
    check_values,
    write_packet,
)

TODAY = date(2026, 11, 22)


def codes(packet, today=TODAY, severity=Severity.ERROR) -> set[str]:
    return {one.code for one in check_values(packet, today=today) if one.severity is severity}


def test_a_packet_as_we_write_it_has_nothing_to_blame():
    assert check_packet(write_packet(plain_packet()), today=TODAY) == []


ERRORS = {
    "no file": (replace(plain_packet(), attachments=()), "EDX-161"),
    "first not a PDF": (plain_packet(Attachment("a.pdf", Content.of_bytes(b"text"))), "EDX-162"),
    "an empty file": (
        plain_packet(Attachment("a.pdf", Content.of_bytes(PDF)), Attachment("b.pdf", Content.of_bytes(b""))),
        "EDX-163",
    ),
    "a program": (
        plain_packet(Attachment("a.pdf", Content.of_bytes(PDF)), Attachment("b.pdf", Content.of_bytes(b"MZ"))),
        "EDX-182",
    ),
    "no number": (replace(plain_packet(), number=None), "EDX-164"),
    "no date": (replace(plain_packet(), issued_on=None), "EDX-164"),
    "no type": (replace(plain_packet(), type=DocumentType()), "EDX-164"),
    "no signer": (replace(plain_packet(), signer=SignerInfo()), "EDX-164"),
    "no name of the sender": (replace(plain_packet(), sender=Organ("G22")), "EDX-164"),
    "recall without reason": (replace(plain_packet(), business=Business(Operation.RECALL, document_id="x")), "EDX-166"),
    "update without change": (replace(plain_packet(), business=Business(Operation.UPDATE, "r", "x")), "EDX-169"),
    "replacement of nothing": (replace(plain_packet(), business=Business(Operation.REPLACE, "r")), "EDX-168"),
    "a secret": (replace(plain_packet(), other=OtherInfo(sphere="Độ mật: TỐI MẬT")), "EDX-170"),
}
WARNINGS = {
    "recall without target": (replace(plain_packet(), business=Business(Operation.RECALL, "r")), "EDX-167"),
    "a long subject": (replace(plain_packet(), subject="a" * 501), "EDX-171"),
    "a strange code": (replace(plain_packet(), sender=Organ("vxp.saas.03", "x")), "EDX-172"),
    "one receiver by two codes": (replace(plain_packet(), receivers=(Organ("G12"), Organ("000.00.00.G12"))), "EDX-179"),
    "a centre as receiver": (replace(plain_packet(), receivers=(Organ("02.44.W00"),)), "EDX-184"),
    "due before issued": (replace(plain_packet(), due_on=date(2026, 1, 1)), "EDX-180"),
    "a strange priority": (replace(plain_packet(), other=OtherInfo(priority=9)), "EDX-181"),
    "no trace": (replace(plain_packet(), traces=()), "EDX-183"),
}


@pytest.mark.parametrize("what", ERRORS)
def test_an_error_is_found(what):
    packet, code = ERRORS[what]
    assert code in codes(packet)


@pytest.mark.parametrize("what", WARNINGS)
def test_a_warning_is_found(what):
    packet, code = WARNINGS[what]
    assert code in codes(packet, severity=Severity.WARNING)


@pytest.mark.parametrize("sphere", ["Mật", "TỐI MẬT", "Tuyệt mật", "Độ mật: mật"])
def test_every_level_of_secrecy_is_found(sphere):
    assert codes(replace(plain_packet(), other=OtherInfo(sphere=sphere))) == {"EDX-170"}


@pytest.mark.parametrize(
    "sphere", ["Lưu hành nội bộ", "Liên thông văn bản quốc gia", "Bề mặt công trình", "Bảo mật thông tin"]
)
def test_ordinary_spheres_are_no_secrets(sphere):
    assert codes(replace(plain_packet(), other=OtherInfo(sphere=sphere))) == set()


def test_a_date_in_the_future_is_found_only_when_the_day_is_told():
    packet = plain_packet()
    assert "EDX-165" in codes(packet, today=date(2026, 11, 21))
    assert codes(packet, today=None) == set()


@pytest.mark.parametrize(("status", "wanted"), [("02", True), ("13", True), ("16", True), ("01", False), ("03", False)])
def test_a_refusing_status_needs_a_reason(status, wanted):
    packet = StatusPacket(Organ("H29"), (ResponseFor("G22", "1/A", None, "x"),), status)
    assert ("EDX-175" in codes(packet)) is wanted


def test_statuses_outside_the_standard_are_named():
    packet = StatusPacket(Organ("H29"), (ResponseFor("G22", "1/A", None, "x"),), "09")
    assert "EDX-176" in codes(packet, severity=Severity.WARNING)


def test_a_packet_that_cannot_be_read_gives_one_finding():
    (finding,) = check_packet(sample("04_"))
    assert (finding.code, finding.severity) == ("EDX-009", Severity.REFUSED)


def test_elements_that_lost_their_prefix_are_named_once():
    data = write_packet(plain_packet()).replace(b"edXML:Subject", b"Subject")
    assert [one.code for one in check_packet(data, today=TODAY)] == ["EDX-178"]


def test_the_gravest_comes_first():
    found = [one.severity for one in check_packet(sample("22_"), today=TODAY)]
    assert found == sorted(found, key=list(Severity).index)
    assert found[0] is Severity.ERROR


@pytest.mark.parametrize(
    "start", ["gen_edoc_type0", "gen_edoc_type1", "gen_edoc_type2", "gen_edoc_type3", "gen_status_13", "20_"]
)
def test_what_the_national_library_writes_has_no_error(start):
    assert not [one for one in check_packet(sample(start), today=TODAY) if one.severity is Severity.ERROR]
