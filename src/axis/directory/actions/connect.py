"""Connect systems and the agencies they speak for. Doors: connect_system, add_key, revoke_key, lock_system,
close_agency, changing, holder."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from axis.directory.errors import AgencyElsewhere, CodeUnfit, SystemUnknown
from axis.directory.facts import bloc_of, level_of
from axis.directory.models import Agency, AgencyAlias, DirectoryVersion, System, SystemKey
from axis.directory.words import keep_words
from axis.keyring import seal
from evidence.keys import key_id, public_pem, read_public_key
from kit.clock import today
from kit.sort_keys import sort_key

SYSTEM_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,34}")
AGENCY_CODE = re.compile(r"[^\s,;=\"](?:[^\n\r\t,;=\"]{0,98}[^\s,;=\"])?")


@dataclass(frozen=True)
class NewAgency:
    """An agency as the operator names it; ``other_codes`` are its code of QCVN 102 and short forms partners use."""

    code: str
    name: str
    other_codes: tuple[str, ...] = ()


@transaction.atomic
def connect_system(
    *,
    system_id: str,
    secret: str | None,
    pem: bytes | None,
    agencies: Iterable[NewAgency],
    now: datetime,
    name: str = "",
    kind: str = "",
) -> System:
    """Return the system with this id, connected with these agencies; doing it again changes only what differs.

    ``kind``: one of System.Kind; empty leaves a known system as it is and makes a new one a client.

    Raises: AgencyElsewhere, CodeUnfit, evidence.KeyUnusable.
    """
    agencies = list(agencies)
    if not SYSTEM_ID.fullmatch(system_id):
        raise CodeUnfit(code=system_id)
    for code in (code for agency in agencies for code in (agency.code, *agency.other_codes)):
        if not AGENCY_CODE.fullmatch(code):
            raise CodeUnfit(code=code)
    with changing() as version:
        default = name or (agencies[0].name if agencies else system_id)
        system, made = System.objects.get_or_create(
            system_id=system_id, defaults={"name": default[:200], "connected_at": now}
        )
        if name and not made:
            system.name = name[:200]
        if secret:
            system.sealed_secret = seal(secret)
        system.kind = kind or system.kind
        system.save()
        if pem:
            add_key(system=system, pem=pem, now=now)
        for agency in agencies:
            _connect_agency(system, agency, version, now)
    return system


@transaction.atomic
def add_key(*, system: System, pem: bytes, now: datetime) -> SystemKey:
    """Return the system's key of this PEM (public key or certificate), added if it is new, valid again if revoked."""
    public = read_public_key(pem)
    with changing():
        row, _ = SystemKey.objects.update_or_create(
            keyid=key_id(system.system_id, public),
            defaults={"system": system, "pem": public_pem(public).decode(), "revoked_at": None},
            create_defaults={"system": system, "pem": public_pem(public).decode(), "added_at": now},
        )
    return row


@transaction.atomic
def revoke_key(*, keyid: str, now: datetime) -> None:
    """Stop accepting a key at once. What it signed before stays evidence."""
    with changing():
        SystemKey.objects.filter(keyid=keyid, revoked_at=None).update(revoked_at=now)


@transaction.atomic
def lock_system(*, system_id: str, locked: bool) -> None:
    """Refuse or admit a system's calls. Raises: SystemUnknown."""
    with changing():
        state = System.State.LOCKED if locked else System.State.OPEN
        if not System.objects.filter(system_id=system_id).update(state=state):
            raise SystemUnknown(system_id=system_id)


@transaction.atomic
def close_agency(*, code: str, successor: str | None, now: datetime) -> None:
    """Close an agency from today on; new packets to it go to its successor, an open agency, if it has one.

    What waits for it stays: a reorganisation by a legal act is axis.delivery.actions.reorganise.
    """
    with changing() as version:
        row = Agency.objects.get(code=code)
        row.valid_to, row.version, row.changed_at = today(now), version, now
        row.successor = Agency.objects.exclude(pk=row.pk).get(code=successor, valid_to=None) if successor else None
        row.save(update_fields=["valid_to", "successor", "version", "changed_at"])
        keep_words([row.pk])


def _connect_agency(system: System, agency: NewAgency, version: int, now: datetime) -> None:
    row = holder(agency.code)
    for code in (agency.code, *agency.other_codes):
        taken = holder(code)
        if taken is not None and (taken.system_id not in (None, system.pk) or taken.pk != (row or taken).pk):
            raise AgencyElsewhere(code=code, system_id=taken.system.system_id if taken.system else "")
    if row is None:
        level, bloc = level_of(agency.code), bloc_of(agency.code)
        row = Agency(code=agency.code, valid_from=today(now), system=system, level=level, bloc=bloc)
    formal = next((code for code in agency.other_codes if code.count(".") == 3 and len(code) == 13), row.code_qcvn102)
    wanted = {"name": agency.name[:200], "system_id": system.pk, "code_qcvn102": formal}
    aliases = {code for code in agency.other_codes if code != formal}
    known = set(row.aliases.values_list("alias", flat=True)) if row.pk is not None else set()
    if not aliases <= known or row.pk is None or any(getattr(row, field) != value for field, value in wanted.items()):
        for field, value in wanted.items():
            setattr(row, field, value)
        row.sort_key, row.version, row.changed_at = sort_key(row.name), version, now
        row.save()
    for alias in sorted(aliases):
        AgencyAlias.objects.update_or_create(alias=alias, defaults={"agency": row})
    keep_words([row.pk])


def holder(code: str) -> Agency | None:
    """Return the agency that a code stands for, in whichever form."""
    found = Q(code=code) | Q(code_qcvn102=code) | Q(aliases__alias=code)
    return Agency.objects.select_related("system").filter(found).first()


@contextmanager
def changing() -> Iterator[int]:
    """Give the next directory version; the row stays locked until the transaction ends, so versions commit in order."""
    row = DirectoryVersion.objects.select_for_update().first()
    if row is None:
        DirectoryVersion.objects.bulk_create([DirectoryVersion(pk=1, value=0, stamp=uuid4())], ignore_conflicts=True)
        row = DirectoryVersion.objects.select_for_update().get(pk=1)
    row.value, row.stamp = row.value + 1, uuid4()
    row.save()
    yield row.value
