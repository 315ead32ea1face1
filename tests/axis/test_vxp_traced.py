"""Systems that ask for it get this axis' hop in the trace of their copies; what is stored stays as it was sent."""

import base64
import hashlib
from dataclasses import replace

import pytest
from tests.axis.packets import document, status

from axis import env
from axis.vxp.traced import Hop, blocks, hop_in
from edxml import read_packet
from kit.clock import now


@pytest.fixture
def traced(world, monkeypatch):
    monkeypatch.setattr(env, "ENV", replace(env.ENV, axis_vxp_trace=("tphcm",)))


def test_the_copy_of_a_system_that_asks_names_the_axis(vpcp, tphcm, traced, own_folder):
    packet = document(padding=4000)
    vpcp.send(packet, **{"from": "G22"})
    [one] = tphcm.received()
    copy = base64.b64decode(tphcm.done("getEdoc", docId=one["docId"])["data"])

    assert tphcm.raw("downloadEdoc", {"docId": one["docId"]}).content == copy
    assert [hop.agency for hop in read_packet(copy).traces] == ["G22", env.ENV.axis_name]
    assert read_packet(copy).attachments == read_packet(packet).attachments
    assert (one["contentSha256"], one["contentLength"]) == ("", "")
    digest = hashlib.sha256(packet).hexdigest()
    assert (own_folder / "bodies" / digest[:2] / digest[2:4] / digest).read_bytes() == packet


def test_others_and_statuses_get_what_was_sent(vpcp, tphcm, traced):
    report = status("H29", "G22", document_id="x")
    tphcm.send(report, **{"from": "H29"})
    [one] = vpcp.received("status")
    assert vpcp.raw("downloadEdoc", {"docId": one["docId"]}).content == report
    assert one["contentSha256"] == hashlib.sha256(report).hexdigest()


@pytest.mark.parametrize("size", [3, 7, 300, 100_000])
def test_the_hop_stands_in_its_place_whatever_the_blocks(tmp_path, size):
    path = tmp_path / "packet"
    path.write_bytes(b"0123456789" * 50)
    parts = list(blocks(path, Hop(5, b"HOP"), size))
    assert b"".join(parts) == b"01234HOP56789" + b"0123456789" * 49
    assert {len(part) for part in parts[:-1]} <= {size}


@pytest.mark.parametrize("text", [b"<a/>", b"", "</TraceHeaderList>".encode("utf-16")])
def test_a_packet_without_a_trace_has_no_place_for_one(tmp_path, text):
    path = tmp_path / "packet"
    path.write_bytes(text)
    assert hop_in(path, axis="x", at=now()) is None
