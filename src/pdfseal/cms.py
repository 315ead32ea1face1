"""Build a detached CMS signature around a digest. Doors: signed_attributes, signature, der.

CAdES as PAdES wants it: content type, message digest, the signer's certificate (signing-certificate-v2), no signing time. The
DER is put together from bytes that stay the same for a certificate: an office signs all day with few of them, and a general
ASN.1 library spends fifty times longer on it than the key does on signing.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from asn1crypto import x509

INTEGER, OCTETS, GENERALIZED_TIME, SEQUENCE, SET = 0x02, 0x04, 0x18, 0x30, 0x31
OIDS = {
    "data": bytes.fromhex("06092a864886f70d010701"),
    "signed_data": bytes.fromhex("06092a864886f70d010702"),
    "content_type": bytes.fromhex("06092a864886f70d010903"),
    "message_digest": bytes.fromhex("06092a864886f70d010904"),
    "tst_info": bytes.fromhex("060b2a864886f70d0109100104"),
    "time_stamp_token": bytes.fromhex("060b2a864886f70d010910020e"),
    "signing_certificate_v2": bytes.fromhex("060b2a864886f70d010910022f"),
}
SHA256 = bytes.fromhex("300d06096086480165030402010500")
_SHA256_RSA = bytes.fromhex("300d06092a864886f70d01010b0500")
_SHA256_ECDSA = bytes.fromhex("300a06082a8648ce3d040302")


@dataclass(frozen=True)
class _Named:
    """What a CMS says of the signer's certificate, as DER."""

    certificate: bytes
    issuer_and_serial: bytes
    attribute: bytes  # signing-certificate-v2
    algorithm: bytes


def der(tag: int, *parts: bytes) -> bytes:
    """Return one DER value of these parts."""
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def number(value: int) -> bytes:
    """Return the DER of a whole number that is not negative."""
    return der(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def signed_attributes(certificate: bytes, digest: bytes, *, content_type: str = "data") -> bytes:
    """Return the DER of the attributes that the key signs, for content with this SHA-256."""
    attributes = [
        der(SEQUENCE, OIDS["content_type"], der(SET, OIDS[content_type])),
        der(SEQUENCE, OIDS["message_digest"], der(SET, der(OCTETS, digest))),
        _named(certificate).attribute,
    ]
    return der(SET, *sorted(attributes))


def signature(
    certificate: bytes,
    chain: Sequence[bytes],
    attributes: bytes,
    value: bytes,
    *,
    token: bytes | None = None,
    content: bytes | None = None,
) -> bytes:
    """Return the DER of the CMS around a signature value.

    ``token`` is a time stamp over the value, ``content`` a time stamp's own content (tst_info), which is not detached.
    """
    named = _named(certificate)
    signer = der(
        SEQUENCE,
        number(1),
        named.issuer_and_serial,
        SHA256,
        b"\xa0" + attributes[1:],
        named.algorithm,
        der(OCTETS, value),
        der(0xA1, der(SEQUENCE, OIDS["time_stamp_token"], der(SET, token))) if token else b"",
    )
    if content is None:
        version, wrapped = 1, der(SEQUENCE, OIDS["data"])
    else:
        version, wrapped = 3, der(SEQUENCE, OIDS["tst_info"], der(0xA0, der(OCTETS, content)))
    # the root is the receiver's to have: it would prove nothing here
    certificates = sorted({certificate, *(one for one in chain if not _is_root(one))})
    data = der(
        SEQUENCE, number(version), der(SET, SHA256), wrapped, der(0xA0, *certificates), der(SET, signer)
    )  # fmt: skip
    return der(SEQUENCE, OIDS["signed_data"], der(0xA0, data))


@lru_cache(maxsize=256)
def _named(certificate: bytes) -> _Named:
    read = x509.Certificate.load(certificate)
    issuer, serial = read.issuer.dump(), number(read.serial_number)
    issuer_serial = der(SEQUENCE, der(SEQUENCE, der(0xA4, issuer)), serial)
    ess = der(SEQUENCE, der(OCTETS, hashlib.sha256(certificate).digest()), issuer_serial)
    attribute = der(SEQUENCE, OIDS["signing_certificate_v2"], der(SET, der(SEQUENCE, der(SEQUENCE, ess))))
    algorithm = _SHA256_ECDSA if read.public_key.algorithm == "ec" else _SHA256_RSA
    return _Named(certificate, der(SEQUENCE, issuer, serial), attribute, algorithm)


@lru_cache(maxsize=256)
def _is_root(certificate: bytes) -> bool:
    return str(x509.Certificate.load(certificate).self_signed) != "no"
