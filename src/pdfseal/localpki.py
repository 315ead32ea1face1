"""A certificate authority of one's own, for the demonstration and for tests. Doors: create_pki, open_pki, LocalPki, PersonSpec.

The names imitate the shape of the government's certificates and say that they are a trial. Nothing here is for production:
private keys lie in files and the password is known. ``folder/trust`` is what ``--trust`` takes; ``folder/keys`` holds one
PKCS#12 a person or agency, ``folder/ca`` the authorities' own keys.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from pdfseal.errors import NoMemberOfPki, PkiExists
from pdfseal.keys import SigningKey, load_key

PASSWORD = "thu-nghiem"  # noqa: S105  the keys of a trial protect nothing
YEAR = timedelta(days=365)
MAKER = "Ban Cơ yếu Chính phủ (thử nghiệm)"
ROOT_NAME = "CA gốc chuyên dùng Chính phủ (thử nghiệm)"
ISSUING_NAME = "CA phục vụ các cơ quan Nhà nước (thử nghiệm)"
TSA_NAME = "Máy chủ cấp dấu thời gian (thử nghiệm)"
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.4.1.311.10.3.12")
Attribute = tuple[ObjectIdentifier, str | None]
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class PersonSpec:
    """A person who gets a certificate. ``valid_from``/``valid_to`` make an expired one, ``revoked_at`` a revoked one."""

    code: str
    name: str
    agency: str
    unit: str | None = None
    locality: str = "Hà Nội"
    email: str | None = None
    citizen_number: str | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    revoked_at: datetime | None = None
    bits: int = 2048

    def attributes(self) -> list[Attribute]:
        return [
            (NameOID.LOCALITY_NAME, self.locality),
            (NameOID.ORGANIZATION_NAME, self.agency),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, self.unit),
            (NameOID.COMMON_NAME, self.name),
            (NameOID.USER_ID, f"CCCD:{self.citizen_number}" if self.citizen_number else None),
            (NameOID.EMAIL_ADDRESS, self.email),
        ]


@dataclass(frozen=True)
class AgencySpec:
    """An agency that gets a certificate: its seal in electronic form."""

    code: str
    name: str
    locality: str = "Hà Nội"
    email: str | None = None
    tax_code: str | None = None
    budget_code: str | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    revoked_at: datetime | None = None
    bits: int = 2048

    def attributes(self) -> list[Attribute]:
        return [
            (NameOID.LOCALITY_NAME, self.locality),
            (NameOID.ORGANIZATION_NAME, self.name.upper()),
            (NameOID.COMMON_NAME, self.name.upper()),
            (NameOID.USER_ID, f"MST:{self.tax_code}" if self.tax_code else None),
            (NameOID.USER_ID, f"MNS:{self.budget_code}" if self.budget_code else None),
            (NameOID.EMAIL_ADDRESS, self.email),
        ]


@dataclass(frozen=True)
class LocalPki:
    """An existing trial PKI in a folder."""

    folder: Path
    password: str = PASSWORD

    @property
    def trust(self) -> Path:
        return self.folder / "trust"

    def p12(self, code: str) -> Path:
        """Return the PKCS#12 of a member. Raises: NoMemberOfPki."""
        path = self.folder / "keys" / f"{code}.p12"
        if not path.is_file():
            raise NoMemberOfPki(name=code)
        return path

    def key(self, code: str) -> SigningKey:
        """Return the signing key of a member; keep it, loading is slow. Raises: NoMemberOfPki."""
        return load_key(self.p12(code).read_bytes(), self.password)

    def add(self, spec: PersonSpec | AgencySpec, *, at: datetime) -> None:
        """Issue one more certificate."""
        issuer, issuer_key = self._authority("issuing")
        start = spec.valid_from or at - timedelta(days=90)
        key = rsa.generate_private_key(public_exponent=65537, key_size=spec.bits)
        usages = [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION, DOCUMENT_SIGNING]
        certificate = _leaf(
            spec.attributes(),
            key,
            issuer,
            issuer_key,
            start=start,
            end=spec.valid_to or start + 5 * YEAR,
            usages=usages,
        )
        self._keep(spec.code, key, certificate, issuer)
        if spec.revoked_at is not None:
            self.revoke(spec.code, at=spec.revoked_at, published=max(at, spec.revoked_at))

    def revoke(self, code: str, *, at: datetime, published: datetime) -> None:
        """Enter a member's certificate in the issuing authority's list, revoked ``at``, and publish the list."""
        certificate = x509.load_der_x509_certificate(self.key(code).certificate)
        register = self._revoked()
        register[str(certificate.serial_number)] = at.astimezone(UTC).isoformat()
        _write(self.folder / "ca" / "revoked.json", json.dumps(register, indent=1).encode())
        self.publish(published)

    def publish(self, at: datetime) -> None:
        """Write both revocation lists, dated ``at``."""
        _write(self.trust / "root.crl", _crl(*self._authority("root"), {}, at))
        _write(self.trust / "issuing.crl", _crl(*self._authority("issuing"), self._revoked(), at))

    def _revoked(self) -> dict[str, str]:
        path = self.folder / "ca" / "revoked.json"
        found: dict[str, str] = json.loads(path.read_text()) if path.is_file() else {}
        return found

    def _authority(self, name: str) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
        certificate = x509.load_pem_x509_certificate((self.trust / f"{name}.crt").read_bytes())
        key = load_pem_private_key((self.folder / "ca" / f"{name}.key").read_bytes(), None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise NoMemberOfPki(name=name)
        return certificate, key

    def _keep(self, code: str, key: PrivateKey, certificate: x509.Certificate, issuer: x509.Certificate) -> None:
        data = pkcs12.serialize_key_and_certificates(
            code.encode(), key, certificate, [issuer], BestAvailableEncryption(self.password.encode())
        )
        _write(self.folder / "keys" / f"{code}.p12", data)


def create_pki(
    folder: Path,
    people: Sequence[PersonSpec] = (),
    agencies: Sequence[AgencySpec] = (),
    *,
    at: datetime | None = None,
    name_suffix: str = "",
) -> LocalPki:
    """Make root, issuing authority, time stamp server, the members and the revocation lists. Raises: PkiExists."""
    if (folder / "trust").exists():
        raise PkiExists(name=folder)
    for part in ("trust", "keys", "ca"):
        (folder / part).mkdir(parents=True, mode=0o700)
    moment = at or datetime.now(UTC)
    start = moment - 10 * YEAR
    pki = LocalPki(folder)

    root_key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    root_name = _name([(NameOID.ORGANIZATION_NAME, MAKER), (NameOID.COMMON_NAME, ROOT_NAME + name_suffix)])
    root = _authority_certificate(root_name, root_key, root_name, root_key, start=start, years=30, path_length=1)
    issuing_key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    issuing_name = _name([(NameOID.ORGANIZATION_NAME, MAKER), (NameOID.COMMON_NAME, ISSUING_NAME + name_suffix)])
    issuing = _authority_certificate(
        issuing_name, issuing_key, root_name, root_key, start=start, years=20, path_length=0
    )
    for name, key, certificate in (("root", root_key, root), ("issuing", issuing_key, issuing)):
        _write(folder / "trust" / f"{name}.crt", certificate.public_bytes(Encoding.PEM))
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write(folder / "ca" / f"{name}.key", pem)

    # it stamps all day: a signature of this kind takes a tenth of the time
    tsa_key = ec.generate_private_key(ec.SECP256R1())
    tsa = _leaf(
        [(NameOID.ORGANIZATION_NAME, MAKER), (NameOID.COMMON_NAME, TSA_NAME + name_suffix)],
        tsa_key, issuing, issuing_key, start=start, end=start + 20 * YEAR - timedelta(days=1),
        usages=[ExtendedKeyUsageOID.TIME_STAMPING],
    )  # fmt: skip
    pki._keep("tsa", tsa_key, tsa, issuing)
    pki.publish(moment)
    members: list[PersonSpec | AgencySpec] = [*people, *agencies]
    for spec in members:
        pki.add(spec, at=moment)
    return pki


def open_pki(folder: Path) -> LocalPki:
    """Return the trial PKI of a folder. Raises: NoMemberOfPki when there is none."""
    if not (folder / "trust" / "issuing.crt").is_file():
        raise NoMemberOfPki(name=folder)
    return LocalPki(folder)


def _name(attributes: Sequence[Attribute]) -> x509.Name:
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")
    return x509.Name([country, *(x509.NameAttribute(oid, value) for oid, value in attributes if value)])


def _builder(
    subject: x509.Name, key: PrivateKey, issuer: x509.Name, issuer_key: rsa.RSAPrivateKey,
    *, start: datetime, end: datetime,
) -> x509.CertificateBuilder:  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start.astimezone(UTC))
        .not_valid_after(end.astimezone(UTC))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )


