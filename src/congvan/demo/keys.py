"""Keys of the demonstration: certificates of persons and agencies, service keys of the offices. Doors: prepare, private_key,
public_key."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from congvan.demo.country import INSTALLATIONS, Installation, persons
from evidence.keys import keep_private_key, new_private_key, public_pem, read_private_key
from pdfseal.localpki import AgencySpec, LocalPki, PersonSpec, create_pki, open_pki


def prepare(
    pki_folder: Path, link_folder: Path, now: datetime, installations: Sequence[Installation] = INSTALLATIONS
) -> LocalPki:
    """Make what is missing and publish fresh revocation lists; certificates.json says whose each certificate is."""
    people = [
        PersonSpec(code=username, name=name, agency=agency, unit=unit or None)
        for one in installations
        for username, (name, agency, unit) in persons(one).items()
    ]
    agencies = [
        AgencySpec(code=f"agency-{code}", name=name) for one in installations for code, name in one.codes.items()
    ]
    if (pki_folder / "trust").is_dir():
        pki = open_pki(pki_folder)
        members: list[PersonSpec | AgencySpec] = [*people, *agencies]
        for spec in members:
            if not pki.p12(spec.code).exists():
                pki.add(spec, at=now)
        pki.publish(now)
    else:
        pki = create_pki(pki_folder, people=people, agencies=agencies, at=now)
    (pki_folder / "certificates.json").write_text(
        json.dumps(_register(pki, installations), ensure_ascii=False, indent=1)
    )
    for one in installations:
        private_key(link_folder, one.system)
    return pki


def private_key(link_folder: Path, system: str) -> Path:
    """Return the file with the private key of a system, made when it is missing."""
    place = link_folder / f"{system}.pem"
    if not place.exists():
        keep_private_key(place, new_private_key())
    return place


def public_key(link_folder: Path, system: str) -> Path:
    """Return the file with the public key of a system, made from its private one."""
    place = link_folder / f"{system}.pub.pem"
    place.write_bytes(public_pem(read_private_key(link_folder / f"{system}.pem").public_key()))
    return place


def _register(pki: LocalPki, installations: Sequence[Installation]) -> list[dict[str, str]]:
    rows = []
    for one in installations:
        owners = [{"username": username, "code": username} for username in persons(one)]
        owners += [{"agency_code": code, "code": f"agency-{code}"} for code in one.codes]
        for owner in owners:
            certificate = x509.load_der_x509_certificate(pki.key(owner.pop("code")).certificate)
            der = certificate.public_bytes(Encoding.DER)
            rows.append(
                {
                    **owner,
                    "fingerprint": hashlib.sha256(der).hexdigest(),
                    "pem": certificate.public_bytes(Encoding.PEM).decode(),
                }
            )
    return rows
