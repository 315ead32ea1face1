"""Does a CMS signature hold over the bytes it names? Doors: check_signature, check_token, CmsFacts, Token.

Only mathematics: whom the certificate belongs to and whether it is trusted is said elsewhere. SHA-1 is computed here like any
other digest, since half of the mail in use carries it; what it is worth is a matter of policy.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import new as new_hash

from asn1crypto import cms, x509
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.sign.general import (
    CMSExtractionError,
    CMSStructuralError,
    MultivaluedAttributeError,
    NonexistentAttributeError,
    extract_certificate_info,
    extract_signer_info,
    find_unique_cms_attribute,
)
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

DigestOf = Callable[[str], bytes]
DIGESTS = frozenset({"sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
_BAD_DATA = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError,
    CMSExtractionError, CMSStructuralError, SignatureValidationError, UnsupportedAlgorithm, NotImplementedError,
)  # fmt: skip


@dataclass(frozen=True)
class Token:
    """A time stamp token: when, by whom, and whether it holds over what it should stamp."""

    at: datetime
    signer: x509.Certificate
    others: tuple[x509.Certificate, ...]
    intact: bool


@dataclass(frozen=True)
class CmsFacts:
    """What the mathematics says; ``problem`` is a code of ``facts`` or None when everything holds."""

    problem: str | None
    digest: str | None = None
    signer: x509.Certificate | None = None
    others: tuple[x509.Certificate, ...] = ()
    token: Token | None = None
    token_wrong: bool = False
    claimed_at: datetime | None = None


def check_signature(contents: bytes, sub_filter: str | None, digest_of: DigestOf) -> CmsFacts:
    """Return what holds of a signature (``/Contents``) over the bytes whose digest ``digest_of`` gives by name."""
    if sub_filter == "adbe.x509.rsa_sha1":
        return CmsFacts("format_unsupported", digest="sha1")
    try:
        signed = _signed_data(contents)
        info = extract_signer_info(signed)
        digest = str(info["digest_algorithm"]["algorithm"].native).lower()
    except _BAD_DATA:
        return CmsFacts("signature_unreadable")
    if digest not in DIGESTS:
        return CmsFacts("format_unsupported", digest=digest)
    # the old form binds the file by SHA-1 whatever is computed over that
    bound_by = "sha1" if sub_filter == "adbe.pkcs7.sha1" else digest
    facts = CmsFacts(None, digest=bound_by, claimed_at=_claimed_time(info))
    try:
        certificates = extract_certificate_info(signed)
    except _BAD_DATA:
        return replace(facts, problem="signer_certificate_missing")
    facts = replace(facts, signer=certificates.signer_cert, others=tuple(certificates.other_certs))
    try:
        expected, fits = _expected_digest(signed, sub_filter, digest, digest_of)
        intact, genuine = validate_sig_integrity(info, certificates.signer_cert, "data", expected)
    except SignatureValidationError:
        return replace(facts, problem="attributes_wrong")
    except (UnsupportedAlgorithm, NotImplementedError):
        return replace(facts, problem="format_unsupported")
    except _BAD_DATA:
        return replace(facts, problem="signature_unreadable")
    problem = None
    if not genuine:
        problem = "digest_wrong" if info["signed_attrs"].native is None else "value_wrong"
    elif not (intact and fits):
        problem = "digest_wrong"
    token, wrong = _signature_token(info)
    return replace(facts, problem=problem, token=token, token_wrong=wrong)


def check_token(contents: bytes, digest_of: DigestOf) -> CmsFacts:
    """Return what holds of a document time stamp over the bytes whose digest ``digest_of`` gives by name."""
    try:
        signed = _signed_data(contents)
        token, digest = _read_token(signed, digest_of)
    except _BAD_DATA:
        return CmsFacts("signature_unreadable")
    problem = None if token.intact else "digest_wrong"
    return CmsFacts(problem, digest=digest, signer=token.signer, others=token.others, token=token)


def signed_with_sha1(certificate: x509.Certificate) -> bool:
    """Return whether the authority signed this certificate over SHA-1."""
    try:
        return bool(certificate.hash_algo == "sha1")
    except ValueError:
        return False


def _signed_data(contents: bytes) -> cms.SignedData:
    # what follows the DER value is padding of the place reserved for it
    content = cms.ContentInfo.load(contents)
    if content["content_type"].native != "signed_data":
        raise ValueError("not signed data")
    return content["content"]


def _expected_digest(
    signed: cms.SignedData, sub_filter: str | None, digest: str, digest_of: DigestOf
) -> tuple[bytes, bool]:
    if sub_filter != "adbe.pkcs7.sha1":
        return digest_of(digest), True
    # this old form signs the SHA-1 of the bytes as content of its own
    content = signed["encap_content_info"]["content"].native or b""
    return new_hash(digest, content, usedforsecurity=False).digest(), content == digest_of("sha1")


def _signature_token(info: cms.SignerInfo) -> tuple[Token | None, bool]:
    unsigned = info["unsigned_attrs"]
    if not unsigned:
        return None, False
    value = info["signature"].native
    try:
        found = find_unique_cms_attribute(unsigned, "signature_time_stamp_token")
        token, _ = _read_token(found["content"], lambda name: new_hash(name, value, usedforsecurity=False).digest())
    except NonexistentAttributeError:
        return None, False
    except (*_BAD_DATA, MultivaluedAttributeError):
        return None, True
    return token, not token.intact


def _read_token(signed: cms.SignedData, digest_of: DigestOf) -> tuple[Token, str]:
    wrapped = signed["encap_content_info"]
    content = wrapped["content"]
    stamp = content.parsed
    imprint = stamp["message_imprint"]
    name = str(imprint["hash_algorithm"]["algorithm"].native).lower()
    if wrapped["content_type"].native != "tst_info" or name not in DIGESTS:
        raise ValueError("not a time stamp")
    info = extract_signer_info(signed)
    certificates = extract_certificate_info(signed)
    own = str(info["digest_algorithm"]["algorithm"].native).lower()
    over = new_hash(own, bytes(content), usedforsecurity=False).digest()
    intact, genuine = validate_sig_integrity(info, certificates.signer_cert, "tst_info", over)
    fits = imprint["hashed_message"].native == digest_of(name)
    token = Token(
        at=stamp["gen_time"].native,
        signer=certificates.signer_cert,
        others=tuple(certificates.other_certs),
        intact=bool(intact and genuine and fits),
    )
    return token, name


def _claimed_time(info: cms.SignerInfo) -> datetime | None:
    try:
        found = find_unique_cms_attribute(info["signed_attrs"], "signing_time").native
    except (*_BAD_DATA, NonexistentAttributeError, MultivaluedAttributeError):
        return None
    return found if isinstance(found, datetime) else None
