"""Whatever bytes come as a packet: read, or refused with the reader's own error; within bounded memory, whatever they claim."""

import base64
import resource
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pure.edxml.samples import FOLDER, PDF, plain_packet, raw_packet, zipped

from edxml import Limits, PacketError, check_packet, describe, read_header, read_packet, write_packet
from edxml.limits import KIB, MIB

SAMPLES = [write_packet(plain_packet()), *(path.read_bytes() for path in sorted(FOLDER.glob("*.edxml")))]
LIMITS = Limits(packet_bytes=2 * MIB, markup_bytes=MIB, unpacked_bytes=4 * MIB, memory_bytes=256 * KIB)
LARGEST = 256 * KIB
GROWTH_KIB = 96 * 1024
ZIP = zipped("12-VPCP.pdf", PDF * 20)
TOKENS = [
    b"<", b">", b"/>", b"&", b"&#0;", b"&#x10FFFF;", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?x ?>", b"<!DOCTYPE a>", b'"',
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"9" * 400, b"-1", b"2026/13/45", b"<edXML:To>", b"</edXML:To>",
    b"<Attachment>", b"</Attachment>", b'xmlns="x"', b"=" * 9, b"UEsDBA", b"PK\x05\x06", b" " * 4000, b"A" * 5000,
]  # fmt: skip
NOISE = st.sampled_from(TOKENS) | st.binary(max_size=12)
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="<&]>")
FUZZ = settings(max_examples=100, deadline=None)


@st.composite
def bent(draw, whole):
    """Return ``whole`` with some places cut, doubled or overwritten."""
    data = whole
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 6) | st.integers(0, len(data)))
        match draw(st.sampled_from(["cut", "double", "write", "insert"])):
            case "cut":
                data = data[:place] + data[place + length :]
            case "double":
                data = data[: place + length] + data[place:]
            case "write":
                noise = draw(NOISE)
                data = data[:place] + noise + data[place + len(noise) :]
            case _:
                data = data[:place] + draw(NOISE) + data[place:]
        data = data[:LARGEST]
    return data


def survives(data):
    """Read in every way there is; nothing but the reader's own refusal may come of it."""
    for reader in (read_packet, read_header):
        for flat in (False, True):
            with suppress(PacketError):
                found = reader(data, limits=LIMITS, flat=flat)
                if reader is read_packet:
                    assert describe(found)
    for finding in check_packet(data):
        assert finding


def grown(before):
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before


def test_bent_packets_and_statuses_are_read_or_refused():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    @FUZZ
    @given(st.sampled_from(SAMPLES).flatmap(bent))
    def ask(data):
        survives(data)

    ask()
    assert grown(before) < GROWTH_KIB


def test_any_bytes_are_read_or_refused():
    @FUZZ
    @given(st.binary(max_size=400) | st.lists(NOISE, max_size=40).map(b"".join))
    def ask(data):
        survives(data)

    ask()


def test_bent_archives_inside_a_packet_are_unpacked_or_kept_as_they_are():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    @FUZZ
    @given(bent(ZIP), st.sampled_from(["12-VPCP.pdf.zip", "12-VPCP.zip", "12-VPCP.pdf", "../x.zip", "x.docx"]))
    def ask(archive, name):
        survives(raw_packet(base64.b64encode(archive).decode(), name=name))

    ask()
    assert grown(before) < GROWTH_KIB


def test_texts_that_are_no_base64_are_named_or_refused():
    @FUZZ
    @given(st.text("ABCabc019+/=-_ \r\n\t", max_size=200), st.text(LETTERS, max_size=40))
    def ask(payload, name):
        survives(raw_packet(payload, name=name))

    ask()
