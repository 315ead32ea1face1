"""The axis above goes away: nothing is lost, nothing doubled, and what waited goes up in a rush when it is back."""

from uuid import uuid4

import pytest
from tests.axis.packets import document, status
from tests.axis.peering.conftest import drain, fresh, join, until
from tests.axis.programs import Programs, running

from axis.delivery.models import Delivery, Onward
from axis.delivery.states import State
from axis.peering.health import DOWN_AFTER, LONGEST_S, Health
from axis.peering.link import WINDOW
from axis.peering.models import Forward, Upstream
from axis.peering.overview import link_facts
from axis.peering.states import Phase
from axislink.protocol.sender import Sent
from kit.clock import now


def names(client):
    """Return the documents in an inbox, oldest first, page by page."""
    found, page = [], None
    while True:
        deliveries, page = client.inbox_page(limit=200, page=page)
        found += [one.document_id for one in deliveries]
        if page is None:
            return found


def forget():
    """Undo what the province wrote down of the answer from above."""
    Forward.objects.update(phase=Phase.QUEUED, receipt="", remote_ref=None)
    Delivery.objects.update(state=State.SUBMITTED, closed_at=None, hops=None)


def test_a_receipt_lost_on_the_way_back_does_not_send_the_packet_twice(province, vpcp):
    """As after kill -9 between the axis above saying yes and us writing it down."""
    province.baichay.submit(fresh()[0])
    province.push()
    forget()

    province.push()

    assert Forward.objects.get().phase == Phase.ACCEPTED
    assert Forward.objects.get().receipt
    assert len(names(vpcp)) == 1


def test_what_was_told_and_forgotten_is_asked_for_again(province, vpcp):
    submitted = province.baichay.submit(fresh()[0])
    province.push()
    drain(vpcp)
    told = province.link._client().outcomes()
    province.link._client().confirm(told)  # it was heard, and then the province was restored from before that
    forget()

    province.push()

    assert province.baichay.trace(submitted.transfer_id)["receivers"][0]["state"] == "taken"


def test_a_day_without_the_axis_above_loses_nothing_and_the_backlog_drains_faster_than_it_grows(
    province, national, vpcp
):
    """Counted, not timed: while the backlog drains, a new document comes with every round, and each round sends five and more."""
    backlog = [fresh() for _ in range(40)]
    national.kill("serve")
    try:
        for packet, _ in backlog:
            assert province.baichay.submit(packet).sent is Sent.ACCEPTED
        until(lambda: province.link.push_once() is False and province.link.health.down, "the outage is noticed")
        assert Forward.objects.filter(phase=Phase.QUEUED).count() + Onward.objects.count() == len(backlog)
        [shown] = link_facts(now())
        assert (shown["state"], shown["queued"], shown["refused"]) == ("down", len(backlog), 0)
        tried = sum(Forward.objects.values_list("attempts", flat=True))
        assert tried <= WINDOW + DOWN_AFTER, "those on their way when it went, then one packet probes for all"
    finally:
        national.start("serve", "--workers", "2")
    until(lambda: province.link.health.pause_s() == 0, "the next probe")
    until(lambda: province.link.push_once() and not province.link.health.probing, "it answers again")

    later = []
    while (waiting := Forward.objects.filter(phase=Phase.QUEUED).count()) > 5:
        later.append(fresh())
        assert province.baichay.submit(later[-1][0]).sent is Sent.ACCEPTED
        for _ in range(5):  # rounds end with the first answer, so five rounds are at least five answers
            province.link.push_once(idle_s=30)
        assert Forward.objects.filter(phase=Phase.QUEUED).count() <= waiting - 4
    province.push()

    assert sorted(names(vpcp)) == sorted(name for _, name in [*backlog, *later])
    assert Upstream.objects.get().down_since is None


