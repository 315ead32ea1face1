"""A campaign of faults against the running programs, PostgreSQL included. Run: python -m tests.campaign [--scale 0.2] [--only wire …].

A country of its own is started (axis, two offices, database, time stamp authority) with small systems beside it, each behind a proxy that
does wrong. After every kind of fault all must come to rest and a ledger is asked. docs/strength.md explains the table at the end.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.campaign import deaths, loads, wire
from tests.campaign.rig import AxisAlone, Rig
from tests.campaign.tally import Tally
from tests.stories.faults.ledger import Ledger

from congvan.demo.world import Ports, World
from congvan.supervise import Supervisor

LONGEST_PAUSE_S = 0.3
LINE_PARTS = ("wire", "partitions", "kills", "disk", "others")  # on an axis alone with small systems
OFFICES = "offices"  # on the whole country
Part = Callable[[Rig, Tally], None]


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def parts(scale: float, bodies: deaths.Bodies, scratch: Path) -> dict[str, Part]:
    """Return the parts of the campaign, each with its counts for this scale."""

    def many(count: int) -> int:
        return max(1, round(count * scale))

    def wires(rig: Rig, tally: Tally) -> None:
        wire.resets(rig, tally, many(80))
        wire.garbage(rig, tally, many(120))
        wire.receipts(rig, tally, max(3.0, 20 * scale))
        wire.duplicates(rig, tally, many(20))
        wire.reordered(rig, tally, many(30))

    def partitions(rig: Rig, tally: Tally) -> None:
        wire.partitions(rig, tally, many(12), max(5.0, 60 * scale))

    def kills(rig: Rig, tally: Tally) -> None:
        deaths.stations_killed(rig, tally, many(40))
        deaths.axis_killed(rig, tally, many(12), many(8))
        deaths.database(rig, tally, many(8), many(100))

    def disk(rig: Rig, tally: Tally) -> None:
        deaths.disk_full(rig, tally, bodies, many(8))

    def offices(rig: Rig, tally: Tally) -> None:
        loads.poison(rig, tally, many(40), scratch)
        loads.early_changes(rig, tally, many(10))
        loads.hidden(rig, tally, many(3), office="h29")
        deaths.office_loops(rig, tally, max(1, round(len(deaths.COMPONENTS) * min(scale, 1.0))))

    def others(rig: Rig, tally: Tally) -> None:
        loads.time_stamps(rig, tally, max(3.0, 15 * scale), many(3))
        loads.burst(rig, tally, max(5.0, 20 * scale))
        loads.hidden(rig, tally, many(3))
        loads.fan_out(rig, tally, many(3))

    return {"wire": wires, "partitions": partitions, "kills": kills, "disk": disk, "others": others, OFFICES: offices}


def at_the_end(rig: Rig, tally: Tally, *, offices: bool) -> None:
    """The books of all, to the last byte, and the axis' own audit of its log."""
    with tally.line("", "the ledger of the systems") as line:
        wire.settled(rig, line)
    if offices:
        with tally.line("", "the ledger of the offices") as line:
            line.violations += Ledger(rig.world).at_rest()
    with tally.line("", "the axis' audit of its log and bodies") as line:
        line.violations += _audit(rig)


def _audit(rig: Rig) -> list[str]:
    said = json.loads(rig.world.run("axis", "evidence", "audit", "--json", environment=rig.world.axis_environment()))
    return [json.dumps(one, ensure_ascii=False) for one in said.get("findings", [])]


@dataclass
class Sums:
    """What flowed while all this happened."""

    packets: int = 0
    deliveries: int = 0

    def add(self, rig: Rig) -> None:
        self.packets += sum(len(one.rows("select id from outbox")) for one in rig.stations.values())
        self.deliveries += sum(len(one.rows("select number from inbox")) for one in rig.stations.values())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="how many of each fault, 1 being the whole campaign")
    parser.add_argument("--only", nargs="*", default=[], help=f"some parts: {' '.join((*LINE_PARTS, OFFICES))}")
    parser.add_argument("--table", type=Path, help="a file that always holds the table so far")
    args = parser.parse_args()
    wanted = args.only or [*LINE_PARTS, OFFICES]
    begun, tally, sums = time.monotonic(), Tally(place=args.table), Sums()
    with tempfile.TemporaryDirectory(prefix="campaign-") as name:
        folder = Path(name)
        if set(wanted) - {OFFICES}:
            campaign(AxisAlone, folder / "axis", [one for one in LINE_PARTS if one in wanted], args.scale, tally, sums)
        if OFFICES in wanted:
            campaign(World, folder / "country", [OFFICES], args.scale, tally, sums)
    say("\n" + tally.table())
    say(
        f"\n{tally.injected} faults, {sums.packets} packets and {sums.deliveries} deliveries of the systems, "
        f"{len(tally.violations)} violations, {(time.monotonic() - begun) / 60:.1f} minutes, load {os.getloadavg()[0]:.1f}"
    )
    return 1 if tally.violations else 0


def campaign(kind: type[World], folder: Path, names: Sequence[str], scale: float, tally: Tally, sums: Sums) -> None:
    """Start a country, let these parts strike it, and ask every ledger."""
    begun = time.monotonic()
    environ = {name: value for name, value in os.environ.items() if name != "CONGVAN_PG_URL"}
    world = kind(folder / "world", Ports.free(), environ=environ)
    world.supervisor = Supervisor(longest_pause_s=LONGEST_PAUSE_S)
    with deaths.Bodies(folder / "world" / "axis" / "bodies") as bodies, world:
        rig = Rig(world, folder / "stations")
        for letter in wire.TRADERS:
            rig.add(letter)
        say(
            f"{' '.join(names)}: the programs stand after {time.monotonic() - begun:.0f} s, load {os.getloadavg()[0]:.1f}"
        )
        every = parts(scale, bodies, folder)
        for name in names:
            every[name](rig, tally)
        at_the_end(rig, tally, offices=OFFICES in names)
        sums.add(rig)
        rig.close()


if __name__ == "__main__":
    sys.exit(main())
