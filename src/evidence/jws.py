"""Compact JWS (RFC 7515, ES256 or EdDSA) for what an axis signs. Doors: Signed, sign, split, verifies.

The header names owner and key (``kid``) and what is signed (``typ``), so that a head never passes for a receipt.
"""

import base64
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from evidence.errors import KeyUnusable
from evidence.keys import PrivateKey, PublicKey, key_id

_ES256 = ec.ECDSA(SHA256())


@dataclass(frozen=True)
class Signed:
    """The parts of a JWS, unverified. ``signed`` are the bytes under the signature."""

    header: dict[str, Any]
    claims: dict[str, Any]
    signed: bytes
    signature: bytes

    @property
    def kid(self) -> str:
        return str(self.header.get("kid", ""))


def sign(key: PrivateKey, *, owner: str, kind: str, claims: dict[str, Any]) -> str:
    """Return the JWS of ``claims``. Raises: KeyUnusable for anything but P-256 and Ed25519."""
    payload = json.dumps(claims, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    signed = _header(key, owner, kind) + b"." + _encode(payload.encode())
    if isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(key.sign(signed, _ES256))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    else:
        signature = key.sign(signed)  # type: ignore[call-arg]
    return (signed + b"." + _encode(signature)).decode("ascii")


def split(jws: str, *, kind: str, version: int) -> Signed:
    """Return the parts of a JWS of this kind and version. Raises: ValueError with the reason."""
    try:
        head, body, tail = jws.encode("ascii").split(b".")
        header, claims, signature = json.loads(_decode(head)), json.loads(_decode(body)), _decode(tail)
    except (ValueError, RecursionError) as error:
        raise ValueError(type(error).__name__) from error
    if not isinstance(header, dict) or header.get("typ") != kind or "crit" in header:
        raise ValueError("typ")
    if not isinstance(claims, dict) or claims.get("version") != version:
        raise ValueError("version")
    return Signed(header, claims, head + b"." + body, signature)


def verifies(parts: Signed, key: PublicKey) -> bool:
    """Return whether the signature is that of ``key``, by the algorithm that both header and key stand for."""
    algorithm, signature = parts.header.get("alg"), parts.signature
    try:
        if algorithm == "ES256" and isinstance(key, ec.EllipticCurvePublicKey) and len(signature) == 64:
            r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
            key.verify(encode_dss_signature(r, s), parts.signed, _ES256)
        elif algorithm == "EdDSA" and isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, parts.signed)
        else:
            return False
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=16)
def _header(key: PrivateKey, owner: str, kind: str) -> bytes:
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        algorithm = "ES256"
    elif isinstance(key, ed25519.Ed25519PrivateKey):
        algorithm = "EdDSA"
    else:
        raise KeyUnusable(reason=type(key).__name__)
    header = {"alg": algorithm, "kid": key_id(owner, key), "typ": kind}
    return _encode(json.dumps(header, separators=(",", ":")).encode())


def _encode(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _decode(data: bytes) -> bytes:
    if b"=" in data or b"+" in data or b"/" in data:
        raise ValueError("not base64url")
    return base64.urlsafe_b64decode(data + b"=" * (-len(data) % 4))
