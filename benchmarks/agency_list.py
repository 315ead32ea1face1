"""The list of all agencies in the VXP dialect, which knows no pages. Run: python -m benchmarks.agency_list [--rows N].

Asked over HTTP as a client does: when the list has still to be made for a new state of the directory, and when it is there; plain
and packed. Half of the agencies have a code of QCVN 102, all have a parent.
"""

import argparse
import gzip
import json
import os
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import psycopg
from benchmarks.axis_programs import SENDER, AxisPrograms

from axislink.protocol.vxp import seal_headers
from axislink.protocol.vxp_answers import HANOI
from axislink.wire import HttpWire
from congvan.database.cluster import open_server

PORT = 8247
TARGET_S = 1.0
TIMES = 5
FILL = """
insert into axis_directory_agency (code, code_qcvn102, name, sort_key, parent_id, system_id, level, bloc, valid_from, version, mail,
    mobile, fax, changed_at)
select 'K' || lpad((n / 1000)::text, 3, '0') || '.' || lpad((n %% 1000)::text, 3, '0'),
    case when n %% 2 = 0 then '000.' || lpad((n %% 100)::text, 2, '0') || '.' || lpad((n / 100)::text, 5, '0') end,
    'Ủy ban nhân dân xã số ' || n || ' tỉnh ' || n %% 34, 'uy ban nhan dan xa so ' || n, above.id, above.system_id, above.level,
    above.bloc, date '2025-07-01', 1, 'vanthu' || n || '@xa.gov.vn', '', '', now()
from generate_series(1, %s) n, axis_directory_agency above where above.code = 'G22'
"""


def ask(wire: HttpWire, encoding: str) -> tuple[float, bytes, int]:
    """Return seconds until the last byte, the list, and its size on the wire."""
    now = datetime.now(HANOI)
    headers = seal_headers(
        {}, system_id=SENDER[0], secret="x", timestamp=f"{now:%d%m%YT%H%M%S}+0000", content_type="application/json"
    )
    coded = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    started = time.perf_counter()
    reply = wire.send(
        "POST", "/vxp/getAgenciesList", {**coded, "content-length": "2", "accept-encoding": encoding}, b"{}", 60
    )
    body = reply.read()
    return time.perf_counter() - started, gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body, len(body)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=120_000)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    load = os.getloadavg()[0]
    found = {}
    with (
        tempfile.TemporaryDirectory(prefix="agencies-", dir=os.environ.get("CONGVAN_BENCH_DIR")) as name,
        open_server(Path(name) / "pg", os.environ) as server,
    ):
        axis = AxisPrograms(Path(name), server, "agencies", port=PORT)
        axis.migrate()
        axis.connect(*SENDER)
        with psycopg.connect(axis.axis_url, autocommit=True) as link:
            link.execute(FILL, [args.rows])
            link.execute("vacuum analyze axis_directory_agency")
        with axis.serving():
            wire = HttpWire(axis.url)
            seconds, body, size = ask(wire, "identity")
            rows = len(json.loads(body)["data"])
            if rows < args.rows:
                raise RuntimeError(f"{rows} rows listed")
            print(f"{rows} agencies, first asked of a new state: {seconds:.2f} s ({size / 1e6:.1f} MB)")
            found["first"] = seconds
            for encoding in ("identity", "gzip"):
                asked = [ask(wire, encoding) for _ in range(TIMES)]
                found[encoding] = statistics.median(one[0] for one in asked)
                size = asked[0][2]
                print(f"  again, {encoding}: {found[encoding]:.3f} s ({size / 1e6:.1f} MB; target {TARGET_S:.0f} s)")
            wire.close()
    print(f"load before {load:.1f}")
    if args.json:
        args.json.write_text(json.dumps({**found, "load_before": load}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
