"""Signatures of requests: RFC 9421, profile ``congvan-v1``. Doors: Signer, WireRequest, SignatureFields, read_fields,
verify, content_digest, digest_of, Refusal, NONCE_BYTES.

One profile, written and read here without a general structured-field library, because this is the hot path of the
axis; a test compares both directions with the general library. Whose key it is, and whether a nonce was seen, is the
axis' business.
"""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA512

from axislink.errors import SignatureUnusable
from evidence.keys import PrivateKey, PublicKey, key_id

TAG = "congvan-v1"
LABEL = "congvan"
NONCE_BYTES = 16
BARE = ("@method", "@path", "@query")
WITH_BODY = (*BARE, "content-type", "content-digest")
RECEIVERS = "congvan-receivers"

_ECDSA = ec.ECDSA(SHA256())
_PSS = padding.PSS(mgf=padding.MGF1(SHA512()), salt_length=64)
_PKCS1 = padding.PKCS1v15()

_KEY = r"[a-z*][a-z0-9_\-.*]*"
_MEMBER = re.compile(rf'\s*({_KEY})=(\(((?:\s*"[^"\\]*")*)\s*\)((?:;{_KEY}(?:=(?:"[^"\\]*"|-?\d{{1,15}}))?)*))\s*(,|$)')
_PARAM = re.compile(rf';({_KEY})=(?:"([^"\\]*)"|(-?\d+))')
_CREATED = re.compile(r"[0-9]{1,15}")  # quoted, it may be anything; isdigit() takes ² too
_BYTES = re.compile(rf"\s*({_KEY})=:([A-Za-z0-9+/=]*):(?:;[^,]*)?\s*(,|$)")


class Refusal(StrEnum):
    """Why a signature is not accepted."""

    MISSING = "missing"
    MALFORMED = "malformed"
    PROFILE = "profile"  # a component or parameter that the profile demands is absent
    ALGORITHM = "algorithm"
    WRONG = "wrong"
    DIGEST = "digest"


@dataclass(frozen=True)
class WireRequest:
    """One request as it stands on the wire. Header names are lower case; ``query`` has no question mark."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]

    def component(self, name: str) -> str:
        """Return the value a signature covers under ``name``. Raises: KeyError when the message has none."""
        if name == "@method":
            return self.method
        if name == "@path":
            return self.path
        if name == "@query":
            return "?" + self.query
        if name.startswith("@"):
            raise KeyError(name)
        return self.headers[name].strip()


@dataclass(frozen=True)
class SignatureFields:
    """The one ``congvan-v1`` signature of a request, read but not yet verified."""

    components: tuple[str, ...]
    params: str  # as received: the text that is signed
    created: int
    nonce: str
    keyid: str
    algorithm: str | None
    signature: bytes

    @property
    def system_id(self) -> str:
        return self.keyid.rpartition("/")[0]


@dataclass(frozen=True)
class Signer:
    """A system's name and key. ``headers_for`` signs; nothing else of the key leaves this object."""

    system_id: str
    key: PrivateKey
    algorithm: str = ""

    @cached_property
    def _suffix(self) -> str:
        return f'keyid="{key_id(self.system_id, self.key)}";alg="{self.algorithm or default_algorithm(self.key)}"'

    def headers_for(self, request: WireRequest, *, created: int, nonce: bytes | None = None) -> dict[str, str]:
        """Return the two signature headers for ``request``; content headers are covered when it has them."""
        names = WITH_BODY if "content-digest" in request.headers else BARE
        if RECEIVERS in request.headers:
            names = (*names, RECEIVERS)
        nonce_text = base64.b64encode(nonce or os.urandom(NONCE_BYTES)).decode()
        covered = " ".join(f'"{name}"' for name in names)
        params = f'({covered});created={created};nonce="{nonce_text}";{self._suffix};tag="{TAG}"'
        signature = _sign(self.key, self.algorithm, _base(request, names, params))
        return {
            "signature-input": f"{LABEL}={params}",
            "signature": f"{LABEL}=:{base64.b64encode(signature).decode()}:",
        }


def default_algorithm(key: PrivateKey | PublicKey) -> str:
    """Return the algorithm of a key when nothing else is said; RSA keys sign PSS."""
    if isinstance(key, ed25519.Ed25519PrivateKey | ed25519.Ed25519PublicKey):
        return "ed25519"
    if isinstance(key, ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey):
        return "ecdsa-p256-sha256"
    return "rsa-pss-sha512"


def content_digest(sha256: bytes) -> str:
    """Return the Content-Digest header (RFC 9530) for a SHA-256 value."""
    return f"sha-256=:{base64.b64encode(sha256).decode()}:"


def digest_of(header: str) -> bytes:
    """Return the SHA-256 that a Content-Digest header declares. Raises: SignatureUnusable when there is none."""
    for name, text in _byte_members(header):
        if name == "sha-256":
            value = _decode(text)
            if len(value) == 32:
                return value
    raise SignatureUnusable(reason=Refusal.DIGEST, detail="content-digest sha-256")


