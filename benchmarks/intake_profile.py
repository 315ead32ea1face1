"""Where the CPU of an acceptance goes, in one process without HTTP. Run: python -m benchmarks.intake_profile [--documents N].

Signed requests of packets as `hop` sends them, accepted one after another by the axis' own code with its database and its folder of
bodies. CPU-ms of the accepting thread a document without a profiler, then cProfile's shares, which weigh small functions too much.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.axis_programs import hear
from benchmarks.hop import Bench

from congvan.database.cluster import open_server

PORT = 8257


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=200)
    args = parser.parse_args()
    load = os.getloadavg()[0]
    with (
        tempfile.TemporaryDirectory(prefix="intake-", dir=os.environ.get("CONGVAN_BENCH_DIR")) as name,
        open_server(Path(name) / "pg", os.environ) as server,
    ):
        bench = Bench(Path(name), server, "intake", port=PORT)
        bench.prepare()
        bench.history(10_000)
        arguments = ("benchmarks.intake_profiled", str(bench.key("vpcp")), str(args.documents))
        program = bench.program(*arguments, log=subprocess.DEVNULL)
        hear(program, "ready")
        print(program.communicate("end\n")[0].rstrip(), f"\nload before {load:.1f}")
    return program.returncode


if __name__ == "__main__":
    sys.exit(main())
