"""What one axis will not do for the other becomes visible, and never goes in a circle."""

from datetime import UTC, date, datetime

import pytest
from tests.axis.packets import document
from tests.axis.peering.conftest import fresh

from axis.config import config
from axis.delivery.actions.resend import resend
from axis.delivery.models import Delivery
from axis.directory.models import Agency, System
from axis.directory.snapshot import directory
from axis.intake.models import Refusal
from axis.peering.models import Announced, Forward
from axis.peering.states import MOVES, Phase
from axislink.errors import RefusedByAxis
from axislink.neighbour import NeighbourClient
from axislink.protocol import sender
from axislink.protocol.sender import Sent


def beyond(code, name="Cơ quan phía trên"):
    """An agency that the province still believes to lie beyond the axis above."""
    upper = System.objects.get(system_id="national")
    return Agency.objects.create(
        code=code, name=name, sort_key=name, system=upper, valid_from=date(2020, 1, 1), version=1
    )


@pytest.fixture
def stale(province):
    """The province's copy of the directory is wrong about some agencies."""
    for code in ("G99", "G98", "G97", "H49.77"):
        beyond(code)
    directory.forget()
    return province


def receivers(client, submitted):
    return {one["receiver"]: one for one in client.trace(submitted.transfer_id)["receivers"]}


def test_one_unknown_receiver_does_not_hold_up_the_others(stale, vpcp):
    submitted = stale.baichay.submit(fresh(to=("G22", "G99"))[0])
    stale.push()

    found = receivers(stale.baichay, submitted)
    assert (found["G22"]["state"], found["G99"]["state"]) == ("relayed", "failed")
    assert "AXS-104" in found["G99"]["failure"]
    assert "Trục quốc gia" in found["G99"]["failure"]
    assert len(vpcp.inbox()) == 1


def test_a_packet_refused_altogether_is_a_dead_letter_with_its_reason(stale):
    submitted = stale.baichay.submit(fresh(to=("G99", "G97"))[0])
    stale.push()

    assert Forward.objects.get().phase == Phase.REFUSED
    found = receivers(stale.baichay, submitted)
    assert {one["state"] for one in found.values()} == {"failed"}
    assert Delivery.objects.exclude(failure="").count() == 2, "the operator's list"


def test_what_lies_behind_the_province_is_not_sent_back_down_to_it(stale):
    submitted = stale.baichay.submit(fresh(to=("H49.77",))[0])
    stale.push()

    [receiver] = receivers(stale.baichay, submitted).values()
    assert receiver["state"] == "failed"
    assert "AXS-601" in receiver["failure"]


def test_a_receiver_that_is_unknown_below_fails_alone_and_the_far_sender_reads_why(province, vpcp):
    submitted = vpcp.submit(fresh("G22", ("H49.41", "H49.78"))[0])
    province.pull()

    found = receivers(vpcp, submitted)
    assert (found["H49.41"]["state"], found["H49.78"]["state"]) == ("relayed", "failed")
    assert "AXS-104" in found["H49.78"]["failure"]
    assert Refusal.objects.get().code == "AXS-104"


def test_what_came_down_never_goes_up_again(stale, vpcp):
    submitted = vpcp.submit(fresh("G22", ("G98",))[0])
    stale.pull()

    [receiver] = receivers(vpcp, submitted).values()
    assert (receiver["state"], "AXS-601" in receiver["failure"]) == ("failed", True)
    assert not Forward.objects.exists()


def test_an_announcement_of_somebody_elses_code_is_refused_and_shown(province):
    mine = System.objects.get(system_id="baichay")
    Agency.objects.create(
        code="H29.55", name="Xã nhận nhầm", sort_key="x", system=mine, valid_from=date(2020, 1, 1), version=999
    )
    province.link.announce_once()

    assert [(one.agency.code, one.code) for one in Announced.objects.exclude(code="")] == [("H29.55", "AXS-607")]


def test_an_office_may_not_speak_for_an_axis(national, vpcp):
    with NeighbourClient(national.url, "vpcp", national.keys["vpcp"]) as office:
        for call in (
            office.outcomes,
            lambda: office.report([]),
            lambda: office.announce([]),
            lambda: office.confirm([]),
        ):
            with pytest.raises(RefusedByAxis, match="AXS-602"):
                call()


def test_a_failed_receiver_offered_again_by_hand_goes_up_again(stale, vpcp, national):
    submitted = stale.baichay.submit(fresh(to=("G99",))[0])
    stale.push()
    national.run("system", "add", "--id", "vpcp", "--agency", "G99=Cơ quan mới")
    again = {"by": "dieuhanh", "note": "", "bodies": config().bodies, "now": datetime.now(UTC)}
    resend(refs=[Delivery.objects.get().ref], **again)
    stale.push()

    [receiver] = receivers(stale.baichay, submitted).values()
    assert receiver["state"] == "relayed"
    assert len(vpcp.inbox()) == 1


def test_a_document_with_other_content_under_the_same_id_is_refused_by_the_near_axis(province):
    packet, name = fresh()
    assert province.baichay.submit(packet).sent is Sent.ACCEPTED
    other = document("H49.41", ("G22",), name, subject="Nội dung khác")
    assert province.baichay.submit(other).code == "AXS-107"


def test_the_phases_are_those_of_the_protocol_core_and_every_one_can_be_left_or_is_an_end():
    assert {one.value for one in Phase} == {one.value for one in sender.Phase}
    assert {phase for move in MOVES for phase in move.sources} == set(Phase)
