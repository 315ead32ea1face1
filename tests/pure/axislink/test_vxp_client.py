"""The client of the VXP dialect before a peer that is late, empty, wordy, forgetful or half there."""

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.axis.packets import document, status
from tests.pure.axislink.odd_peer import OK, OddPeer, knobstick, odd_peer, packed

from axislink.errors import BodyMismatch, RefusedByAxis, Unreachable
from axislink.protocol.sender import Sent
from axislink.protocol.vxp import file_hash, read_envelope
from axislink.protocol.vxp_answers import Base64Answer, receivers_of
from axislink.vxp_client import AGENCIES_EVERY_S, FAILED_AGAIN_S, VxpAxisClient

PACKET = document(document_id="một văn bản")


class Clock:
    def __init__(self) -> None:
        self.now = 1_795_334_400.25

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def peer() -> Iterator[OddPeer]:
    with odd_peer() as one:
        yield one


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(peer: OddPeer, clock: Clock) -> Iterator[VxpAxisClient]:
    with VxpAxisClient(peer.url, "H29", "khóa bí mật", timeout_seconds=30, clock=clock, pause=clock.pause) as one:
        yield one


def listed(*rows: dict[str, Any]) -> dict[str, Any]:
    return {**OK, "data": list(rows)}


# --- sending ------------------------------------------------------------------------------------


def test_a_packet_is_sent_as_the_stock_library_sends_it(peer: OddPeer, client: VxpAxisClient, tmp_path: Path) -> None:
    peer.put("sendEdoc", {**OK, "DocId": "64f0c0ffee"})
    file = tmp_path / "packet"
    file.write_bytes(PACKET)
    done = client.submit(file, receivers=["H29", "000.00.00.H01"])
    [asked] = peer.calls("sendEdoc")
    envelope = read_envelope({name: value.encode() for name, value in asked.headers.items()})
    parameters = envelope.parameters()

    assert (done.sent, done.transfer_id, done.receipt) == (Sent.ACCEPTED, "64f0c0ffee", None)
    assert json.loads(done.jws or "")["DocId"] == "64f0c0ffee"
    assert asked.body == PACKET + b"\r\n"
    assert envelope.proven_by("khóa bí mật")
    assert parameters.get("from") == "G22"
    assert parameters.get("messagetype") == "edoc"
    assert parameters.get("to") == '["H29", "000.00.00.H01"]'
    assert parameters.get("hash-file") == file_hash(hashlib.sha256(PACKET).digest())
    assert parameters.get("timestamp") == "22112026T150000+0250"


def test_a_status_says_that_it_is_one(peer: OddPeer, client: VxpAxisClient) -> None:
    peer.put("sendEdoc", {**OK, "DocId": "1"})
    client.submit(status())
    assert peer.calls("sendEdoc")[0].get("messagetype") == "status"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>welcome</html>",
        b"[]",
        b"{}",
        {"message": "no route"},
        OK,  # yes, but no DocId: nothing to show for it
        {**OK, "DocId": "  "},
        {"status": "FAIL", "ErrorCode": "20", "ErrorDesc": "Lỗi hệ thống"},
        {"status": "FAIL", "ErrorCode": 21, "ErrorDesc": None},
        {"status": "FAIL", "ErrorCode": "15"},
    ],
)
def test_what_is_no_yes_stays_in_the_queue(peer: OddPeer, client: VxpAxisClient, answer: Any) -> None:
    peer.put("sendEdoc", answer)
    done = client.submit(PACKET)
    assert done.sent is Sent.UNREACHABLE
    assert done.sentence
    assert done.sentence_en


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        ({"status": "FAIL", "ErrorCode": "18", "ErrorDesc": "Đơn vị X không có"}, "VXP-18", "Đơn vị X không có"),
        ({"status": "FAIL", "ErrorCode": "19", "ErrorDesc": ""}, "VXP-19", "Đơn vị gửi chưa đăng ký"),
        ({"status": "FAIL", "ErrorCode": "-1", "ErrorDesc": "từ chối"}, "VXP--1", "từ chối"),
        ({"status": "FAIL"}, "VXP-FAIL", "Trục không nêu lý do"),
        ({"status": "OK", "ErrorCode": "22", "ErrorDesc": "sai"}, "VXP-22", "sai"),
        ({"status": "FAIL", "ErrorCode": "0", "ErrorDesc": "không"}, "VXP-0", "không"),
    ],
)
def test_no_is_no_with_the_axis_own_words(
    peer: OddPeer, client: VxpAxisClient, answer: Any, code: str, words: str
) -> None:
    peer.put("sendEdoc", answer)
    done = client.submit(PACKET)
    assert (done.sent, done.code, done.sentence) == (Sent.REFUSED, code, words)


