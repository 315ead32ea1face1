"""A log of many entries for the benchmark of its audit. Run: python -m benchmarks.evidence_fill ENTRIES (DATABASE_URL set).

A third are acceptances with receipts and signatures of real length, the rest deliveries and acknowledgements; the true
sequencer logs them. Packets have no bodies: reading them costs what the disk costs.
"""

import json
import sys
import time

from django.db import connection

import axis.bootstrap  # noqa: F401 - before anything that touches models
from axis.config import config
from axis.directory.actions.connect import NewAgency, connect_system
from axis.env import ENV
from axis.evidence.actions.sequence import sequence
from axis.evidence.models import Leaf
from axis.evidence.outside import keep_outside
from axis.keyring import public_keys
from axis.tracking.acceptances import unlogged
from evidence.keys import new_private_key, public_pem
from kit.clock import now

TRANSFERS = """
insert into axis_tracking_transfer (ref, system_id, sender_id, sender_code, to_codes, kind, operation, document_id, document_code,
    subject, packet_sha256, size, accepted_at)
select (lpad(to_hex(1750000000000 + n), 12, '0') || '7000a' || lpad(to_hex(n), 15, '0'))::uuid, s.id, a.id, a.code, array['H29'],
    'edoc', 'new', 'd' || n, 'd' || n, 'V/v', encode(sha256(n::text::bytea), 'hex'), 137036, now() - interval '1 day'
from generate_series(1, %s) n, axis_directory_system s join axis_directory_agency a on a.system_id = s.id
"""
PROOFS = """
insert into axis_evidence_acceptance (transfer_ref, receipt, request)
select ref, ref || repeat('x', 700), jsonb_build_object('method', 'POST', 'path', '/v1/packets', 'query', '', 'signature', repeat('s', 96),
    'signature-input', repeat('i', 300), 'content-digest', packet_sha256, 'content-type', 'application/xml')
from axis_tracking_transfer
"""
WAITING = """
insert into axis_evidence_waiting (kind, transfer_ref, at, facts)
select step, ref, accepted_at, jsonb_build_object('delivery_id', ref, 'receiver', 'H29')
from axis_tracking_transfer, unnest(array['delivery', 'acknowledgement']) as step
"""


def main() -> None:
    entries = int(sys.argv[1])
    connect_system(
        system_id="bench", secret="x", pem=public_pem(new_private_key()), agencies=[NewAgency("G22", "VPCP")], now=now()
    )
    with connection.cursor() as cursor:
        cursor.execute(TRANSFERS, [entries // 3])
        cursor.execute(PROOFS)
        cursor.execute(WAITING)
        cursor.execute("analyze")
    start, turns = time.monotonic(), 1
    while sequence(source=unlogged, key=config().key, axis=config().name, now=now()):
        turns += 1
    seconds = time.monotonic() - start
    keep_outside(ENV.heads_path, public_keys())
    print(json.dumps({"entries": Leaf.objects.count(), "turns": turns, "sequencing_seconds": round(seconds, 1)}))


main()
