"""Whatever must not enter: each refused with its own code, told to the operator, nothing stored half."""

import hashlib
import json

import pytest
from tests.axis.packets import document, status
from tests.axis.world import HTTP

from axis.delivery.models import Delivery
from axis.directory.actions.connect import lock_system, revoke_key
from axis.evidence.models import Acceptance
from axis.intake.models import Refusal
from axis.tracking.models import Transfer
from axislink.errors import RefusedByAxis
from axislink.protocol.sender import Sent
from axislink.protocol.signatures import RECEIVERS, Signer, WireRequest, content_digest
from evidence.keys import key_id, new_private_key


def nothing_stored(tmp_path):
    bodies = [path for path in (tmp_path / "bodies").rglob("*") if path.is_file()]
    return not (bodies or Transfer.objects.exists() or Delivery.objects.exists() or Acceptance.objects.exists())


def post(world, body, *, name="vpcp", headers=None, sent=None, signer=None, created=None, nonce=None):
    """Send a request by hand, so that any part of it may be wrong; return status and error code."""
    client = getattr(world, name)
    fields = {
        "content-type": "application/xml",
        "content-digest": content_digest(hashlib.sha256(body).digest()),
        **(headers or {}),
    }
    wire = WireRequest("POST", "/v1/packets", "", fields)
    at = created if created is not None else int(world.now.timestamp())
    fields |= (signer or client.signer).headers_for(wire, created=at, nonce=nonce)
    response = HTTP.post("http://127.0.0.1/v1/packets", content=sent or body, headers=fields)
    return response.status_code, response.json().get("error", {}).get("code")


