"""Whose a signature is, and what the document is worth by it. Doors: report_of, legal_value_of, standing, prints_of, keys_of, UNANCHORED.

A certificate is somebody's because it is in the register of certificates; what a certificate says of itself is only shown.
A document of an agency whose certificates nobody registered here is judged by what its certificates say: the name in the
agency's certificate has to be that of the agency. Where that cannot be said the worth is left open, never full.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from kit.sort_keys import fold
from office.documents.facts import LegalValue
from office.organisation.models import Agency
from office.signing.errors import CheckStopped
from office.signing.models import Certificate
from pdfseal.errors import PdfError
from pdfseal.facts import FACTS, Level
from pdfseal.legal import legal_value
from pdfseal.verdict import Signature, Verdict

UNANCHORED = "no_trust_anchors"  # fact of a file checked where nobody is trusted yet
OF_ANCHORS = "chain_unknown"  # what that leaves open about each signature


def report_of(outcome: Verdict | PdfError | CheckStopped) -> dict[str, Any]:
    """Return the machine-readable report that is kept, each signature with its registered owner."""
    if isinstance(outcome, PdfError | CheckStopped):
        stopped = isinstance(outcome, CheckStopped)
        return {
            "verdict": "indeterminate" if stopped else "unsigned",
            "signatures": [],
            "facts": ["check_stopped"] if stopped else [],
            "error": {"code": outcome.code, "text": outcome.text()},
        }
    report = outcome.as_json()
    prints = [one["certificate_sha256"] for one in report["signatures"] if one["certificate_sha256"]]
    rows = Certificate.objects.filter(fingerprint__in=prints).select_related("person")
    known = {row.fingerprint: row for row in rows}
    names = dict(
        Agency.objects.filter(code__in=[row.agency_code for row in known.values() if row.agency_code]).values_list(
            "code", "name"
        )
    )
    for one in report["signatures"]:
        row = known.get(one["certificate_sha256"] or "")
        one["registered"] = row is not None
        if row is None:
            continue
        one["blocked"] = row.blocked_at is not None
        one["agency_code"] = row.agency_code
        one["kind"] = "agency" if row.person_id is None else "person"
        one["owner"] = row.person.full_name if row.person else names.get(row.agency_code, row.agency_code)
    return report


def legal_value_of(
    outcome: Verdict | PdfError | CheckStopped,
    report: Mapping[str, Any],
    *,
    agency_code: str,
    agency_name: str = "",
    digitised: bool = False,
) -> str:
    """Return full, not_yet or reference_only. ``agency_name`` is how the document names its agency.

    Law: NĐ 30/2020/NĐ-CP Điều 5 khoản 1: signed by the competent person and by the agency; a digitised copy by the agency.
    """
    if isinstance(outcome, CheckStopped):
        return LegalValue.NOT_YET
    if isinstance(outcome, PdfError):
        return LegalValue.REFERENCE_ONLY
    owners = {one["certificate_sha256"]: one for one in report["signatures"]}
    strangers = [one for one in owners.values() if one["kind"] == "agency" and not one["registered"]]
    names = _names(agency_code, agency_name) if strangers else []
    proven = {one["certificate_sha256"] for one in strangers if not names or _is_named(one["signer"], names)}

    def is_person(signature: Signature) -> bool:
        one = owners[signature.certificate_sha256]
        return one["kind"] == "person" and not one.get("blocked")

    def may_be_agency(signature: Signature) -> bool:
        """A registered certificate must be the issuing agency's; an unregistered one may be anybody's."""
        one = owners[signature.certificate_sha256]
        if one["kind"] != "agency" or one.get("blocked"):
            return False
        return not one["registered"] or not agency_code or one["agency_code"] == agency_code

    def is_agency(signature: Signature) -> bool:
        registered = owners[signature.certificate_sha256]["registered"]
        return may_be_agency(signature) and (registered or signature.certificate_sha256 in proven)

    value = LegalValue(legal_value(outcome, is_person=is_person, is_agency=is_agency, digitised=digitised).value)
    if value == LegalValue.REFERENCE_ONLY:
        other = legal_value(outcome, is_person=is_person, is_agency=may_be_agency, digitised=digitised)
        return LegalValue.NOT_YET if LegalValue(other.value) == LegalValue.FULL else value
    return value


_UNPROVABLE = "\0"  # the name of no certificate


def _names(agency_code: str, agency_name: str) -> list[str]:
    """Return the names by which an unregistered certificate is the agency's: none of them where its own are registered."""
    if not agency_code:
        return []
    if Certificate.objects.filter(agency_code=agency_code, person=None, blocked_at=None).exists():
        return [_UNPROVABLE]
    known = Agency.objects.filter(code=agency_code).values_list("name", "former_names").first()
    return [known[0], *known[1]] if known else [agency_name]


_SHORT = ((r"\bubnd\b", "uy ban nhan dan"), (r"\bhdnd\b", "hoi dong nhan dan"), (r"\btp\b", "thanh pho"))


def _is_named(signer: str | None, names: Iterable[str]) -> bool:
    """Return whether a certificate's name is one of these, abbreviations and what follows (the province) aside."""
    own = _plain_name(signer or "")
    plain = [name for name in map(_plain_name, names) if name]
    return bool(own) and any(f"{own} ".startswith(f"{name} ") or f"{name} ".startswith(f"{own} ") for name in plain)


def _plain_name(name: str) -> str:
    words = " ".join(re.findall(r"[0-9a-z]+", fold(name)))
    for short, full in _SHORT:
        words = re.sub(short, full, words)
    return words


def standing(report: Mapping[str, Any], *, unanchored: bool = False) -> list[Mapping[str, Any]]:
    """Return the signatures that by themselves stand; none of a file that is broken.

    ``unanchored``: where the installation has no anchors at all, one counts too of which nothing else is open.
    """
    if report["verdict"] == "broken":
        return []
    lenient = unanchored and UNANCHORED in report["facts"]
    return [one for one in report["signatures"] if one["valid"] or (lenient and _open_by_anchors_alone(one))]


def _open_by_anchors_alone(one: Mapping[str, Any]) -> bool:
    unclear = {code for code in one["facts"] if FACTS[code].level is Level.INDETERMINATE}
    return bool(one["intact"]) and unclear <= {OF_ANCHORS}


def prints_of(signatures: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the certificates (SHA-256) that made these signatures."""
    return {one["certificate_sha256"] for one in signatures if one["certificate_sha256"]}


def keys_of(*, person_id: int | None = None, agency_codes: Iterable[str] = ()) -> set[str]:
    """Return the certificates (SHA-256) registered for a person, or for the agency of these codes, that are not blocked."""
    owner = Q(person=None, agency_code__in=[code for code in agency_codes if code])
    rows = Certificate.objects.filter(Q(person=person_id) if person_id else owner, blocked_at__isnull=True)
    return set(rows.values_list("fingerprint", flat=True))
