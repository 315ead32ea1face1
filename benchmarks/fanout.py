"""One document to many receivers. Run: python -m benchmarks.fanout [--receivers N] [--systems M].

Every receiver is an agency; they are spread evenly over the systems, each of which waits for its inbox (one parked request a system),
fetches the packet, checks its digest and acknowledges for its agencies. Time runs from the sender's request until the axis has
the last acknowledgement; the bodies that the axis then keeps are counted.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import psycopg
from benchmarks.axis_programs import SENDER, AxisPrograms, hear, packet, wait_until

from axislink.protocol.sender import Sent
from congvan.database.cluster import open_server

PORT = 8227
PROGRAMS = 2
TARGET_S = 10.0
PATIENCE_S = 300.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--receivers", type=int, default=1000)
    parser.add_argument("--systems", type=int, default=100)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    load = os.getloadavg()[0]
    with (
        tempfile.TemporaryDirectory(prefix="fanout-", dir=os.environ.get("CONGVAN_BENCH_DIR")) as name,
        open_server(Path(name) / "pg", os.environ) as server,
    ):
        axis = AxisPrograms(Path(name), server, "fanout", port=PORT)
        axis.migrate()
        axis.connect(*SENDER)
        made = axis.program("benchmarks.fanout_prepare", str(args.receivers), str(args.systems), str(axis.folder))
        hear(made, "ready")
        made.communicate("end\n")
        codes = tuple(f"H29.{number:04}" for number in range(args.receivers))
        with axis.serving(worker=True), axis.client("vpcp") as client:
            arguments = (axis.url, str(axis.folder), str(args.systems), str(PROGRAMS))
            receivers = [axis.program("benchmarks.fanout_receivers", *arguments, str(n)) for n in range(PROGRAMS)]
            for one in receivers:
                hear(one, "ready")
            started = time.perf_counter()
            submitted = client.submit(packet(1, codes))
            accepted = time.perf_counter() - started
            if submitted.sent is not Sent.ACCEPTED or submitted.receipt is None:
                raise RuntimeError(f"{submitted.code} {submitted.sentence}")
            with psycopg.connect(axis.axis_url, autocommit=True) as link:
                asked = "select count(*) from axis_delivery_delivery where state = 'taken'"
                wait_until(lambda: link.execute(asked).fetchone() == (args.receivers,), PATIENCE_S, "acknowledgements")
                seconds = time.perf_counter() - started
                sizes = link.execute("select count(*), sum(size) from axis_tracking_transfer").fetchone()
            trace = client.trace(submitted.transfer_id or "")
            for one in receivers:
                hear(one, "done")
                one.communicate("end\n")
        taken = sum(one["state"] == "taken" for one in trace["receivers"])
        bodies = [one.stat().st_size for one in (axis.folder / "axis/bodies").rglob("*") if one.is_file()]
    named = len(submitted.receipt.receivers)
    print(
        f"{args.receivers} receivers in {args.systems} systems: accepted after {accepted:.2f} s with a receipt for {named}, all "
        f"{taken} acknowledged after {seconds:.2f} s (target {TARGET_S:.0f}); {sizes[0] if sizes else 0} transfer, "
        f"{len(bodies)} body of {sum(bodies) / 1000:.0f} KB kept; load before {load:.1f}"
    )
    if len(bodies) != 1 or taken != args.receivers:
        raise RuntimeError("the body is not kept once, or the trace does not show every acknowledgement")
    if args.json:
        args.json.write_text(json.dumps({"seconds": seconds, "accepted": accepted, "load_before": load}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
