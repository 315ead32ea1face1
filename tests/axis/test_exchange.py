"""The plain way of a packet: submitted, waiting, fetched, acknowledged, traced."""

import hashlib

from tests.axis.packets import document, status

from axis.delivery.models import Delivery
from axis.tracking.models import Transfer
from axislink.protocol.sender import Sent


def test_a_packet_reaches_its_receiver_byte_for_byte(world, tmp_path):
    packet = document(padding=40_000)

    submitted = world.vpcp.submit(packet)
    assert submitted.sent is Sent.ACCEPTED, submitted
    assert submitted.receipt.packet_sha256 == hashlib.sha256(packet).hexdigest()
    assert submitted.receipt.receivers == ("H29",)

    [waiting] = world.tphcm.inbox()
    assert (waiting.sender, waiting.receiver, waiting.operation) == ("G22", "H29", "new")
    assert world.tphcm.fetch(waiting, tmp_path / "packet.edxml").read_bytes() == packet

    world.tphcm.acknowledge(waiting.delivery_id)
    assert world.tphcm.inbox() == []
    [receiver] = world.vpcp.trace(submitted.transfer_id)["receivers"]
    assert receiver["state"] == "taken"


def test_one_packet_for_many_is_stored_once(world, tmp_path):
    submitted = world.vpcp.submit(document(to=["H29", "H29.01", "G09"]))

    assert submitted.receipt.receivers == ("H29", "H29.01", "G09")
    assert {one.receiver for one in world.tphcm.inbox()} == {"H29", "H29.01"}
    assert [one.receiver for one in world.bnv.inbox()] == ["G09"]
    bodies = [path for path in (tmp_path / "bodies").rglob("*") if path.is_file()]
    assert len(bodies) == 1


def test_the_receivers_header_limits_who_is_served(world):
    submitted = world.vpcp.submit(document(to=["H29", "X99.UNKNOWN"]), receivers=["H29"])

    assert submitted.receipt.receivers == ("H29",)


def test_a_code_longer_than_any_agencys_stands_in_no_ones_way(world):
    long = "X" * 101
    submitted = world.vpcp.submit(document(to=["H29", long, "G09"]), receivers=["H29"])

    assert submitted.sent is Sent.ACCEPTED, submitted
    assert Transfer.objects.get().to_codes == ["H29", "G09"]
    assert world.vpcp.submit(document(to=["H29", long], document_id="x")).code == "AXS-104", "when it is to be served"


def test_either_code_form_finds_the_agency_and_is_answered_in_kind(world):
    submitted = world.vpcp.submit(document(sender="000.00.00.G22", to=["000.00.00.H29", "01.H29"]))

    assert submitted.receipt.sender == "000.00.00.G22"
    assert submitted.receipt.receivers == ("000.00.00.H29", "01.H29")
    assert {one.receiver for one in world.tphcm.inbox()} == {"000.00.00.H29", "01.H29"}


def test_two_codes_of_one_agency_are_one_delivery(world):
    world.vpcp.submit(document(to=["H29", "000.00.00.H29"]))

    assert len(world.tphcm.inbox()) == 1


def test_a_status_goes_back_and_shows_as_the_business_status(world):
    submitted = world.vpcp.submit(document())

    reported = world.tphcm.submit(status(code="03", at="2026/11/22 09:05:00"))
    late = world.tphcm.submit(status(code="01", at="2026/11/22 09:00:00"))

    assert (reported.sent, late.sent) == (Sent.ACCEPTED, Sent.ACCEPTED), (reported, late)
    assert [one.status for one in world.vpcp.inbox()] == ["03", "01"]
    trace = world.vpcp.trace(submitted.transfer_id)
    [receiver] = trace["receivers"]
    assert (receiver["state"], receiver["business_status"]) == ("submitted", "03")
    assert [event["status"] for event in trace["events"] if event["event"] == "status"] == ["03", "01"]


def test_a_fast_clock_does_not_silence_what_its_owner_says_later(world):
    submitted = world.vpcp.submit(document())

    for code, at in (("03", "2199/11/22 09:05:00"), ("04", "2026/11/22 09:10:00")):
        assert world.tphcm.submit(status(code=code, at=at)).sent is Sent.ACCEPTED

    [receiver] = world.vpcp.trace(submitted.transfer_id)["receivers"]
    assert receiver["business_status"] == "03"  # 04 says of itself that it is older than the arrival of 03
    assert world.tphcm.submit(status(code="06", at="2198/01/01 00:00:00")).sent is Sent.ACCEPTED
    [receiver] = world.vpcp.trace(submitted.transfer_id)["receivers"]
    assert receiver["business_status"] == "06"


def test_handing_out_and_acknowledging_are_two_moments(world, tmp_path):
    world.vpcp.submit(document())
    [waiting] = world.tphcm.inbox()

    world.tphcm.fetch(waiting, tmp_path / "packet")

    [again] = world.tphcm.inbox()
    assert again.state == "delivered"
    assert Delivery.objects.get().closed_at is None


def test_the_receipt_can_be_fetched_again_unchanged(world):
    submitted = world.vpcp.submit(document())

    assert world.vpcp.receipt(submitted.transfer_id) == submitted.jws
    assert world.tphcm.receipt(submitted.transfer_id) == submitted.jws
