"""One AS2 message after another from sender to receiver and back, in one process. Run by benchmarks.as2 in an environment of its own.

    python as2_hop.py signed|encrypted MESSAGES

Needs pyas2lib, nothing of this project. Prints one line of JSON.
"""

import datetime
import json
import logging
import os
import re
import sys
import time
from importlib.metadata import version
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID


def _two_digits(pattern: Any, text: Any, flags: int = 0) -> Any:
    """Search as `re` does; oscrypto 1.3.0 expects one digit at the end of OpenSSL's version and fails on 3.0.10 and later."""
    if isinstance(pattern, str):
        pattern = pattern.replace(r"\d\.\d\.\d[a-z]*", r"\d+\.\d+\.\d+[a-z]*")
    return _search(pattern, text, flags)


_search, re.search = re.search, _two_digits
from pyas2lib import Mdn, Message, Organization, Partner  # noqa: E402 - only importable like this

re.search = _search

FILE_BYTES = 102_400
WARM = 5


def pair(name: str) -> tuple[bytes, bytes]:
    """Return a new RSA-2048 key with its certificate, and the certificate alone, as PEM."""
    key = rsa.generate_private_key(65537, 2048)
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(named, named, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"x")
    )
    return private + pem, pem


def hop(mine: tuple[Organization, Partner], theirs: tuple[Organization, Partner], content: bytes) -> None:
    """Send one message; the receiver's signed MDN is checked by the sender."""
    sent = Message(*mine)
    sent.build(content, filename="vanban.pdf", content_type="application/pdf")
    wire = sent.headers_str + b"\r\n" + sent.content
    received = Message()
    status, problem, mdn = received.parse(
        wire, find_org_cb=lambda _: theirs[0], find_partner_cb=lambda _: theirs[1], find_message_cb=lambda *_: False
    )
    if status != "processed" or mdn is None:
        raise RuntimeError(f"{status}: {problem}")
    told, _ = Mdn().parse(mdn.headers_str + b"\r\n" + mdn.content, find_message_cb=lambda *_: sent)
    if told != "processed":
        raise RuntimeError(str(told))


def main(kind: str, messages: str) -> None:
    logging.disable(logging.CRITICAL)
    (key_a, cert_a), (key_b, cert_b) = pair("a"), pair("b")
    rules = {
        "sign": True, "encrypt": kind == "encrypted", "enc_alg": "aes_256_cbc", "mdn_mode": "SYNC", "mdn_digest_alg": "sha256",
        "validate_certs": False, "canonicalize_as_binary": True,
    }  # fmt: skip
    a = Organization(as2_name="a", sign_key=key_a, sign_key_pass="x", decrypt_key=key_a, decrypt_key_pass="x")
    b = Organization(as2_name="b", sign_key=key_b, sign_key_pass="x", decrypt_key=key_b, decrypt_key_pass="x")
    to_b = Partner(as2_name="b", verify_cert=cert_b, encrypt_cert=cert_b, **rules)
    to_a = Partner(as2_name="a", verify_cert=cert_a, encrypt_cert=cert_a, **rules)
    contents = [os.urandom(FILE_BYTES) for _ in range(int(messages) + WARM)]
    for content in contents[:WARM]:
        hop((a, to_b), (b, to_a), content)
    began = time.process_time()
    for content in contents[WARM:]:
        hop((a, to_b), (b, to_a), content)
    cpu_ms = 1000 * (time.process_time() - began) / int(messages)
    sys.stdout.write(json.dumps({"cpu_ms": cpu_ms, "messages": int(messages), "version": version("pyas2lib")}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
