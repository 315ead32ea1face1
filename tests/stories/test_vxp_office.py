"""An office that joins by the dialect of the national axis, and one that joins natively, exchange both ways."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.stories import letters

from congvan.demo import letters as demo
from congvan.demo.country import GOVERNMENT_OFFICE, INSTALLATIONS
from congvan.demo.story import Story
from congvan.demo.world import World

FULL = ["01", "03", "04", "05", "06"]
OFFICE = INSTALLATIONS[0]  # the Government Office's


@pytest.fixture
def by_vxp(world: World, tmp_path: Path) -> Iterator[Path]:
    """Let the Government Office's link speak VXP for a while; give the log of its calls."""
    calls = tmp_path / "calls.jsonl"
    native = world.office_environment(OFFICE)
    settings = {
        "CONGVAN_AXIS_DIALECT": "vxp",
        "CONGVAN_AXIS_URL": f"{world.url('axis')}/vxp",
        "CONGVAN_AXIS_SECRET_FILE": str(world.folder / "secrets" / f"vxp-{OFFICE.system}"),
        "CONGVAN_AXIS_KEY": "",
        "CONGVAN_AXIS_POLL_SECONDS": "0.3",
        "CONGVAN_CALL_LOG": str(calls),
    }
    _restart_link(world, native | settings)
    yield calls
    _restart_link(world, native)


def _restart_link(world: World, environment: dict[str, str]) -> None:
    name = f"{OFFICE.name}-link"
    world.supervisor.stop(name)
    world._child(name, ["office", "link"], environment, None)
    world.supervisor.wait_ready(name, timeout_s=120)


def test_documents_and_statuses_go_both_ways(world: World, by_vxp: Path) -> None:
    story = Story.of(world)
    letter = story.send(letters.letter("Gửi qua cổng VXP"))
    story.take_in(letter)
    story.work(letter)
    story.close(letter)
    assert story.statuses(letter) == FULL

    answer = story.answer(letter, letters.letter("Nhận qua cổng VXP", like=demo.answer()))
    story.take_in(answer)
    assert story.statuses(answer) == ["01", "03"]

    # What the sender is told of the axis is what this axis said: an id, no receipt.
    board = story.side(GOVERNMENT_OFFICE).clerk.get(letter.address.replace("/di/", "/gui-nhan/"))
    assert "Trục này trả mã, không ký" in board.words

    called = [json.loads(line)["url"] for line in by_vxp.read_text().splitlines()]
    assert all(url.startswith(f"{world.url('axis')}/vxp/") for url in called)
    operations = {url.rpartition("/")[2] for url in called}
    assert operations >= {"getAgenciesList", "getReceivedEdocList", "getEdoc", "updateStatus", "sendEdoc"}
