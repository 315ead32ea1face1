"""An operator connects and changes systems. Doors: NewSystem, connect_new, new_secret, new_key, set_locked, set_quota, drop_key,
note_expiry, read_agencies."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from django.db import transaction

from axis.directory.actions.connect import NewAgency, add_key, connect_system, lock_system, revoke_key
from axis.directory.errors import SystemUnknown
from axis.directory.models import System, SystemKey
from axis.intake.models import Quota
from axis.oversight.errors import AgencyLineUnreadable, SystemExists
from axis.oversight.events import Operator, record
from axis.oversight.models import KeyExpiry

SECRET_BYTES = 24


@dataclass(frozen=True)
class NewSystem:
    """A system as it was connected; ``secret`` is told now and never again, None when it was not wanted."""

    system: System
    keyids: Sequence[str]
    secret: str | None


def read_agencies(text: str) -> list[NewAgency]:
    """Return the agencies of lines ``CODE[, OTHER CODE…] = NAME``. Raises: AgencyLineUnreadable."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        codes, sign, name = line.partition("=")
        first, *others = [code.strip() for code in codes.split(",")]
        if not sign or not first or not name.strip():
            raise AgencyLineUnreadable(line=line[:100])
        found.append(NewAgency(first, name.strip(), tuple(filter(None, others))))
    return found


@transaction.atomic
def connect_new(
    *,
    system_id: str,
    name: str,
    pem: bytes | None,
    agencies: Sequence[NewAgency],
    with_secret: bool,
    operator: Operator,
    now: datetime,
) -> NewSystem:
    """Return a system that was not there before, with its keys and agencies.

    Raises: SystemExists, and what axis.directory's connect_system raises.
    """
    if System.objects.filter(system_id=system_id).exists():
        raise SystemExists(system_id=system_id)
    secret = secrets.token_hex(SECRET_BYTES) if with_secret else None
    system = connect_system(system_id=system_id, secret=secret, pem=pem, agencies=agencies, name=name, now=now)
    keyids = list(system.keys.values_list("keyid", flat=True))
    if pem and keyids:
        note_expiry(keyid=keyids[0], pem=pem)
    record(
        "system.connected",
        operator=operator,
        now=now,
        subject=system_id,
        name=system.name,
        keys=keyids,
        agencies=[one.code for one in agencies],
        secret=with_secret,
    )
    return NewSystem(system, keyids, secret)


@transaction.atomic
def new_secret(*, system_id: str, operator: Operator, now: datetime) -> str:
    """Return a new secret of the system; the old one ends at once. Raises: SystemUnknown."""
    name = _known(system_id).name
    secret = secrets.token_hex(SECRET_BYTES)
    connect_system(system_id=system_id, secret=secret, pem=None, agencies=[], now=now)
    record("system.secret", operator=operator, now=now, subject=system_id, name=name)
    return secret


@transaction.atomic
def new_key(*, system_id: str, pem: bytes, operator: Operator, now: datetime) -> str:
    """Return the id of a further key of the system. Raises: SystemUnknown, evidence.KeyUnusable."""
    system = _known(system_id)
    keyid = add_key(system=system, pem=pem, now=now).keyid
    note_expiry(keyid=keyid, pem=pem)
    record("system.key_added", operator=operator, now=now, subject=system_id, name=system.name, key=keyid)
    return keyid


@transaction.atomic
def drop_key(*, keyid: str, operator: Operator, now: datetime) -> None:
    """Stop accepting a key at once."""
    key = SystemKey.objects.select_related("system").filter(keyid=keyid, revoked_at=None).first()
    if key is not None:
        revoke_key(keyid=keyid, now=now)
        system = key.system
        record("system.key_revoked", operator=operator, now=now, subject=system.system_id, name=system.name, key=keyid)


@transaction.atomic
def set_locked(*, system_id: str, locked: bool, operator: Operator, now: datetime) -> None:
    """Refuse or admit the system's calls. Raises: SystemUnknown."""
    lock_system(system_id=system_id, locked=locked)
    kind = "system.locked" if locked else "system.unlocked"
    record(kind, operator=operator, now=now, subject=system_id, name=_known(system_id).name)


@transaction.atomic
def set_quota(
    *, system_id: str, per_minute: int | None, waiting_mib: int | None, operator: Operator, now: datetime
) -> None:
    """Set what the system may send; None: as the installation says, 0: no limit. Raises: SystemUnknown."""
    system = _known(system_id)
    Quota.objects.update_or_create(system=system, defaults={"per_minute": per_minute, "waiting_mib": waiting_mib})
    record(
        "system.quota",
        operator=operator,
        now=now,
        subject=system_id,
        name=system.name,
        per_minute=per_minute,
        waiting_mib=waiting_mib,
    )


def note_expiry(*, keyid: str, pem: bytes) -> None:
    """Keep until when a certificate is valid; a bare key says nothing of it."""
    if b"BEGIN CERTIFICATE" not in pem:
        return
    ends = x509.load_pem_x509_certificate(pem).not_valid_after_utc
    KeyExpiry.objects.update_or_create(keyid=keyid, defaults={"expires_at": ends.astimezone(UTC)})


def _known(system_id: str) -> System:
    system = System.objects.filter(system_id=system_id).first()
    if system is None:
        raise SystemUnknown(system_id=system_id)
    return system
