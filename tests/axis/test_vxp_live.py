"""The VXP dialect over a real port: what the front, and no test client, has a part in."""

import base64
import hashlib
import json
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from tests.axis.packets import document, status
from tests.axis.programs import running
from tests.axis.vxp_client import TIMESTAMP, VxpClient

from axislink.errors import RefusedByAxis
from axislink.protocol.sender import Sent
from axislink.protocol.vxp import file_hash, seal_headers
from axislink.vxp_client import VxpAxisClient

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "vxp_connector.py"
LARGE = 3_000_000  # goes to disk on its way in


@pytest.fixture(scope="module")
def axis(tmp_path_factory):
    with running(tmp_path_factory.mktemp("axis")) as programs:
        programs.run("system", "add", "--id", "vpcp", "--secret", "khóa", "--agency", "G22=Văn phòng Chính phủ")
        programs.run("system", "add", "--id", "tphcm", "--secret", "khóa", "--agency", "H29=UBND TP. Hồ Chí Minh")
        with httpx.Client(trust_env=False, timeout=60) as http:
            yield (
                programs,
                {
                    name: VxpClient(name, "khóa", url=f"{programs.url}/vxp", request=http.request)
                    for name in ("vpcp", "tphcm")
                },
            )


def test_a_large_packet_goes_through_unchanged(axis):
    programs, systems = axis
    packet = document(document_id="large", padding=LARGE)
    sent = systems["vpcp"].send(packet, **{"from": "G22"})
    assert sent["status"] == "OK", sent

    [waiting] = [one for one in systems["tphcm"].received() if int(one["contentLength"]) == len(packet)]
    assert base64.b64decode(systems["tphcm"].done("getEdoc", docId=waiting["docId"])["data"]) == packet
    assert systems["tphcm"].raw("downloadEdoc", {"docId": waiting["docId"]}).content == packet
    digest = hashlib.sha256(packet).hexdigest()
    kept = programs.folder / "axis" / "bodies" / digest[:2] / digest[2:4] / digest
    assert kept.read_bytes() == packet


def test_a_large_packet_that_was_bent_is_refused(axis):
    _, systems = axis
    packet = document(document_id="bent", padding=LARGE)
    told = systems["vpcp"].send(packet, **{"from": "G22", "hash-file": file_hash(hashlib.sha256(b"x").digest())})

    assert (told["status"], told["ErrorCode"]) == ("FAIL", "10")


def test_words_of_utf_8_in_a_header_arrive(axis):
    _, systems = axis
    systems["vpcp"].send(document(document_id="utf-8"), **{"from": "G22"})
    [waiting] = systems["tphcm"].received()[-1:]
    systems["tphcm"].done("updateStatus", docid=waiting["docId"], status="fail", description="Tệp “hỏng” rồi")

    [result] = [
        one for one in systems["vpcp"].done("getSentEdocList", b"")["data"] if one["receiverDocId"] == waiting["docId"]
    ]
    assert result["receiveStatus"] == "fail"
    assert "Tệp “hỏng” rồi" in result["receiveStatusDesc"]


def test_a_packet_above_the_limit_is_refused_in_the_dialects_words(axis):
    _, systems = axis
    for size in (9 * 2**20, 8 * 2**20 + 1000):  # by the front, by the intake
        packet = document(document_id="huge", padding=size)
        told = systems["vpcp"].send(packet, **{"from": "G22"})
        assert (told["status"], told["ErrorCode"]) == ("FAIL", "10")


def test_a_list_is_packed_over_the_wire(axis):
    _, systems = axis
    answer = systems["vpcp"].raw("getAgenciesList", {})

    assert answer.headers["content-encoding"] == "gzip"
    assert [one["code"] for one in answer.json()["data"]] == ["G22", "H29"]


def test_a_client_that_waits_for_leave_to_send_its_body(axis):
    """`Expect: 100-continue`, as the stock library sends with most bodies."""
    programs, _ = axis
    headers = seal_headers({"docid": "x", "status": "done"}, system_id="tphcm", secret="khóa", timestamp=TIMESTAMP)
    address = urlsplit(programs.url)
    lines = [f"{name}: {value}" for name, value in headers.items()]
    head = [
        "POST /vxp/updateStatus HTTP/1.1",
        f"Host: {address.netloc}",
        *lines,
        "Content-Length: 2",
        "Expect: 100-continue",
    ]
    with socket.create_connection((address.hostname, address.port), timeout=60) as link:
        link.sendall(("\r\n".join([*head, "Connection: close"]) + "\r\n\r\n").encode())
        assert link.recv(4096).startswith(b"HTTP/1.1 100 ")
        link.sendall(b"{}")
        answer = b""
        while block := link.recv(4096):
            answer += block
    assert b'"ErrorCode": "21"' in answer


