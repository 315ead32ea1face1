"""The rules in words (axislink.protocol.acceptance) say what the axis' database does: the same histories are played to both."""

import random
from collections import Counter

import pytest
from tests.axis.packets import document, status

from axis.delivery.errors import AlreadyClosed
from axis.delivery.models import Delivery
from axis.delivery.states import MOVES, State
from axis.directory.callers import CLOCK_SECONDS
from axislink.errors import RefusedByAxis
from axislink.protocol import acceptance
from axislink.protocol.acceptance import Closing, Submission, Verdict
from axislink.protocol.sender import Sent

OPERATIONS = {"new": 0, "recall": 1, "update": 2, "replace": 3}
OUTCOMES = {
    Verdict.ACCEPT: (Sent.ACCEPTED, ""),
    Verdict.REPEAT: (Sent.DUPLICATE, ""),
    Verdict.CONFLICT: (Sent.REFUSED, "AXS-107"),
}


class Rules:
    """The pure rules with the memory they need."""

    def __init__(self):
        self.transfers, self.documents = set(), set()

    def submit(self, one: Submission) -> Verdict:
        verdict = acceptance.judge(
            nonce_spent=False,
            transfer_known=one.transfer_key in self.transfers,
            document_known=one.document_key in self.documents,
        )
        if verdict is Verdict.ACCEPT:
            self.transfers.add(one.transfer_key)
            if one.document_key is not None:
                self.documents.add(one.document_key)
        return verdict


def test_any_history_of_submissions_is_judged_alike(world):
    chance, rules, seen = random.Random(5), Rules(), Counter()
    for _ in range(120):
        document_id = chance.choice(["one", "two", "three"])
        subject = chance.choice(["nội dung thứ nhất", "nội dung thứ hai"])
        operation = chance.choice([*OPERATIONS, "status"])
        if operation == "status":
            client, sender, kind = world.tphcm, "H29", "status"
            packet = status(document_id=document_id, description=subject)
        else:
            client, sender, kind = world.vpcp, "G22", "edoc"
            packet = document(document_id=document_id, subject=subject, operation=OPERATIONS[operation])
        answer = client.submit(packet)
        if answer.code == "AXS-109":  # a status of what was not received: another rule, asked before these
            continue
        verdict = rules.submit(Submission("x", "n", sender, kind, operation, document_id, str(hash(packet))))
        seen[verdict] += 1
        assert (answer.sent, answer.code) == OUTCOMES[verdict], (operation, document_id, subject, answer)

    assert set(seen) == set(OUTCOMES), seen


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("outcome", ["taken", "failed"])
def test_an_acknowledgement_does_what_the_rules_say(world, state, outcome):
    world.vpcp.submit(document())
    [waiting] = world.tphcm.inbox()
    if state in ("taken", "failed"):
        world.tphcm.acknowledge(waiting.delivery_id, state, "lý do")
    else:
        Delivery.objects.update(state=state, closed_at=world.now if state == "relayed" else None)

    said = acceptance.close(state, outcome)
    if said is Closing.CONTRADICTED:
        with pytest.raises(RefusedByAxis) as refused:
            world.tphcm.acknowledge(waiting.delivery_id, outcome, "lý do")
        assert refused.value.axis_code == AlreadyClosed.code
    else:
        world.tphcm.acknowledge(waiting.delivery_id, outcome, "lý do")
    after = Delivery.objects.get()
    assert after.state == (state if said is Closing.CONTRADICTED else outcome)
    assert bool(world.tphcm.inbox()) == acceptance.is_open(after.state)


def test_handing_out_and_open_states_are_those_of_the_move_table():
    for state in State.values:
        if acceptance.is_open(state):
            assert MOVES.step("hand_out", state).target == acceptance.handed_out(state) == State.DELIVERED
        else:
            assert acceptance.handed_out(state) == state
    assert CLOCK_SECONDS == acceptance.CLOCK_SECONDS
