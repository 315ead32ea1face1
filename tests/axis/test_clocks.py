"""Times of clocks that were never set, from packets and from other axes: nothing that is kept becomes unreadable by them."""

import pytest
from tests.axis.packets import document, status
from tests.axis.vxp_client import VxpClient
from tests.axis.world import INSIDE, KEYS
from tests.transport_wire import TransportWire

from axis.delivery.models import Delivery
from axis.directory.models import System
from axis.directory.snapshot import directory
from axislink.neighbour import HEARD, NeighbourClient
from axislink.protocol.sender import Sent

NEVER_SET = ["0001/01/01 00:00:00", "9999/12/31 23:59:59"]


@pytest.mark.parametrize("at", NEVER_SET)
def test_a_status_of_no_readable_time_counts_from_when_it_came(world, at):
    submitted = world.vpcp.submit(document())

    assert world.tphcm.submit(status(code="03", at=at)).sent is Sent.ACCEPTED

    [receiver] = world.vpcp.trace(submitted.transfer_id)["receivers"]
    assert receiver["business_status"] == "03"
    [row] = Delivery.objects.filter(transfer__kind="edoc")
    assert row.business_status_at.year == world.now.year
    listed = VxpClient("vpcp").done("getSentEdocList", b"", servicetype="eDoc", messagetype="edoc")["data"]
    assert len(listed) == 1
    [waiting] = world.tphcm.inbox()
    world.tphcm.acknowledge(waiting.delivery_id)


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:30:00Z", "9999-12-31T23:30:00"]
)
def test_a_step_of_no_readable_time_is_left_out_and_the_word_is_heard(world, at):
    submitted = world.vpcp.submit(document())
    System.objects.filter(system_id="tphcm").update(kind=System.Kind.LOWER)
    directory.forget()
    lower = NeighbourClient(
        "http://127.0.0.1", "tphcm", KEYS["tphcm"], wire=TransportWire("http://127.0.0.1", INSIDE), axis_keys={}
    )
    hops = [{"axis": "hcm", "event": event, "at": at} for event in ("accepted", "taken")]
    told = {"transfer_id": submitted.transfer_id, "receiver": "H29", "state": "taken", "reason": "", "hops": hops}

    assert lower._asked("POST", "/v1/outcomes", {"outcomes": [told]}) == {"results": [HEARD]}

    trace = world.vpcp.trace(submitted.transfer_id)
    assert [one["state"] for one in trace["receivers"]] == ["taken"]
    assert Delivery.objects.get().closed_at.year == world.now.year
    assert ("hcm", "taken") not in [(one["axis"], one["event"]) for one in trace["events"]]
