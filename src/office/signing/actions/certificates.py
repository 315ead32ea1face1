"""Fill the register of certificates. Doors: register_certificates, certificates_of_person.

The register says whose a signature is: a person's, or an agency's by its code. A folder is handed over by whoever issues the
certificates: ``certificates.json`` is a list of objects with ``pem`` and either ``username`` or ``agency_code``.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.db import transaction

from office.organisation.models import Account
from office.signing.errors import CertificateListUnreadable
from office.signing.models import Certificate
from pdfseal.subjects import public_text

LIST_NAME = "certificates.json"


@transaction.atomic
def register_certificates(folder: Path) -> int:
    """Register every certificate of the folder's list and return how many are new; a known one keeps its owner.

    Raises: CertificateListUnreadable.
    """
    try:
        rows = json.loads((folder / LIST_NAME).read_text(encoding="utf-8"))
        found = [_certificate(row) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CertificateListUnreadable(path=folder / LIST_NAME, detail=str(error)) from error
    usernames = [row["username"] for row in rows if row.get("username")]
    persons = dict(Account.objects.filter(username__in=usernames).values_list("username", "person_id"))
    for row, certificate in zip(rows, found, strict=True):
        certificate.person_id = persons.get(row.get("username"))
        certificate.agency_code = row.get("agency_code", "")
    owned = [one for one in found if one.person_id or one.agency_code]
    before = Certificate.objects.count()
    Certificate.objects.bulk_create(owned, ignore_conflicts=True)
    return Certificate.objects.count() - before


def certificates_of_person(person_id: int, *, on: datetime) -> list[Certificate]:
    """Return the person's certificates that may sign at this moment."""
    rows = Certificate.objects.filter(person_id=person_id, blocked_at__isnull=True)
    return list(rows.filter(valid_from__lte=on, valid_to__gte=on).order_by("-valid_to"))


def _certificate(row: dict[str, Any]) -> Certificate:
    certificate = x509.load_pem_x509_certificate(row["pem"].encode())
    return Certificate(
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        serial=f"{certificate.serial_number:x}"[:64],
        subject=public_text(certificate.subject.rfc4514_string())[:300],
        issuer=certificate.issuer.rfc4514_string()[:300],
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
    )
