"""The key that signs the heads of the chains, and the public halves of keys used before. Doors: SealKeys, open_keys, seal_key_path.

The private key is a PEM file readable by its owner only; it is made at the first use. Beside it every public key is
kept under its id, so that heads signed before a change of keys can still be checked.
"""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from office.audit.errors import SealKeyUnsafe

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def _key_id(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()[:16]


@dataclass(frozen=True)
class SealKeys:
    """One private key to sign with, many public keys to check with."""

    private: Ed25519PrivateKey
    key_id: str
    public: dict[str, Ed25519PublicKey]

    def sign(self, data: bytes) -> str:
        return self.private.sign(data).hex()

    def holds(self, key_id: str, signature: str, data: bytes) -> bool:
        """Return whether ``signature`` over ``data`` was made by the key with this id, which we know."""
        key = self.public.get(key_id)
        if key is None:
            return False
        try:
            key.verify(bytes.fromhex(signature), data)
        except (InvalidSignature, ValueError):
            return False
        return True


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    scratch = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(pem)
        os.fsync(out.fileno())
    try:
        os.link(scratch, path)  # the first process wins; a key is never replaced
    except FileExistsError:
        pass
    finally:
        scratch.unlink()


def _load(path: Path) -> Ed25519PrivateKey:
    if path.stat().st_mode & OTHERS:
        raise SealKeyUnsafe(path=path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise SealKeyUnsafe(path=path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SealKeyUnsafe(path=path)
    return key


def open_keys(path: Path) -> SealKeys:
    """Return the keys of ``path``; make the private key when there is none. Raises: SealKeyUnsafe."""
    if not path.exists():
        _make(path)
    private = _load(path)
    own = private.public_key()
    own_id = _key_id(own)
    kept = path.with_name(f"{path.stem}-{own_id}.pub")
    if not kept.exists():
        kept.write_bytes(own.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    public = {own_id: own}
    for one in path.parent.glob(f"{path.stem}-*.pub"):
        key = load_pem_public_key(one.read_bytes())
        if isinstance(key, Ed25519PublicKey):
            public[_key_id(key)] = key
    return SealKeys(private, own_id, public)


def seal_key_path(env: Any) -> Path:
    """Return where this installation keeps its seal key: CONGVAN_SEAL_KEY, else in the data folder."""
    path: Path = env.seal_key or env.data_dir / "keys" / "seal.pem"
    return path
