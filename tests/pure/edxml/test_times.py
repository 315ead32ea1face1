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
