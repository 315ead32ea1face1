"""What must hold between the stations and the axis when everything has come to rest. Doors: violations.

What a station wrote into its outbox was accepted once, with a receipt that both sides have and that verifies; it is once in the inbox of
every receiver and nowhere else, and no change stands before its document. Stored bytes have the hash they should.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from psycopg.rows import dict_row
from tests.campaign.rig import Rig, Station

from evidence.errors import EvidenceError
from evidence.keys import read_public_key
from evidence.receipts import check_receipt

_TRANSFERS = """
select transfer.ref::text as ref, transfer.packet_sha256 as sha256, transfer.sender_code as sender, proof.receipt
from axis_tracking_transfer transfer join axis_evidence_acceptance proof on proof.transfer_ref = transfer.ref
where transfer.sender_code = any(%s)
"""
_DELIVERIES = """
select delivery.ref::text as ref, delivery.state, delivery.receiver_code as receiver, delivery.failure
from axis_delivery_delivery delivery where delivery.receiver_code = any(%s)
"""


def violations(rig: Rig) -> list[str]:
    """Return everything that is wrong, as sentences; an empty list is hoped for."""
    mine = [code for one in rig.stations.values() for code in one.agencies]
    with rig.axis_books() as link, link.cursor(row_factory=dict_row) as cursor:
        transfers = cursor.execute(_TRANSFERS, [mine]).fetchall()
        deliveries = cursor.execute(_DELIVERIES, [mine]).fetchall()
    found = list(_sent(rig, transfers))
    found += _arrived(rig, deliveries)
    bodies = rig.world.folder / "axis" / "bodies"
    found += _bytes("axis", bodies, {str(row["sha256"]) for row in transfers})
    for one in rig.stations.values():
        filed = {row["sha256"] for row in one.rows("select sha256 from inbox")}
        found += _bytes(one.system, one.folder / "packets", filed)
    return found


def _sent(rig: Rig, transfers: list[dict[str, Any]]) -> Iterator[str]:
    key = read_public_key(rig.axis_key.read_bytes())
    on_axis = Counter(row["sha256"] for row in transfers)
    receipts = {row["ref"]: row["receipt"] for row in transfers}
    known: set[str] = set()
    for one in rig.stations.values():
        for row in one.rows("select * from outbox"):
            name = f"{one.system}: packet {row['id']} of {row['document_id']}"
            known.add(row["sha256"])
            if row["state"] != "accepted":
                yield f"{name} is {row['state']} ({row['code']})"
                continue
            if on_axis[row["sha256"]] != 1:
                yield f"{name} is {on_axis[row['sha256']]} transfers on the axis"
            if receipts.get(row["transfer_id"]) != row["receipt"]:
                yield f"{name}: its receipt is not the one that the axis keeps"
            try:
                said = check_receipt(row["receipt"], key)
            except EvidenceError as error:
                yield f"{name}: its receipt does not verify: {error}"
                continue
            if said.packet_sha256 != row["sha256"]:
                yield f"{name}: its receipt speaks of another packet"
        for receipt in one.proxy.lost_receipts:
            lost = check_receipt(receipt, key)
            if receipts.get(lost.transfer_id) != receipt:
                yield f"{one.system}: a receipt that was lost on the way is not the one that stands: {lost.transfer_id}"
    for row in transfers:
        if row["sha256"] not in known:
            yield f"axis: {row['ref']} of {row['sender']} was never sent"


def _arrived(rig: Rig, deliveries: list[dict[str, Any]]) -> Iterator[str]:
    wanted: Counter[tuple[str, str]] = Counter()
    entered: Counter[tuple[str, str]] = Counter()
    strangers: Counter[tuple[str, str]] = Counter()  # what an office sent: its own ledger knows of it
    filed: set[str] = set()
    hosted = {code for one in rig.stations.values() for code in one.agencies}
    for one in rig.stations.values():
        for row in one.rows("select sha256, receivers from outbox where state = 'accepted'"):
            wanted.update((row["sha256"], receiver) for receiver in row["receivers"].split(",") if receiver in hosted)
        rows = one.rows("select * from inbox order by number")
        filed |= {row["delivery_id"] for row in rows}
        entered.update((row["sha256"], row["receiver"]) for row in rows if row["sender"] in hosted)
        strangers.update((row["sha256"], row["receiver"]) for row in rows if row["sender"] not in hosted)
        yield from _in_order(one, rows)
    for (sha256, receiver), count in (wanted - entered).items():
        yield f"{sha256[:12]} for {receiver} is LOST ({count})"
    for (sha256, receiver), count in (entered - wanted).items():
        yield f"{sha256[:12]} for {receiver} is there {count} times too often"
    for (sha256, receiver), count in strangers.items():
        if count > 1:
            yield f"{sha256[:12]} of an office is there {count} times for {receiver}"
    for row in deliveries:
        if row["state"] != "taken":
            yield f"axis: delivery {row['ref']} to {row['receiver']} is {row['state']} {row['failure']}"
        elif row["ref"] not in filed:
            yield f"axis: delivery {row['ref']} to {row['receiver']} counts as taken and is not filed"


def _in_order(one: Station, rows: list[Any]) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        place = (row["document_id"], row["receiver"])
        if row["operation"] == "new":
            seen.add(place)
        elif row["operation"] != "status" and place not in seen and not row["document_id"].endswith("-early"):
            yield f"{one.system}: {row['operation']} of {row['document_id']} stands before its document"


def _bytes(name: str, folder: Path, hashes: set[str]) -> Iterator[str]:
    for sha256 in sorted(hashes):
        place = folder / sha256[:2] / sha256[2:4] / sha256
        if not place.is_file():
            yield f"{name}: {sha256[:12]} is not in the store"
        elif hashlib.sha256(place.read_bytes()).hexdigest() != sha256:
            yield f"{name}: {sha256[:12]} has other bytes than it should"
