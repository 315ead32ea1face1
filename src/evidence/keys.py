"""Service keys and their names. Doors: new_private_key, keep_private_key, read_private_key, read_public_key,
public_pem, fingerprint, key_id.

A service key belongs to a program (axis, link), never to a person. Key files are readable by their owner alone.
"""

import hashlib
import os
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from evidence.errors import KeyUnusable

PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey
RSA_MIN_BITS = 2048


def new_private_key() -> ec.EllipticCurvePrivateKey:
    """Return a fresh P-256 key: 0.02 ms a signature, accepted by every JOSE and RFC 9421 library."""
    return ec.generate_private_key(ec.SECP256R1())


def keep_private_key(path: Path, key: PrivateKey) -> None:
    """Write the key as PKCS#8 PEM with mode 0600, complete or not at all."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch = path.with_name(path.name + f".{os.getpid()}.new")
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        os.fsync(handle)
    finally:
        os.close(handle)
    scratch.replace(path)


def read_private_key(path: Path) -> PrivateKey:
    """Return the key of a PEM file. Raises: KeyUnusable also when others may read the file."""
    path = Path(path)
    if path.stat().st_mode & 0o077:
        raise KeyUnusable(reason=f"{path} không ở quyền 0600")
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyUnusable(reason=str(error)) from error
    _check(key.public_key())
    return key  # type: ignore[return-value]


def read_public_key(pem: bytes) -> PublicKey:
    """Return the public key of a PEM text: a bare key or a certificate. Raises: KeyUnusable."""
    try:
        if b"BEGIN CERTIFICATE" in pem:
            key: object = x509.load_pem_x509_certificate(pem).public_key()
        else:
            key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyUnusable(reason=str(error)) from error
    return _check(key)


def public_pem(key: PrivateKey | PublicKey) -> bytes:
    public = key if isinstance(key, PublicKey) else key.public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def fingerprint(key: PrivateKey | PublicKey) -> str:
    """Return the SHA-256 of the SubjectPublicKeyInfo, 64 hex digits."""
    public = key if isinstance(key, PublicKey) else key.public_key()
    return hashlib.sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def key_id(owner: str, key: PrivateKey | PublicKey) -> str:
    """Return ``<owner>/<16 hex>``: whose key, and which of his keys."""
    return f"{owner}/{fingerprint(key)[:16]}"


def _check(key: object) -> PublicKey:
    if isinstance(key, ec.EllipticCurvePublicKey) and not isinstance(key.curve, ec.SECP256R1):
        raise KeyUnusable(reason=f"đường cong {key.curve.name}")
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < RSA_MIN_BITS:
        raise KeyUnusable(reason=f"RSA {key.key_size} bit")
    if not isinstance(key, PublicKey):
        raise KeyUnusable(reason=type(key).__name__)
    return key
