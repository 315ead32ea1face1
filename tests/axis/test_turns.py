"""One system floods the axis; the others are served in turn. Real processes, real HTTP."""

import hashlib
import json
import subprocess
import sys
import time
from bisect import bisect_left
from pathlib import Path
from statistics import median

import pytest
from tests.axis.packets import document
from tests.axis.programs import running

from axislink.protocol.sender import Sent
from axislink.protocol.signatures import WireRequest, content_digest

ROOT = Path(__file__).parents[2]
QUOTA, TIMES = 60, 10  # packets a minute, and how many times that the flood is
CONNECTIONS = 64
TURNS = 20


@pytest.fixture(scope="module")
def axis(tmp_path_factory):
    with running(tmp_path_factory.mktemp("axis"), workers=1, CONGVAN_AXIS_QUOTA_PER_MINUTE=str(QUOTA)) as one:
        one.connect("vpcp", "G22=Văn phòng Chính phủ")
        one.connect("tphcm", "H29=UBND Thành phố Hồ Chí Minh")
        one.connect("bnv", "G09=Bộ Nội vụ")
        yield one


def ready_made(client, number):
    """Return signed submissions of as many different packets."""
    found = []
    for n in range(number):
        body = document(sender="H29", to=["G09"], document_id=f"flood-{n}")
        fields = {
            "content-type": "application/xml",
            "content-digest": content_digest(hashlib.sha256(body).digest()),
        }
        fields |= client.signer.headers_for(WireRequest("POST", "/v1/packets", "", fields), created=int(time.time()))
        found.append({"method": "POST", "path": "/v1/packets", "headers": fields, "body": body.decode()})
    return found


class Flood:
    """The flood while it lasts; afterwards what it was answered, in the order of the answers."""

    def __init__(self, axis):
        order = {
            "port": int(axis.url.rpartition(":")[2]),
            "connections": CONNECTIONS,
            "requests": ready_made(axis.client("tphcm"), QUOTA * TIMES),
        }
        self.answers: list[tuple[float, int, str, str]] = []
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "axis" / "flood.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def stop(self):
        told, _ = self._process.communicate(timeout=120)
        lines = [line.split(" ") for line in told.splitlines()]
        self.answers = [(float(at), int(status), retry, code) for at, status, retry, code in lines]

    def between(self, start, end):
        """Return how many of its calls were answered in that time."""
        moments = [at for at, *_ in self.answers]
        return bisect_left(moments, end) - bisect_left(moments, start)


def timed(call):
    start = time.monotonic()
    return call(), start, time.monotonic()


def test_a_flood_of_one_system_lets_the_others_have_their_turn(axis):  # S-34
    sender, reader = axis.client("vpcp"), axis.client("bnv")
    flood = Flood(axis)
    end = time.monotonic() + 60
    while not reader.inbox(limit=1):
        assert time.monotonic() < end, "the flood never began"
    sent, asked = [], []
    for n in range(TURNS):
        sent.append(timed(lambda n=n: sender.submit(document(to=["G09"], document_id=f"quiet-{n}"))))
        asked.append(timed(lambda: reader.inbox(limit=5)))
    flood.stop()

    assert {submitted.sent for submitted, *_ in sent} == {Sent.ACCEPTED}
    assert len(flood.answers) >= QUOTA * TIMES
    # In one line for all, each of these calls would have waited for about as many others as there are connections.
    for calls in (sent, asked):
        assert median(flood.between(start, end) for _, start, end in calls) < CONNECTIONS / 3
    statuses = {(status, code) for _, status, _, code in flood.answers}
    assert (429, "AXS-113") in statuses
    assert statuses <= {(201, "-"), (200, "-"), (409, "AXS-009"), (429, "AXS-113")}, statuses
    assert all(retry.isdigit() for _, status, retry, _ in flood.answers if status == 429)
    nothing_lost_nothing_more(axis, flood)


def nothing_lost_nothing_more(axis, flood):
    """What was accepted waits for its receiver, and what was refused does not."""
    waiting = []
    reader = axis.client("bnv")
    while found := reader.inbox(limit=200):
        waiting += [one.document_id for one in found]
        reader.acknowledge_all([(one.delivery_id, "taken", "") for one in found])
    accepted = sum(status == 201 for _, status, _, _ in flood.answers)

    assert sorted(one for one in waiting if one.startswith("quiet-")) == sorted(f"quiet-{n}" for n in range(TURNS))
    assert len([one for one in waiting if one.startswith("flood-")]) == accepted
    assert len(set(waiting)) == len(waiting)
