"""Whose a signature is, and what the document is worth by it. Doors: report_of, legal_value_of.

A certificate is somebody's because it is in the register of certificates; what a certificate says of itself is only shown.
A document of an agency whose certificates nobody registered here is judged by what its certificates say.
"""

from collections.abc import Mapping
from typing import Any

from office.documents.facts import LegalValue
from office.organisation.models import Agency
from office.signing.models import Certificate
from pdfseal.errors import PdfError
from pdfseal.legal import legal_value
from pdfseal.verdict import Signature, Verdict


def report_of(outcome: Verdict | PdfError) -> dict[str, Any]:
    """Return the machine-readable report that is kept, each signature with its registered owner."""
    if isinstance(outcome, PdfError):
        return {
            "verdict": "unsigned",
            "signatures": [],
            "facts": [],
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
    outcome: Verdict | PdfError, report: Mapping[str, Any], *, agency_code: str, digitised: bool = False
) -> str:
    """Return full, not_yet or reference_only.

    Law: NĐ 30/2020/NĐ-CP Điều 5 khoản 1: signed by the competent person and by the agency; a digitised copy by the agency.
    """
    if isinstance(outcome, PdfError):
        return LegalValue.REFERENCE_ONLY
    owners = {one["certificate_sha256"]: one for one in report["signatures"]}

    def is_person(signature: Signature) -> bool:
        one = owners[signature.certificate_sha256]
        return one["kind"] == "person" and not one.get("blocked")

    def is_agency(signature: Signature) -> bool:
        """A registered certificate must be the issuing agency's; an unregistered one is known by its kind alone."""
        one = owners[signature.certificate_sha256]
        if one["kind"] != "agency" or one.get("blocked"):
            return False
        return not one["registered"] or not agency_code or one["agency_code"] == agency_code

    return LegalValue(legal_value(outcome, is_person=is_person, is_agency=is_agency, digitised=digitised).value)