@pytest.fixture
def links(axis):
    """The office's own client of the dialect, one per system."""
    programs, _ = axis
    with (
        VxpAxisClient(f"{programs.url}/vxp", "vpcp", "khóa", poll_seconds=0.1) as vpcp,
        VxpAxisClient(f"{programs.url}/vxp", "tphcm", "khóa", poll_seconds=0.1) as tphcm,
    ):
        yield vpcp, tphcm


def test_our_client_and_our_port_understand_each_other(links, tmp_path):
    vpcp, tphcm = links
    packet = document(document_id="khứ hồi", padding=LARGE)
    done, again = vpcp.submit(packet), vpcp.submit(packet)
    assert (done.sent, done.transfer_id) == (Sent.ACCEPTED, again.transfer_id)

    [waiting] = [one for one in tphcm.inbox(30) if one.size == len(packet)]
    assert (waiting.kind, waiting.sender, waiting.receiver) == ("edoc", "G22", "H29")
    assert tphcm.fetch(waiting, tmp_path / "packet").read_bytes() == packet
    tphcm.acknowledge(waiting.delivery_id)
    tphcm.acknowledge(waiting.delivery_id)
    assert waiting.delivery_id not in [one.delivery_id for one in tphcm.inbox()]
    assert [one["receiveStatus"] for one in vpcp.sent(done.doc_id)] == ["done"]

    assert tphcm.submit(status(code="03", document_id="khứ hồi")).sent is Sent.ACCEPTED
    [told] = [one for one in vpcp.inbox(30) if one.kind == "status"]
    assert told.sender == "H29"
    vpcp.acknowledge(told.delivery_id)


def test_our_client_hears_why_not(links, axis):
    vpcp, tphcm = links
    refused = vpcp.submit(document(document_id="x", to=["không có"]))
    assert (refused.sent, refused.code) == (Sent.REFUSED, "VXP-18")
    assert "AXS-104" in refused.sentence
    programs, _ = axis
    with VxpAxisClient(f"{programs.url}/vxp", "vpcp", "sai") as stranger:
        assert stranger.submit(document(document_id="x")).sent is Sent.UNREACHABLE
        with pytest.raises(RefusedByAxis):
            stranger.inbox()
    assert {one["code"] for one in tphcm.agencies()["agencies"]} == {"G22", "H29"}


def test_the_connector_of_the_documentation_exchanges_with_a_native_system(axis, tmp_path):
    programs, _ = axis
    native = programs.connect("bnv", "G09=Bộ Nội vụ")
    programs.run("system", "add", "--id", "02.44.W00", "--secret", "khóa", "--agency", "H44=UBND tỉnh")
    (tmp_path / "secret").write_text("khóa\n")
    words = [str(EXAMPLE), f"{programs.url}/vxp", "--system", "02.44.W00", "--secret-file", str(tmp_path / "secret")]

    def one_pass() -> str:
        done = subprocess.run(
            [sys.executable, *words, "--books", str(tmp_path / "books"), "--once"],
            env=programs.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    ours, theirs = document("H44", ["G09"], "đi"), document("G09", ["H44"], "đến")
    assert one_pass() == "nhận 0, đã có 0, không dùng được 0, gửi 0"
    (tmp_path / "books/out/edoc/1.edxml").write_bytes(ours)
    assert native.submit(theirs).sent is Sent.ACCEPTED
    assert one_pass() == "nhận 1, đã có 0, không dùng được 0, gửi 2"  # the document, and 01 about theirs
    [kept] = (tmp_path / "books/in").glob("*.edxml")
    assert kept.read_bytes() == theirs
    assert json.loads((tmp_path / "books/sent/1.edxml.txt").read_text())["status"] == "OK"

    waiting = {one.kind: one for one in native.inbox(30)}
    assert native.fetch(waiting["edoc"], tmp_path / "theirs").read_bytes() == ours
    assert (waiting["status"].status, waiting["status"].document_id) == ("01", "đến")
    for one in waiting.values():
        native.acknowledge(one.delivery_id)
    assert native.submit(status("G09", "H44", "03", "đi")).sent is Sent.ACCEPTED
    assert one_pass() == "nhận 1, đã có 0, không dùng được 0, gửi 0"
    assert one_pass() == "nhận 0, đã có 0, không dùng được 0, gửi 0"
