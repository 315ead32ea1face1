"""When was it signed, who proves it, and was the certificate good then? Doors: Proof, proof_of, trust_findings, time_findings.

A trusted time stamp fixes the moment. Without one the signer only claims a time: then the certificate has to be good
still now, because nothing proves that it was used earlier.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import x509

from pdfseal.facts import Level
from pdfseal.integrity import CmsFacts, Token
from pdfseal.trust import Chain, Trust, check_chain
from pdfseal.verdict import Finding

SIGNING_USES = frozenset({"digital_signature", "non_repudiation"})
SAME_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Proof:
    """A time stamp: ``trusted`` when it leads to an anchor, ``shown`` when its time may be shown as that of the stamp."""

    at: datetime
    trusted: bool
    shown: bool
    added_later: bool = False


def proof_of(token: Token, trust: Trust, *, added_later: bool = False) -> Proof:
    """Return what an intact time stamp proves. Without anchors nobody is refused, and nobody is trusted."""
    chain = check_chain(token.signer, token.others, trust, at=token.at) if trust.anchors else Chain("unknown")
    fit = _stamps(token.signer)
    trusted = chain.state == "trusted" and not chain.lists_missing and fit
    return Proof(token.at, trusted, shown=trusted or not trust.anchors, added_later=added_later)


def trust_findings(
    cms: CmsFacts, proof: Proof | None, claimed: datetime | None, *, trust: Trust, now: datetime
) -> tuple[str, list[Finding]]:
    """Return where the certificate leads (trusted, unknown, expired, revoked) and what is to be said about it."""
    signer = cms.signer
    if signer is None or not trust.anchors:
        return "unknown", []  # said once for the whole file
    at = proof.at if proof else now
    chain = check_chain(signer, cms.others, trust, at=at)
    if chain.state == "revoked":
        known_since = min(filter(None, (claimed, proof.at if proof else None)), default=None)
        before = known_since is None or (chain.revoked_at is not None and chain.revoked_at <= known_since)
        return "revoked", [Finding.of("revoked_before_signing" if before else "revoked_later_unproven")]
    simple = {
        "unknown": ("unknown", "chain_unknown"),
        "expired": ("expired", "certificate_expired"),
        "not_yet": ("unknown", "certificate_not_yet_valid"),
    }
    if chain.state in simple:
        state, code = simple[chain.state]
        return state, [Finding.of(code)]
    findings = [Finding.of("revocation_unknown")] if chain.lists_missing else []
    usage = signer.key_usage_value
    if usage is not None and not SIGNING_USES & set(usage.native):
        findings.append(Finding.of("key_usage_wrong"))
    if proof is None and claimed is not None and claimed < signer.not_valid_before:
        findings.append(Finding.of("certificate_not_yet_valid"))
    return "trusted", findings


def time_findings(
    cms: CmsFacts,
    proof: Proof | None,
    later: Proof | None,
    claimed: datetime | None,
    *,
    now: datetime,
    skew: timedelta,
    trust: Trust,
) -> list[Finding]:
    """Return what is to be said about the time of signing."""
    findings: list[Finding] = []
    if cms.token_wrong:
        findings.append(Finding.of("timestamp_wrong"))
    if proof is None and not cms.token_wrong:
        findings.append(Finding.of("no_timestamp", Level.NOTE if later else None))
    if proof is not None and not proof.trusted:
        findings.append(Finding.of("timestamp_untrusted" if trust.anchors else "timestamp_unchecked"))
    if later is not None:
        findings.append(Finding.of("timestamped_later"))
    if claimed is not None and proof is not None and abs(claimed - proof.at) > SAME_DAY:
        findings.append(Finding.of("times_differ"))
    shown = proof.at if proof is not None and proof.shown else claimed
    if shown is not None and shown > now + skew:
        findings.append(Finding.of("future_time"))
    return findings


def _stamps(certificate: x509.Certificate) -> bool:
    usage = certificate.extended_key_usage_value
    return usage is not None and "time_stamping" in usage.native
