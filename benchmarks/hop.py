"""The hop: outbox row → axis → receipt checked and kept. Run: python -m benchmarks.hop [--documents N].

Counts the CPU of both programs and of PostgreSQL from /proc, not wall time alone: machines are shared. Sender processes
work as `office link` does, on rows of an outbox in PostgreSQL and packets in files; the axis runs as `axis serve`.
Commit and signature rates of the same run stand beside the result, so that two machines can be compared.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from benchmarks import plans
from benchmarks.axis_programs import RECEIVER, SENDER, AxisPrograms, hear, packet, say
from benchmarks.hop_sender import OUTBOX
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from congvan.database.cluster import open_server
from evidence.keys import new_private_key

HERE = Path(__file__).resolve().parent
WORKERS = 2
SENDERS = 4
PORT = 8197
TICKS = os.sysconf("SC_CLK_TCK")
PARTS = (("hop_sender", "sender"), ("path_receiver", "receiver"), (" axis ", "axis"), ("postgres", "postgres"))


class Cpu:
    """CPU seconds of all processes below this one, by part, from /proc."""

    def read(self) -> dict[str, float]:
        found = dict.fromkeys((part for _, part in PARTS), 0.0)
        for pid, part in self._parts().items():
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            # Children that ended and were waited for are in their parent's figures: nothing is lost or counted twice.
            found[part] += sum(int(one) for one in fields[11:15]) / TICKS
        return found

    def _parts(self) -> dict[int, str]:
        parents: dict[int, int] = {}
        names: dict[int, str] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                stat = (folder / "stat").read_text()
                names[int(folder.name)] = (
                    (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                )
                parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
            except OSError:
                continue
        parts: dict[int, str] = {}
        for pid in parents:
            line, at = [], pid
            while at in parents and at != os.getpid():
                line.append(at)
                at = parents[at]
            if at != os.getpid() or not line:
                continue
            words = " ".join(names[one] for one in line)
            part = next((part for word, part in PARTS if word in words), None)
            if part is not None:
                parts[pid] = part
        return parts


class Bench(AxisPrograms):
    """One axis, and an outbox beside it."""

    def __init__(self, folder: Path, server: object, name: str, *, port: int = PORT) -> None:
        super().__init__(folder, server, name, port=port, workers=WORKERS)
        self.numbers = iter(range(1, 10_000_000))

    def prepare(self) -> None:
        self.migrate()
        self.connect(*SENDER)
        self.connect(*RECEIVER)
        with psycopg.connect(self.office_url) as link:
            link.execute(OUTBOX)

    def history(self, count: int) -> None:
        """Write ``count`` earlier transfers, taken long ago."""
        with psycopg.connect(self.axis_url, autocommit=True) as link:
            link.execute(
                "with told as (insert into axis_tracking_transfer (ref, system_id, sender_id, sender_code, to_codes, kind, "
                "operation, document_id, document_code, subject, packet_sha256, size, accepted_at) "
                "select gen_random_uuid(), s.id, a.id, 'G22', '{H29}', 'edoc', 'new', 'old-' || n, n || '/VPCP', 'V/v', "
                "md5(n::text) || md5((-n)::text), 137000, now() - interval '1 day' "
                "from axis_directory_system s, axis_directory_agency a, generate_series(1, %s) n "
                "where s.system_id = 'vpcp' and a.code = 'G22' returning id, ref), proved as (insert into "
                "axis_evidence_acceptance (transfer_ref, receipt, request) select ref, repeat('x', 600), '{}' from told) "
                "insert into axis_delivery_delivery (ref, transfer_id, receiver_id, receiver_code, state, submitted_at, "
                "closed_at, failure, business_status) select gen_random_uuid(), told.id, a.id, 'H29', 'taken', now(), "
                "now(), '', '' from told, axis_directory_agency a where a.code = 'H29'",
                [count],
            )
            link.execute("vacuum analyze")
        # The folders that so many bodies would have left; the bodies themselves would only fill the disk.
        chance = random.Random(count)
        for number in {chance.randrange(65536) for _ in range(count)}:
            (self.folder / "axis/bodies" / f"{number >> 8:02x}" / f"{number & 255:02x}").mkdir(
                parents=True, exist_ok=True
            )
        with psycopg.connect(self.axis_url, autocommit=True) as link:
            link.execute("checkpoint") if link.execute("show is_superuser").fetchone() == ("on",) else None

    def queue(self, count: int) -> None:
        """Put ``count`` packets into files and their rows into the outbox."""
        packets = self.folder / "packets"
        packets.mkdir(exist_ok=True)
        with psycopg.connect(self.office_url) as link:
            for _ in range(count):
                number = next(self.numbers)
                (packets / str(number)).write_bytes(packet(number))
                link.execute(
                    "insert into outbox (id, body, state, attempts, next_try_at, created_at) "
                    "values (%s, %s, 'queued', 0, now(), now())",
                    [number, str(packets / str(number))],
                )

    def send(self, cpu: Cpu, also: Callable[[], None] = lambda: None) -> dict[str, float]:
        """Let the senders empty the outbox, then run ``also``; return seconds, documents and CPU by part."""
        with psycopg.connect(self.office_url) as link:
            [count] = link.execute("select count(*) from outbox where state = 'queued'").fetchone() or [0]
        with self.senders() as senders:
            before, started = cpu.read(), time.perf_counter()
            for sender in senders:
                say(sender, "go")
            for sender in senders:
                hear(sender, "done")
            also()
            seconds, after = time.perf_counter() - started, cpu.read()
        with psycopg.connect(self.office_url) as link:
            [left] = link.execute("select count(*) from outbox where state <> 'accepted'").fetchone() or [-1]
        if left:
            raise RuntimeError(f"{left} documents were not accepted")
        used = {part: 1000 * (after[part] - before[part]) / count for part in after}
        return {"documents": count, "seconds": seconds, **used, "cpu_ms": sum(used.values())}

    @contextmanager
    def senders(self, module: str = "benchmarks.hop_sender", *options: str) -> Iterator[list["subprocess.Popen[str]"]]:
        """Start the senders, ready to begin; let them end afterwards."""
        arguments = (self.office_url, self.url, str(self.key("vpcp")), str(self.receipt_key))
        started = [self.program(module, *arguments, str(number), str(SENDERS), *options) for number in range(SENDERS)]
        for sender in started:
            hear(sender, "ready")
        yield started
        for sender in started:
            sender.communicate("end\n")


def commit_rate(url: str, folder: Path, seconds: int = 4) -> float | None:
    """Return one-row inserts per second of pgbench with 8 clients, None where pgbench is not installed."""
    if shutil.which("pgbench") is None:
        return None
    script = folder / "insert.sql"
    script.write_text("insert into commits (body) values (repeat('x', 200));\n")
    with psycopg.connect(url, autocommit=True) as link:
        link.execute("create table if not exists commits (id bigint generated always as identity, body text)")
    command = ["pgbench", "-n", "-c", "8", "-j", "2", "-T", str(seconds), "-f", str(script), url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(next(line.split()[2] for line in done.stdout.splitlines() if line.startswith("tps")))


def signature_rates(seconds: float = 0.7) -> dict[str, float]:
    """Return signatures per second of one core, from Python."""
    p256, rsa2048, data = new_private_key(), rsa.generate_private_key(65537, 2048), b"x" * 600
    ways = {
        "p256_sign": lambda: p256.sign(data, ec.ECDSA(SHA256())),
        "rsa2048_sign": lambda: rsa2048.sign(data, padding.PKCS1v15(), SHA256()),
    }
    rates = {}
    for name, way in ways.items():
        count, started = 0, time.process_time()
        while time.process_time() - started < seconds:
            way()
            count += 1
        rates[name] = count / (time.process_time() - started)
    return rates


def measure(bench: Bench, cpu: Cpu, documents: int, runs: int) -> dict[str, float]:
    """Return the run with the median CPU per document, after a warm-up."""
    bench.queue(max(60, documents // 4))
    bench.send(cpu)
    found = []
    for _ in range(runs):
        bench.queue(documents)
        found.append(bench.send(cpu))
    middle = statistics.median_low([run["cpu_ms"] for run in found])
    return next(run for run in found if run["cpu_ms"] == middle)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--history", type=int, nargs=2, default=[10_000, 1_000_000], metavar=("SMALL", "LARGE"))
    parser.add_argument("--plans", action="store_true", help="show how the busy statements find their rows")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    os.chdir(HERE.parent)
    with tempfile.TemporaryDirectory(prefix="hop-", dir=os.environ.get("CONGVAN_BENCH_DIR")) as name:
        folder = Path(name)
        with open_server(folder / "pg", os.environ) as server:
            cpu = Cpu()
            result: dict[str, Any] = {"load_before": os.getloadavg()[0], **signature_rates()}
            for label, history in zip(("small", "large"), args.history, strict=True):
                bench = Bench(folder, server, label)
                bench.prepare()
                bench.history(history)
                with bench.serving():
                    result[label] = {"history": history, **measure(bench, cpu, args.documents, args.runs)}
                    report_run(result[label])
                if args.plans and label == "large":
                    plans.show(bench.axis_url)
                if label == "small":
                    result["commits_per_s"] = commit_rate(bench.office_url, folder)
    report(result)
    if args.json:
        args.json.write_text(json.dumps(result, indent=1))
    return 0


def report_run(run: dict[str, float]) -> None:
    parts = ", ".join(f"{part} {run[part]:.2f}" for part in ("sender", "axis", "postgres"))
    rate = run["documents"] / run["seconds"]
    print(
        f"hop, history {run['history']:,}: {run['cpu_ms']:.2f} CPU-ms/document ({parts}), {rate:.0f} documents/s",
        flush=True,
    )


def report(result: dict[str, Any]) -> None:
    small, large = result["small"], result["large"]
    print(f"ratio large : small history {large['cpu_ms'] / small['cpu_ms']:.2f}")
    commits = result["commits_per_s"]
    print(f"same run: {commits:.0f} one-row commits/s (8 clients)" if commits else "same run: pgbench not installed")
    print(
        f"same run: P-256 {result['p256_sign']:.0f}/s, RSA-2048 {result['rsa2048_sign']:.0f}/s, load {result['load_before']:.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
