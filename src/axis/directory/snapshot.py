"""The directory as one value in memory. Doors: Directory, AgencyFacts, SystemFacts, directory.

Every call needs keys and codes; reading them from tables each time would cost more than the rest of an acceptance.
A process asks at most once a second whether its copy is stale, and always before it says "unknown".
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from axis.directory.models import Agency, AgencyAlias, DirectoryVersion, System, SystemKey
from evidence.keys import PublicKey, read_public_key

FRESH_SECONDS = 1.0
_COLUMNS = ("pk", "code", "code_qcvn102", "name", "system_id", "valid_from", "valid_to", "successor_id")


@dataclass(frozen=True)
class SystemFacts:
    pk: int
    system_id: str
    name: str
    is_open: bool
    sealed_secret: bytes | None  # of the VXP dialect; None: the system does not speak it


@dataclass(frozen=True)
class AgencyFacts:
    pk: int
    code: str
    name: str
    system_pk: int | None
    valid_from: date
    valid_to: date | None
    successor_pk: int | None
    codes: frozenset[str]  # every form and alias

    def is_open(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True)
class Directory:
    """One consistent state of the directory. ``codes`` holds both code forms and every alias."""

    stamp: UUID | None
    systems: Mapping[int, SystemFacts]
    named: Mapping[str, SystemFacts]  # by system id
    keys: Mapping[str, tuple[SystemFacts, PublicKey]]
    agencies: Mapping[int, AgencyFacts]
    codes: Mapping[str, AgencyFacts]
    spoken_for: Mapping[int, frozenset[int]]  # system -> the agencies it speaks for

    def agency(self, code: str, *, on: date) -> AgencyFacts | None:
        """Return the agency a code stands for, its successor when it is closed, None when neither is known."""
        found = self.codes.get(code.strip())
        for _ in range(8):  # a chain of mergers; more than eight would be a circle
            if found is None or found.is_open(on) or found.successor_pk is None:
                return found
            found = self.agencies.get(found.successor_pk)
        return found

    def agencies_of(self, system_pk: int) -> frozenset[int]:
        return self.spoken_for.get(system_pk, frozenset())


class _Cache:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._value: Directory | None = None
        self._asked = 0.0

    def current(self) -> Directory:
        """Return a directory at most a second old."""
        value = self._value
        if value is not None and time.monotonic() - self._asked < FRESH_SECONDS:
            return value
        return self.latest()

    def forget(self) -> None:
        """Drop the copy (another database, for instance)."""
        self._value = None

    def latest(self) -> Directory:
        """Return the directory as committed now."""
        with self._lock:
            row = DirectoryVersion.objects.first()
            stamp = row.stamp if row else None
            if self._value is None or self._value.stamp != stamp:
                self._value = _load(stamp)
            self._asked = time.monotonic()
            return self._value


directory = _Cache()


def _load(stamp: UUID | None) -> Directory:
    # The stamp was read first: a change in between makes this copy newer than its stamp, and it is read once more.
    systems = {
        row.pk: SystemFacts(
            row.pk,
            row.system_id,
            row.name,
            row.state == System.State.OPEN,
            bytes(row.sealed_secret) if row.sealed_secret else None,
        )
        for row in System.objects.all()
    }
    aliases: dict[int, set[str]] = {}
    for alias, pk in AgencyAlias.objects.values_list("alias", "agency_id"):
        aliases.setdefault(pk, set()).add(alias)
    agencies = {row[0]: _facts(row, aliases.get(row[0])) for row in Agency.objects.values_list(*_COLUMNS).iterator()}
    codes = {code: agency for agency in agencies.values() for code in agency.codes}
    live = SystemKey.objects.filter(revoked_at=None)
    keys = {key.keyid: (systems[key.system_id], read_public_key(key.pem.encode())) for key in live}
    spoken_for: dict[int, set[int]] = {}
    for agency in agencies.values():
        if agency.system_pk is not None:
            spoken_for.setdefault(agency.system_pk, set()).add(agency.pk)
    frozen = {system: frozenset(members) for system, members in spoken_for.items()}
    named = {system.system_id: system for system in systems.values()}
    return Directory(stamp, systems, named, keys, agencies, codes, frozen)


def _facts(row: tuple[Any, ...], aliases: set[str] | None) -> AgencyFacts:
    """Return an agency from its ``_COLUMNS``."""
    pk, code, formal, name, system_pk, valid_from, valid_to, successor_pk = row
    forms = {code, *(aliases or ()), *((formal,) if formal else ())}
    return AgencyFacts(pk, code, name, system_pk, valid_from, valid_to, successor_pk, frozenset(forms))
