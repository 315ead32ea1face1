"""Histories of the exchange, by the thousand. Run: python -m tests.simulation [--seeds 10000] [--seed N -v] [--planted NAME].

Drives the protocol core of sender and receiver through loss, delay, repeats, reordering, kills at any step and jumping clocks, against a
model of the axis, and checks with a ledger that nothing is lost, doubled, falsely receipted or out of order. docs/strength.md explains.
"""

import argparse
import os
import sys
import time
from collections import Counter
from multiprocessing import Pool

from tests.simulation.history import Outcome, run
from tests.simulation.plan import MESSAGES, plan
from tests.simulation.planted import PLANTED

SHOWN = 10
CHUNK = 25


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def one(work: tuple[int, str]) -> Outcome:
    seed, planted = work
    return run(seed, **PLANTED[planted]) if planted else run(seed)


def replay(seed: int, planted: str, verbose: bool) -> int:
    outcome = run(seed, note=_line if verbose else None, **(PLANTED[planted] if planted else {}))
    say(f"seed {seed}: {outcome.violation or 'everything held'} ({outcome.events} events, {outcome.crashes} kills)")
    return 1 if outcome.violation else 0


def _line(now: float, text: str) -> None:
    say(f"{now:12.4f}  {text}")


def campaign(first: int, seeds: int, processes: int, planted: str) -> int:
    started = time.monotonic()
    sums: Counter[str] = Counter()
    failing: list[Outcome] = []
    work = ((seed, planted) for seed in range(first, first + seeds))
    with Pool(processes) as pool:
        for done, outcome in enumerate(pool.imap_unordered(one, work, CHUNK), 1):
            sums.update(
                messages=outcome.messages, events=outcome.events, kills=outcome.crashes, receipts=outcome.receipts
            )
            if outcome.violation:
                failing.append(outcome)
                if len(failing) <= SHOWN:
                    say(f"seed {outcome.seed}: {outcome.violation}")
            if done % 1000 == 0:
                say(f"{done} seeds, {sums['messages']} messages, {time.monotonic() - started:.0f} s")
    kinds = Counter(kind.split(" ")[0] for seed in range(first, first + seeds) for kind in set(plan(seed).kinds))
    say("seeds with each kind of fault: " + ", ".join(f"{name} {count}" for name, count in sorted(kinds.items())))
    say(
        f"{sums['messages']} messages over {seeds} seeds, {sums['events']} events, {sums['kills']} kills, "
        f"{sums['receipts']} receipts: {len(failing)} violations in {time.monotonic() - started:.0f} s "
        f"on {processes} processes"
    )
    if failing:
        say(f"replay: python -m tests.simulation --seed {min(one.seed for one in failing)} -v")
    return 1 if failing else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10_000, help=f"how many histories, of {MESSAGES} messages each")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seed", type=int, help="play this one seed")
    parser.add_argument("-v", "--verbose", action="store_true", help="with --seed: show every event")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--planted", default="", choices=["", *PLANTED], help="with a known fault built in")
    args = parser.parse_args()
    if args.seed is not None:
        return replay(args.seed, args.planted, args.verbose)
    return campaign(args.first, args.seeds, args.processes, args.planted)


if __name__ == "__main__":
    sys.exit(main())
