"""What the console's pages cost with much history. Run: python -m benchmarks.console_lists [--transfers N] [--plans].

Fills a database of its own with transfers, one delivery each (1 in 100 failed, 1 in 50 open), then asks what each page asks and
prints milliseconds (best of three, client and server) and whether a statement read a whole large table. ``--plans`` prints plans.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from congvan.database.cluster import open_server

FILL = """
insert into axis_directory_system (system_id, name, state, connected_at)
select 's' || n, 'Hệ thống ' || n, 'open', now() from generate_series(1, 100) n;
insert into axis_directory_agency (code, name, sort_key, system_id, valid_from, version, mail, mobile, fax)
select 'H' || n, 'Cơ quan số ' || n, 'co quan ' || n, (select min(id) from axis_directory_system) + n % 100, now(), 1, '', '', ''
from generate_series(1, 3000) n;
insert into axis_tracking_transfer (ref, system_id, sender_id, sender_code, to_codes, kind, operation, document_id, document_code,
    subject, packet_sha256, size, accepted_at, priority)
select gen_random_uuid(), (select min(id) from axis_directory_system), (select min(id) from axis_directory_agency) + n % 3000, 'H', '{{}}',
    'edoc', 'new', 'doc-' || n, n || '/UBND-VP', 'V/v báo cáo số ' || n, md5(n::text), 100000,
    now() - ({count} - n) * interval '30 days' / {count}, n % 5
from generate_series(1, {count}) n;
insert into axis_delivery_delivery (ref, transfer_id, receiver_id, receiver_code, state, submitted_at, delivered_at, closed_at,
    failure, business_status)
select gen_random_uuid(), id, (select min(id) from axis_directory_agency) + (id * 7) % 3000, 'H',
    case when id % 100 = 0 then 'failed' when id % 50 = 1 then 'submitted' else 'taken' end, accepted_at,
    case when id % 50 = 1 then null else accepted_at + interval '1 second' end,
    case when id % 50 = 1 then null else accepted_at + interval '2 seconds' end,
    case when id % 100 = 0 then 'Tệp không khớp mã băm' else '' end, ''
from axis_tracking_transfer order by id;
insert into axis_intake_refusal (ref, at, system_id, code, sentence, sender_code, receivers, document_id, document_code, packet_sha256)
select gen_random_uuid(), now() - n * interval '1 minute', (select min(id) from axis_directory_system), 'AXS-104', 'Trục không biết', '',
    'Z99', 'd' || n, '', '' from generate_series(1, 5000) n;
vacuum analyze;
"""


def pages(now: Any) -> dict[str, Callable[[], object]]:
    from axis.console import overview, standing  # noqa: PLC0415 - Django's settings are made by then
    from axis.console.problems import LISTS, Asked, counts, find  # noqa: PLC0415
    from axis.console.views.packets import found_packets  # noqa: PLC0415
    from axis.oversight.measures import measure  # noqa: PLC0415
    from axis.oversight.statistics import Period, report  # noqa: PLC0415
    from kit.clock import today  # noqa: PLC0415

    late = timedelta(minutes=15)
    asked: dict[str, Callable[[], object]] = {
        "counts of all lists": lambda: counts(now, late, overview.day_start(now)),
        "home: today": lambda: overview.today(now),
        "home: systems": lambda: overview.health(now, late),
        "home: not taken, by system": lambda: overview.waiting_systems(now, late),
        "home: failures": lambda: overview.failures(now, 8),
        "systems": lambda: standing.systems(now, late),
        "agencies": lambda: standing.agencies(now, ""),
        "service, 30 days": lambda: standing.service(now - timedelta(days=30)),
        "measures (alerts, /metrics)": lambda: measure(now=now, folder=Path("/tmp")),
        "statistics, 30 days": lambda: report(
            Period(today(now) - timedelta(days=29), today(now)), group="co-quan", late=late
        ),
        "packets, newest": lambda: found_packets(now, "", ""),
        "packets, rare number": lambda: found_packets(now, "77/UBND-VP", ""),
        "packets, no hit": lambda: found_packets(now, "không có ở đâu", ""),
    }
    for one in LISTS:
        first = find(one, Asked(now, late))
        asked[f"{one.key}, first page"] = lambda one=one: find(one, Asked(now, late))
        asked[f"{one.key}, further"] = lambda one=one, place=first.next: find(one, Asked(now, late, place=place))
        asked[f"{one.key}, search"] = lambda one=one: find(one, Asked(now, late, words="7700/UBND"))
    return asked


def ask(transfers: int, plans: bool) -> None:
    import django  # noqa: PLC0415 - in the process that has the settings

    django.setup()
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from kit.clock import now  # noqa: PLC0415

    with connection.cursor() as cursor:
        for statement in FILL.format(count=transfers).split(";\n"):
            if statement.strip():
                cursor.execute(statement)
    for name, page in pages(now()).items():
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter()
            page()
            best = min(best, time.perf_counter() - start)
        with CaptureQueriesContext(connection) as seen:
            page()
        found = [explain(connection, one["sql"]) for one in seen.captured_queries]
        whole = sum(
            "Seq Scan on axis_delivery_delivery" in plan or "Seq Scan on axis_tracking" in plan for plan in found
        )
        print(f"{name:32} {best * 1000:8.1f} ms, {len(found)} statements, {whole} read a whole large table", flush=True)
        if plans:
            print("\n".join(found))


def explain(connection: Any, sql: str) -> str:
    if not sql.lstrip().lower().startswith(("select", "with")):
        return ""
    with connection.cursor() as cursor:
        cursor.execute("explain (analyze, buffers) " + sql.replace("%", "%%"), [])
        return "\n".join(row[0] for row in cursor.fetchall())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--transfers", type=int, default=100_000)
    parser.add_argument("--plans", action="store_true")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.inside:
        ask(args.transfers, args.plans)
        return
    with (
        tempfile.TemporaryDirectory(prefix="congvan-console-") as folder,
        open_server(Path(folder) / "pg", os.environ) as server,
    ):
        environ = {
            **os.environ,
            "DATABASE_URL": server.ensure_database("console", "console"),
            "CONGVAN_AXIS_DATA": str(Path(folder) / "axis"),
            "DJANGO_SETTINGS_MODULE": "axis.settings",
        }
        subprocess.run([sys.executable, "-m", "axis", "migrate"], env=environ, check=True)
        words = ["--inside", "--transfers", str(args.transfers), *(["--plans"] if args.plans else [])]
        subprocess.run([sys.executable, "-m", "benchmarks.console_lists", *words], env=environ, check=True)


if __name__ == "__main__":
    main()
