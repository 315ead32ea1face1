"""The audit's part about what entries stand for: receipts, senders' signatures, packets. Doors: Packets, check_matter,
check_packets, explain_range."""

import hashlib
import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

from axis.evidence.findings import Audited, Damage
from axis.evidence.models import Acceptance, Leaf
from evidence.errors import EvidenceError
from evidence.keys import PublicKey
from evidence.leaves import ACCEPTED, canonical, read_leaf, text_sha256
from evidence.receipts import check_receipt
from kit.errors import StoredFileMissing
from kit.storage import BLOCK, ContentStore

_PROOFS = """
select transfer_ref::text, encode(sha256(convert_to(receipt, 'UTF8')), 'hex'), request::text
from axis_evidence_acceptance where transfer_ref = any(%s::uuid[])
"""


def check_matter(
    found: Audited, entries: Sequence[Mapping[str, Any]], keys: Mapping[str, PublicKey], packets: "Packets | None"
) -> None:
    """Compare sound entries of acceptances with their receipts; note in ``packets`` which packets they are about."""
    with connection.cursor() as cursor:
        cursor.execute(_PROOFS, [[one["transfer_id"] for one in entries]])
        proofs = {ref: (receipt, request) for ref, receipt, request in cursor.fetchall()}
    for one in entries:
        ref, index = one["transfer_id"], one["index"]
        if ref not in proofs:
            found.name(Damage.RECEIPT_MISSING, index, ref)
        else:
            receipt, request = proofs[ref]
            if receipt != one["receipt_sha256"]:
                _whose(found, one, keys)
            if text_sha256(canonical(json.loads(request))) != one["request_sha256"]:
                found.name(Damage.REQUEST, index, ref)
        if packets is not None:
            packets.note(one["index"], str(one["packet_sha256"]))


def explain_range(found: Audited, start: int, end: int, keys: Mapping[str, PublicKey]) -> None:
    """Name the entries from ``start`` up to ``end`` that contradict a receipt the axis signed; if none does, the range."""
    for leaf in Leaf.objects.filter(index__gte=start, index__lt=end, kind__in=ACCEPTED).order_by("index").iterator():
        facts = _facts(leaf.text)
        proof = Acceptance.objects.filter(pk=leaf.transfer_ref).first()
        try:
            said = check_receipt(proof.receipt, keys) if proof and facts else None
        except EvidenceError:
            continue  # the receipt itself was changed and is named already
        if said is None or facts is None:
            continue
        names = [name for name in ("packet_sha256", "size", "transfer_id") if facts.get(name) != getattr(said, name)]
        names += ["at"] if str(facts.get("at"))[:19] != said.accepted_at[:19] else []
        names += ["kind"] if (leaf.kind == "status") != (said.kind == "status") else []
        if names:
            found.name(Damage.LEAF_CHANGED, leaf.index, ", ".join(names))
    if not found.names_within(start, end):
        found.add(Damage.RANGE_CHANGED, end, f"{start}-{end - 1}")


def _facts(text: str) -> dict[str, Any] | None:
    try:
        return read_leaf(text)
    except ValueError:
        return None


def _whose(found: Audited, one: Mapping[str, Any], keys: Mapping[str, PublicKey]) -> None:
    """Say which of the two was changed: a receipt that still verifies speaks against the entry."""
    try:
        said = check_receipt(Acceptance.objects.get(pk=one["transfer_id"]).receipt, keys)
        sound = said.transfer_id == one["transfer_id"]
    except EvidenceError:
        sound = False
    if sound:
        found.name(Damage.LEAF_CHANGED, one["index"], "receipt_sha256")
    else:
        found.name(Damage.RECEIPT, one["index"], one["transfer_id"])


class Packets:
    """Which packets are to be read, 40 bytes each: they are read after the transaction, which would else stay open for hours."""

    _ROW = struct.Struct(">q32s")

    def __init__(self) -> None:
        self._rows = bytearray()

    def note(self, index: int, sha256: str) -> None:
        self._rows += self._ROW.pack(index, bytes.fromhex(sha256))

    def __iter__(self) -> Iterator[tuple[int, str]]:
        for index, digest in self._ROW.iter_unpack(self._rows):
            yield index, digest.hex()


def check_packets(found: Audited, packets: Packets, bodies: ContentStore) -> None:
    """Read every packet and name those that are missing or have changed, each at the entry of its acceptance."""
    for index, sha256 in packets:
        found.bodies += 1
        digest = hashlib.sha256()
        try:
            with bodies.open(sha256) as stream:
                while block := stream.read(BLOCK):
                    digest.update(block)
        except StoredFileMissing:
            found.name(Damage.BODY_MISSING, index, sha256)
        else:
            if digest.hexdigest() != sha256:
                found.name(Damage.BODY, index, sha256)
