"""All benchmarks, briefly. Run: python -m benchmarks [NAME ...]

Each prints its own table; the machine and its load stand above. docs/benchmarks.md says what the figures mean.
"""

import argparse
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BRIEFLY: dict[str, tuple[str, ...]] = {
    "hop": ("--documents", "200", "--plans"),
    "intake_profile": (),
    "path": ("--documents", "200"),
    "fanout": (),
    "latency_hop": ("--documents", "200", "--seconds", "10"),
    "large": (),
    "as2": (),
    "agency_list": (),
    "directory_search": (),
    "signing": (),
    "issuing": (),
    "latency": ("--rate", "20", "--seconds", "10"),
}


def machine() -> str:
    """Return what the figures were measured on."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")),
        platform.machine(),
    )
    memory = next((int(line.split()[1]) for line in _lines(Path("/proc/meminfo")) if line.startswith("MemTotal")), 0)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True, check=False
    ).stdout.strip()
    return (
        f"{os.cpu_count()} × {model}, {memory / 2**20:.1f} GiB, Python {platform.python_version()}, "
        f"commit {commit or 'unknown'}, load {os.getloadavg()[0]:.1f}"
    )


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BRIEFLY))
    args = parser.parse_args()
    if unknown := set(args.names) - set(BRIEFLY):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    print(machine(), flush=True)
    failed = []
    for name in args.names or BRIEFLY:
        print(f"\n{name}", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", *BRIEFLY[name]], cwd=HERE.parent, check=False
        )
        failed += [name] if done.returncode else []
    if failed:
        sys.stderr.write(f"failed: {', '.join(failed)}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
