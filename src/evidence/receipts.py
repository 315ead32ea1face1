"""Receipts: an axis' signed word that it holds a packet. Doors: Receipt, sign_receipt, check_receipt, peek_receipt.

A receipt is a JWS in compact form (RFC 7515, ES256 or EdDSA) made once, at acceptance, and never changed; whoever
asks again gets the same bytes. This module signs and checks; it neither stores receipts nor proves their inclusion.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from evidence.errors import KeyUnusable, ReceiptForged, ReceiptKeyUnknown, ReceiptMalformed
from evidence.keys import PrivateKey, PublicKey, key_id

TYPE = "congvan-receipt+jws"
VERSION = 1
_ES256 = ec.ECDSA(SHA256())


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
    payload = json.dumps(vars(claims), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    signed = _header(key, claims.axis) + b"." + _encode(payload.encode())
    if isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(key.sign(signed, _ES256))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    else:
        signature = key.sign(signed)  # type: ignore[call-arg]
    return (signed + b"." + _encode(signature)).decode("ascii")


def check_receipt(jws: str, keys: PublicKey | Mapping[str, PublicKey]) -> Receipt:
    """Return what a receipt says after its signature was verified with the one key, or the key that ``kid`` names.

    Raises: ReceiptMalformed, ReceiptKeyUnknown, ReceiptForged.
    """
    header, receipt, signed, signature = _split(jws)
    kid = str(header.get("kid", ""))
    key = keys.get(kid) if isinstance(keys, Mapping) else keys
    if key is None:
        raise ReceiptKeyUnknown(kid=kid)
    try:
        if header.get("alg") == "ES256" and isinstance(key, ec.EllipticCurvePublicKey) and len(signature) == 64:
            r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
            key.verify(encode_dss_signature(r, s), signed, _ES256)
        elif header.get("alg") == "EdDSA" and isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, signed)
        else:
            raise ReceiptForged(kid=kid)
    except InvalidSignature as error:
        raise ReceiptForged(kid=kid) from error
    return receipt


def peek_receipt(jws: str) -> Receipt:
    """Return what a receipt claims, unverified: for display beside the verified one, never for a decision."""
    return _split(jws)[1]


@lru_cache(maxsize=16)
def _header(key: PrivateKey, axis: str) -> bytes:
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        algorithm = "ES256"
    elif isinstance(key, ed25519.Ed25519PrivateKey):
        algorithm = "EdDSA"
    else:
        raise KeyUnusable(reason=type(key).__name__)
    header = {"alg": algorithm, "kid": key_id(axis, key), "typ": TYPE}
    return _encode(json.dumps(header, separators=(",", ":")).encode())


def _split(jws: str) -> tuple[dict[str, Any], Receipt, bytes, bytes]:
    try:
        head, body, tail = jws.encode("ascii").split(b".")
        header, claims = json.loads(_decode(head)), json.loads(_decode(body))
        signature = _decode(tail)
        if not isinstance(header, dict) or header.get("typ") != TYPE or "crit" in header:
            raise ReceiptMalformed(reason="typ")
        if claims.get("version") != VERSION:
            raise ReceiptMalformed(reason=f"version {claims.get('version')}")
        known = {name: claims[name] for name in Receipt.__dataclass_fields__}
    except (ValueError, KeyError, AttributeError, binascii.Error) as error:
        raise ReceiptMalformed(reason=type(error).__name__) from error
    known["receivers"] = tuple(known["receivers"])
    return header, Receipt(**known), head + b"." + body, signature


def _encode(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _decode(data: bytes) -> bytes:
    if b"=" in data or b"+" in data or b"/" in data:
        raise ValueError("not base64url")
    return base64.urlsafe_b64decode(data + b"=" * (-len(data) % 4))
