"""The client believes nothing that is not proved: wrong receipts, garbage and silence are not "sent"."""

import base64
import hashlib

import httpx
import pytest
from tests.transport_wire import TransportWire

from axislink.client import AxisClient, Call
from axislink.errors import BodyMismatch, ReceiptMismatch, RefusedByAxis, Unreachable
from axislink.neighbour import NeighbourClient
from axislink.protocol.sender import Sent
from evidence.keys import new_private_key
from evidence.receipts import Receipt, sign_receipt

AXIS = new_private_key()
MINE = new_private_key()
PACKET = b"<edXML/>"
DEEP = "[" * 100_000
DELIVERY = {
    "delivery_id": "d1",
    "transfer_id": "t1",
    "kind": "edoc",
    "operation": "new",
    "status": None,
    "document_id": "x",
    "sender": "G22",
    "receiver": "H29",
    "state": "submitted",
    "sha256": hashlib.sha256(PACKET).hexdigest(),
    "size": len(PACKET),
    "submitted_at": "2026-11-22T08:00:00+07:00",
}


def receipt(packet=PACKET, key=AXIS, **changes):
    facts = {
        "transfer_id": "t1",
        "axis": "national",
        "sender": "G22",
        "receivers": ("H29",),
        "kind": "edoc",
        "operation": "new",
        "document_id": "x",
        "packet_sha256": hashlib.sha256(packet).hexdigest(),
        "size": len(packet),
        "accepted_at": "2026-11-22T08:00:00+07:00",
    }
    return sign_receipt(key, Receipt(**{**facts, **changes}))


def client(answer, **options):
    return AxisClient("http://axis", "vpcp", MINE, axis_keys=AXIS.public_key(), wire=wire(answer), **options)


def wire(answer):
    return TransportWire("http://axis", httpx.MockTransport(answer if callable(answer) else lambda _: answer))


def accepted(jws, status=201):
    return httpx.Response(status, json={"transfer_id": "t1", "receipt": jws})


def error(status, code):
    return httpx.Response(status, json={"error": {"code": code, "message": "vi", "message_en": "en"}})


def test_a_proved_receipt_is_accepted():
    jws = receipt()
    submitted = client(accepted(jws)).submit(PACKET)

    assert (submitted.sent, submitted.transfer_id, submitted.jws) == (Sent.ACCEPTED, "t1", jws)


@pytest.mark.parametrize(
    "answer",
    [
        accepted(receipt(b"another packet")),
        accepted(receipt(size=1)),
        accepted(receipt(key=new_private_key())),
        accepted("garbage"),
        httpx.Response(200, text="<html>welcome</html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={}),
        httpx.Response(200, text=DEEP),
        httpx.Response(422, text=DEEP),
        accepted(".".join([base64.urlsafe_b64encode(DEEP.encode()).rstrip(b"=").decode()] * 3)),
        httpx.Response(302, headers={"location": "/elsewhere"}),
        httpx.Response(404, text="nothing"),
        httpx.Response(503, text="busy"),
        error(503, "AXS-305"),
        error(401, "AXS-006"),
        error(403, "AXS-004"),
        error(409, "AXS-007"),
        error(422, "AXS-008"),
        error(429, "FRT-003"),
    ],
)
def test_what_proves_nothing_is_tried_again(answer):
    submitted = client(answer).submit(PACKET)

    assert submitted.sent is Sent.UNREACHABLE
    assert submitted.sentence


@pytest.mark.parametrize("code", ["AXS-102", "AXS-103", "AXS-104", "AXS-107"])
def test_a_refusal_keeps_the_axis_own_words(code):
    submitted = client(error(422, code)).submit(PACKET)

    assert (submitted.sent, submitted.code, submitted.sentence, submitted.sentence_en) == (
        Sent.REFUSED,
        code,
        "vi",
        "en",
    )


def test_silence_is_tried_again():
    def silent(request):
        raise httpx.ReadTimeout("nothing", request=request)

    assert client(silent).submit(PACKET).sent is Sent.UNREACHABLE


def test_a_repeat_says_so():
    assert client(accepted(receipt(), status=200)).submit(PACKET).sent is Sent.DUPLICATE


def test_a_packet_may_be_a_file(tmp_path):
    path = tmp_path / "packet"
    path.write_bytes(PACKET * 100_000)
    seen = {}

    def answer(request):
        seen["body"], seen["length"] = request.read(), request.headers["content-length"]
        return accepted(receipt(PACKET * 100_000))

    assert client(answer).submit(path).sent is Sent.ACCEPTED
    assert seen == {"body": PACKET * 100_000, "length": str(len(PACKET) * 100_000)}


def test_a_damaged_body_never_gets_its_name(tmp_path):
    [delivery] = client(httpx.Response(200, json={"deliveries": [DELIVERY], "next": None})).inbox()

    with pytest.raises(BodyMismatch):
        client(httpx.Response(200, content=b"damaged")).fetch(delivery, tmp_path / "packet")
    assert list(tmp_path.iterdir()) == []
    assert client(httpx.Response(200, content=PACKET)).fetch(delivery, tmp_path / "packet").read_bytes() == PACKET


def test_an_inbox_that_makes_no_sense_is_no_inbox():
    with pytest.raises(Unreachable):
        client(httpx.Response(200, json={"deliveries": [{}], "next": None})).inbox()


def test_an_answer_of_a_thousand_brackets_is_no_answer():
    deep = client(httpx.Response(200, text=DEEP))
    neighbour = NeighbourClient(
        "http://axis", "vpcp", MINE, axis_keys=AXIS.public_key(), wire=wire(httpx.Response(200, text=DEEP))
    )
    for ask in (deep.inbox, neighbour.outcomes):
        with pytest.raises(Unreachable):
            ask()
    with pytest.raises(ReceiptMismatch):
        deep.proof("t1")


def test_no_is_no():
    with pytest.raises(RefusedByAxis) as refused:
        client(error(404, "AXS-201")).trace("t1")
    assert (refused.value.axis_code, refused.value.status) == ("AXS-201", 404)


def test_unknown_keys_are_fetched_once_when_none_were_handed_over():
    asked = []

    def answer(request):
        asked.append(request.url.path)
        return accepted(receipt())

    made = AxisClient("http://axis", "vpcp", MINE, wire=wire(answer))
    assert made.submit(PACKET).sent is Sent.UNREACHABLE  # what came is no list of keys
    assert asked == ["/v1/packets", "/v1/keys"]


def test_every_exchange_can_be_logged():
    calls: list[Call] = []
    client(accepted(receipt()), on_call=calls.append).submit(PACKET)

    [call] = calls
    assert (call.method, call.url, call.status) == ("POST", "http://axis/v1/packets", 201)
    assert call.request_sha256 == hashlib.sha256(PACKET).hexdigest()
    assert len(call.response_sha256 or "") == 64
