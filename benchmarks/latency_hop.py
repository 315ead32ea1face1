"""How long one hop takes at half load. Run: python -m benchmarks.latency_hop [--seconds N] [--rate R].

First the hop's own throughput is measured (as `hop` does), then packets are due on a fixed timetable at half of it: open loop, a
slow answer delays no later one. A packet's time runs from when it was due until its receipt was checked and kept in the outbox.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.axis_programs import hear, say
from benchmarks.hop import SENDERS, Bench, Cpu

from congvan.database.cluster import open_server

PORT = 8217
TARGET_MS = 100.0


def timed(bench: Bench, rate: float, seconds: float) -> list[float]:
    """Send on a timetable; return how long each packet took, in ms, shortest first."""
    bench.queue(int(rate * seconds))
    with bench.senders("benchmarks.latency_hop_sender", str(rate)) as senders:
        for sender in senders:
            say(sender, "go")
        took = [ms for sender in senders for ms in json.loads(hear(sender, "done"))]
    return sorted(took)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=300, help="for the measured throughput")
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--rate", type=float, help="documents/s instead of half of the measured throughput")
    parser.add_argument("--history", type=int, default=10_000)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    load = os.getloadavg()[0]
    with (
        tempfile.TemporaryDirectory(prefix="latency-", dir=os.environ.get("CONGVAN_BENCH_DIR")) as name,
        open_server(Path(name) / "pg", os.environ) as server,
    ):
        bench = Bench(Path(name), server, "latency", port=PORT)
        bench.prepare()
        bench.history(args.history)
        with bench.serving():
            bench.queue(max(60, args.documents // 4))
            bench.send(Cpu())
            bench.queue(args.documents)
            run = bench.send(Cpu())
            full = run["documents"] / run["seconds"]
            rate = args.rate or full / 2
            timed(bench, rate, 2.0)
            took = timed(bench, rate, args.seconds)
    p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
    print(
        f"hop at {rate:.0f}/s ({SENDERS} senders; {full:.0f}/s measured), {len(took)} packets: p50 {p50:.1f} ms, "
        f"p99 {p99:.1f} ms, most {took[-1]:.1f} ms (target p99 {TARGET_MS:.0f}); load before {load:.1f}"
    )
    if args.json:
        args.json.write_text(json.dumps({"rate": rate, "full": full, "p50": p50, "p99": p99, "load_before": load}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
