"""What verify says about one file. Doors: Verdict, Signature, Finding, judge.

Values only: how they are found is in ``verify``, what they mean in words is in ``facts``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from pdfseal.facts import FACTS, LEADS, UNSIGNED_WITH_FACT, Level

HANOI = timezone(timedelta(hours=7))
_ORDER = {code: place for place, code in enumerate(FACTS)}


@dataclass(frozen=True)
class Finding:
    """A fact found, with its weight in this place."""

    code: str
    level: Level

    @classmethod
    def of(cls, code: str, level: Level | None = None) -> "Finding":
        return cls(code, level or FACTS[code].level)


@dataclass(frozen=True)
class Signature:
    """One signature or document time stamp of the file, in the order of the file.

    ``kind`` (person, agency, timestamp) is read from the certificate's subject and only a hint: who the signer is says the
    directory, by ``certificate_sha256`` or ``serial``. Numbers of citizens are left out everywhere.
    """

    field: str
    signer: str | None
    issuer: str | None
    signed_at: datetime | None
    time_source: str
    digest: str | None
    sub_filter: str | None
    intact: bool
    covers: str
    chain: str
    findings: tuple[Finding, ...]
    kind: str
    organisation: str | None = None
    email: str | None = None
    serial: str | None = None
    certificate_sha256: str | None = None
    visible: bool = False

    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(finding.code for finding in self.findings)

    @property
    def valid(self) -> bool:
        """Whether this signature by itself stands: intact, trusted, nothing broken or open about it."""
        return self.intact and not any(f.level in (Level.BROKEN, Level.INDETERMINATE) for f in self.findings)

    def as_json(self) -> dict[str, Any]:
        return {
            "field": self.field,
            "signer": self.signer,
            "issuer": self.issuer,
            "signed_at": self.signed_at.astimezone(HANOI).isoformat() if self.signed_at else None,
            "time_source": self.time_source,
            "digest": self.digest,
            "sub_filter": self.sub_filter,
            "intact": self.intact,
            "covers": self.covers,
            "chain": self.chain,
            "facts": list(self.facts),
            "kind": self.kind,
            "organisation": self.organisation,
            "serial": self.serial,
            "certificate_sha256": self.certificate_sha256,
            "valid": self.valid,
        }


@dataclass(frozen=True)
class Verdict:
    """The one verdict on a file, its sentence, and what it rests on."""

    verdict: str
    sentence: str
    sentence_en: str
    signatures: tuple[Signature, ...]
    findings: tuple[Finding, ...]
    trust_version: str | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        """Facts about the file as a whole."""
        return tuple(finding.code for finding in self.findings)

    def text(self, lang: str = "vi") -> str:
        return self.sentence_en if lang == "en" else self.sentence

    def as_json(self, lang: str = "vi") -> dict[str, Any]:
        """Return the shape that ``congvan sign verify --json`` prints."""
        return {
            "verdict": self.verdict,
            "sentence": self.text(lang),
            "signatures": [signature.as_json() for signature in self.signatures],
            "facts": list(self.facts),
            "trust_version": self.trust_version,
        }


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings once each, the most important first."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: _ORDER[finding.code]))


def judge(signatures: Sequence[Signature], findings: Iterable[Finding], *, trust_version: str | None = None) -> Verdict:
    """Return the verdict that these facts make: the worst one decides, and is named."""
    own = ordered(findings)
    everything = ordered([*own, *(finding for signature in signatures for finding in signature.findings)])
    if any(finding.level is Level.BROKEN for finding in everything):
        name, level = "broken", Level.BROKEN
    elif not any(signature.kind != "timestamp" for signature in signatures):
        name, level = "unsigned", Level.REMARK
    elif any(finding.level is Level.INDETERMINATE for finding in everything):
        name, level = "indeterminate", Level.INDETERMINATE
    elif any(finding.level is Level.REMARK for finding in everything):
        name, level = "valid_with_remarks", Level.REMARK
    else:
        name, level = "valid", Level.NOTE
    first = next((finding.code for finding in everything if finding.level is level), None)
    vi, en = LEADS[name]
    if name == "unsigned" and first is not None:
        vi, en = UNSIGNED_WITH_FACT
    fact = FACTS[first] if first else None
    return Verdict(
        verdict=name,
        sentence=vi.format(fact=fact.vi if fact else ""),
        sentence_en=en.format(fact=fact.en if fact else ""),
        signatures=tuple(signatures),
        findings=own,
        trust_version=trust_version,
    )
