"""The receiving agency of the path benchmark. Doors: INBOX. Started by benchmarks.path."""

import sys
from pathlib import Path
from typing import Any

import psycopg
from benchmarks.hop_sender import say
from psycopg.types.json import Json

from axislink.client import AxisClient
from axislink.protocol.receiver import Delivery
from edxml import DocumentPacket, read_packet
from evidence.keys import read_private_key, read_public_key
from kit.storage import ContentStore

INBOX = """
create table inbox (
    delivery_id uuid primary key, transfer_id uuid not null, receiver text not null, sender text not null,
    document_id text not null, number text, notation text, subject text, files jsonb not null, sha256 varchar(64) not null,
    received_at timestamptz not null default now()
)
"""
KEEP = """
insert into inbox (delivery_id, transfer_id, receiver, sender, document_id, number, notation, subject, files, sha256)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing
"""
BATCH = 50


def main(database: str, axis: str, key: str, receipt_key: str, folder: str, wanted: str) -> None:
    store, incoming = ContentStore(Path(folder) / "kept"), Path(folder) / "coming"
    incoming.mkdir(exist_ok=True)
    keys = read_public_key(Path(receipt_key).read_bytes())
    with (
        psycopg.connect(database, autocommit=True, prepare_threshold=1) as link,
        AxisClient(axis, "tphcm", read_private_key(Path(key)), axis_keys=keys) as client,
    ):
        client.agencies()
        say("ready")
        sys.stdin.readline()
        taken = 0
        while taken < int(wanted):
            taken += batch(link, client, store, incoming)
        say("done")
        sys.stdin.readline()


def batch(link: "psycopg.Connection[Any]", client: AxisClient, store: ContentStore, incoming: Path) -> int:
    """Take what waits; rows are committed before anything is acknowledged."""
    rows = [row(one, client, store, incoming) for one in client.inbox(25, limit=BATCH)]
    if not rows:
        return 0
    with link.transaction(), link.cursor() as cursor:
        cursor.executemany(KEEP, rows)
    refused = [code for code in client.acknowledge_all([(str(one[0]), "taken", "") for one in rows]).values() if code]
    if refused:
        raise RuntimeError(f"not acknowledged: {refused}")
    return len(rows)


def row(delivery: Delivery, client: AxisClient, store: ContentStore, incoming: Path) -> tuple[Any, ...]:
    """Fetch, keep and read one packet; return its inbox row."""
    path = client.fetch(delivery, incoming / delivery.transfer_id)
    store.take(path, delivery.sha256, delivery.size)
    found = read_packet(path)
    path.unlink()
    assert isinstance(found, DocumentPacket)
    files = [
        {"name": one.name, "sha256": one.content and one.content.sha256, "problem": one.problem and str(one.problem)}
        for one in found.attachments
    ]
    return (
        *(delivery.delivery_id, delivery.transfer_id, delivery.receiver, found.sender.code, found.document_id),
        *(found.number, found.notation, found.subject, Json(files), delivery.sha256),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
