"""The axis as processes over real HTTP: the front, two workers, kills, a page in a browser."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.axis.packets import document
from tests.axis.programs import Programs, running

from axislink.protocol.sender import Sent
from evidence.keys import read_public_key
from evidence.receipts import check_receipt

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    with running(tmp_path_factory.mktemp("axis"), CONGVAN_DEMO="1") as one:
        one.connect("vpcp", "G22,000.00.00.G22=Văn phòng Chính phủ")
        one.connect("tphcm", "H29=UBND Thành phố Hồ Chí Minh")
        one.run("operator", "add", "dieuhanh", "--password", "congvan-dung-thu", "--name", "Phùng Nhật Lệ")
        yield one


def drain(client):
    for one in client.inbox(limit=200):
        client.acknowledge(one.delivery_id)


def test_a_waiting_inbox_is_woken_by_a_packet_on_another_worker(programs):
    receiver, heard = programs.client("tphcm"), []
    drain(receiver)
    waiting = threading.Thread(target=lambda: heard.extend(receiver.inbox(wait_seconds=50)))
    waiting.start()

    submitted = [programs.client("vpcp").submit(document(document_id=f"wake-{n}")) for n in range(3)]
    waiting.join(40)

    assert {one.sent for one in submitted} == {Sent.ACCEPTED}
    assert heard
    drain(receiver)


def test_a_receipt_verifies_with_the_key_the_operator_hands_out(programs):
    submitted = programs.client("vpcp").submit(document(document_id="receipt"))
    key = read_public_key((programs.folder / "axis" / "keys" / "receipts.pub.pem").read_bytes())

    assert check_receipt(submitted.jws, key).document_id == "receipt"


def test_a_packet_of_some_megabytes_comes_through_unchanged(programs, tmp_path):
    packet = document(document_id="large", padding=7 << 20)
    path = tmp_path / "packet"
    path.write_bytes(packet)

    assert programs.client("vpcp").submit(path).sent is Sent.ACCEPTED
    receiver = programs.client("tphcm")
    [waiting] = [one for one in receiver.inbox(limit=200) if one.document_id == "large"]
    assert receiver.fetch(waiting, tmp_path / "fetched").read_bytes() == packet


@pytest.mark.parametrize("mib", [9, 20])
def test_a_packet_above_the_cap_is_refused_with_a_code(programs, mib):
    refused = programs.client("vpcp").submit(document(document_id="huge", padding=mib << 20))

    assert (refused.sent, refused.code) in ((Sent.REFUSED, "AXS-101"), (Sent.REFUSED, "FRT-001")), refused


def test_the_same_packet_to_both_workers_at_once_is_one_transfer(programs):
    packet, results = document(document_id="race", padding=100_000), []

    def send():
        results.append(programs.client("vpcp").submit(packet))

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({one.jws for one in results}) == 1
    assert sorted(one.sent for one in results) == [Sent.ACCEPTED] + [Sent.DUPLICATE] * 9


@pytest.mark.faults
def test_killing_the_web_program_while_packets_pour_in_loses_and_doubles_nothing(programs: Programs):
    ledger = {f"kill-{n}": document(document_id=f"kill-{n}", padding=60_000) for n in range(40)}
    first: dict[str, str] = {}

    def pour():
        client = programs.client("vpcp")
        for document_id, packet in ledger.items():
            submitted = client.submit(packet)
            if submitted.sent.done:
                first[document_id] = submitted.jws

    sender = threading.Thread(target=pour)
    sender.start()
    while len(first) < 5 and sender.is_alive():
        sender.join(0.02)
    programs.kill("serve")
    sender.join()
    programs.start("serve", "--workers", "2")

    client = programs.client("vpcp")
    for document_id, packet in ledger.items():
        again = client.submit(packet)
        assert again.sent.done, again
        assert first.setdefault(document_id, again.jws) == again.jws
    receiver = programs.client("tphcm")
    waiting = [one.document_id for one in receiver.inbox(limit=200) if (one.document_id or "").startswith("kill-")]
    assert sorted(waiting) == sorted(ledger)


@pytest.mark.faults
def test_killing_the_worker_loses_nothing(programs: Programs):
    programs.start("worker")
    submitted = programs.client("vpcp").submit(document(document_id="worker"))
    programs.kill("worker")
    programs.start("worker")

    assert programs.client("vpcp").receipt(submitted.transfer_id) == submitted.jws
    assert "worker" in [one.document_id for one in programs.client("tphcm").inbox(limit=200)]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "code"),
    [
        (("system", "add", "--id", "thief", "--secret", "x", "--agency", "G22=Kẻ khác"), 1, "AXS-010"),
        (("system", "add", "--id", "a b", "--secret", "x"), 1, "AXS-011"),
        (("system", "add", "--id", "x", "--agency", "no name"), 2, "AXS-901"),
        (("system", "add", "--id", "x", "--key", "/nowhere.pem"), 3, "AXS-900"),
        (("system", "lock", "--id", "nobody"), 1, "AXS-012"),
    ],
)
def test_the_command_line_refuses_with_a_code_and_an_exit_code(programs, arguments, exit_code, code):
    assert code in programs.run(*arguments, exit_code=exit_code)


def test_connecting_a_system_again_changes_nothing(programs):
    before = programs.client("vpcp").agencies()

    programs.connect("vpcp", "G22,000.00.00.G22=Văn phòng Chính phủ")

    after = programs.client("vpcp").agencies(before["version"])
    assert after["agencies"] == []


def test_agencies_are_reorganised_by_the_command_line(programs):
    programs.run("system", "add", "--id", "btnmt", "--agency", "G13=Bộ Tài nguyên và Môi trường")
    merge = (
        "agency",
        "merge",
        "G13",
        "--into",
        "G10=Bộ Nông nghiệp và Môi trường",
        "--law",
        "Nghị quyết 176/2025/QH15",
    )

    assert "AXS-702" in programs.run(*merge, "--on", "2025-03-01", "--yes", exit_code=1)
    assert "AXS-703" in programs.run("agency", "abolish", "Z1", "--law", "x", "--yes", exit_code=1)
    told = programs.run(*merge, "--yes")

    assert "kết thúc: Bộ Tài nguyên và Môi trường (G13), 0 lượt giao đang chờ" in told
    assert "kế thừa: Bộ Nông nghiệp và Môi trường (G10) · cơ quan mới · nhận văn bản thay" in told
    rows = {one["code"]: one for one in programs.client("vpcp").agencies()["agencies"]}
    assert (rows["G13"]["successor"], rows["G10"]["system"], rows["G10"]["bloc"]) == ("G10", "btnmt", "government")
    renamed = programs.run("agency", "rename", "G10", "--name", "Bộ Nông nghiệp", "--law", "x", "--yes", "--json")
    assert json.loads(renamed)["state"] == "done"


@pytest.mark.browser
def test_every_page_of_the_console_passes_axe_at_both_widths(programs: Programs):
    client = programs.client("vpcp")
    seen = client.submit(document(document_id="seen", subject="V/v tăng cường gửi, nhận văn bản điện tử"))
    assert seen.sent.done, seen
    client.submit(document(document_id="refused", to=["Z99"]))
    receiver = programs.client("tphcm")
    receiver.acknowledge(receiver.inbox()[0].delivery_id, "failed", "Tệp không khớp mã băm")

    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("look.py")), programs.url, str(AXE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == {}


@pytest.mark.browser
def test_an_undelivered_packet_is_found_explained_and_resent_in_three_clicks_and_one_field(programs: Programs):
    reason, numbers, receiver = "Ổ đĩa của bên nhận đã đầy", ["4711", "4712"], programs.client("tphcm")
    drain(receiver)
    for number in numbers:
        assert programs.client("vpcp").submit(document(document_id=f"story-{number}", number=number)).sent.done
    for one in receiver.inbox(limit=200):
        receiver.acknowledge(one.delivery_id, "failed", reason)

    done = subprocess.run(
        [sys.executable, "-m", "tests.axis.console_story", programs.url, str(AXE), reason, *numbers],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["with_the_mouse"] == {"clicks": 3, "fields": 1}
    assert told["with_the_keyboard"] == {"clicks": 0, "fields": 1}
    assert told["problems"] == {}
    assert {one.document_id for one in receiver.inbox(limit=200)} >= {f"story-{number}" for number in numbers}
