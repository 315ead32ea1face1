"""Run the suites one after the other: two programs have two Django settings. ``python -m tests.run [names]``.

Each suite is a pytest run of its own with its own PostgreSQL; the last line sums them up.
"""

import re
import subprocess
import sys
import time
from collections.abc import Sequence

# name, arguments of pytest
SUITES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("pure", ("tests/pure", "tests/kit", "tests/house", "-n", "2")),
    ("axis", ("tests/axis", "--ds=axis.settings", "-n", "2")),
    ("office", ("tests/office", "--ds=office.settings", "-n", "2")),
    ("screen", ("tests/kit_screen",)),
    ("demo", ("tests/stories/test_demo.py",)),
    ("stories", ("tests/stories", "--ignore=tests/stories/test_demo.py", "--ignore=tests/stories/faults")),
    ("faults", ("tests/stories/faults",)),
)
COUNTS = re.compile(r"(\d+) (passed|failed|error|errors|skipped)")


def run(name: str, arguments: Sequence[str]) -> tuple[int, dict[str, int]]:
    print(f"\n== {name}", flush=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    last = ""
    assert process.stdout is not None
    for line in process.stdout:
        print(line, end="", flush=True)
        if COUNTS.search(line):
            last = line
    counts = {
        kind.rstrip("s") if kind.startswith("error") else kind: int(number) for number, kind in COUNTS.findall(last)
    }
    return process.wait(), counts


def main(wanted: Sequence[str]) -> int:
    total: dict[str, int] = {}
    failed = []
    start = time.monotonic()
    chosen = [suite for suite in SUITES if not wanted or suite[0] in wanted]
    for name, arguments in chosen:
        code, counts = run(name, arguments)
        if code != 0:
            failed.append(name)
        for kind, number in counts.items():
            total[kind] = total.get(kind, 0) + number
    minutes = (time.monotonic() - start) / 60
    if failed:
        print(f"\nKhông đạt: {', '.join(failed)}")
    print(f"\nTổng cộng sau {minutes:.1f} phút:")
    bad = total.get("failed", 0) + total.get("error", 0) + (1 if failed and not total.get("failed") else 0)
    print(f"{total.get('passed', 0)} passed, {bad} failed, {total.get('skipped', 0)} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