def test_packets_of_one_document_keep_their_order_however_many_lanes_there_are(province, vpcp):
    packet, name = fresh()
    province.baichay.submit(packet)
    province.baichay.submit(document("H49.41", ("G22",), name, operation=1))
    for _ in range(3):
        province.baichay.submit(fresh()[0])

    province.push()

    mine = [one.operation for one in vpcp.inbox(limit=200) if one.document_id == name]
    assert mine == ["new", "recall"]


def test_pauses_grow_to_half_a_minute_and_end_with_the_first_answer():
    at = [0.0]
    health = Health(lambda: at[0], lambda: 0.5)
    waits, went_down = [], []
    for _ in range(8):
        went_down.append(health.failed())
        assert health.failed() is False, "failures together count once"
        waits.append(health.pause_s())
        at[0] += waits[-1]
    assert waits == [1, 2, 4, 8, 16, LONGEST_S, LONGEST_S, LONGEST_S]
    assert went_down.index(True) == DOWN_AFTER - 1
    assert went_down.count(True) == 1
    assert health.answered() is True
    assert (health.pause_s(), health.down, health.answered()) == (0.0, False, False)


@pytest.fixture
def two(tmp_path):
    """Both axes as programs; the province's link runs in its worker."""
    for name in ("national", "province"):
        (tmp_path / name).mkdir()
    with (
        running(tmp_path / "national", CONGVAN_AXIS_NAME="national") as above,
        running(tmp_path / "province", CONGVAN_AXIS_NAME="quang-ninh") as below,
    ):
        above.connect("vpcp", "G22=Văn phòng Chính phủ")
        join(above, "quangninh")
        below.connect("baichay", "H49.41=UBND phường Bãi Cháy")
        below.run(
            *("upstream", "add", "--id", "national", "--name", "Trục quốc gia", "--url", above.url),
            *("--system-id", "quangninh", "--key", str(above.folder / "quangninh.key.pem")),
            *("--receipt-key", str(above.folder / "axis" / "keys" / "receipts.pub.pem")),
        )
        below.start("worker")
        yield above, below


def codes(programs: Programs, system: str) -> set[str]:
    with programs.client(system) as client:
        return {one["code"] for one in client.agencies()["agencies"] if one["system"]}


def test_both_axes_are_killed_again_and_again_and_the_ledger_is_whole(two):
    """kill -9 of the axis above and of the program that holds the link, while documents go up and statuses come down."""
    above, below = two
    until(lambda: "G22" in codes(below, "baichay") and "H49.41" in codes(above, "vpcp"), "directories are exchanged")
    sent = []

    def office(count):
        """The commune issues documents, each repeated until it has a receipt."""
        with below.client("baichay") as client:
            for _ in range(count):
                name = f"H49.41,2026/11/22,{uuid4().hex[:12]}"
                until(lambda name=name: client.submit(document("H49.41", ("G22",), name)).sent.done, "accepted below")
                sent.append(name)

    for _ in range(2):
        above.kill("serve")
        office(10)
        below.kill("worker")
        below.start("worker")
        above.start("serve", "--workers", "2")
        office(5)  # while those before are on their way
        below.kill("worker")
        below.start("worker")

    with above.client("vpcp") as vpcp, below.client("baichay") as baichay:
        got = []

        def take():
            for one in vpcp.inbox(limit=200):
                got.append(one.document_id)
                vpcp.submit(status("G22", "H49.41", "01", one.document_id))
                vpcp.acknowledge(one.delivery_id)
            return len(got) >= len(sent)

        until(take, "everything arrives")
        heard = []

        def hear():
            for one in baichay.inbox(limit=200):
                heard.append(one.document_id)
                baichay.acknowledge(one.delivery_id)
            return len(heard) >= len(sent)

        until(hear, "every status comes back")
        assert sorted(got) == sorted(sent), "nothing lost, nothing doubled"
        assert sorted(heard) == sorted(sent)
        assert vpcp.inbox() == []
        assert baichay.inbox() == []