@pytest.mark.parametrize("code", [500, 502, 503, 429])
def test_a_server_in_trouble_is_tried_again(peer: OddPeer, client: VxpAxisClient, code: int) -> None:
    peer.status = code
    peer.put("sendEdoc", {"status": "FAIL", "ErrorCode": "18", "ErrorDesc": "x"})
    assert client.submit(PACKET).sent is Sent.UNREACHABLE


def test_an_answer_cut_short_or_never_given_is_tried_again(peer: OddPeer, clock: Clock) -> None:
    peer.put("sendEdoc", {**OK, "DocId": "1"})
    with VxpAxisClient(peer.url, "H29", "x", timeout_seconds=30, clock=clock) as client:
        peer.cut = 5
        assert client.submit(PACKET).sent is Sent.UNREACHABLE
    with VxpAxisClient(peer.url, "H29", "x", timeout_seconds=0.2, clock=clock) as client:
        peer.silent.set()
        assert client.submit(PACKET).sent is Sent.UNREACHABLE


def test_what_is_no_packet_is_never_sent(peer: OddPeer, client: VxpAxisClient) -> None:
    assert client.submit(b"<nonsense/>").sent is Sent.REFUSED
    assert peer.asked == []


# --- receiving ----------------------------------------------------------------------------------


def test_documents_are_listed_before_statuses_and_each_once(peer: OddPeer, client: VxpAxisClient) -> None:
    def answer(asked: Any) -> dict[str, Any]:
        if asked.get("messagetype") == "status":
            return listed(knobstick("s1"))
        return listed(knobstick("d1"), knobstick("d2"), knobstick("d1"), {"docId": None}, {"docid": "d3", "to": ""})

    peer.put("getReceivedEdocList", answer)
    found = [(one.delivery_id, one.kind, one.receiver) for one in client.inbox()]

    assert found == [("d1", "edoc", "H29"), ("d2", "edoc", "H29"), ("d3", "edoc", "H29"), ("s1", "status", "H29")]


@pytest.mark.parametrize("answer", [OK, {**OK, "data": None}, {**OK, "data": "x"}, {**OK, "data": [1, None]}])
def test_an_empty_list_is_asked_again_until_the_time_is_over(
    peer: OddPeer, client: VxpAxisClient, clock: Clock, answer: Any
) -> None:
    began = clock.now
    peer.put("getReceivedEdocList", answer)
    assert client.inbox(25) == []
    assert clock.now - began == 25
    assert len(peer.calls("getReceivedEdocList")) == 2 * 4  # at 0, 10, 20 and 25 s, both kinds


@pytest.mark.parametrize(
    "answer", [b"", b"<html>", b"[]", {"status": "FAIL", "ErrorCode": "15", "ErrorDesc": "sai khóa"}]
)
def test_a_list_that_makes_no_sense_is_no_list(peer: OddPeer, client: VxpAxisClient, answer: Any) -> None:
    peer.put("getReceivedEdocList", answer)
    with pytest.raises((Unreachable, RefusedByAxis)):
        client.inbox()


def test_a_packet_for_two_agencies_is_confirmed_with_the_second(peer: OddPeer, client: VxpAxisClient) -> None:
    peer.put("getReceivedEdocList", listed(knobstick("d1", to='["H29", "H29.01"]')), listed())
    peer.put("updateStatus", OK)
    first, second = client.inbox()

    client.acknowledge(first.delivery_id)
    assert peer.calls("updateStatus") == []
    client.acknowledge(second.delivery_id)
    assert [one.get("status") for one in peer.calls("updateStatus")] == ["done"]


def test_a_packet_comes_out_of_its_base64(peer: OddPeer, client: VxpAxisClient, tmp_path: Path) -> None:
    peer.put("getReceivedEdocList", listed(knobstick("d1")), listed())
    peer.put("getEdoc", packed(PACKET))
    [one] = client.inbox()
    assert client.fetch(one, tmp_path / "packet").read_bytes() == PACKET


@pytest.mark.parametrize(
    "answer",
    [
        OK,
        {**OK, "data": None},
        {**OK, "data": ""},
        {**OK, "data": "no base64!"},
        {**OK, "data": "QUJD\\"},
        b'{"status": "OK", "ErrorCode": "0", "data": "QUJD',
        b'{"status": "OK", "ErrorCode": "0", "data": "QUJD"',
        b"x" * 200_000,
        {"status": "FAIL", "ErrorCode": "21", "ErrorDesc": "không có tệp"},
    ],
)
def test_half_a_packet_never_gets_its_name_and_waits_a_little(
    peer: OddPeer, client: VxpAxisClient, clock: Clock, tmp_path: Path, answer: Any
) -> None:
    peer.put("getReceivedEdocList", lambda asked: listed(knobstick("d1")) if asked.get("messagetype") == "edoc" else OK)
    peer.put("getEdoc", answer)
    [one] = client.inbox()
    with pytest.raises((Unreachable, RefusedByAxis)):
        client.fetch(one, tmp_path / "packet")
    assert list(tmp_path.iterdir()) == []
    assert client.inbox() == []
    clock.now += 5
    assert client.inbox() == [one]