@pytest.mark.parametrize(
    ("packet", "code"),
    [
        (document(sender="H29"), "AXS-103"),
        (document(sender="Z99"), "AXS-103"),
        (document(to=["Z99"]), "AXS-104"),
        (document(to=["H29", "Z99"]), "AXS-104"),
        (document(subject="(Mật) V/v phương án bảo vệ"), "AXS-108"),
        (document(subject="TỐI MẬT: phương án"), "AXS-108"),
        (b"<edXML", "AXS-102"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><edXML/>', "AXS-102"),
        (b"\x00\x01", "AXS-102"),
        (document(padding=5 << 20), "AXS-101"),
    ],
    ids=["as another", "as nobody", "to nobody", "to one of two", "mật", "tối mật", "cut", "dtd", "noise", "too large"],
)
def test_a_packet_that_may_not_enter_is_refused_whole(world, tmp_path, packet, code):
    submitted = world.vpcp.submit(packet)

    assert (submitted.sent, submitted.code) == (Sent.REFUSED, code), submitted
    assert submitted.sentence
    assert submitted.sentence_en
    assert nothing_stored(tmp_path)
    assert Refusal.objects.get().code == code


def test_a_subject_about_density_is_no_secret(world):
    assert world.vpcp.submit(document(subject="Mật độ dân cư và bảo mật thông tin")).sent is Sent.ACCEPTED


def test_an_empty_body_is_refused(world, tmp_path):
    assert post(world, b"", sent=b"") == (400, "AXS-110")
    assert nothing_stored(tmp_path)


def test_another_content_type_is_refused(world):
    assert post(world, document(), headers={"content-type": "text/html"}) == (415, "AXS-112")


def test_malformed_receivers_are_refused(world):
    assert post(world, document(), headers={RECEIVERS: "H29,,"}) == (400, "AXS-111")


def test_a_tampered_body_is_refused(world, tmp_path):
    packet = document()

    assert post(world, packet, sent=packet.replace(b"H29", b"H30")) == (422, "AXS-008")
    assert nothing_stored(tmp_path)


def test_the_very_same_request_twice_is_a_replay(world):
    nonce = bytes(range(16))

    assert post(world, document(), nonce=nonce) == (201, None)
    assert post(world, document(), nonce=nonce) == (409, "AXS-007")
    assert Transfer.objects.count() == 1


def test_two_systems_may_use_one_nonce(world):
    nonce = bytes(range(16))

    assert post(world, document(), nonce=nonce) == (201, None)
    assert post(world, document(sender="G09", document_id="x"), name="bnv", nonce=nonce) == (201, None)


@pytest.mark.parametrize("skew", [-330, 330, -86_400, 3600])
def test_a_clock_outside_five_minutes_is_refused(world, skew):
    assert post(world, document(), created=int(world.now.timestamp()) + skew) == (401, "AXS-006")


@pytest.mark.parametrize("skew", [-240, 240])
def test_a_clock_within_five_minutes_is_accepted(world, skew):
    assert post(world, document(), created=int(world.now.timestamp()) + skew) == (201, None)


def test_an_unknown_key_is_refused(world):
    assert post(world, document(), signer=Signer("vpcp", new_private_key())) == (401, "AXS-003")
    assert post(world, document(), signer=Signer("nobody", new_private_key())) == (401, "AXS-003")


def test_a_signature_by_another_key_under_a_known_name_is_refused(world):
    class Liar(Signer):
        pass

    forged = Liar("vpcp", new_private_key())
    forged.__dict__["_suffix"] = world.vpcp.signer._suffix  # the name of the true key

    assert post(world, document(), signer=forged) == (401, "AXS-005")


def test_an_unsigned_request_is_refused(world):
    response = HTTP.post("http://127.0.0.1/v1/packets", content=document(), headers={"content-type": "application/xml"})

    assert (response.status_code, response.json()["error"]["code"]) == (401, "AXS-001")
    assert HTTP.get("http://127.0.0.1/v1/inbox").json()["error"]["code"] == "AXS-001"


def test_a_sha1_digest_does_not_count(world):
    weak = {"content-digest": "sha=:2jmj7l5rSw0yVb/vlWAYkK/YBwk=:"}

    assert post(world, document(), headers=weak) == (401, "AXS-002")


def test_a_locked_system_is_refused_at_once(world):
    lock_system(system_id="vpcp", locked=True)
    assert post(world, document()) == (403, "AXS-004")

    lock_system(system_id="vpcp", locked=False)
    assert post(world, document()) == (201, None)


def test_a_revoked_key_is_refused_at_once(world):
    revoke_key(keyid=key_id("vpcp", world.vpcp.signer.key), now=world.now)

    assert post(world, document()) == (401, "AXS-003")


def test_other_content_under_a_new_document_is_a_conflict(world):
    assert world.vpcp.submit(document()).sent is Sent.ACCEPTED

    other = world.vpcp.submit(document(subject="Nội dung khác"))

    assert (other.sent, other.code) == (Sent.REFUSED, "AXS-107")
    assert Refusal.objects.get().document_code == "12/VPCP-KSTT"
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize("operation", [1, 2, 3])
def test_recall_update_and_replacement_may_repeat_a_document(world, operation):
    world.vpcp.submit(document())

    assert world.vpcp.submit(document(operation=operation)).sent is Sent.ACCEPTED
    assert world.vpcp.submit(document(operation=operation, subject="lần hai")).sent is Sent.ACCEPTED


def test_a_stranger_may_not_report_on_a_document(world):
    world.vpcp.submit(document(to=["H29"]))

    forged = world.bnv.submit(status(sender="G09", code="06"))

    assert (forged.sent, forged.code) == (Sent.REFUSED, "AXS-109")
    assert Delivery.objects.get().business_status == ""


def test_a_sender_may_ask_its_receiver_to_give_back(world):
    world.vpcp.submit(document(to=["H29"]))

    assert world.vpcp.submit(status(sender="G22", to="H29", code="13")).sent is Sent.ACCEPTED
    assert world.vpcp.submit(status(sender="G22", to="G09", code="13")).code == "AXS-109"


def test_who_the_packet_names_may_report_though_another_axis_served_him(world):
    world.vpcp.submit(document(to=["H29", "000.00.00.H29", "G09"]), receivers=["H29"])

    assert world.bnv.submit(status(sender="G09", code="03")).sent is Sent.ACCEPTED


def test_a_report_on_a_document_that_came_another_way_is_delivered(world):
    assert world.tphcm.submit(status(document_id="G22,2020/01/01,1/VPCP")).sent is Sent.ACCEPTED
    assert [one.status for one in world.vpcp.inbox()] == ["01"]


def test_who_is_neither_sender_nor_receiver_is_told_nothing(world, tmp_path):
    submitted = world.vpcp.submit(document(to=["H29"]))
    [waiting] = world.tphcm.inbox()

    for ask in (
        lambda: world.bnv.fetch(waiting, tmp_path / "stolen"),
        lambda: world.bnv.trace(submitted.transfer_id),
        lambda: world.bnv.receipt(submitted.transfer_id),
        lambda: world.bnv.acknowledge(waiting.delivery_id),
        lambda: world.vpcp.acknowledge(waiting.delivery_id),
    ):
        with pytest.raises(RefusedByAxis) as refused:
            ask()
        assert (refused.value.status, refused.value.axis_code) == (404, "AXS-201")
    assert world.bnv.inbox() == []


def test_every_error_has_one_shape(world):
    for method, path in (("GET", "/v1/nowhere"), ("GET", "/v1/inbox?limit=x"), ("DELETE", "/v1/packets")):
        wire = WireRequest(method, path.partition("?")[0], path.partition("?")[2], {})
        signed = world.vpcp.signer.headers_for(wire, created=int(world.now.timestamp()))
        response = HTTP.request(method, "http://127.0.0.1" + path, headers=signed)
        assert response.status_code in (404, 405, 422), (path, response.text)
        assert set(json.loads(response.text)["error"]) == {"code", "message", "message_en"}
