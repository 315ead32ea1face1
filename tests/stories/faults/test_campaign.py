"""The fault campaign in small: broken lines between small systems and the axis of the running country, and one ledger at the end.

All of it, with kills, full disks and outages, is `make faults`.
"""

from collections.abc import Iterator

import pytest
from tests.campaign import loads, wire
from tests.campaign.ledger import violations
from tests.campaign.proxy import SUBMIT
from tests.campaign.rig import Rig, Traffic
from tests.campaign.tally import Tally

from congvan.demo.world import World

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def rig(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    one = Rig(world, tmp_path_factory.mktemp("stations"), name="S")
    for letter in wire.TRADERS:
        one.add(letter)
    yield one
    one.close()


@pytest.mark.parametrize(
    "kind", ["reset in the request", "half a body", "receipt lost", "garbage answer", "request repeated"]
)
def test_a_line_that_does_wrong_loses_and_doubles_nothing(rig: Rig, kind: str) -> None:
    tally = Tally(say=False)
    with tally.line("", kind) as line:
        wire.struck(rig, line, kind, SUBMIT, 6)

    assert tally.violations == []
    assert (line.injected, line.recovered) == (6, 6)


def test_the_same_packet_fifty_times_at_once_is_one_transfer(rig: Rig) -> None:
    tally = Tally(say=False)
    wire.duplicates(rig, tally, 1)

    assert tally.violations == []


def test_packets_that_cannot_be_had_hide_nothing_behind_them(rig: Rig) -> None:
    tally = Tally(say=False)
    loads.hidden(rig, tally, 1)

    assert tally.violations == []


def test_the_ledger_of_the_campaign_sees_what_is_lost_and_what_is_doubled(rig: Rig) -> None:
    with Traffic(rig, wire.TRADERS, 20) as traffic:
        while not traffic.written:
            pass
    assert rig.drained() == []
    receiver = next(one for one in rig.stations.values() if one.rows("select * from inbox"))
    [row] = receiver.rows("select * from inbox order by number limit 1")

    receiver.books.execute("update inbox set delivery_id = 'aside', sha256 = 'other' where number = ?", [row["number"]])
    seen = violations(rig)
    receiver.books.execute(
        "update inbox set delivery_id = ?, sha256 = ? where number = ?",
        [row["delivery_id"], row["sha256"], row["number"]],
    )

    assert any("LOST" in one for one in seen), seen
    assert any("too often" in one for one in seen), seen
    assert any("is not filed" in one for one in seen), seen
    assert violations(rig) == []
