"""Check a time stamp (RFC 3161) without a network. Doors: Stamp, check_timestamp.

Answers: did the holder of this certificate say that these bytes existed at that time? Whether he is to be believed is for the
anchors to say, which the caller brings; without them the stamp is whole but nobody vouches for its maker.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import algos, cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from evidence.errors import TimestampWrong

HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
LONGEST_CHAIN = 5


@dataclass(frozen=True)
class Stamp:
    """When, said by whom; ``trusted`` when the maker's certificate leads to one of the anchors."""

    at: datetime
    authority: str
    trusted: bool


def check_timestamp(token: bytes, data: bytes, anchors: Sequence[x509.Certificate] = ()) -> Stamp:
    """Return what a time stamp on ``data`` says. Raises: TimestampWrong."""
    try:
        return _check(token, data, anchors)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, UnsupportedAlgorithm) as error:
        raise TimestampWrong(reason=type(error).__name__) from error


def _check(token: bytes, data: bytes, anchors: Sequence[x509.Certificate]) -> Stamp:
    content = cms.ContentInfo.load(token, strict=True)
    if content["content_type"].native != "signed_data":
        raise TimestampWrong(reason="không phải dấu thời gian")
    signed = content["content"]
    inner = signed["encap_content_info"]
    if inner["content_type"].native != "tst_info" or len(signed["signer_infos"]) != 1:
        raise TimestampWrong(reason="không phải dấu thời gian")
    info_der = inner["content"].contents
    info = tsp.TSTInfo.load(info_der, strict=True)
    imprint = info["message_imprint"]
    if _digest(imprint["hash_algorithm"], data) != imprint["hashed_message"].native:
        raise TimestampWrong(reason="là của nội dung khác")
    signer = signed["signer_infos"][0]
    certificates = [one.chosen for one in signed["certificates"] if isinstance(one.chosen, asn1_x509.Certificate)]
    maker = x509.load_der_x509_certificate(_maker(certificates, signer["sid"]).dump())
    _check_signature(signer, info_der, maker)
    at: datetime = info["gen_time"].native
    _check_purpose(maker, at)
    others = [x509.load_der_x509_certificate(one.dump()) for one in certificates]
    return Stamp(at, maker.subject.rfc4514_string(), _leads_to(maker, others, anchors, at))


def _digest(algorithm: algos.DigestAlgorithm, data: bytes) -> bytes:
    name = algorithm["algorithm"].native
    if name not in HASHES:
        raise TimestampWrong(reason=str(name))
    return hashlib.new(name, data).digest()


def _maker(certificates: Sequence[asn1_x509.Certificate], sid: cms.SignerIdentifier) -> asn1_x509.Certificate:
    for one in certificates:
        if sid.name == "issuer_and_serial_number":
            wanted = sid.chosen
            if one.issuer == wanted["issuer"] and one.serial_number == wanted["serial_number"].native:
                return one
        elif one.key_identifier == sid.native:
            return one
    raise TimestampWrong(reason="thiếu chứng thư của nơi cấp")


def _check_signature(signer: cms.SignerInfo, info: bytes, maker: x509.Certificate) -> None:
    attributes = {one["type"].native: one["values"] for one in signer["signed_attrs"]}
    if attributes["content_type"][0].native != "tst_info":
        raise TimestampWrong(reason="content_type")
    if attributes["message_digest"][0].native != _digest(signer["digest_algorithm"], info):
        raise TimestampWrong(reason="nội dung đã bị sửa")
    if not _names_maker(attributes, maker):
        raise TimestampWrong(reason="chứng thư khác với chứng thư đã ghi trong dấu thời gian")
    signed = signer["signed_attrs"].untag().dump()
    algorithm, signature = signer["signature_algorithm"], signer["signature"].native
    bare = algorithm["algorithm"].native == "rsassa_pkcs1v15"  # the hash is named beside it then
    digest = signer["digest_algorithm"]["algorithm"].native if bare else algorithm.hash_algo
    chosen, key = HASHES[digest](), maker.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(chosen))
        elif isinstance(key, rsa.RSAPublicKey) and algorithm["algorithm"].native == "rsassa_pss":
            salt = algorithm["parameters"]["salt_length"].native
            key.verify(signature, signed, padding.PSS(padding.MGF1(chosen), salt), chosen)
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), chosen)
        else:
            raise TimestampWrong(reason=type(key).__name__)
    except InvalidSignature as error:
        raise TimestampWrong(reason="chữ ký của nơi cấp không đúng") from error


def _names_maker(attributes: dict[str, cms.SetOfAny], maker: x509.Certificate) -> bool:
    """Return whether the signed attributes fix this very certificate (RFC 5816; the older form has SHA-1)."""
    if "signing_certificate_v2" in attributes:
        named = attributes["signing_certificate_v2"][0]["certs"][0]
        algorithm = named["hash_algorithm"]["algorithm"].native
        return algorithm in HASHES and bool(named["cert_hash"].native == maker.fingerprint(HASHES[algorithm]()))
    if "signing_certificate" in attributes:
        named = attributes["signing_certificate"][0]["certs"][0]
        return bool(named["cert_hash"].native == maker.fingerprint(hashes.SHA1()))  # noqa: S303  the form names no other
    return False


def _check_purpose(maker: x509.Certificate, at: datetime) -> None:
    try:
        purposes = maker.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound as error:
        raise TimestampWrong(reason="chứng thư không dùng để cấp dấu thời gian") from error
    if ExtendedKeyUsageOID.TIME_STAMPING not in purposes:
        raise TimestampWrong(reason="chứng thư không dùng để cấp dấu thời gian")
    if not maker.not_valid_before_utc <= at <= maker.not_valid_after_utc:
        raise TimestampWrong(reason="chứng thư không còn hiệu lực lúc cấp")


def _leads_to(
    maker: x509.Certificate, others: Sequence[x509.Certificate], anchors: Sequence[x509.Certificate], at: datetime
) -> bool:
    """Return whether issuers lead from the maker to an anchor, each valid at that time."""
    current = maker
    for _ in range(LONGEST_CHAIN):
        if current in anchors:
            return True
        above = next((one for one in [*anchors, *others] if one != current and _issued(one, current)), None)
        if above is None or not above.not_valid_before_utc <= at <= above.not_valid_after_utc:
            return False
        current = above
    return False


def _issued(above: x509.Certificate, below: x509.Certificate) -> bool:
    try:
        below.verify_directly_issued_by(above)
        return above.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.ExtensionNotFound):
        return False
