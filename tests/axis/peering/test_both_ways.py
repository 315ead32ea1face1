"""A document goes up through two axes, its statuses come down, and both axes say where it was."""

import contextlib
import hashlib
from concurrent.futures import Future

import pytest
from tests.axis.packets import document, status
from tests.axis.peering.conftest import drain, fresh, until

from axis.delivery.models import Delivery, Untold
from axis.peering import link
from axis.peering.models import Announced, Arrival, Forward
from axislink.errors import Unreachable
from axislink.protocol.sender import Sent
from evidence.keys import read_public_key
from evidence.receipts import check_receipt


def way(trace):
    return [(one["axis"], one["event"]) for one in trace["events"]]


def test_a_communes_document_reaches_the_government_office_unchanged(province, vpcp, tmp_path):
    packet, name = fresh(padding=200_000)

    submitted = province.baichay.submit(packet)
    assert submitted.sent is Sent.ACCEPTED
    province.push()

    [waiting] = vpcp.inbox()
    assert (waiting.document_id, waiting.sender, waiting.receiver) == (name, "H49.41", "G22")
    assert vpcp.fetch(waiting, tmp_path / "packet").read_bytes() == packet


def test_the_receipt_of_the_axis_above_is_kept_with_the_transfer(province, vpcp, national):
    province.baichay.submit(fresh()[0])
    province.push()

    forward = Forward.objects.get()
    key = read_public_key((national.folder / "axis" / "keys" / "receipts.pub.pem").read_bytes())
    receipt = check_receipt(forward.receipt, key)
    assert (receipt.axis, receipt.sender, receipt.receivers) == ("national", "H49.41", ("G22",))
    assert receipt.transfer_id == str(forward.remote_ref)


def test_the_sender_sees_every_hop_until_the_far_receiver_has_taken_it(province, vpcp):
    submitted = province.baichay.submit(fresh()[0])
    trace = province.baichay.trace(submitted.transfer_id)
    assert (trace["receivers"][0]["state"], way(trace)) == ("submitted", [("quang-ninh", "accepted")])

    province.push()
    trace = province.baichay.trace(submitted.transfer_id)
    assert trace["receivers"][0]["state"] == "relayed"
    assert way(trace) == [("quang-ninh", "accepted"), ("national", "accepted")]

    drain(vpcp)
    province.link.ask_once()
    trace = province.baichay.trace(submitted.transfer_id)
    assert trace["receivers"][0]["state"] == "taken"
    assert way(trace)[:2] == [("quang-ninh", "accepted"), ("national", "accepted")]
    assert way(trace)[-1] == ("national", "taken")
    assert all(one["at"] for one in trace["events"])
    assert province.link.ask_once() is False, "what was confirmed is not told again"


def test_a_receiver_faster_than_the_receipt_is_heard_once_the_packet_is_known(province, vpcp):
    submitted = province.baichay.submit(fresh()[0])
    province.push()
    drain(vpcp)
    row = Forward.objects.get(transfer__ref=submitted.transfer_id)
    Forward.objects.filter(pk=row.pk).update(remote_ref=None)  # its receipt is still on its way to the row
    landing: Future[None] = Future()
    province.link._flying[landing] = row.pk

    assert province.link.ask_once()
    assert province.baichay.trace(submitted.transfer_id)["receivers"][0]["state"] == "relayed"

    Forward.objects.filter(pk=row.pk).update(remote_ref=row.remote_ref)
    del province.link._flying[landing]
    assert province.link.ask_once()
    assert province.baichay.trace(submitted.transfer_id)["receivers"][0]["state"] == "taken"
    assert not province.link.ask_once()


def test_what_happened_within_one_second_stands_in_the_order_of_causes(province, vpcp):
    submitted = province.baichay.submit(fresh()[0])
    province.push()
    drain(vpcp)
    province.link.ask_once()
    row = Delivery.objects.get(transfer__ref=submitted.transfer_id)
    second = row.transfer.accepted_at.replace(microsecond=0)
    row.delivered_at = second.replace(microsecond=900_000)
    row.hops = [{**hop, "at": second.isoformat()} for hop in row.hops]
    row.save()

    steps = way(province.baichay.trace(submitted.transfer_id))
    assert steps[:3] == [("quang-ninh", "accepted"), ("national", "accepted"), ("quang-ninh", "delivered")]
    assert steps[-1] == ("national", "taken")


def test_statuses_come_down_and_stand_beside_the_document(province, vpcp):
    packet, name = fresh()
    submitted = province.baichay.submit(packet)
    province.push()
    drain(vpcp)
    for code, minute in (("01", "01"), ("03", "02"), ("06", "03")):
        told = vpcp.submit(status("G22", "H49.41", code, name, at=f"2026/11/22 09:{minute}:00"))
        assert told.sent is Sent.ACCEPTED

    province.pull()

    assert [one.status for one in province.baichay.inbox()] == ["01", "03", "06"]
    [receiver] = province.baichay.trace(submitted.transfer_id)["receivers"]
    assert receiver["business_status"] == "06"