def _usage(*, leaf: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=leaf, content_commitment=leaf, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=not leaf, crl_sign=not leaf, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _authority_certificate(
    subject: x509.Name, key: rsa.RSAPrivateKey, issuer: x509.Name, issuer_key: rsa.RSAPrivateKey,
    *, start: datetime, years: int, path_length: int,
) -> x509.Certificate:  # fmt: skip
    return (
        _builder(subject, key, issuer, issuer_key, start=start, end=start + years * YEAR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_usage(leaf=False), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


def _leaf(
    attributes: Sequence[Attribute], key: PrivateKey, issuer: x509.Certificate, issuer_key: rsa.RSAPrivateKey,
    *, start: datetime, end: datetime, usages: list[ObjectIdentifier],
) -> x509.Certificate:  # fmt: skip
    only_stamps = usages == [ExtendedKeyUsageOID.TIME_STAMPING]
    return (
        _builder(_name(attributes), key, issuer.subject, issuer_key, start=start, end=end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(leaf=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usages), critical=only_stamps)
        .sign(issuer_key, hashes.SHA256())
    )


def _crl(issuer: x509.Certificate, key: rsa.RSAPrivateKey, revoked: dict[str, str], at: datetime) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(at.astimezone(UTC))
        .next_update((at + YEAR).astimezone(UTC))
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )
    for serial, moment in revoked.items():
        entry = x509.RevokedCertificateBuilder(int(serial), datetime.fromisoformat(moment))
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def _write(path: Path, data: bytes) -> None:
    temporary = path.with_suffix(path.suffix + ".new")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
    temporary.replace(path)
