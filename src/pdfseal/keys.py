"""A signing key held in memory. Doors: SigningKey, load_key.

Loaded once and kept by the caller: opening and checking an RSA key costs more than signing with it.
"""

from dataclasses import dataclass, field

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from pdfseal.errors import KeyUnreadable, KeyUnsuitable

MIN_RSA_BITS = 2048


@dataclass(frozen=True)
class SigningKey:
    """A private key with its certificate (DER) and the certificates above it."""

    certificate: bytes
    chain: tuple[bytes, ...]
    _private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """Return the signature value over ``data`` (SHA-256; RSA PKCS#1 v1.5 or ECDSA)."""
        if isinstance(self._private, rsa.RSAPrivateKey):
            return self._private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._private.sign(data, ec.ECDSA(hashes.SHA256()))

    @property
    def subject(self) -> x509.Certificate:
        return x509.Certificate.load(self.certificate)


def load_key(data: bytes, password: str | bytes | None) -> SigningKey:
    """Return the key of a PKCS#12 file.

    Raises: KeyUnreadable for a wrong password or an incomplete file, KeyUnsuitable for weak or unknown kinds.
    """
    secret = password.encode() if isinstance(password, str) else password
    try:
        private, certificate, others = pkcs12.load_key_and_certificates(data, secret)
    except (ValueError, TypeError) as error:
        raise KeyUnreadable from error
    if private is None or certificate is None:
        raise KeyUnreadable
    if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyUnsuitable(kind=type(private).__name__)
    if isinstance(private, rsa.RSAPrivateKey) and private.key_size < MIN_RSA_BITS:
        raise KeyUnsuitable(kind=f"RSA {private.key_size}")
    return SigningKey(
        certificate=certificate.public_bytes(Encoding.DER),
        chain=tuple(other.public_bytes(Encoding.DER) for other in others),
        _private=private,
    )