def test_a_document_from_above_is_taken_when_its_office_takes_it_and_not_before(province, vpcp):
    packet, name = fresh("G22", ("H49.41",))
    submitted = vpcp.submit(packet)

    province.pull()
    trace = vpcp.trace(submitted.transfer_id)
    assert trace["receivers"][0]["state"] == "relayed"
    assert ("quang-ninh", "accepted") in way(trace)

    [waiting] = province.baichay.inbox()
    assert waiting.document_id == name
    near = province.baichay.trace(waiting.transfer_id)
    assert way(near) == [("national", "accepted"), ("quang-ninh", "accepted")]
    province.baichay.acknowledge(waiting.delivery_id)
    province.link.tell_once()
    trace = vpcp.trace(submitted.transfer_id)
    assert trace["receivers"][0]["state"] == "taken"
    assert way(trace)[-1] == ("quang-ninh", "taken")
    assert way(trace).count(("national", "accepted")) == 1
    assert not Untold.objects.exists()


def test_an_office_below_that_cannot_use_it_tells_the_far_sender_why(province, vpcp):
    submitted = vpcp.submit(fresh("G22", ("H49.41",))[0])
    province.pull()
    [waiting] = province.baichay.inbox()
    province.baichay.acknowledge(waiting.delivery_id, "failed", "Tệp hỏng")
    province.link.tell_once()

    [receiver] = vpcp.trace(submitted.transfer_id)["receivers"]
    assert (receiver["state"], receiver["failure"]) == ("failed", "Tệp hỏng")


def test_near_receivers_are_served_at_once_and_far_ones_through_the_axis_above(province, vpcp):
    submitted = province.baichay.submit(fresh(to=("H49.08", "G22"))[0])
    province.push()

    assert [one.receiver for one in province.skhcn.inbox()] == ["H49.08"]
    assert [one.receiver for one in vpcp.inbox()] == ["G22"]
    states = {one["receiver"]: one["state"] for one in province.baichay.trace(submitted.transfer_id)["receivers"]}
    assert states == {"H49.08": "submitted", "G22": "relayed"}


def test_offices_below_see_the_whole_country_and_above_the_province_is_known(province, vpcp):
    below = {one["code"]: one["system"] for one in province.baichay.agencies()["agencies"]}
    assert {"G22": "national", "H29": "national", "H49.41": "baichay"}.items() <= below.items()
    above = {one["code"]: one for one in vpcp.agencies()["agencies"]}
    assert above["H49.41"]["system"] == "quangninh"
    assert above["H49.41"]["code_qcvn102"] == "000.00.41.H49"
    assert not Announced.objects.exclude(code="").exists()


def test_a_long_list_of_receivers_cut_by_the_page_serves_everyone_once(province, vpcp, monkeypatch):
    monkeypatch.setattr("axis.peering.link.LIST", 2)
    vpcp.submit(fresh("G22", ("H49.41", "H49.08", "H49.09"))[0])

    province.pull()

    assert Arrival.objects.count() == 1
    codes = sorted(Delivery.objects.values_list("receiver_code", flat=True))
    assert codes == ["H49.08", "H49.09", "H49.41"]


def test_packets_that_cannot_be_had_above_hide_nothing_and_hold_what_belongs_to_them(province, vpcp, monkeypatch):
    monkeypatch.setattr(link, "LIST", 2)
    sent = [fresh("G22", ("H49.41",)) for _ in range(4)]
    bodies = [province.national.folder / "axis" / "bodies" / place(packet) for packet, _ in sent[:3]]
    for packet, _ in sent[:3]:
        assert vpcp.submit(packet).sent is Sent.ACCEPTED
    for body in bodies:
        body.rename(body.with_suffix(".aside"))
    hidden, good = sent[0][1], sent[3][1]
    vpcp.submit(document("G22", ("H49.41",), hidden, operation=1))
    vpcp.submit(sent[3][0])

    with pytest.raises(Unreachable):
        province.link.pull_once()
    assert [one.document_id for one in province.baichay.inbox()] == [good]

    for body in bodies:
        body.with_suffix(".aside").rename(body)
    until(lambda: quietly(province.link.pull_once) and len(province.baichay.inbox()) == 5, "all come down")
    mine = [one.operation for one in province.baichay.inbox() if one.document_id == hidden]
    assert mine == ["new", "recall"]


def place(packet):
    sha256 = hashlib.sha256(packet).hexdigest()
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def quietly(pull):
    with contextlib.suppress(Unreachable):
        pull()
    return True
