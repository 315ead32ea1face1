"""How large an axis' database grows: bytes of each table per row, indexes included. Run: python -m benchmarks.row_sizes [--packets 30000].

Packets with texts, receipts and signatures of usual length, two receivers each, all delivered and acknowledged, logged by the true
sequencer. What docs/scale.md computes with.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from congvan.database.cluster import open_server

TABLES = {
    "axis_tracking_transfer": "packet",
    "axis_evidence_acceptance": "receipt and the sender's signature",
    "axis_delivery_delivery": "receiver",
    "axis_evidence_leaf": "entry of the log",
    "axis_evidence_subtree": "hashes of the log's tree",
}
RECEIVERS = 2
PACKETS = """
insert into axis_tracking_transfer (ref, system_id, sender_id, sender_code, to_codes, kind, operation, document_id, document_code,
    subject, packet_sha256, size, accepted_at)
select (lpad(to_hex(1750000000000 + n), 12, '0') || '7000a' || lpad(to_hex(n), 15, '0'))::uuid, s.id, a.id, a.code,
    array['000.00.19.H29', '000.01.19.H29'], 'edoc', 'new', '000.00.00.G22,2026/11/22,' || n || '/VPCP-KSTT', n || '/VPCP-KSTT',
    'V/v báo cáo tình hình thực hiện nhiệm vụ được Chính phủ, Thủ tướng Chính phủ giao trong quý IV năm 2026 và kế hoạch năm 2027',
    encode(sha256(n::text::bytea), 'hex'), 137036, now() - interval '1 day'
from generate_series(1, %s) n, axis_directory_system s join axis_directory_agency a on a.system_id = s.id and a.code = 'G22'
"""
RECEIPTS = """
insert into axis_evidence_acceptance (transfer_ref, receipt, request)
select ref, translate(encode(sha256(ref::text::bytea) || sha256(id::text::bytea), 'base64') || repeat(md5(ref::text), 22), E'\\n', ''),
    jsonb_build_object('method', 'POST', 'path', '/v1/packets', 'query', '', 'signature', encode(sha256(id::text::bytea), 'hex') || ref,
    'signature-input', md5(id::text) || ref || repeat('i', 230), 'content-digest', packet_sha256, 'content-type', 'application/xml')
from axis_tracking_transfer
"""
DELIVERIES = """
insert into axis_delivery_delivery (ref, transfer_id, receiver_id, receiver_code, state, submitted_at, delivered_at, closed_at, failure,
    business_status)
select gen_random_uuid(), t.id, a.id, '000.00.19.H29', 'taken', t.accepted_at, t.accepted_at, t.accepted_at, '', '06'
from axis_tracking_transfer t, axis_directory_agency a where a.code like 'H29%%' order by t.id
"""
FACTS = """
insert into axis_evidence_waiting (kind, transfer_ref, at, facts)
select step, t.ref, t.accepted_at, jsonb_build_object('delivery_id', d.ref, 'receiver', d.receiver_code) ||
    case when step = 'delivery' then '{}'::jsonb else '{"outcome": "taken"}' end
from axis_tracking_transfer t join axis_delivery_delivery d on d.transfer_id = t.id, unnest(array['delivery', 'acknowledgement']) as step
"""


def fill(packets: int) -> dict[str, dict[str, float]]:
    """Fill the database of DATABASE_URL and return bytes and rows of each table."""
    from django.db import connection  # noqa: PLC0415

    import axis.bootstrap  # noqa: F401, PLC0415 - Django's settings are made by then
    from axis.config import config  # noqa: PLC0415
    from axis.directory.actions.connect import NewAgency, connect_system  # noqa: PLC0415
    from axis.evidence.actions.sequence import sequence  # noqa: PLC0415
    from axis.tracking.acceptances import unlogged  # noqa: PLC0415
    from evidence.keys import new_private_key, public_pem  # noqa: PLC0415
    from kit.clock import now  # noqa: PLC0415

    agencies = [NewAgency("G22", "Văn phòng Chính phủ"), NewAgency("H29", "UBND"), NewAgency("H29.01", "Sở")]
    connect_system(system_id="bench", secret="x", pem=public_pem(new_private_key()), agencies=agencies, now=now())
    with connection.cursor() as cursor:
        cursor.execute(PACKETS, [packets])
        for statement in (RECEIPTS, DELIVERIES, FACTS, "analyze"):
            cursor.execute(statement)
    while sequence(source=unlogged, key=config().key, axis=config().name, now=now()):
        pass
    sizes = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            parts = f"select sum(pg_total_relation_size(relid))::bigint from pg_partition_tree('{table}')"
            cursor.execute(
                f"select coalesce(({parts}), pg_total_relation_size('{table}')), (select count(*) from {table})"
            )
            size, rows = cursor.fetchone()
            sizes[table] = {"bytes": size, "rows": rows}
    return sizes


def show(sizes: dict[str, dict[str, float]], packets: int) -> None:
    per: dict[str, float] = {}
    for table, what in TABLES.items():
        rows = sizes["axis_evidence_leaf"]["rows"] if table == "axis_evidence_subtree" else sizes[table]["rows"]
        per[table] = sizes[table]["bytes"] / rows
        print(f"{what:36} {per[table]:7.0f} bytes a row")
    entry = per["axis_evidence_leaf"] + per["axis_evidence_subtree"]
    packet = per["axis_tracking_transfer"] + per["axis_evidence_acceptance"] + entry
    receiver = per["axis_delivery_delivery"] + 2 * entry
    print(f"a packet {packet:.0f} bytes, each of its receivers {receiver:.0f} bytes more ({packets} packets measured)")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--packets", type=int, default=30_000)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.fill:
        print(json.dumps(fill(args.packets)))
        return
    with tempfile.TemporaryDirectory(prefix="congvan-sizes-") as folder, open_server(Path(folder) / "pg") as server:
        url = server.ensure_database("sizes", "sizes")
        environ = {**os.environ, "DATABASE_URL": url, "CONGVAN_AXIS_DATA": folder + "/axis"}
        environ["DJANGO_SETTINGS_MODULE"] = "axis.settings"
        subprocess.run([sys.executable, "-m", "axis", "migrate"], env=environ, check=True, stdout=subprocess.DEVNULL)
        command = [sys.executable, "-m", "benchmarks.row_sizes", "--fill", "--packets", str(args.packets)]
        done = subprocess.run(command, env=environ, check=True, stdout=subprocess.PIPE, text=True)
        show(json.loads(done.stdout.splitlines()[-1]), args.packets)


if __name__ == "__main__":
    main()
