"""A disk that refuses: the link that cannot keep what arrives ends and starts again until it can; nothing is lost."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.stories.faults.ledger import Ledger
from tests.stories.faults.loop import STEPS, Loop
from tests.stories.faults.people import play

from congvan.demo.world import World

pytestmark = pytest.mark.faults

RESTART_S = 120.0


@contextmanager
def refusing(folder: Path) -> Iterator[None]:
    """Put a file where the folder was: every attempt to keep something there fails."""
    aside = folder.with_suffix(".aside")
    folder.mkdir(parents=True, exist_ok=True)
    folder.rename(aside)
    folder.touch()
    try:
        yield
    finally:
        folder.unlink()
        aside.rename(folder)


def test_what_could_not_be_kept_comes_again(world: World) -> None:
    loop = Loop(world, "disk")
    steps = {step.name: step for step in STEPS}
    for name in ("draft", "initial", "sign"):
        for act in steps[name].acts(loop):
            play(act)

    with refusing(world.folder / "office_h29" / "packets"):
        before = world.supervisor.starts("h29-link")
        for act in steps["issue"].acts(loop):
            play(act)
        end = time.monotonic() + RESTART_S
        while world.supervisor.starts("h29-link") == before:
            assert time.monotonic() < end, "the link stayed, half alive"
            time.sleep(0.1)

    for name in ("arrive", "hear 01"):
        for act in steps[name].acts(loop):
            play(act)
    assert Ledger(world).after_a_step() == []
