"""Agencies that a connected system registers itself. Doors: Registration, register_agency, release_agency.

A centre (a system whose id ends in W00), or any other system, may add agencies below it: they are then its own. What
only the Prime Minister or the operator gives out stays with the operator (QĐ 20/2020/QĐ-TTg: codes of the first level).
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from axis.directory.actions.connect import AGENCY_CODE, changing, holder
from axis.directory.bodies import other_systems_body
from axis.directory.errors import AgencyElsewhere, AgencyNotYours, CodeReserved, CodeUnfit, NameMissing
from axis.directory.facts import bloc_of, level_of
from axis.directory.models import Agency, System
from axis.directory.words import keep_words
from kit.clock import today
from kit.sort_keys import sort_key

FIRST_LEVEL = re.compile(r"(?:000\.00\.00\.)?[A-Z][0-9]{2}")
CENTRE = re.compile(r"(?:.*\.)?W00")
OLD_FORM = re.compile(r"[0-9A-Z]{3}\.[0-9A-Z]{2}\.[0-9A-Z]{2}\.[0-9A-Z]{3}")


@dataclass(frozen=True)
class Registration:
    """An agency as a system names it. ``agency_id`` is empty for a new one, else the code it was registered with."""

    agency_id: str
    code: str
    name: str
    parent_code: str = ""
    mail: str = ""
    mobile: str = ""
    fax: str = ""


@transaction.atomic
def register_agency(*, system_pk: int, wanted: Registration, now: datetime) -> Agency:
    """Return the agency, now registered under this system as it says; saying it again changes nothing.

    A parent that the axis does not know is left out: ``agency.parent`` is then None.
    Raises: CodeUnfit, CodeReserved, NameMissing, AgencyElsewhere, AgencyNotYours.
    """
    with changing() as version:
        system = System.objects.get(pk=system_pk)
        if not AGENCY_CODE.fullmatch(wanted.code):
            raise CodeUnfit(code=wanted.code)
        if not wanted.name.strip():
            raise NameMissing(code=wanted.code)
        row = _mine(wanted, system)
        values: dict[str, object] = {
            "mail": wanted.mail[:100],
            "mobile": wanted.mobile[:50],
            "fax": wanted.fax[:50],
        }
        if not _reserved(row, system):
            parent = holder(wanted.parent_code) if wanted.parent_code else None
            above = parent.pk if parent is not None and parent.pk != row.pk else None
            values |= {"name": wanted.name.strip()[:200], "parent_id": above, "valid_to": None}
        if row.pk is None or any(getattr(row, field) != value for field, value in values.items()):
            for field, value in values.items():
                setattr(row, field, value)
            row.sort_key, row.version, row.changed_at = sort_key(row.name), version, now
            row.valid_from = row.valid_from or today(now)
            row.save()
            keep_words([row.pk])
    return row


@transaction.atomic
def release_agency(*, system_pk: int, code: str, now: datetime) -> Agency:
    """Close an agency of this system from today on and return it; a closed one stays as it is.

    Raises: AgencyNotYours, CodeReserved.
    """
    with changing() as version:
        system = System.objects.get(pk=system_pk)
        row = holder(code) if code else None
        if row is None or row.system_id != system.pk:
            raise AgencyNotYours(code=code, system_id=system.system_id)
        if _reserved(row, system):
            raise CodeReserved(code=code)
        if row.valid_to is None:
            row.valid_to, row.version, row.changed_at = today(now), version, now
            row.save(update_fields=["valid_to", "version", "changed_at"])
            keep_words([row.pk])
    return row


def _mine(wanted: Registration, system: System) -> Agency:
    """Return the row to write: a new one, or the one that this system has."""
    row = holder(wanted.code)
    named = holder(wanted.agency_id) if wanted.agency_id else row
    if named is not None and named.system_id != system.pk:
        raise AgencyElsewhere(code=named.code, system_id=named.system.system_id if named.system else "")
    if wanted.agency_id and (named is None or row is None or named.pk != row.pk):
        raise AgencyNotYours(code=wanted.agency_id, system_id=system.system_id)
    if row is None:
        formal = wanted.code if OLD_FORM.fullmatch(wanted.code) else None
        level, bloc = level_of(wanted.code), bloc_of(wanted.code)
        row = Agency(code=wanted.code, code_qcvn102=formal, system=system, level=level, bloc=bloc)
        body = other_systems_body(wanted.code, system)
        if body is not None and body.system is not None:
            raise AgencyElsewhere(code=body.code, system_id=body.system.system_id)
        if _reserved(row, system):
            raise CodeReserved(code=wanted.code)
    return row


def _reserved(row: Agency, system: System) -> bool:
    """Return whether name, place and life of this agency are the operator's alone; its contacts never are."""
    codes = {row.code, row.code_qcvn102 or row.code}
    kept = any(FIRST_LEVEL.fullmatch(code) or CENTRE.fullmatch(code) or code == system.system_id for code in codes)
    return kept or row.successor_id is not None or row.ended_by_id is not None  # what ended by an act stays so