def read_fields(headers: Mapping[str, str], *, has_body: bool) -> SignatureFields:
    """Return the request's ``congvan-v1`` signature. Raises: SignatureUnusable naming what the profile misses."""
    if "signature-input" not in headers or "signature" not in headers:
        raise SignatureUnusable(reason=Refusal.MISSING, detail="signature-input, signature")
    label, params, names, raw = _our_member(headers["signature-input"])
    values = {name: text or number for name, text, number in _PARAM.findall(raw)}
    missing = [name for name in ("created", "nonce", "keyid") if not values.get(name)]
    required = WITH_BODY if has_body else BARE
    if RECEIVERS in headers:
        required = (*required, RECEIVERS)
    missing += [name for name in required if name not in names]
    if missing or len(set(names)) != len(names) or not _CREATED.fullmatch(values["created"]):
        raise SignatureUnusable(reason=Refusal.PROFILE, detail=", ".join(missing) or "created")
    if len(_decode(values["nonce"])) < NONCE_BYTES or len(values["nonce"]) > 64:
        raise SignatureUnusable(reason=Refusal.PROFILE, detail="nonce: 128 bit")
    signature = dict(_byte_members(headers["signature"])).get(label)
    if signature is None:
        raise SignatureUnusable(reason=Refusal.MISSING, detail=label)
    return SignatureFields(
        components=names,
        params=params,
        created=int(values["created"]),
        nonce=values["nonce"],
        keyid=values["keyid"],
        algorithm=values.get("alg"),
        signature=_decode(signature),
    )


def verify(fields: SignatureFields, request: WireRequest, key: PublicKey) -> None:
    """Return when the signature is that key's over this request. Raises: SignatureUnusable."""
    try:
        base = _base(request, fields.components, fields.params)
    except KeyError as error:
        raise SignatureUnusable(reason=Refusal.PROFILE, detail=str(error.args[0])) from error
    try:
        _check(key, fields.algorithm or _only_algorithm(key), fields.signature, base)
    except InvalidSignature as error:
        raise SignatureUnusable(reason=Refusal.WRONG, detail=fields.keyid) from error


def _base(request: WireRequest, names: tuple[str, ...], params: str) -> bytes:
    lines = [f'"{name}": {request.component(name)}' for name in names]
    lines.append(f'"@signature-params": {params}')
    return "\n".join(lines).encode()


def _our_member(header: str) -> tuple[str, str, tuple[str, ...], str]:
    place, found = 0, None
    while place < len(header):
        match = _MEMBER.match(header, place)
        if match is None:
            raise SignatureUnusable(reason=Refusal.MALFORMED, detail="signature-input")
        if f';tag="{TAG}"' in match[4]:
            if found is not None:
                raise SignatureUnusable(reason=Refusal.MALFORMED, detail=f"tag {TAG} ×2")
            found = match
        place = match.end()
    if found is None:
        raise SignatureUnusable(reason=Refusal.PROFILE, detail=f"tag {TAG}")
    names = tuple(name.strip('"') for name in found[3].split())
    return found[1], found[2], names, found[4]


def _byte_members(header: str) -> list[tuple[str, str]]:
    place, members = 0, []
    while place < len(header):
        match = _BYTES.match(header, place)
        if match is None:
            raise SignatureUnusable(reason=Refusal.MALFORMED, detail="byte sequence")
        members.append((match[1], match[2]))
        place = match.end()
    return members


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:  # binascii.Error, or letters outside ASCII
        raise SignatureUnusable(reason=Refusal.MALFORMED, detail="base64") from error


def _only_algorithm(key: PublicKey) -> str:
    if isinstance(key, rsa.RSAPublicKey):
        raise SignatureUnusable(reason=Refusal.PROFILE, detail="alg")
    return default_algorithm(key)


def _sign(key: PrivateKey, algorithm: str, base: bytes) -> bytes:
    algorithm = algorithm or default_algorithm(key)
    if algorithm == "ed25519" and isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(base)
    if algorithm == "ecdsa-p256-sha256" and isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(key.sign(base, _ECDSA))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    if algorithm == "rsa-pss-sha512" and isinstance(key, rsa.RSAPrivateKey):
        return key.sign(base, _PSS, SHA512())
    if algorithm == "rsa-v1_5-sha256" and isinstance(key, rsa.RSAPrivateKey):
        return key.sign(base, _PKCS1, SHA256())
    raise SignatureUnusable(reason=Refusal.ALGORITHM, detail=algorithm)


def _check(key: PublicKey, algorithm: str, signature: bytes, base: bytes) -> None:
    if algorithm == "ed25519" and isinstance(key, ed25519.Ed25519PublicKey):
        key.verify(signature, base)
    elif algorithm == "ecdsa-p256-sha256" and isinstance(key, ec.EllipticCurvePublicKey):
        if len(signature) != 64:
            raise InvalidSignature
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        key.verify(encode_dss_signature(r, s), base, _ECDSA)
    elif algorithm == "rsa-pss-sha512" and isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, base, _PSS, SHA512())
    elif algorithm == "rsa-v1_5-sha256" and isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, base, _PKCS1, SHA256())
    else:
        raise SignatureUnusable(reason=Refusal.ALGORITHM, detail=algorithm)
