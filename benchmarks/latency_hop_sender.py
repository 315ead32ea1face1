"""A sender on a timetable. Started by benchmarks.latency_hop.

Several threads, each with its own line to axis and database, take the next packet when it is due.
"""

import json
import sys
import threading
import time
from pathlib import Path

import psycopg
from benchmarks.hop_sender import keep, send_row

from axislink.client import AxisClient
from evidence.keys import read_private_key, read_public_key

THREADS = 8
LEAD_S = 0.2


def main(database: str, axis: str, key: str, receipt_key: str, number: str, of: str, rate: str) -> None:
    keys = read_public_key(Path(receipt_key).read_bytes())
    with psycopg.connect(database, autocommit=True) as link:
        rows = link.execute(
            "select id, body, attempts, next_try_at, created_at from outbox where state = 'queued' and id %% %s = %s order by id",
            [int(of), int(number)],
        ).fetchall()
    gap, places = int(of) / float(rate), iter(range(len(rows)))
    guard, took = threading.Lock(), []
    begun = 0.0

    def work() -> None:
        with (
            psycopg.connect(database, autocommit=True, prepare_threshold=1) as link,
            AxisClient(axis, "vpcp", read_private_key(Path(key)), axis_keys=keys) as client,
        ):
            client.agencies()
            ready.wait()
            go.wait()
            while True:
                with guard:
                    place = next(places, None)
                if place is None:
                    return
                due = begun + place * gap + (int(number) / int(of)) * gap
                time.sleep(max(0.0, due - time.perf_counter()))
                keep(link, [outcome for outcome in (send_row(client, rows[place]),) if outcome is not None])
                took.append(1000 * (time.perf_counter() - due))

    ready, go = threading.Barrier(THREADS + 1), threading.Event()
    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    ready.wait()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    begun = time.perf_counter() + LEAD_S
    go.set()
    for thread in threads:
        thread.join()
    sys.stdout.write(f"done {json.dumps(took)}\n")
    sys.stdout.flush()
    sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
