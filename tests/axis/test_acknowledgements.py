"""Many deliveries closed in one call: the same words, each judged by itself."""

import uuid

import pytest
from tests.axis.packets import document

from axis.delivery.models import Delivery
from axis.evidence.models import Waiting
from axislink.door import acknowledge_all
from axislink.errors import RefusedByAxis


def waiting(world, count):
    for number in range(count):
        assert world.vpcp.submit(document(document_id=f"d{number}")).sent == "accepted"
    return [one.delivery_id for one in world.tphcm.inbox()]


def test_each_is_closed_as_its_receiver_says_and_logged(world):
    first, second, third = waiting(world, 3)

    answer = world.tphcm.acknowledge_all([(first, "taken", ""), (second, "failed", "Không đọc được")])

    assert answer == {first: "", second: ""}
    rows = {str(one.ref): one for one in Delivery.objects.all()}
    assert [(rows[one].state, rows[one].failure) for one in (first, second, third)] == [
        ("taken", ""),
        ("failed", "Không đọc được"),
        ("submitted", ""),
    ]
    assert rows[first].closed_at == rows[first].delivered_at
    logged = {one.facts["delivery_id"]: one.facts for one in Waiting.objects.filter(kind="acknowledgement")}
    assert set(logged) == {first, second}
    assert logged[first] == {"delivery_id": first, "outcome": "taken", "receiver": rows[first].receiver_code}
    assert "reason_sha256" in logged[second]
    assert [one.delivery_id for one in world.tphcm.inbox()] == [third]


def test_what_is_refused_does_not_hold_up_the_others(world):
    first, second = waiting(world, 2)
    world.tphcm.acknowledge(first, "taken")
    stranger = str(uuid.uuid4())

    answer = world.tphcm.acknowledge_all(
        [
            (first, "failed", "muộn"),
            (first, "taken", ""),
            (stranger, "taken", ""),
            (second, "failed", " "),
            (second, "taken", ""),
        ]
    )

    assert answer == {first: "", stranger: "AXS-201", second: ""}  # the last word of each
    assert Delivery.objects.filter(state="taken").count() == 2
    assert Waiting.objects.filter(kind="acknowledgement").count() == 2


def test_others_deliveries_are_not_there(world):
    (first,) = waiting(world, 1)

    assert world.bnv.acknowledge_all([(first, "taken", "")]) == {first: "AXS-201"}
    assert Delivery.objects.get().state == "submitted"


def test_two_words_about_one_delivery_in_one_call(world):
    (first,) = waiting(world, 1)

    assert world.tphcm.acknowledge_all([(first, "taken", ""), (first, "failed", "hỏng")]) == {first: "AXS-202"}
    assert Delivery.objects.get().state == "taken"


def test_a_call_is_used_once(world):
    (first,) = waiting(world, 1)
    sent = []
    wire = world.tphcm._wire
    send = wire.send

    def remember(*arguments):
        sent.append(arguments)
        return send(*arguments)

    wire.send = remember
    world.tphcm.acknowledge_all([(first, "taken", "")])
    reply = send(*sent[0])

    assert (reply.status, b"AXS-007" in reply.read()) == (409, True)


@pytest.mark.parametrize(
    "words", [[], [("khong", "taken", "")], [(str(uuid.uuid4()), "taken", "")] * 201], ids=["none", "no id", "too many"]
)
def test_a_call_that_is_not_understood_is_refused_whole(world, words):
    with pytest.raises(RefusedByAxis) as refused:
        world.tphcm.acknowledge_all(words)
    assert refused.value.status in (400, 422)


def test_an_axis_that_does_not_know_the_call_is_told_one_by_one(world, monkeypatch):
    first, second = waiting(world, 2)

    def unknown(closings):
        raise RefusedByAxis(status=404, axis_code="AXS-302", sentence="", sentence_en="")

    monkeypatch.setattr(world.tphcm, "acknowledge_all", unknown)
    world.tphcm.acknowledge(first, "taken")

    assert acknowledge_all(world.tphcm, [(first, "failed", "muộn"), (second, "taken", "")]) == {
        first: "AXS-202",
        second: "",
    }
