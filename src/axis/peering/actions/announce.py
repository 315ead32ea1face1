"""Telling the axis above which agencies lie behind us, and being told by an axis below. Doors: untold_agencies, note_announced,
Behind, register_behind.

Below: every agency of ours whose present version the axis above was not told is told, so a lost call is made up for. Above: the
directory takes it, unless a code is somebody else's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from axis.directory.actions.connect import AGENCY_CODE, changing, holder
from axis.directory.bodies import other_systems_body
from axis.directory.errors import AgencyElsewhere, CodeUnfit, NameMissing
from axis.directory.facts import bloc_of, level_of
from axis.directory.models import Agency, AgencyAlias, System
from axis.peering.errors import CodeOfOthers
from axis.peering.models import Announced, Upstream
from kit.clock import today
from kit.errors import DomainError
from kit.sort_keys import sort_key

STEPS_MOST = 1000  # of parents or heirs in a row
REFUSED_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Behind:
    """An agency behind an axis below, as that axis names it. Empty level, bloc, parent and successor: it said nothing of them."""

    code: str
    name: str
    code_qcvn102: str | None = None
    aliases: tuple[str, ...] = ()
    valid_to: date | None = None
    level: str = ""
    bloc: str = ""
    parent: str = ""
    successor: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for one in (self.code, self.code_qcvn102, *self.aliases) if one))


def untold_agencies(*, upstream: Upstream, now: datetime, limit: int) -> list[Agency]:
    """Return agencies of ours that the axis above was not told as they are now; refused ones again after some minutes."""
    told = Announced.objects.filter(upstream=upstream, agency=OuterRef("pk"))
    rows = Agency.objects.filter(system__isnull=False).exclude(system__kind=System.Kind.UPPER)
    rows = rows.annotate(told=Subquery(told.values("version")[:1]), answer=Subquery(told.values("code")[:1]))
    rows = rows.annotate(told_at=Subquery(told.values("at")[:1]))
    stale = Q(told=None) | ~Q(told=F("version")) | (~Q(answer="") & Q(told_at__lt=now - REFUSED_AGAIN))
    return list(
        rows.filter(stale)
        .select_related("parent", "successor")
        .prefetch_related("aliases")
        .order_by("version", "pk")[:limit]
    )


def facts(agency: Agency) -> dict[str, Any]:
    """Return an agency as it is told upward."""
    return {
        "code": agency.code,
        "name": agency.name,
        "code_qcvn102": agency.code_qcvn102,
        "aliases": [one.alias for one in agency.aliases.all()],
        "valid_to": agency.valid_to.isoformat() if agency.valid_to else None,
        "level": agency.level or None,
        "bloc": agency.bloc,
        "parent": agency.parent.code if agency.parent else None,
        "successor": agency.successor.code if agency.successor else None,
    }


def note_announced(
    *, upstream: Upstream, agencies: Sequence[Agency], answers: Sequence[Mapping[str, str]], now: datetime
) -> None:
    """Keep what the axis above said of each."""
    Announced.objects.bulk_create(
        [
            Announced(
                upstream=upstream,
                agency=agency,
                version=agency.version,
                at=now,
                code=answer["code"][:20],
                sentence=answer["sentence"][:500],
            )
            for agency, answer in zip(agencies, answers, strict=True)
        ],
        update_conflicts=True,
        unique_fields=["upstream", "agency"],
        update_fields=["version", "at", "code", "sentence"],
    )


@transaction.atomic
def register_behind(*, system_pk: int, wanted: Sequence[Behind], now: datetime) -> list[DomainError | None]:
    """Register agencies behind an axis below; return for each, in order, why not, or None. Saying it again changes nothing."""
    answers: list[DomainError | None] = []
    rows: list[tuple[Agency, Behind]] = []
    with changing() as version:
        system = System.objects.get(pk=system_pk)
        for one in wanted:
            try:
                rows.append((_register(system, one, version, now), one))
            except DomainError as error:
                answers.append(error)
            else:
                answers.append(None)
        for agency, one in rows:  # when all are here: a body and what lies below it are told together
            _link(agency, one, version, now)
    return answers


def _link(agency: Agency, wanted: Behind, version: int, now: datetime) -> None:
    """Hang the agency under its parent, which lies behind the same axis, and link it to its heir, whoever serves that."""
    parent = holder(wanted.parent) if wanted.parent else None
    heir = holder(wanted.successor) if wanted.successor else None
    changed = []
    if parent is not None and parent.system_id == agency.system_id and _leads_on(agency, parent, "parent"):
        agency.parent, changed = parent, ["parent"]
    if heir is not None and _leads_on(agency, heir, "successor"):
        agency.successor, changed = heir, [*changed, "successor"]
    if changed:
        agency.version, agency.changed_at = version, now
        agency.save(update_fields=[*changed, "version", "changed_at"])


def _leads_on(agency: Agency, to: Agency, field: str) -> bool:
    """Return whether the link is new and the way from there never comes back here."""
    if getattr(agency, f"{field}_id") == to.pk:
        return False
    at: Agency | None = to
    for _ in range(STEPS_MOST):
        if at is None:
            return True
        if at.pk == agency.pk:
            return False
        at = getattr(at, field)
    return False


def _register(system: System, wanted: Behind, version: int, now: datetime) -> Agency:
    """Check everything, then write; return the agency. Raises: CodeUnfit, NameMissing, AgencyElsewhere, CodeOfOthers."""
    if not wanted.name.strip():
        raise NameMissing(code=wanted.code)
    row = holder(wanted.code)
    for code in wanted.forms:
        if not AGENCY_CODE.fullmatch(code):
            raise CodeUnfit(code=code)
        taken = holder(code)
        if taken is not None and (taken.system_id not in (None, system.pk) or taken.pk != (row or taken).pk):
            raise AgencyElsewhere(code=code, system_id=taken.system.system_id if taken.system else "")
        _first_level(code, system)
    row = row or Agency(code=wanted.code, valid_from=today(now))
    values = {
        "name": wanted.name.strip()[:200],
        "code_qcvn102": wanted.code_qcvn102 or row.code_qcvn102,
        "system_id": system.pk,
        "valid_to": wanted.valid_to,
        "level": wanted.level or row.level or level_of(wanted.code),
        "bloc": wanted.bloc or (row.bloc if row.pk is not None else bloc_of(wanted.code)),
    }
    known = set(row.aliases.values_list("alias", flat=True)) if row.pk is not None else set()
    fresh = [code for code in wanted.aliases if code not in known and code != row.code]
    if row.pk is None or fresh or any(getattr(row, field) != value for field, value in values.items()):
        for field, value in values.items():
            setattr(row, field, value)
        row.sort_key, row.version, row.changed_at = sort_key(row.name), version, now
        row.save()
    for alias in fresh:
        AgencyAlias.objects.update_or_create(alias=alias, defaults={"agency": row})
    return row


def _first_level(code: str, system: System) -> None:
    """Refuse a code below a first-level body that another system speaks for."""
    body = other_systems_body(code, system)
    if body is not None and body.system is not None:
        raise CodeOfOthers(code=code, system_id=body.system.system_id)
