"""A rehearsal of every outage of an axis on two machines. Run: python -m tests.rehearsal [--seconds 10] [--pace 6] [--only primary …].

Two nodes and two workers behind nginx, a database with a synchronous standby, an S3 store of three volume servers with two replicas of
each content. Under load each part is killed in turn, put right as the runbook in deploy/ says, and the ledger of the campaign is asked:
nothing lost, doubled or falsely receipted, every stored byte right. docs/strength.md explains the table at the end.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.campaign.rig import Rig
from tests.rehearsal.outages import OUTAGES, Outage, Seen, ledger, strike
from tests.rehearsal.site import Site, missing_programs

LETTERS = ("A", "B", "C")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


HEAD = (
    f"{'killed':25} {'at s':>6} {'down s':>7} {'first accepted':>15} {'after mending':>14} {'longest pause':>14} {'waiting':>8} "
    f"{'retries':>8} {'packets':>8} {'violations':>10}"
)


def shown(one: Seen) -> str:
    first = "-" if one.first_s is None else f"{one.first_s:.1f} s"
    mended = "before it" if one.from_mend_s is None else f"{one.from_mend_s:.1f} s"
    return (
        f"{one.name:25} {one.at_s:6.0f} {one.down_s:7.1f} {first:>15} {mended:>14} {one.pause_s:12.1f} s {one.waiting:8} "
        f"{one.retries:8} {one.packets:8} {len(one.violations):10}  {one.note}"
    ).rstrip()


def rehearse(site: Site, rig: Rig, outages: Sequence[Outage], *, pace: float, seconds: float) -> list[Seen]:
    """Play the outages one after another and return what was seen of each."""
    begun, all_seen = time.monotonic(), []
    say(HEAD)
    for outage in outages:
        seen = strike(outage, site=site, rig=rig, letters=LETTERS, pace=pace, seconds=seconds, begun=begun)
        seen.violations += ledger(site, rig)
        all_seen.append(seen)
        say(shown(seen))
        for sentence in seen.violations[:5]:
            say(f"        ! {sentence[:300]}")
        if outage.name == "the primary database":
            site.databases.attach()  # the dead one comes back as the standby of the other
            say(f"        {site.databases.standby} is the synchronous standby of {site.databases.primary} now")
    return all_seen


def audited(site: Site) -> tuple[str, list[str]]:
    """Return what the axis says of its own log and packets, and what is wrong with them."""
    try:
        said = json.loads(site.run("axis", "evidence", "audit", "--json", environment=site.axis_environment()))
    except Exception as problem:  # noqa: BLE001 - an audit that fails is a violation
        return "the audit failed", [str(problem)[-600:]]
    text = f"audit: {said['entries']} entries, {said['heads']} heads, {said['bodies']} packets read from the store"
    return text, [json.dumps(one, ensure_ascii=False) for one in said["findings"]]


def chosen(words: Sequence[str]) -> list[Outage]:
    return [one for one in OUTAGES if not words or any(word in one.name for word in words)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.rehearsal", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="how long each part stays dead")
    parser.add_argument("--pace", type=float, default=6.0, help="documents a second")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[], help="outages with one of these words in their name")
    parser.add_argument("--folder", type=Path, help="keep everything here; else a folder that is removed")
    args = parser.parse_args()
    if missing := missing_programs():
        say("Install first: " + "; ".join(missing))
        return 3
    begun, before = time.monotonic(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="rehearsal-", ignore_cleanup_errors=True) as name:
        folder = args.folder or Path(name)
        with Site(folder / "site").running() as site:
            rig = Rig(site, folder / "stations")
            for letter in LETTERS:
                rig.add(letter)
            say(
                f"everything stands after {time.monotonic() - begun:.0f} s; load {before:.1f} before, {os.getloadavg()[0]:.1f} now"
            )
            seen = [
                one
                for _ in range(args.rounds)
                for one in rehearse(site, rig, chosen(args.only), pace=args.pace, seconds=args.seconds)
            ]
            found = [sentence for one in seen for sentence in one.violations]
            found += ledger(site, rig, everything=True)
            text, wrong = audited(site)
            found += wrong
            rig.close()
    say("\n" + HEAD)
    for one in seen:
        say(shown(one))
    packets = sum(one.packets for one in seen)
    say(f"\n{text}")
    say(
        f"{len(seen)} outages, {packets} documents and updates written, {len(found)} violations, "
        f"{(time.monotonic() - begun) / 60:.1f} minutes, load {os.getloadavg()[0]:.1f}, commit {_commit()}"
    )
    for sentence in found[:20]:
        say(f"! {sentence[:400]}")
    return 1 if found else 0


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "?"


if __name__ == "__main__":
    sys.exit(main())
