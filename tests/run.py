"""Run the suites one after the other: two programs have two Django settings. ``python -m tests.run [names]``.

Each suite is a pytest run of its own with its own PostgreSQL; the last line sums them up. A suite with at most ``FEW`` failures runs
those once more, alone: a test that only then passes is named at the end, so that it is looked into and not lost in the noise.
"""

import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

# Each worker plays in a country of its own; the tests of a file stay together.
BY_FILE = ("-n", "2", "--dist", "loadfile")
# name, arguments of pytest
SUITES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("pure", ("tests/pure", "tests/kit", "tests/house", "tests/simulation", "-n", "2")),
    ("axis", ("tests/axis", "--ds=axis.settings", "-n", "2")),
    ("office", ("tests/office", "--ds=office.settings", "-n", "2")),
    ("screen", ("tests/kit_screen", "-n", "2")),
    ("demo", ("tests/stories/test_demo.py",)),
    (
        "stories",
        ("tests/stories", "--ignore=tests/stories/test_demo.py", "--ignore=tests/stories/faults", *BY_FILE),
    ),
    ("faults", ("tests/stories/faults", *BY_FILE)),
)
FEW = 3
COUNTS = re.compile(r"(\d+) (passed|failed|error|errors|skipped)")


FAILED = re.compile(r"^(?:FAILED|ERROR) (\S.*?)(?: - |$)")


@dataclass
class Outcome:
    code: int
    counts: dict[str, int]
    failing: list[str]


def pytest(arguments: Sequence[str]) -> Outcome:
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    last, failing = "", []
    assert process.stdout is not None
    for line in process.stdout:
        print(line, end="", flush=True)
        if COUNTS.search(line):
            last = line
        if named := FAILED.match(line):
            failing.append(named[1])
    counts = {
        kind.rstrip("s") if kind.startswith("error") else kind: int(number) for number, kind in COUNTS.findall(last)
    }
    return Outcome(process.wait(), counts, failing)


def run(name: str, arguments: Sequence[str]) -> tuple[Outcome, list[str]]:
    """Run one suite; return its outcome and the tests that passed only when run again."""
    print(f"\n== {name}", flush=True)
    first = pytest(arguments)
    bad = first.counts.get("failed", 0) + first.counts.get("error", 0)
    if first.code != 1 or not 0 < bad <= FEW or len(first.failing) != bad:
        return first, []
    print(f"\n== {name}: chạy lại {bad} ca không đạt", flush=True)
    options = [one for one in arguments if one.startswith("--ds")]
    if pytest([*options, *first.failing]).code != 0:
        return first, []
    counts = {kind: number for kind, number in first.counts.items() if kind not in ("failed", "error")}
    counts["passed"] = counts.get("passed", 0) + bad
    return Outcome(0, counts, []), first.failing


def main(wanted: Sequence[str]) -> int:
    total: dict[str, int] = {}
    failed, unsteady = [], []
    start = time.monotonic()
    chosen = [suite for suite in SUITES if not wanted or suite[0] in wanted]
    for name, arguments in chosen:
        outcome, again = run(name, arguments)
        unsteady += again
        if outcome.code != 0:
            failed.append(name)
        for kind, number in outcome.counts.items():
            total[kind] = total.get(kind, 0) + number
    minutes = (time.monotonic() - start) / 60
    for test in unsteady:
        print(f"\nKHÔNG ỔN ĐỊNH, chỉ đạt ở lần chạy thứ hai: {test}")
    if failed:
        print(f"\nKhông đạt: {', '.join(failed)}")
    print(f"\nTổng cộng sau {minutes:.1f} phút:")
    bad = total.get("failed", 0) + total.get("error", 0) + (1 if failed and not total.get("failed") else 0)
    print(f"{total.get('passed', 0)} passed, {bad} failed, {total.get('skipped', 0)} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
