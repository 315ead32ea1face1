"""The hop of AS2, for comparison: pyas2lib in one process, no network, no store. Run: python -m benchmarks.as2 [--messages N].

pyas2lib is under the GPL and no part of this project: it lives in an environment of its own (`scripts/setup-bench`, or
CONGVAN_BENCH_PYTHON names a Python that has it) and nothing but `benchmarks/as2_hop.py` imports it.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OWN = HERE.parent / "build" / "bench-venv" / "bin" / "python"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=60)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    python = Path(os.environ.get("CONGVAN_BENCH_PYTHON", OWN))
    if not python.exists():
        print(f"pyas2lib is not installed ({python}): run scripts/setup-bench")
        return 0
    found = {}
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    for kind in ("signed", "encrypted"):
        command = [str(python), str(HERE / "as2_hop.py"), kind, str(args.messages)]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.stderr.write(done.stderr[-2000:])
            return 1
        found[kind] = json.loads(done.stdout)
        what = "signed" if kind == "signed" else "signed and encrypted"
        print(
            f"pyas2lib {found[kind]['version']}, {what}, 100 KB file: {found[kind]['cpu_ms']:.1f} CPU-ms/message (build, parse, "
            f"signed MDN, MDN checked; no HTTP, no disk, no database)"
        )
    if args.json:
        args.json.write_text(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
