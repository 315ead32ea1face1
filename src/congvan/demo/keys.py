"""Keys of the demonstration: certificates of persons and agencies, service keys of the offices. Doors: prepare, public_key."""

import hashlib
import json
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from congvan.demo.country import INSTALLATIONS, persons
from evidence.keys import keep_private_key, new_private_key, public_pem, read_private_key
from pdfseal.localpki import AgencySpec, LocalPki, PersonSpec, create_pki, open_pki


def prepare(pki_folder: Path, link_folder: Path, now: datetime) -> LocalPki:
    """Make what is missing and publish fresh revocation lists; certificates.json says whose each certificate is."""
    people = [
        PersonSpec(code=username, name=name, agency=agency, unit=unit or None)
        for one in INSTALLATIONS
        for username, (name, agency, unit) in persons(one).items()
    ]
    agencies = [
        AgencySpec(code=f"agency-{code}", name=name) for one in INSTALLATIONS for code, name in one.codes.items()
    ]
    if (pki_folder / "trust").is_dir():
        pki = open_pki(pki_folder)
        pki.publish(now)
    else:
        pki = create_pki(pki_folder, people=people, agencies=agencies, at=now)
    (pki_folder / "certificates.json").write_text(json.dumps(_register(pki), ensure_ascii=False, indent=1))
    for one in INSTALLATIONS:
        place = link_folder / f"{one.system}.pem"
        if not place.exists():
            keep_private_key(place, new_private_key())
    return pki


def public_key(link_folder: Path, system: str) -> Path:
    """Return the file with the public key of a system, made from its private one."""
    place = link_folder / f"{system}.pub.pem"
    place.write_bytes(public_pem(read_private_key(link_folder / f"{system}.pem").public_key()))
    return place


def _register(pki: LocalPki) -> list[dict[str, str]]:
    rows = []
    for one in INSTALLATIONS:
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
