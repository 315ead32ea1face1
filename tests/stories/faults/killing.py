"""Kill -9 in the middle of the loop: whatever dies, nothing is lost, doubled or skipped. Doors: Campaign, table, killed_in_a_step, kill.

A table of steps × components. Each component plays one document and its answer through the whole loop; in every step it
is killed with its whole process group while the work is under way, starts again by itself, and the person finishes as
a person would. The books are checked after every step, and to the last byte after every loop.
"""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from tests.stories.faults.ledger import Ledger
from tests.stories.faults.loop import STEPS, Loop, Step
from tests.stories.faults.people import play

from congvan.database.cluster import Cluster
from congvan.demo.desk import Desk
from congvan.demo.world import World

# Seconds between the click and the kill, or between its answer and the kill: they walk through the table.
DELAYS_S = (0.0, 0.005, 0.02, 0.06, 0.15, 0.4)
RESTART_S = 120.0
WHOLE = "the whole ledger"


@dataclass(frozen=True)
class Component:
    """What is killed: the programs that matter for a step. ``late``: its work begins when the click has its answer."""

    name: str
    programs: Callable[[Step], list[str]]
    late: bool


COMPONENTS = (
    Component("office web", lambda step: [step.office], late=False),
    Component("office worker", lambda step: [f"{step.office}-worker"], late=True),
    Component("office link", lambda step: [f"{name}-link" for name in step.links], late=True),
    Component("axis web", lambda _step: ["axis"], late=True),
    Component("axis worker", lambda _step: ["axis-worker"], late=True),
    Component("PostgreSQL", lambda _step: ["postgres"], late=False),
)
NAMES = {component.name: component for component in COMPONENTS}


def table(*names: str) -> list[ParameterSet]:
    """Return the steps × these components, each component's steps in their order."""
    return [
        pytest.param(name, step, id=f"{step}-{name}")
        for name in names
        for step in (*(one.name for one in STEPS), WHOLE)
    ]


@dataclass
class Campaign:
    """The loops of the run: one for each component, and where one stopped."""

    world: World
    loops: dict[str, Loop] = field(default_factory=dict)
    reached: dict[str, str] = field(default_factory=dict)

    def loop(self, name: str) -> Loop:
        if name not in self.loops:
            self.loops[name] = Loop(self.world, name, self._desks())
            self.loops[name].all_sit_down()
        return self.loops[name]

    def _desks(self) -> dict[str, Desk]:
        return next((loop.desks for loop in self.loops.values()), {})


def killed_in_a_step(campaign: Campaign, component: str, step: str) -> None:
    order = [one.name for one in STEPS]
    before = dict(zip([*order, WHOLE], [None, *order], strict=True))[step]
    assert campaign.reached.get(component) == before, f"the loop stopped after “{campaign.reached.get(component)}”"
    loop, ledger = campaign.loop(component), Ledger(campaign.world)

    if step == WHOLE:
        violations = ledger.when_quiet(loop.told())
    else:
        place = order.index(step)
        disturbed(campaign.world, loop, STEPS[place], NAMES[component], place)
        violations = ledger.after_a_step()

    assert violations == [], violations
    campaign.reached[component] = step


def disturbed(world: World, loop: Loop, step: Step, component: Component, place: int) -> None:
    """Play a step; kill the component in one of its acts; return when all is done and runs again."""
    row = place + list(NAMES).index(component.name) * len(STEPS)
    acts = step.acts(loop)
    hit = row % len(acts)
    delay_s = DELAYS_S[(row + row // len(DELAYS_S)) % len(DELAYS_S)]
    victims = component.programs(step)
    for name in step.freeze:
        os.killpg(world.child(f"{name}-link"), signal.SIGSTOP)
    running: dict[str, int] = {}

    def strike(clicked: Callable[[], object]) -> None:
        if component.late:
            clicked()
        for name in step.thaw:
            os.killpg(world.child(f"{name}-link"), signal.SIGCONT)
        time.sleep(delay_s)
        running.update({name: kill(world, name) for name in victims})

    for number, act in enumerate(acts):
        if number == hit:
            play(act, strike)
        else:
            play(act)
    for name, killed in running.items():
        starts_again(world, name, killed)


def kill(world: World, name: str) -> int:
    """Kill a program with its whole process group, or the database's postmaster; return its process id."""
    if name == "postgres":
        killed = postmaster(world)
        assert killed > 1, "PostgreSQL does not run"
        os.kill(killed, signal.SIGKILL)
    else:
        killed = world.child(name)
        os.killpg(killed, signal.SIGKILL)
    return killed


def postmaster(world: World) -> int:
    """Return the process id that PostgreSQL writes down, 0 while it has none."""
    assert isinstance(world.server, Cluster)
    place = Path(world.server.folder.pgdata) / "postmaster.pid"
    try:
        return int(place.read_text().splitlines()[0])
    except (FileNotFoundError, IndexError):
        return 0


def starts_again(world: World, name: str, killed: int) -> None:
    """Wait until another process stands in its place and answers."""
    end = time.monotonic() + RESTART_S
    while (postmaster(world) if name == "postgres" else world.child(name)) in (0, killed):
        assert time.monotonic() < end, f"{name} did not start again"
        time.sleep(0.02)
    if name != "postgres":
        world.supervisor.wait_ready(name, timeout_s=RESTART_S)
