"""From the clerk's click on "issue" until the document stands in the receiver's pending list. Run: python -m benchmarks.latency

A whole country of the demonstration as real processes: two offices (web, worker, link), the axis, PostgreSQL and a time stamp
server. Clicks are HTTP requests on a fixed timetable (open loop: a slow answer delays no later click); each document is numbered,
sealed, time-stamped, packed, sent, checked by the axis, fetched and filed. What is seen at the receiver is read from its database.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg
from benchmarks.processes import Cpu

from congvan.demo.country import GOVERNMENT_OFFICE, INSTALLATIONS, PASSWORD
from congvan.demo.desk import CallLog, Desk
from congvan.demo.world import Ports, World

SUBJECT = "Đo thời gian phát hành đến khi bên nhận thấy"
POLL_S = 0.02
PATIENCE_S = 120.0
CONNECTIONS = 24
STAGES = """
    select n.finished_at - n.created_at, p.created_at - d.created_at, p.settled_at - p.created_at
    from office_signing_signingrequest n
    join office_documents_document o on o.id = n.document_id
    join office_outgoing_dispatch d on d.outgoing_id = o.id
    join office_exchange_outpacket p on p.dispatch_id = d.id
    where n.purpose = 'issue' and o.subject like %(subject)s
"""


class Seen:
    """When each subject was first seen in the receiver's pending list."""

    def __init__(self, url: str, subject: str) -> None:
        self.url, self.subject = url, subject
        self.at: dict[str, float] = {}
        self.stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Seen":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._thread.join()

    def _watch(self) -> None:
        last = 0
        with psycopg.connect(self.url, autocommit=True) as link:
            while not self.stopping.is_set():
                rows = link.execute(
                    "select d.id, d.subject from office_incoming_incomingdocument i "
                    "join office_documents_document d on d.id = i.document_id where i.state = 'received' and i.document_id > %s",
                    [last - 50],  # ids are given out before they are committed
                ).fetchall()
                now = time.perf_counter()
                for number, subject in rows:
                    last = max(last, number)
                    if subject.startswith(self.subject):
                        self.at.setdefault(subject, now)
                self.stopping.wait(POLL_S)


class Clerk:
    """The clerk with many connections and one login; the standard library's client, because it costs least itself."""

    def __init__(self, world: World) -> None:
        desk = Desk(world.url("g22"), "tuyet.ma", PASSWORD, CallLog(None)).login()
        page = desk.get("/di/")
        self.token = str(page.one("//meta[@name='csrf-token']/@content"))
        cookies = "; ".join(f"{name}={value}" for name, value in desk.http.cookies.items())
        self._base = world.url("g22")
        self._place = self._base.removeprefix("http://")
        self._headers = {"Cookie": cookies, "HX-Request": "true", "X-CSRFToken": self.token}
        self._own = threading.local()

    def press(self, ref: str) -> tuple[float, float]:
        """Press "issue" on a document's page; return when it was sent and answered."""
        if not hasattr(self._own, "http"):
            self._own.http = HTTPConnection(self._place, timeout=60)
        headers = {**self._headers, "Referer": f"{self._base}/di/{ref}"}
        sent = time.perf_counter()
        self._own.http.request("POST", f"/di/{ref}/phat-hanh", body=b"", headers=headers)
        answer = self._own.http.getresponse()
        text = answer.read()
        if answer.status != 204:
            raise RuntimeError(f"issue answered {answer.status}: {text[:300]!r}")
        return sent, time.perf_counter()


def loops_per_second() -> float:
    """Return how fast one processor runs Python just now, in thousand rounds of a small loop a second."""
    best = 0.0
    for _ in range(3):
        began, kept = time.perf_counter(), {}
        for number in range(100_000):
            kept[str(number)] = [number]
            if len(kept) > 1000:
                kept.clear()
        best = max(best, 100 / (time.perf_counter() - began))
    return best


