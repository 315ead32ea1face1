"""Everything that proves one transfer, in one file. Doors: Bundle, Entry, Checked, read_bundle, write_bundle, check_bundle.

A bundle is JSON: the receipt as it was given, the entries of the log about it with their proofs, the signed head that the proofs lead
to and, once there is one, the time stamp on that head. It is checked with the axis' public key alone, without a network.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography import x509

from evidence.errors import BundleMalformed, LeafForeign, ProofWrong
from evidence.heads import Head, check_head
from evidence.keys import PublicKey
from evidence.leaves import ACCEPTED, read_leaf, text_sha256
from evidence.merkle import inclusion_holds, leaf_hash
from evidence.receipts import Receipt, check_receipt
from evidence.timestamps import Stamp, check_timestamp

FORMAT = "congvan-evidence"
VERSION = 1


@dataclass(frozen=True)
class Entry:
    """One entry of the log: its exact text, its place, its path to the head's root."""

    index: int
    text: str
    proof: tuple[bytes, ...]


@dataclass(frozen=True)
class Bundle:
    """``receipt`` and ``head`` are compact JWS; ``timestamp`` is the DER of a token over the head's ASCII bytes."""

    receipt: str
    entries: tuple[Entry, ...]
    head: str
    timestamp: bytes | None = None


@dataclass(frozen=True)
class Checked:
    """What a bundle proves: the receipt, the facts of the entries in their order, the head, and when it was stamped."""

    receipt: Receipt
    entries: tuple[dict[str, Any], ...]
    head: Head
    stamp: Stamp | None


def bundle_facts(bundle: Bundle) -> dict[str, Any]:
    """Return the bundle as plain JSON values."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "receipt": bundle.receipt,
        "entries": [
            {"index": one.index, "text": one.text, "proof": [step.hex() for step in one.proof]}
            for one in bundle.entries
        ],
        "head": bundle.head,
        "timestamp": base64.b64encode(bundle.timestamp).decode() if bundle.timestamp else None,
    }


def write_bundle(bundle: Bundle) -> bytes:
    return json.dumps(bundle_facts(bundle), ensure_ascii=False, indent=1).encode() + b"\n"


def read_bundle(data: bytes) -> Bundle:
    """Return the bundle of a file. Raises: BundleMalformed."""
    try:
        facts = json.loads(data)
        if facts["format"] != FORMAT or facts["version"] != VERSION:
            raise BundleMalformed(reason=f"{facts['format']} {facts['version']}")
        entries = tuple(
            Entry(int(one["index"]), str(one["text"]), tuple(bytes.fromhex(step) for step in one["proof"]))
            for one in facts["entries"]
        )
        stamp = facts["timestamp"]
        stamped = base64.b64decode(stamp, validate=True) if stamp else None
        return Bundle(str(facts["receipt"]), entries, str(facts["head"]), stamped)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BundleMalformed(reason=type(error).__name__) from error


def check_bundle(
    bundle: Bundle, keys: PublicKey | Mapping[str, PublicKey], anchors: Sequence[x509.Certificate] = ()
) -> Checked:
    """Return what a bundle proves. ``anchors`` are certificates of time stamp authorities that the reader trusts.

    Raises: ReceiptMalformed, ReceiptForged, ReceiptKeyUnknown, HeadMalformed, HeadForged, ProofWrong, LeafForeign,
    TimestampWrong.
    """
    receipt = check_receipt(bundle.receipt, keys)
    head = check_head(bundle.head, keys)
    if head.axis != receipt.axis:
        raise LeafForeign(index=-1, fact="axis")
    entries = tuple(_check_entry(one, bundle.receipt, receipt, head) for one in bundle.entries)
    if not any(one["kind"] in ACCEPTED for one in entries):
        raise LeafForeign(index=-1, fact="acceptance")
    stamp = check_timestamp(bundle.timestamp, bundle.head.encode(), anchors) if bundle.timestamp else None
    return Checked(receipt, entries, head, stamp)


def _check_entry(entry: Entry, jws: str, receipt: Receipt, head: Head) -> dict[str, Any]:
    digest = leaf_hash(entry.text.encode())
    if not inclusion_holds(digest, entry.index, head.size, entry.proof, head.digest):
        raise ProofWrong(index=entry.index, size=head.size)
    try:
        facts = read_leaf(entry.text)
    except (ValueError, RecursionError) as error:
        raise LeafForeign(index=entry.index, fact="kind") from error
    wanted = {"index": entry.index, "transfer_id": receipt.transfer_id}
    if facts["kind"] in ACCEPTED:
        wanted |= {"packet_sha256": receipt.packet_sha256, "receipt_sha256": text_sha256(jws)}
    for name, value in wanted.items():
        if facts.get(name) != value:
            raise LeafForeign(index=entry.index, fact=name)
    return facts
