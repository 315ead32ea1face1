"""Who a certificate speaks of. Doors: Subject, subject_of.

Certificates of public authorities carry the citizen number of the signer; it is never shown, stored or indexed, so no
text of a subject leaves this module unfiltered.
"""

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files

from asn1crypto import x509

_PERSONAL = re.compile(r"\b(?:CCCD|CMND|CMTND|CMT|HC|HCNN|PID|SDDCN)\b[\s:.\-]*[A-Z]?\d[\d\s.]*\d", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d{9,}")  # citizen and identity card numbers have 9 or 12 digits
_SURNAMES = frozenset(files("pdfseal").joinpath("surnames.txt").read_text(encoding="utf-8").split())


@dataclass(frozen=True)
class Subject:
    """The public part of a certificate."""

    name: str | None
    organisation: str | None
    email: str | None
    issuer: str | None
    kind: str
    serial: str
    sha256: str


def subject_of(certificate: x509.Certificate) -> Subject:
    """Return name, organisation and kind (person or agency) without any number of a citizen."""
    fields = _fields(certificate.subject)
    issuer = _fields(certificate.issuer)
    name = _one(fields, "common_name")
    return Subject(
        name=name or _one(fields, "organizational_unit_name") or _one(fields, "organization_name"),
        organisation=_one(fields, "organizational_unit_name", "organization_name"),
        email=_one(fields, "email_address"),
        issuer=_one(issuer, "common_name") or _one(issuer, "organization_name"),
        kind=_kind(fields, name or ""),
        serial=f"{certificate.serial_number:x}",
        sha256=hashlib.sha256(certificate.dump()).hexdigest(),
    )


def public_text(text: str) -> str:
    """Return ``text`` without numbers of citizens."""
    return " ".join(_LONG_NUMBER.sub("", _PERSONAL.sub("", text)).split()).strip(" ,;-")


def _fields(name: x509.Name) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for relative in name.chosen:
        for pair in relative:
            value = pair["value"].native
            found.setdefault(pair["type"].native, []).append(value if isinstance(value, str) else str(value))
    return found


def _one(fields: dict[str, list[str]], *keys: str) -> str | None:
    shown = [public_text(value) for key in keys for value in fields.get(key, [])]
    return ", ".join(text for text in shown if text) or None


def _kind(fields: dict[str, list[str]], name: str) -> str:
    identifiers = [text.upper() for key in ("user_id", "serial_number") for text in fields.get(key, [])]
    if any(_PERSONAL.search(text) for text in identifiers) or "given_name" in fields or "surname" in fields:
        return "person"
    if any(text.startswith(("MST", "MNS")) for text in identifiers):
        return "agency"
    words = name.split()
    capital_each = all(word[:1].isupper() and (len(word) == 1 or not word.isupper()) for word in words)
    return "person" if 2 <= len(words) <= 6 and words[0] in _SURNAMES and capital_each else "agency"
