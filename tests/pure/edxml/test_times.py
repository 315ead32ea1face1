"""Days and times of the wire: read when they can only mean one thing, and never as one that nobody can keep."""

from datetime import date

import pytest
from tests.pure.edxml.samples import raw_packet, sample

from edxml import DocumentPacket, StatusPacket, describe, read_header, read_packet
from edxml.texts import read_date

NEVER_SET = ["0001/01/01 00:00:00", "0001-01-01T00:00:00", "9999/12/31 23:59:59", "1899/12/31 23:59:59", "2200/01/01"]


def hop(text: str) -> DocumentPacket:
    """Return a packet whose one hop has this time."""
    trace = (
        "<edXML:TraceHeaderList><edXML:TraceHeader><edXML:OrganId>G22</edXML:OrganId>"
        f"<edXML:Timestamp>{text}</edXML:Timestamp></edXML:TraceHeader></edXML:TraceHeaderList>"
    )
    packet = read_packet(raw_packet("AAAA", extra=trace))
    assert isinstance(packet, DocumentPacket)
    return packet


@pytest.mark.parametrize("text", NEVER_SET)
def test_a_time_of_a_clock_that_was_never_set_is_unreadable(text):
    packet = hop(text)
    assert packet.traces[0].at is None
    assert "EDX-104" in {remark.code for remark in packet.remarks}
    assert describe(packet)["trace"] == [{"agency": "G22", "at": None}]


@pytest.mark.parametrize("text", NEVER_SET)
def test_so_is_the_time_of_a_status(text):
    data = sample("gen_status_05").read_bytes()
    start, end = data.index(b"Timestamp>") + 10, data.index(b"</edXML:Timestamp>")
    bent = data[:start] + text.encode() + data[end:]
    packet = read_packet(bent)
    assert isinstance(packet, StatusPacket)
    assert packet.at is None
    assert read_header(bent).status_at is None


@pytest.mark.parametrize("text", ["0001/01/01", "0001-01-01T00:00:00", "01/01/0001", "9999/12/31", "31/12/9999"])
def test_a_day_far_outside_our_time_is_unreadable(text):
    header = (
        f"<edXML:PromulgationInfo><edXML:PromulgationDate>{text}</edXML:PromulgationDate></edXML:PromulgationInfo>"
        f"<edXML:DueDate>{text}</edXML:DueDate>"
    )
    packet = read_packet(raw_packet("AAAA", header=header))
    assert isinstance(packet, DocumentPacket)
    assert (packet.issued_on, packet.due_on) == (None, None)
    assert [remark.code for remark in packet.remarks].count("EDX-104") == 2


@pytest.mark.parametrize("text", ["1900/01/01", "2199/12/31"])
def test_the_first_and_the_last_day_count(text):
    assert read_date(text) == (date.fromisoformat(text.replace("/", "-")), True)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026/11/05 19:30:00", "2026-11-05T19:30:00"), ("2026/1/5 09:30:00", "2026-01-05T09:30:00"),
        ("5/11/2026 19:30:00", "2026-11-05T19:30:00"), ("05/11/2026 9:30", "2026-11-05T09:30:00"),
        ("2026-1-5T09:30", "2026-01-05T09:30:00"), ("2026/1/15  23:59:59", "2026-01-15T23:59:59"),
        ("2026/1/5", "2026-01-05T00:00:00"), ("2026-01-05T09:30:00.1234567", "2026-01-05T09:30:00"),
        ("2026/1/5 25:00:00", None), ("2026/1/55 10:00:00", None), ("2026/1/520 10:00:00", None),
    ],
)  # fmt: skip
def test_the_clock_is_read_behind_a_day_of_any_width(text, read):
    at = hop(text).traces[0].at
    assert (at.isoformat() if at else None) == (read and read + "+07:00")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-11-22T01:00:00Z", "2026-11-22T08:00:00"), ("2026-11-22T01:00:00z", "2026-11-22T08:00:00"),
        ("2026-11-22T01:00:00+00:00", "2026-11-22T08:00:00"), ("2026-11-22T08:00:00+07:00", "2026-11-22T08:00:00"),
        ("2026-11-22 08:00:00 +0700", "2026-11-22T08:00:00"), ("2026-11-22T01:00+00", "2026-11-22T08:00:00"),
        ("2026-11-21T20:30:00-04:30", "2026-11-22T08:00:00"), ("2026-11-22T01:00:00.1234567Z", "2026-11-22T08:00:00"),
        ("2026/1/5 20:00:00Z", "2026-01-06T03:00:00"), ("5/1/2026 20:00+00:00", "2026-01-06T03:00:00"),
        ("2026-11-22T01:00:00+24:00", None), ("2026-11-22T01:00:00+99:99", None),
        ("2026-11-22T08:00:00 - 09:00:00", "2026-11-22T08:00:00"), ("2026-11-22T08:00:00+007", "2026-11-22T08:00:00"),
    ],
)  # fmt: skip
def test_a_zone_that_is_written_counts(text, read):
    packet = hop(text)
    at = packet.traces[0].at
    assert (at.isoformat() if at else None) == (read and read + "+07:00")
    assert {remark.code for remark in packet.remarks} & {"EDX-104", "EDX-105"} == {"EDX-105" if read else "EDX-104"}


def test_only_the_wires_own_form_is_taken_without_a_remark():
    assert not {"EDX-104", "EDX-105"} & {remark.code for remark in hop("2026/11/05 19:30:00").remarks}
    for odd in (
        "2026/11/5 19:30:00",
        "2026-11-05 19:30:00",
        "2026/11/05 19:30",
        "2026/11/05 19:30:00Z",
        "2026/11/05",
        "2026/11/05 19:30+07",
    ):
        [remark] = [one for one in hop(odd).remarks if one.code == "EDX-105"]
        assert odd in remark.message_en