def prepare(world: World, count: int, subject: str) -> list[tuple[str, str]]:
    """Return ref and subject of documents that wait for the clerk."""
    sender = next(one for one in INSTALLATIONS if GOVERNMENT_OFFICE in one.codes)
    environment = {**world.office_environment(sender), "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    told = world.run("benchmarks.latency_prepare", str(count), subject, environment=environment)
    return [(ref, name) for ref, _, name in (line.partition(" ") for line in told.splitlines())]


def click(clerk: Clerk, documents: Sequence[tuple[str, str]], rate: float) -> dict[str, tuple[float, float]]:
    """Press on each document at its moment; return when each click was due and how long its answer took."""
    clicks: dict[str, tuple[float, float]] = {}

    def press(ref: str, name: str, due: float) -> None:
        _, answered = clerk.press(ref)
        clicks[name] = (due, answered - due)

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        start = time.perf_counter() + 0.2
        waiting = []
        for number, (ref, name) in enumerate(documents):
            due = start + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            waiting.append(pool.submit(press, ref, name, due))
        for one in waiting:
            one.result()
    return clicks


def quantiles(values: Sequence[float]) -> dict[str, float]:
    found = sorted(values)

    def at(share: float) -> float:
        return found[min(len(found) - 1, int(share * len(found)))]

    return {"p50": statistics.median(found), "p99": at(0.99), "max": found[-1]}


def run(world: World, *, rate: float, seconds: float, number: int, rest: float = 1.0) -> dict[str, Any]:
    """Return the figures of one round, begun after a ``rest`` in seconds: some hosts slow down who has computed for long."""
    subject = f"{SUBJECT} {number}"
    documents = prepare(world, round(rate * seconds), subject)
    admin = psycopg.conninfo.make_conninfo(world.server.admin_url, dbname="office_h29")
    clerk, cpu = Clerk(world), Cpu(_parts(world))
    time.sleep(rest)
    speed = loops_per_second()
    load, before, began = os.getloadavg()[0], cpu.read(), time.perf_counter()
    with Seen(admin, subject) as seen:
        clicks = click(clerk, documents, rate)
        end = time.monotonic() + PATIENCE_S
        while len(seen.at) < len(documents):
            if time.monotonic() > end:
                raise RuntimeError(f"{len(documents) - len(seen.at)} documents did not arrive")
            time.sleep(0.05)
    visible, took, speed_after = cpu.read(), time.perf_counter() - began, loops_per_second()
    verdicts = _verdicts(admin, subject, len(documents))
    after = cpu.read()
    return {
        "documents": len(documents),
        "rate": rate,
        "load": load,
        "loops": (speed, speed_after),
        "seconds": took,
        "visible": quantiles([seen.at[name] - due for name, (due, _) in clicks.items()]),
        "answered": quantiles([answered for _, answered in clicks.values()]),
        "verdict_after_filing": verdicts,
        "stages": _stages(world, subject),
        "cpu_ms": {part: 1000 * (visible[part] - before.get(part, 0.0)) / len(documents) for part in visible},
        "cpu_ms_with_verdicts": {part: 1000 * (after[part] - before.get(part, 0.0)) / len(documents) for part in after},
    }


def _parts(world: World) -> dict[int, str]:
    names = ["tsa", "axis", "axis-worker"]
    names += [f"{one.name}{part}" for one in INSTALLATIONS for part in ("", "-worker", "-link")]
    return {world.child(name): name for name in names}


def _verdicts(url: str, subject: str, count: int) -> dict[str, Any]:
    """Wait for the verdicts of the arrived files; return how long after filing each came, and what they are."""
    end = time.monotonic() + PATIENCE_S
    with psycopg.connect(url, autocommit=True) as link:
        while True:
            rows = link.execute(
                "select v.verdict, extract(epoch from v.checked_at - i.received_at) from office_signing_fileverdict v "
                "join office_documents_documentfile f on f.file_id = v.file_id join office_documents_document d on d.id = f.document_id "
                "join office_incoming_incomingdocument i on i.document_id = d.id "
                "where v.verdict <> '' and d.subject like %s",
                [f"{subject}%"],
            ).fetchall()
            if len(rows) >= count or time.monotonic() > end:
                break
            time.sleep(0.1)
    kinds = {kind: sum(row[0] == kind for row in rows) for kind, _ in rows}
    return {**quantiles([float(row[1]) for row in rows]), "verdicts": kinds}


def _stages(world: World, subject: str) -> dict[str, dict[str, float]]:
    url = psycopg.conninfo.make_conninfo(world.server.admin_url, dbname="office_g22")
    with psycopg.connect(url, autocommit=True) as link:
        rows = link.execute(STAGES, {"subject": f"{subject}%"}).fetchall()
    names = ("number and seal", "packed", "accepted")
    return {
        name: quantiles([row[place].total_seconds() for row in rows])
        for place, name in enumerate(names)
    }  # fmt: skip


def report(result: dict[str, Any]) -> None:
    def line(title: str, found: dict[str, float]) -> None:
        print(f"  {title:28} p50 {found['p50']:6.3f}  p99 {found['p99']:6.3f}  max {found['max']:6.3f} s")

    print(
        f"issue to visible: {result['documents']} documents at {result['rate']:.0f}/s, load before {result['load']:.1f}, "
        f"thousand loops/s before and after {result['loops'][0]:.0f}, {result['loops'][1]:.0f}"
    )
    line("click → pending list", result["visible"])
    line("click → page answers", result["answered"])
    for name, found in result["stages"].items():
        line(f"stage {name}", found)
    line("filed → verdict", result["verdict_after_filing"])
    print(f"  verdicts {result['verdict_after_filing']['verdicts']}")
    for title in ("cpu_ms", "cpu_ms_with_verdicts"):
        parts = ", ".join(f"{part} {ms:.1f}" for part, ms in sorted(result[title].items()))
        print(f"  {title} per document {sum(result[title].values()):.1f}: {parts}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=20.0)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--rest", type=float, default=1.0, help="seconds of quiet before each round")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    results = []
    with ExitStack() as stack:
        folder = tempfile.TemporaryDirectory(prefix="latency-", dir=os.environ.get("CONGVAN_BENCH_DIR"))
        world = stack.enter_context(World(Path(stack.enter_context(folder)), Ports.free()))
        run(world, rate=min(args.rate, 10.0), seconds=2.0, number=0)  # caches and connections are warm afterwards
        for number in range(1, args.rounds + 1):
            results.append(run(world, rate=args.rate, seconds=args.seconds, number=number, rest=args.rest))
            report(results[-1])
    if args.json:
        args.json.write_text(json.dumps(results, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
