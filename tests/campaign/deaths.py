"""Faults of programs, database and disk. Doors: stations_killed, axis_killed, database, disk_full, office_loops, Bodies."""

import os
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.campaign.rig import Rig, Traffic
from tests.campaign.tally import Tally
from tests.campaign.wire import PACE, PATIENCE_S, TRADERS, settled
from tests.stories.faults.killing import COMPONENTS, WHOLE, Campaign, kill, killed_in_a_step, starts_again
from tests.stories.faults.loop import STEPS

BODIES_MIB = 192
TERMINATE = """
select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity
where datname = 'axis_national' and usename = 'axis_national' and state <> 'idle' order by random() limit 2) victim
"""
TERMINATE_ANY = TERMINATE.replace("and state <> 'idle' ", "")


def stations_killed(rig: Rig, tally: Tally, count: int) -> None:
    """F-01: the program of a system dies wherever it is: sending, fetching, filing, acknowledging."""
    chance = random.Random("stations")
    with tally.line("F-01", "kill -9 of a system's program, sending and receiving") as line:
        with Traffic(rig, TRADERS, PACE):
            for _ in range(count):
                name = rig.stations[chance.choice(TRADERS)].program
                time.sleep(chance.uniform(0.0, 0.4))
                killed = kill(rig.world, name)
                line.injected += 1
                starts_again(rig.world, name, killed)
                time.sleep(0.6)  # it is working again, not only there
        settled(rig, line)


def axis_killed(rig: Rig, tally: Tally, web: int, worker: int) -> None:
    """F-01: the axis' programs die with all their processes while documents flow."""
    chance = random.Random("axis")
    for name, what, count in (
        ("axis", "kill -9 of the axis web program", web),
        ("axis-worker", "kill -9 of the axis worker", worker),
    ):
        with tally.line("F-01", what) as line:
            longest = 0.0
            with Traffic(rig, TRADERS, PACE):
                for _ in range(count):
                    time.sleep(chance.uniform(0.1, 1.0))
                    begun = time.monotonic()
                    starts_again(rig.world, name, kill(rig.world, name))
                    longest = max(longest, time.monotonic() - begun)
                    line.injected += 1
            line.note = f"stands again after at most {longest:.1f} s"
            settled(rig, line)


def database(rig: Rig, tally: Tally, kills: int, cuts: int) -> None:
    """F-02: PostgreSQL dies; connections of the axis are cut, in transactions where there are any."""
    with tally.line("F-02", "kill -9 of PostgreSQL") as line:
        longest = 0.0
        with Traffic(rig, TRADERS, PACE):
            for _ in range(kills):
                time.sleep(1.0)
                begun = time.monotonic()
                starts_again(rig.world, "postgres", kill(rig.world, "postgres"))
                _answers(rig)
                longest = max(longest, time.monotonic() - begun)
                line.injected += 1
        line.note = f"answers again after at most {longest:.1f} s"
        settled(rig, line)
    with tally.line("F-02", "a connection of the axis to its database cut") as line:
        end = time.monotonic() + PATIENCE_S
        with Traffic(rig, TRADERS, PACE), rig.axis_books() as link:
            while line.injected < cuts and time.monotonic() < end:
                struck = link.execute(TERMINATE if line.injected % 3 else TERMINATE_ANY).fetchone()
                line.injected += int(str(struck[0])) if struck else 0
                time.sleep(0.05)
        settled(rig, line)


def _answers(rig: Rig) -> None:
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            with rig.axis_books() as link:
                link.execute("select 1")
            return
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


class Bodies:
    """The axis' store of bodies on a small file system of its own, where the machine lets us make one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mounted = False

    def __enter__(self) -> "Bodies":
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            command = ["mount", "-t", "tmpfs", "-o", f"size={BODIES_MIB}m", "tmpfs", str(self.folder)]
            self.mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
        return self

    def __exit__(self, *_: object) -> None:
        if self.mounted:
            subprocess.run(["umount", "-l", str(self.folder)], check=False)

    @property
    def how(self) -> str:
        return f"tmpfs of {BODIES_MIB} MiB filled up" if self.mounted else "a file where the folder was"

    @contextmanager
    def full(self) -> Iterator[None]:
        """Leave no room inside the block."""
        if not self.mounted:
            aside = self.folder.with_suffix(".aside")
            self.folder.rename(aside)
            self.folder.touch()
            try:
                yield
            finally:
                self.folder.unlink()
                aside.rename(self.folder)
            return
        ballast = self.folder / "ballast"
        try:
            with ballast.open("wb", buffering=0) as handle:
                block = bytes(1 << 16)
                while block:
                    try:
                        handle.write(block)
                    except OSError:
                        block = block[: len(block) // 2]
            yield
        finally:
            ballast.unlink(missing_ok=True)


def disk_full(rig: Rig, tally: Tally, bodies: Bodies, rounds: int) -> None:
    """F-03: no room for bodies: packets are put off with a code, nothing is half stored, and it goes on by itself."""
    with tally.line("F-03", f"no room for bodies on the axis ({bodies.how})") as line:
        with Traffic(rig, TRADERS, PACE):
            for _ in range(rounds):
                with bodies.full():
                    _put_off(rig)
                    line.injected += 1
                time.sleep(0.5)
        settled(rig, line)


def _put_off(rig: Rig) -> None:
    """Wait until a station was told to come later. Raises: TimeoutError."""
    end = time.monotonic() + PATIENCE_S
    question = "select count(*) as n from outbox where state = 'queued' and attempts > 0 and code <> ''"
    while time.monotonic() < end:
        if any(one.rows(question)[0]["n"] for one in rig.stations.values()):
            return
        time.sleep(0.05)
    raise TimeoutError("no packet was put off while the disk was full")


def office_loops(rig: Rig, tally: Tally, components: int) -> None:
    """F-01, F-02: each program of the offices, the axis and the database dies in every step of a document's loop."""
    campaign = Campaign(rig.world)
    for component in COMPONENTS[:components]:
        fault = "F-02" if component.name == "PostgreSQL" else "F-01"
        with tally.line(fault, f"kill -9 in each step of the offices' loop: {component.name}") as line:
            for step in STEPS:
                killed_in_a_step(campaign, component.name, step.name)
                line.injected += 1
                tally.keep()
            killed_in_a_step(campaign, component.name, WHOLE)
            line.recovered = line.injected
