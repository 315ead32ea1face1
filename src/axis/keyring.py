"""The axis' own secrets. Doors: receipt_key, public_keys, django_secret, webhook_secret, seal, unseal.

Made in the data folder with mode 0600 at first use; nothing here leaves the process but public keys.
"""

import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from axis import env
from evidence.keys import (
    PrivateKey,
    PublicKey,
    keep_private_key,
    key_id,
    new_private_key,
    public_pem,
    read_private_key,
)


@cache
def receipt_key() -> PrivateKey:
    """Return the key that signs receipts; the first process to need it makes it."""
    path = env.ENV.receipt_key_path
    if not path.exists():
        keep_private_key(path, new_private_key())
    return read_private_key(path)


def publish_receipt_key() -> Path:
    """Write the public half beside the key, for handing to the systems that connect; return the file."""
    place = env.ENV.receipt_key_path.with_suffix(".pub.pem")
    place.write_bytes(public_pem(receipt_key()))
    return place


def public_keys() -> dict[str, PublicKey]:
    """Return the receipt keys by their name; clients pin them."""
    return {key_id(env.ENV.axis_name, receipt_key()): receipt_key().public_key()}


def django_secret() -> str:
    return env.ENV.secret_key or _kept("django.secret").hex()


def webhook_secret() -> bytes:
    """Return what signs posted alerts; receivers get it from the operator."""
    return env.ENV.axis_webhook_secret.encode() or _kept("webhook.secret")


def seal(text: str) -> bytes:
    """Return ``text`` encrypted for this installation: for secrets that must stay readable."""
    nonce = os.urandom(12)
    return nonce + AESGCM(_master()).encrypt(nonce, text.encode(), b"axis")


def unseal(data: bytes) -> str:
    return AESGCM(_master()).decrypt(data[:12], data[12:], b"axis").decode()


def _master() -> bytes:
    return bytes.fromhex(env.ENV.key_file.read_text().strip()) if env.ENV.key_file else _kept("master.secret")


def _kept(name: str) -> bytes:
    path = env.ENV.axis_data / "keys" / name
    if not path.exists():
        _write_once(path, secrets.token_hex(32))
    return bytes.fromhex(path.read_text().strip())


def _write_once(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, text.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(scratch, path)  # two processes may race at first start: the first one wins, both read its secret
    except FileExistsError:
        return
    finally:
        scratch.unlink()