def test_a_listed_digest_is_compared(peer: OddPeer, client: VxpAxisClient, tmp_path: Path) -> None:
    peer.put("getReceivedEdocList", listed(knobstick("d1", contentSha256="0" * 64)), listed())
    peer.put("getEdoc", packed(PACKET))
    with pytest.raises(BodyMismatch):
        client.fetch(client.inbox()[0], tmp_path / "packet")


def test_what_we_called_unusable_and_is_offered_again_is_left_alone_for_an_hour(
    peer: OddPeer, client: VxpAxisClient, clock: Clock
) -> None:
    peer.put("getReceivedEdocList", lambda asked: listed(knobstick("d1")) if asked.get("messagetype") == "edoc" else OK)
    peer.put("updateStatus", OK)
    [one] = client.inbox()
    client.acknowledge(one.delivery_id, "failed", "Không đọc được:\nthiếu tệp “chính”")
    [asked] = peer.calls("updateStatus")

    assert (asked.get("status"), asked.get("description")) == ("fail", "Không đọc được: thiếu tệp “chính”")
    assert client.inbox() == []
    clock.now += FAILED_AGAIN_S
    assert client.inbox() == [one]


def test_what_was_confirmed_and_is_offered_again_is_confirmed_ever_more_rarely(
    peer: OddPeer, client: VxpAxisClient, clock: Clock
) -> None:
    peer.put("getReceivedEdocList", lambda asked: listed(knobstick("d1")) if asked.get("messagetype") == "edoc" else OK)
    peer.put("updateStatus", OK)
    waits = []
    for _ in range(4):
        began = clock.now
        [one] = client.inbox(3600)
        waits.append(clock.now - began)
        client.acknowledge(one.delivery_id)
    assert waits == [0, 10, 10, 20]  # asked every 10 s; left alone for 5, 10 and 20 s
    peer.put("getReceivedEdocList", OK)
    clock.now += 3600
    client.inbox()
    assert client._skipped == {}


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64, 100_000])
def test_base64_is_read_in_any_pieces_with_the_escapes_of_json_writers(size: int) -> None:
    packet = bytes(range(256)) * 40 + b"?>"
    text = base64.b64encode(packet).decode().replace("/", "\\/").replace("=", "\\u003d").replace("+", "\\u002B")
    whole = ('{"ErrorCode":"0","data" : "' + text + '","status":"OK","ErrorDesc":"tất cả"}').encode()
    answer = Base64Answer()
    found = b"".join(answer.feed(whole[at : at + size]) for at in range(0, len(whole), size))
    answer.end(200)
    assert found == packet


@pytest.mark.parametrize(
    ("written", "expected"),
    [("", ("own",)), ("H29", ("H29",)), (" H29 , H01,", ("H29", "H01")), ('["H29","H29"]', ("H29",)), ("[x", ("[x",))],
)
def test_receivers_are_read_however_they_are_written(written: str, expected: tuple[str, ...]) -> None:
    assert receivers_of(written, "own") == expected


# --- the address book ---------------------------------------------------------------------------


def test_agencies_are_given_as_differences(peer: OddPeer, client: VxpAxisClient, clock: Clock) -> None:
    city, office = {"code": "H29", "name": "UBND", "oldCode": "000.00.00.H29"}, {"code": "G22", "name": "VPCP"}
    peer.put("getAgenciesList", listed(city, office, {"code": "", "name": "x"}), listed({**city, "name": "UBND TP."}))
    first = client.agencies(0)
    again = client.agencies(first["version"])
    assert [one["code"] for one in first["agencies"]] == ["H29", "G22"]
    assert first["agencies"][0]["code_qcvn102"] == "000.00.00.H29"
    assert (again["version"], again["agencies"]) == (first["version"], [])
    assert len(peer.calls("getAgenciesList")) == 1

    clock.now += AGENCIES_EVERY_S
    changed = client.agencies(again["version"])
    assert [(one["code"], one["name"]) for one in changed["agencies"]] == [("H29", "UBND TP.")]
    # What the caller could not keep is given again: it comes back with the version it had.
    assert client.agencies(again["version"])["agencies"] == changed["agencies"]
    assert client.agencies(changed["version"])["agencies"] == []
    assert len(client.agencies(0)["agencies"]) == 2
