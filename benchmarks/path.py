"""Agency → axis → agency: from an outbox to the row of an inbox elsewhere. Run: python -m benchmarks.path [--documents N].

Senders as in `hop`; at the other end a program of another system lists what waits, fetches each packet, keeps it under its hash
with fsync, reads it whole (every file decoded and hashed), writes inbox rows of a batch in one transaction and acknowledges them
in one call. Time runs from the first packet sent until the axis has the last acknowledgement.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

import psycopg
from benchmarks.axis_programs import hear, say
from benchmarks.hop import Bench, Cpu
from benchmarks.path_receiver import INBOX

from congvan.database.cluster import open_server

OPEN = "select count(*) from axis_delivery_delivery where closed_at is null"
PORT = 8207


def once(bench: Bench, cpu: Cpu, documents: int) -> dict[str, float]:
    """Send so many packets and take them in; return seconds, documents and CPU by part."""
    bench.queue(documents)
    arguments = (bench.office_url, bench.url, str(bench.key("tphcm")), str(bench.receipt_key), str(bench.folder))
    receiver = bench.program("benchmarks.path_receiver", *arguments, str(documents))
    hear(receiver, "ready")
    say(receiver, "go")
    try:
        found = bench.send(cpu, lambda: hear(receiver, "done") and None)
    finally:
        receiver.communicate("end\n")
    with psycopg.connect(bench.axis_url) as link:
        if (left := link.execute(OPEN).fetchone()) != (0,):
            raise RuntimeError(f"{left} deliveries are still open")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--history", type=int, default=10_000)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="path-", dir=os.environ.get("CONGVAN_BENCH_DIR")) as name:
        folder = Path(name)
        with open_server(folder / "pg", os.environ) as server:
            bench = Bench(folder, server, "path", port=PORT)
            bench.prepare()
            bench.history(args.history)
            with psycopg.connect(bench.office_url) as link:
                link.execute(INBOX)
            with bench.serving():
                cpu = Cpu()
                once(bench, cpu, max(60, args.documents // 4))
                runs = [once(bench, cpu, args.documents) for _ in range(args.runs)]
            with psycopg.connect(bench.office_url) as link:
                [rows] = link.execute("select count(*) from inbox").fetchone() or [0]
    middle = statistics.median_low([run["cpu_ms"] for run in runs])
    run = next(run for run in runs if run["cpu_ms"] == middle)
    parts = ", ".join(f"{part} {run[part]:.2f}" for part in ("sender", "axis", "receiver", "postgres"))
    print(
        f"agency to agency, history {args.history}: {run['documents'] / run['seconds']:.0f} documents/s, "
        f"{run['cpu_ms']:.2f} CPU-ms/document ({parts}); {rows} inbox rows, load before {load:.1f}"
    )
    if args.json:
        args.json.write_text(json.dumps({**run, "load_before": load}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
