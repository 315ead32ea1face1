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
Spoken = Mapping[int, frozenset[int]]
_COLUMNS = ("pk", "code", "code_qcvn102", "name", "system_id", "valid_from", "valid_to", "successor_id")


@dataclass(frozen=True)
class SystemFacts:
    pk: int
    system_id: str
    name: str
    is_open: bool
    sealed_secret: bytes | None  # of the VXP dialect; None: the system does not speak it
    kind: str = System.Kind.CLIENT


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
    version: int
    systems: Mapping[int, SystemFacts]
    named: Mapping[str, SystemFacts]  # by system id
    keys: Mapping[str, tuple[SystemFacts, PublicKey]]
    agencies: Mapping[int, AgencyFacts]
    codes: Mapping[str, AgencyFacts]
    spoken_for: Mapping[int, frozenset[int]]  # system -> the agencies it speaks for
    taken_over: Mapping[int, frozenset[int]]  # agency -> those whose mail comes straight to it

    def given(self, code: str) -> AgencyFacts | None:
        """Return the very agency that a code was given to, ended or not."""
        return self.codes.get(code.strip())

    def agency(self, code: str, *, on: date) -> AgencyFacts | None:
        """Return the agency a code stands for, its heir when it is closed, None when neither is known."""
        found = self.given(code)
        seen: set[int] = set()
        while found is not None and found.successor_pk is not None and not found.is_open(on) and found.pk not in seen:
            seen.add(found.pk)  # acts make no circle; a row changed by hand must not hold up traffic
            found = self.agencies.get(found.successor_pk)
        return found

    def family(self, pk: int) -> frozenset[int]:
        """Return an agency with all those it stands for since they ended."""
        found: set[int] = set()
        fresh = {pk}
        while fresh:
            found |= fresh
            fresh = {before for one in fresh for before in self.taken_over.get(one, ())} - found
        return frozenset(found)

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
                self._value = _load(row, self._value)
            self._asked = time.monotonic()
            return self._value


directory = _Cache()


def _load(row: DirectoryVersion | None, before: Directory | None) -> Directory:
    """Return the directory as it is now; of ``before`` the agencies that did not change since are kept.

    The version was read first: a change in between makes this copy newer than its stamp, and it is read once more.
    """
    systems = {
        one.pk: SystemFacts(
            one.pk,
            one.system_id,
            one.name,
            one.state == System.State.OPEN,
            bytes(one.sealed_secret) if one.sealed_secret else None,
            one.kind,
        )
        for one in System.objects.all()
    }
    live = SystemKey.objects.filter(revoked_at=None)
    keys = {key.keyid: (systems[key.system_id], read_public_key(key.pem.encode())) for key in live}
    named = {system.system_id: system for system in systems.values()}
    agencies, codes, spoken_for, taken_over = _agencies(before)
    stamp, version = (row.stamp, row.value) if row else (None, 0)
    return Directory(stamp, version, systems, named, keys, agencies, codes, spoken_for, taken_over)


def _agencies(before: Directory | None) -> tuple[dict[int, AgencyFacts], dict[str, AgencyFacts], Spoken, Spoken]:
    """Return agencies by key, by code, whose they are, and whom they took over.

    A country has 120,000 of them: only what changed is read.
    """
    known = dict(before.agencies) if before else {}
    codes = dict(before.codes) if before else {}
    changed = Agency.objects.filter(version__gt=before.version) if before else Agency.objects.all()
    fresh = {row[0]: row for row in changed.values_list(*_COLUMNS).iterator()}
    if before and len(known | fresh) != Agency.objects.count():
        return _agencies(None)
    aliases: dict[int, set[str]] = {}
    mine = AgencyAlias.objects.filter(agency_id__in=list(fresh)) if before else AgencyAlias.objects.all()
    for alias, pk in mine.values_list("alias", "agency_id"):
        aliases.setdefault(pk, set()).add(alias)
    touched: set[int | None] = set()
    for pk, row in fresh.items():
        if (old := known.get(pk)) is not None:
            touched.add(old.system_pk)
            for code in old.codes:
                codes.pop(code, None)
        known[pk] = _facts(row, aliases.get(pk))
        touched.add(known[pk].system_pk)
    for pk in fresh:
        codes.update(dict.fromkeys(known[pk].codes, known[pk]))
    members: dict[int, set[int]] = {system: set() for system in touched if system is not None}
    for agency in known.values():
        if agency.system_pk in members:
            members[agency.system_pk].add(agency.pk)
    spoken = {system: frozenset(pks) for system, pks in members.items()}
    heirs: dict[int, set[int]] = {}
    for agency in known.values():
        if agency.successor_pk is not None:
            heirs.setdefault(agency.successor_pk, set()).add(agency.pk)
    taken_over = {heir: frozenset(pks) for heir, pks in heirs.items()}
    return known, codes, {**(before.spoken_for if before else {}), **spoken}, taken_over


def _facts(row: tuple[Any, ...], aliases: set[str] | None) -> AgencyFacts:
    """Return an agency from its ``_COLUMNS``."""
    pk, code, formal, name, system_pk, valid_from, valid_to, successor_pk = row
    forms = {code, *(aliases or ()), *((formal,) if formal else ())}
    return AgencyFacts(pk, code, name, system_pk, valid_from, valid_to, successor_pk, frozenset(forms))
