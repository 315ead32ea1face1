"""Whom the operator trusts, and whether a certificate leads there. Doors: Trust, load_trust, Chain, check_chain.

Answers from the operator's folder alone: certificates and revocation lists are data there, nothing is fetched here.
"""

# mypy: disallow-untyped-calls=false
# pyHanko is typed in part: some of its functions are not

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from asn1crypto import crl, pem, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    CertificateFetchError,
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    PathBuildingError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    DisallowWeakAlgorithmsPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from pdfseal.coroutines import run_now
from pdfseal.errors import TrustUnreadable
from pdfseal.watersheds import TOLERANCE, Side, side_of, watersheds

CERTIFICATE_ENDINGS = (".crt", ".cer", ".pem", ".der")
MAX_COURSES = 4096  # certificates whose answers are kept: a few hundred bytes each
MIN_RSA_BITS = 1024  # old authorities; weak digests are facts of the verdict, not reasons to look away
_ALGORITHMS = DisallowWeakAlgorithmsPolicy(
    weak_hash_algos=frozenset({"md2", "md5"}), rsa_key_size_threshold=MIN_RSA_BITS
)


def _revocation(rule: RevocationCheckingRule) -> CertRevTrustPolicy:
    policy = RevocationCheckingPolicy(ee_certificate_rule=rule, intermediate_ca_cert_rule=rule)
    # lists published after the moment asked about tell of revocations before it
    return CertRevTrustPolicy(policy, retroactive_revinfo=True)


_NO_LISTS = _revocation(RevocationCheckingRule.NO_CHECK)
_LISTS = _revocation(RevocationCheckingRule.CRL_REQUIRED)
_NOT_CLEAN = (PathBuildingError, CertificateFetchError, ValidationError, ValueError, TypeError, KeyError)


@dataclass(frozen=True)
class Chain:
    """Where a certificate led at a moment: trusted, unknown, expired, not_yet, revoked."""

    state: str
    revoked_at: datetime | None = None
    lists_missing: bool = False


@dataclass(frozen=True)
class _Course:
    """What is known of one certificate: the moments that matter to it alone, and the answers on each side of them."""

    moments: tuple[datetime, ...]
    answers: dict[tuple[Side, Side], Chain] = field(default_factory=dict)


@dataclass(frozen=True)
class Trust:
    """Anchors (self-signed), certificates between, and revocation lists; without anchors nobody is trusted."""

    anchors: tuple[x509.Certificate, ...] = ()
    between: tuple[x509.Certificate, ...] = ()
    lists: tuple[crl.CertificateList, ...] = ()
    version: str | None = None  # SHA-256 over the folder: which state of trust a verdict rests on
    _courses: dict[tuple[bytes, ...], _Course] = field(default_factory=dict, init=False, compare=False, repr=False)

    @cached_property
    def moments(self) -> tuple[datetime, ...]:
        """When something about these themselves changes."""
        return watersheds((*self.anchors, *self.between), self.lists, published=True)


def load_trust(folder: Path) -> Trust:
    """Return what a folder holds: ``*.crt|cer|pem|der`` and ``*.crl``, PEM or DER. Raises: TrustUnreadable."""
    if not folder.is_dir():
        raise TrustUnreadable(name=folder)
    certificates: list[x509.Certificate] = []
    lists: list[crl.CertificateList] = []
    state = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        ending = path.suffix.lower()
        if ending != ".crl" and ending not in CERTIFICATE_ENDINGS:
            continue
        try:
            data = path.read_bytes()
            state.update(data)
            for der in _ders(data):
                if ending == ".crl":
                    lists.append(crl.CertificateList.load(der, strict=True))
                    lists[-1].issuer.dump()
                else:
                    certificates.append(x509.Certificate.load(der, strict=True))
                    certificates[-1].subject.dump()
        except (OSError, ValueError, TypeError) as error:
            raise TrustUnreadable(name=path) from error
    return Trust(
        anchors=tuple(one for one in certificates if one.self_issued and one.self_signed != "no"),
        between=tuple(one for one in certificates if not (one.self_issued and one.self_signed != "no")),
        lists=tuple(lists),
        version=state.hexdigest(),
    )


def check_chain(
    certificate: x509.Certificate, others: Iterable[x509.Certificate], trust: Trust, *, at: datetime
) -> Chain:
    """Return where the certificate leads at the moment ``at``, and whether it was revoked by then.

    The same certificates come with every document of an agency: each is looked into once for a stretch of time.
    """
    others = tuple(others)
    course = _course(certificate, others, trust)
    side = side_of(trust.moments, at), side_of(course.moments, at)
    if side not in course.answers:
        course.answers[side] = _chain(certificate, [*trust.between, *others], trust, at)
    return course.answers[side]


def _course(certificate: x509.Certificate, others: tuple[x509.Certificate, ...], trust: Trust) -> _Course:
    key = tuple(hashlib.sha256(one.dump()).digest() for one in (certificate, *others))
    found = trust._courses.get(key)
    if found is None:
        found = _Course(watersheds((certificate, *others), trust.lists))
        if len(trust._courses) >= MAX_COURSES:
            trust._courses.clear()
        trust._courses[key] = found
    return found


def _chain(certificate: x509.Certificate, known: list[x509.Certificate], trust: Trust, at: datetime) -> Chain:
    try:
        _validate(certificate, known, trust, at, _LISTS)
    except _NOT_CLEAN:
        return _what_is_wrong(certificate, known, trust, at)
    return Chain("trusted")


def _what_is_wrong(
    certificate: x509.Certificate, known: Iterable[x509.Certificate], trust: Trust, at: datetime
) -> Chain:
    """Ask again without lists, then with them: is it the chain itself, or what the lists say or lack?"""
    try:
        _validate(certificate, known, trust, at, _NO_LISTS)
    except ExpiredError:
        return Chain("expired")
    except NotYetValidError:
        return Chain("not_yet")
    except _NOT_CLEAN:
        return Chain("unknown")
    try:
        _validate(certificate, known, trust, at, _LISTS)
    except RevokedError as error:
        return Chain("revoked", revoked_at=error.revocation_dt)
    except (InsufficientRevinfoError, PathBuildingError, CertificateFetchError, ValidationError, ValueError, KeyError):
        return Chain("trusted", lists_missing=True)
    return Chain("trusted")


def _validate(
    certificate: x509.Certificate,
    known: Iterable[x509.Certificate],
    trust: Trust,
    at: datetime,
    revocation: CertRevTrustPolicy,
) -> None:
    context = ValidationContext(
        trust_roots=list(trust.anchors),
        other_certs=list(known),
        crls=list(trust.lists) if revocation is _LISTS else [],
        moment=at,
        time_tolerance=TOLERANCE,
        allow_fetching=False,
        revinfo_policy=revocation,
        algorithm_usage_policy=_ALGORITHMS,
    )
    run_now(CertificateValidator(certificate, validation_context=context).async_validate_path())


def _ders(data: bytes) -> list[bytes]:
    if not pem.detect(data):
        return [data]
    return [der for _, _, der in pem.unarmor(data, multiple=True)]
