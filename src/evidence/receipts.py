"""Receipts: an axis' signed word that it holds a packet. Doors: Receipt, sign_receipt, check_receipt, peek_receipt.

A receipt is a JWS in compact form (RFC 7515, ES256 or EdDSA) made once, at acceptance, and never changed; whoever
asks again gets the same bytes. This module signs and checks; it neither stores receipts nor proves their inclusion.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from evidence import jws as compact
from evidence.errors import ReceiptForged, ReceiptKeyUnknown, ReceiptMalformed
from evidence.keys import PrivateKey, PublicKey

TYPE = "congvan-receipt+jws"
VERSION = 1


@dataclass(frozen=True)
class Receipt:
    """What the axis says it accepted. ``accepted_at`` is ISO 8601 with +07:00; ``size`` counts bytes of the packet."""

    transfer_id: str
    axis: str
    sender: str
    receivers: tuple[str, ...]
    kind: str
    operation: str
    document_id: str | None
    packet_sha256: str
    size: int
    accepted_at: str
    version: int = VERSION

    @property
    def accepted(self) -> datetime:
        return datetime.fromisoformat(self.accepted_at)


def sign_receipt(key: PrivateKey, claims: Receipt) -> str:
    """Return the receipt as compact JWS; the header's ``kid`` is ``<axis>/<16 hex of the key>``.

    Raises: KeyUnusable for anything but P-256 and Ed25519.
    """
    return compact.sign(key, owner=claims.axis, kind=TYPE, claims=vars(claims))


def check_receipt(jws: str, keys: PublicKey | Mapping[str, PublicKey]) -> Receipt:
    """Return what a receipt says after its signature was verified with the one key, or the key that ``kid`` names.

    Raises: ReceiptMalformed, ReceiptKeyUnknown, ReceiptForged.
    """
    parts, receipt = _split(jws)
    key = keys.get(parts.kid) if isinstance(keys, Mapping) else keys
    if key is None:
        raise ReceiptKeyUnknown(kid=parts.kid)
    if not compact.verifies(parts, key):
        raise ReceiptForged(kid=parts.kid)
    return receipt


def peek_receipt(jws: str) -> Receipt:
    """Return what a receipt claims, unverified: for display beside the verified one, never for a decision."""
    return _split(jws)[1]


def _split(jws: str) -> tuple[compact.Signed, Receipt]:
    try:
        parts = compact.split(jws, kind=TYPE, version=VERSION)
        known = {name: parts.claims[name] for name in Receipt.__dataclass_fields__}
        known["receivers"] = tuple(known["receivers"])
    except (ValueError, KeyError, TypeError) as error:
        raise ReceiptMalformed(reason=str(error)) from error
    return parts, Receipt(**known)
