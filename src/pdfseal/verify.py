"""Verify the signatures of a PDF that someone else made. Doors: verify, Policy.

Answers: may this agency rely on the file without waiting for paper, and if not, what exactly fails? Never fetches, never
writes into the file. Whatever comes in, a verdict or a PdfError comes out.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path

import pikepdf
from pyhanko.pdf_utils import misc
from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.reader import PdfFileReader

from pdfseal.bounds import MAX_OBJECTS, MAX_REVISIONS, MAX_SIGNATURES
from pdfseal.errors import FileUnreadable, NotPdf, PdfDamaged, PdfEncrypted, PdfTooComplex, PdfTooLarge
from pdfseal.facts import Level
from pdfseal.fields import BYTE_RANGE, SignedField, leftovers, read_fields, shared
from pdfseal.integrity import CmsFacts, check_signature, check_token, signed_with_sha1
from pdfseal.reading import READ_ERRORS
from pdfseal.revisions import Change, Revisions
from pdfseal.subjects import subject_of
from pdfseal.times import Proof, proof_of, time_findings, trust_findings
from pdfseal.trust import Trust
from pdfseal.verdict import Finding, Signature, Verdict, judge, ordered

HEADER_ROOM = 1024
_SIGNATURE_TRACE = re.compile(rb"/(?:ETSI\.|adbe\.(?:pkcs7|x509)|Adobe\.PPK|FT\s*/Sig\b|Contents\s*<[0-9A-Fa-f]{64})")
_TAIL = re.compile(rb"%%EOF[\r\n\t\x00\x0c ]*\Z")
# the parser reads backwards from the end, byte by byte, until it finds these words: they have to be there
_ENDING = re.compile(rb"[\r\n][ \t]*startxref[\x00\s]*[0-9]{1,10}[\x00\s]*%%EOF")
NO_TRUST = Trust()
NO_CHANGES, NOTES = 1, 3  # what a certification signature permits (ISO 32000-1, table 254)


@dataclass(frozen=True)
class Policy:
    """What the operator decides."""

    sha1_refused_from: date | None = None  # signatures made on or after this day may not use SHA-1
    future_skew: timedelta = timedelta(minutes=5)
    max_bytes: int = 512 * 1024 * 1024
    max_compared_bytes: int = 96 * 1024 * 1024  # comparing revisions reads every byte, several times


@dataclass(frozen=True)
class _Checked:
    """One field with what mathematics says of it."""

    field: SignedField
    cms: CmsFacts

    @property
    def intact(self) -> bool:
        return self.field.problem is None and self.cms.problem is None


def verify(pdf: bytes | Path, *, trust: Trust = NO_TRUST, now: datetime, policy: Policy | None = None) -> Verdict:
    """Return the verdict on a file.

    Raises: NotPdf, PdfEncrypted, PdfDamaged (only for files that carry no signature), PdfTooLarge, PdfTooComplex,
        FileUnreadable.
    """
    rules = policy or Policy()
    data = _read(pdf, rules)
    header = data.find(b"%PDF-", 0, HEADER_ROOM)
    if header < 0:
        raise NotPdf
    return _examine(data[header:] if header else data, shifted=header > 0, trust=trust, now=now, policy=rules)


def _read(pdf: bytes | Path, policy: Policy) -> bytes:
    try:
        size = pdf.stat().st_size if isinstance(pdf, Path) else len(pdf)
        if size > policy.max_bytes:
            raise PdfTooLarge(size=size, limit=policy.max_bytes)
        return pdf.read_bytes() if isinstance(pdf, Path) else pdf
    except OSError as error:
        raise FileUnreadable(name=pdf) from error


def _examine(data: bytes, *, shifted: bool, trust: Trust, now: datetime, policy: Policy) -> Verdict:
    _refuse_monsters(data)
    # a signature's byte range is always readable text: without one there is nothing to verify
    if BYTE_RANGE.search(data) is None:
        return _unsigned(data)
    try:
        reader = _open(data)
        checked = [_check(field, data) for field in read_fields(reader, data)]
        revisions = Revisions(reader, data, [one.field for one in checked if one.intact and not _stamp_in_sight(one)])
        findings = _file_findings(reader, data, checked)
        proofs = _proofs(checked, trust)
        signatures = [
            _signature(
                one, checked, revisions, proofs.get(one.field.name), data=data, trust=trust, now=now, policy=policy
            )
            for one in checked
        ]
    except PdfEncrypted:
        raise
    except READ_ERRORS:
        return judge([], [Finding.of("structure_damaged")], trust_version=trust.version)
    if shifted and checked:
        findings.append(Finding.of("bytes_before_header"))
    if _agency_first(signatures):
        findings.append(Finding.of("agency_before_person"))
    if checked and not trust.anchors:
        findings.append(Finding.of("no_trust_anchors"))
    return judge(signatures, findings, trust_version=trust.version)


def _refuse_monsters(data: bytes) -> None:
    objects = max(data.count(b" n\r"), data.count(b" n\n"), data.count(b" n \n"), data.count(b" n \r"))
    revisions, signatures = data.count(b"startxref"), data.count(b"/ByteRange")
    if objects > MAX_OBJECTS or revisions > MAX_REVISIONS or signatures > MAX_SIGNATURES:
        raise PdfTooComplex


def _unsigned(data: bytes) -> Verdict:
    try:
        _open(data)
        return judge([], [])
    except PdfEncrypted:
        raise
    except READ_ERRORS:
        if _SIGNATURE_TRACE.search(data) is not None:
            return judge([], [Finding.of("structure_damaged")])  # cut in the middle of a signature
    if b" obj" in data[data.rfind(b"%%EOF") + 1 :]:
        raise PdfDamaged  # the last revision does not end: something is missing
    try:
        with pikepdf.open(io.BytesIO(data)) as opened:
            if len(opened.pages) == 0:
                raise PdfDamaged
    except pikepdf.PasswordError as error:
        raise PdfEncrypted from error
    except (pikepdf.PdfError, *READ_ERRORS) as error:
        raise PdfDamaged from error
    return judge([], [Finding.of("structure_repaired")])


def _open(data: bytes) -> PdfFileReader:
    if _ENDING.search(data, max(0, len(data) - 2 * HEADER_ROOM)) is None:
        raise misc.PdfReadError("no end of file")
    reader = PdfFileReader(io.BytesIO(data), strict=False)
    if reader.encrypted and reader.decrypt("").status is AuthStatus.FAILED:
        raise PdfEncrypted
    reader.root.get("/Pages")
    return reader


def _check(field: SignedField, data: bytes) -> _Checked:
    digest_of: Callable[[str], bytes] = lru_cache(partial(field.digest, data))
    if field.is_timestamp:
        return _Checked(field, check_token(field.contents, digest_of))
    return _Checked(field, check_signature(field.contents, field.sub_filter, digest_of))


def _stamp_in_sight(one: _Checked) -> bool:
    return one.field.is_timestamp and one.field.drawn


def _file_findings(reader: PdfFileReader, data: bytes, checked: list[_Checked]) -> list[Finding]:
    findings: list[Finding] = []
    if remains := leftovers(data, [one.field for one in checked]):
        findings.append(Finding.of(remains))
    if shared([one.field for one in checked]):
        findings.append(Finding.of("signature_shared"))
    held = [one.field for one in checked if one.field.problem is None]
    if not held:
        return findings
    last = max(field.end for field in held)
    revised = any(
        reader.xrefs.get_xref_container_info(number).end_location > last
        for number in range(reader.xrefs.total_revisions)
    )
    if last < len(data) and not (revised and _TAIL.search(data[-HEADER_ROOM:])):
        findings.append(Finding.of("bytes_appended"))
    return findings


def _proofs(checked: list[_Checked], trust: Trust) -> dict[str, Proof]:
    """Return what each document time stamp proves, by field name."""
    return {
        one.field.name: proof_of(one.cms.token, trust, added_later=True)
        for one in checked
        if one.field.is_timestamp and one.intact and one.cms.token
    } | {
        one.field.name: proof_of(one.cms.token, trust)
        for one in checked
        if not one.field.is_timestamp and one.cms.token and one.cms.token.intact
    }


def _signature(
    one: _Checked,
    everyone: list[_Checked],
    revisions: Revisions,
    proof: Proof | None,
    *,
    data: bytes,
    trust: Trust,
    now: datetime,
    policy: Policy,
) -> Signature:
    field, cms = one.field, one.cms
    subject = subject_of(cms.signer) if cms.signer is not None else None
    claimed = field.claimed_at or cms.claimed_at
    findings = [Finding.of(problem) for problem in (field.problem or cms.problem,) if problem]
    chain = "unknown"
    later = None
    if one.intact:
        findings += _changes_after(one, everyone, revisions, data, policy)
        if proof is None or not proof.trusted:
            later = _stamped_later(one, everyone, trust)
        chain, more = trust_findings(cms, proof if proof and proof.trusted else later, claimed, trust=trust, now=now)
        findings += more
        if not field.is_timestamp:
            findings += time_findings(cms, proof, later, claimed, now=now, skew=policy.future_skew, trust=trust)
            findings += _sha1(cms, proof, claimed, policy)
        if field.permits is not None:
            findings.append(Finding.of("certification_signature"))
    shown = proof if proof is not None and proof.shown else None
    return Signature(
        field=field.name,
        signer=subject.name if subject else None,
        issuer=subject.issuer if subject else None,
        signed_at=shown.at if shown else claimed,
        time_source="timestamp" if shown else "claimed",
        digest=cms.digest,
        sub_filter=field.sub_filter,
        intact=one.intact,
        covers=field.covers,
        chain=chain,
        findings=ordered(findings),
        kind="timestamp" if field.is_timestamp else subject.kind if subject else "agency",
        organisation=subject.organisation if subject else None,
        email=subject.email if subject else None,
        serial=subject.serial if subject else None,
        certificate_sha256=subject.sha256 if subject else None,
        visible=field.visible,
    )


def _changes_after(
    one: _Checked, everyone: list[_Checked], revisions: Revisions, data: bytes, policy: Policy
) -> list[Finding]:
    """Class what came after this signature; a document time stamp approves nothing and covers nothing."""
    first = one.field.revision
    last = revisions.reader.xrefs.total_revisions - 1
    if first is None or first >= last or one.field.is_timestamp:
        return []
    if len(data) > policy.max_compared_bytes:
        return [Finding.of("too_large_to_compare")]
    signers = [s.field.revision for s in everyone if s.intact and not s.field.is_timestamp]
    covered_up_to = max((r for r in signers if r is not None), default=-1)
    ends = {s.field.revision: s.field.end for s in everyone if s.intact and s.field.revision is not None}
    found: set[Finding] = set()
    permits = one.field.permits
    if permits == NO_CHANGES and covered_up_to > first:
        found.add(Finding.of("certification_exceeded", Level.REMARK))
    for revision, change in revisions.changes(first, one.field.end, ends):
        weight = Level.REMARK if revision <= covered_up_to else Level.BROKEN
        if permits is not None and change > (Change.STAMPED if permits == NOTES else Change.NOTHING):
            found.add(Finding.of("certification_exceeded", weight))
        if change is Change.STAMPED:
            found.add(Finding.of("stamped_after"))
        elif change is Change.CONTENT:
            found.add(Finding.of("content_changed_after", weight))
    worst = {finding.code: finding for finding in sorted(found, key=lambda one: one.level, reverse=True)}
    return list(worst.values())  # of each code the gravest: the last


def _stamped_later(one: _Checked, everyone: list[_Checked], trust: Trust) -> Proof | None:
    """Return the earliest trusted document time stamp over this signature."""
    stamps = [
        proof_of(other.cms.token, trust, added_later=True)
        for other in everyone
        if other.field.is_timestamp and other.intact and other.cms.token and other.field.end > one.field.end
    ]
    return min((stamp for stamp in stamps if stamp.trusted), key=lambda stamp: stamp.at, default=None)


def _sha1(cms: CmsFacts, proof: Proof | None, claimed: datetime | None, policy: Policy) -> list[Finding]:
    findings: list[Finding] = []
    if cms.digest == "sha1":
        findings.append(Finding.of("sha1_digest"))
        at = proof.at if proof and proof.trusted else claimed
        refused = policy.sha1_refused_from
        if refused is not None and (at is None or at.date() >= refused):
            findings.append(Finding.of("sha1_refused"))
    if cms.signer is not None and signed_with_sha1(cms.signer):
        findings.append(Finding.of("sha1_certificate"))
    return findings


def _agency_first(signatures: list[Signature]) -> bool:
    kinds = [signature.kind for signature in signatures if signature.intact and signature.kind != "timestamp"]
    return "person" in kinds and "agency" in kinds[: kinds.index("person")]
