"""The simulator examines a system by what it does with prepared packets; the system is a real client of the axis."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.axis.packets import document, status
from tests.axis.world import World

from axis.config import config
from axis.simulator.actions.begin import begin_trial
from axis.simulator.actions.go_on import go_on_with_all
from axis.simulator.cases import CASES
from axis.simulator.errors import TrialAgencyUnknown
from axis.simulator.models import Trial, TrialPacket
from axis.simulator.report import Line, Seen, report
from axislink.client import AxisClient
from axislink.protocol.receiver import Delivery
from axislink.protocol.sender import Sent
from kit.clock import now

Work = Callable[[Delivery], None]


@pytest.fixture
def trial(world: World) -> Trial:
    return begin_trial(code="G09", operator="phung.le", now=now())


def seen(trial: Trial) -> dict[str, Line]:
    return {line.code: line for line in report(trial)}


def go_on() -> None:
    while go_on_with_all(now=now(), config=config()):
        pass


def rounds(system: AxisClient, work: Work, count: int = 6) -> None:
    """Let axis and system take turns."""
    for _ in range(count):
        go_on()
        for delivery in system.inbox(limit=200):
            work(delivery)


def good(system: AxisClient) -> Work:
    """A system that does what it should: takes each, says 01 and 03 once, answers what is asked back."""
    told: set[tuple[str, str]] = set()

    def say(document_id: str | None, code: str) -> None:
        if document_id and (document_id, code) not in told:
            told.add((document_id, code))
            packet = status("G09", "MO-PHONG", code, document_id, description=code)
            assert system.submit(packet).sent is Sent.ACCEPTED

    def work(delivery: Delivery) -> None:
        if delivery.operation == "new":
            for code in ("01", "03"):
                say(delivery.document_id, code)
        if delivery.operation == "recall" or delivery.status == "13":
            say(delivery.document_id, "15")
        system.acknowledge(delivery.delivery_id)

    return work


def test_a_system_that_does_everything_right_passes_every_check(world: World, trial: Trial) -> None:
    assert world.bnv.submit(document("G09", ["MO-PHONG"], "của Bộ")).sent is Sent.ACCEPTED
    rounds(world.bnv, good(world.bnv))
    lines = seen(trial)

    assert {code: line.detail for code, line in lines.items() if line.seen is not Seen.PASSED} == {}
    assert {code.partition(".")[0] for code in lines} == {case.code for case in CASES}
    assert TrialPacket.objects.get(case="A02").offered == 2
    assert world.bnv.inbox() == []


def test_a_system_that_does_nothing_passes_nothing(world: World, trial: Trial) -> None:
    go_on()
    assert {line.seen for line in report(trial)} == {Seen.WAITING}
    assert len(world.bnv.inbox(limit=200)) == len([case for case in CASES if not case.after and case.code[0] == "A"])


def test_a_system_that_repeats_itself_or_cannot_read_fails(world: World, trial: Trial) -> None:
    def bad(delivery: Delivery) -> None:
        if delivery.operation == "recall":
            world.bnv.acknowledge(delivery.delivery_id, "failed", "không hiểu nghiệp vụ 1")
            return
        if delivery.operation == "new":
            at = f"2026/11/22 09:0{len(Trial.objects.all())}:0{TrialPacket.objects.get(case='A02').offered}"
            world.bnv.submit(status("G09", "MO-PHONG", "03", delivery.document_id or "", at=at))
        world.bnv.acknowledge(delivery.delivery_id)

    rounds(world.bnv, bad)
    lines = seen(trial)

    assert (lines["A03.1"].seen, lines["A03.1"].detail) == (Seen.FAILED, "không hiểu nghiệp vụ 1")
    assert (lines["A02.3"].seen, lines["A02.3"].detail) == (Seen.FAILED, "gửi hai lần: 03")
    assert (lines["A01.2"].seen, lines["A01.3"].seen) == (Seen.WAITING, Seen.PASSED)
    assert (lines["A04.1"].seen, lines["A04.1"].detail) == (Seen.WAITING, "gửi sau khi A03 được lấy")


def test_a_trial_stopped_anywhere_goes_on_with_the_same_packets(world: World, trial: Trial) -> None:
    go_on()
    before = sorted(one.transfer_id for one in world.bnv.inbox(limit=200))
    TrialPacket.objects.filter(case__in=["A01", "A10"]).delete()  # accepted, and stopped before it was written down
    go_on()
    assert sorted(one.transfer_id for one in world.bnv.inbox(limit=200)) == before
    assert TrialPacket.objects.filter(case="A01").exists()


def test_the_page_of_a_system_shows_what_its_last_trial_found(world: World, trial: Trial) -> None:
    user = User.objects.create_user("dieu.hanh")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get("/he-thong/bnv").content.decode()

    assert "Còn phép thử chưa xong" in shown
    assert f"/mo-phong/{trial.ref}" in shown
    assert "Chưa thử hệ thống này" in client.get("/he-thong/tphcm").content.decode()
    assert 'value="H29"' in client.get("/mo-phong?ma=H29").content.decode()


def test_trials_end(world: World, trial: Trial) -> None:
    begin_trial(code="G09", operator="phung.le", now=now())
    trial.refresh_from_db()
    assert trial.ended_at is not None
    go_on_with_all(now=now() + timedelta(days=15), config=config())
    assert not Trial.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize("code", ["", "không có", "MO-PHONG"])
def test_only_connected_agencies_are_tried(world: World, trial: Trial, code: str) -> None:
    with pytest.raises(TrialAgencyUnknown):
        begin_trial(code=code, operator="x", now=now())


def test_the_console_begins_a_trial_and_shows_it(world: World) -> None:
    client = Client()
    client.force_login(User.objects.create_user("phung.le"), backend="django.contrib.auth.backends.ModelBackend")
    assert "Chưa thử hệ thống nào" in client.get("/mo-phong").content.decode()
    wrong = client.post("/mo-phong/bat-dau", {"agency": "không có"})
    assert wrong.status_code == 422
    assert "Không có cơ quan “không có”" in wrong.content.decode()

    begun = client.post("/mo-phong/bat-dau", {"agency": "G09"})
    shown = client.get(begun["Location"]).content.decode()
    assert 'data-check="A01.1" data-seen="waiting"' in shown
    world.bnv.acknowledge(world.bnv.inbox()[0].delivery_id)
    shown = client.get(begun["Location"]).content.decode()
    assert 'data-check="A01.1" data-seen="passed"' in shown
    assert client.post(begun["Location"] + "/ket-thuc").status_code == 302
    assert "Đã kết thúc" in client.get("/mo-phong").content.decode()
