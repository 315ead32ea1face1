"""The agencies beyond the axis above, as they stand in its directory. Doors: learn.

They are kept in our own directory as agencies of that axis' system, so that offices below see the whole country and packets find
their way. What a system connected here holds is never touched: here we know better.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from axis.directory.actions.connect import AGENCY_CODE, changing
from axis.directory.facts import Bloc, Level
from axis.directory.models import Agency, AgencyAlias
from axis.peering.models import Upstream
from kit.sort_keys import sort_key

CHUNK = 2000


def learn(*, upstream: Upstream, delta: Mapping[str, Any], now: datetime) -> int:
    """Take in what changed there; return how many agencies changed here. ``delta``: the answer of /v1/agencies.

    Each part is one transaction; the version is kept with the last, so a delta cut off is asked for again whole.
    """
    rows = [row for row in delta["agencies"] if row.get("system") != upstream.own_id and _fit(row)]
    changed = sum(_part(upstream, rows[at : at + CHUNK], now) for at in range(0, len(rows), CHUNK))
    with transaction.atomic():
        heirs = _successors(upstream, rows, now)
        Upstream.objects.filter(pk=upstream.pk).update(learned_version=int(delta["version"]))
    upstream.learned_version = int(delta["version"])
    return changed + heirs


@transaction.atomic
def _part(upstream: Upstream, rows: Sequence[Mapping[str, Any]], now: datetime) -> int:
    forms = {code for row in rows for code in _forms(row)}
    with changing() as version:
        held = list(Agency.objects.filter(Q(code__in=forms) | Q(code_qcvn102__in=forms)))
        taken = {code: one for one in held for code in (one.code_qcvn102, one.code) if code}
        aliases = {
            one.alias: one.agency for one in AgencyAlias.objects.filter(alias__in=forms).select_related("agency")
        }
        new: list[Agency] = []
        changed: list[Agency] = []
        named: list[tuple[str, str]] = []
        for row in rows:
            code = str(row["code"])
            known = taken.get(code) or aliases.get(code)
            if known is not None and (known.code != code or known.system_id not in (None, upstream.pk)):
                continue
            formal = row.get("code_qcvn102") or None
            if formal and (other := taken.get(formal) or aliases.get(formal)) is not None and other is not known:
                formal = None
            values = {
                "name": str(row["name"])[:200],
                "code_qcvn102": formal,
                "system_id": upstream.pk if row.get("system") else None,
                "valid_from": date.fromisoformat(row["valid_from"]),
                "valid_to": date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None,
                "level": row["level"] if row.get("level") in Level.values else "",
                "bloc": row["bloc"] if row.get("bloc") in Bloc.values else Bloc.OTHER,
            }
            named += [(alias, code) for alias in row.get("aliases", []) if alias not in taken and alias not in aliases]
            agency = known or Agency(code=code)
            if known is not None and all(getattr(known, field) == value for field, value in values.items()):
                continue
            for field, value in values.items():
                setattr(agency, field, value)
            agency.sort_key, agency.version, agency.changed_at = sort_key(agency.name), version, now
            taken |= {one: agency for one in (code, formal) if one}
            (new if known is None else changed).append(agency)
        Agency.objects.bulk_create(new, batch_size=CHUNK)
        fields = ["name", "code_qcvn102", "system_id", "valid_from", "valid_to", "level", "bloc"]
        fields += ["sort_key", "version", "changed_at"]
        Agency.objects.bulk_update(changed, fields, batch_size=500)
        pks = dict(Agency.objects.filter(code__in={code for _, code in named}).values_list("code", "pk"))
        AgencyAlias.objects.bulk_create(
            [AgencyAlias(alias=alias, agency_id=pks[code]) for alias, code in named if code in pks],
            ignore_conflicts=True,
        )
        _mark_renamed(named, pks, {one.code for one in (*new, *changed)}, version, now)
    return len(new) + len(changed)


def _mark_renamed(
    named: Sequence[tuple[str, str]], pks: Mapping[str, int], written: set[str], version: int, now: datetime
) -> None:
    """Give agencies that only gained a code the new version too, so that copies of the directory see it."""
    only = [pks[code] for _, code in named if code in pks and code not in written]
    Agency.objects.filter(pk__in=only).update(version=version, changed_at=now)


def _successors(upstream: Upstream, rows: Sequence[Mapping[str, Any]], now: datetime) -> int:
    """Link agencies to their heirs, once both are here."""
    wanted = {str(row["code"]): str(row["successor"]) for row in rows if row.get("successor")}
    if not wanted:
        return 0
    found = Agency.objects.filter(code__in={*wanted, *wanted.values()}).in_bulk(field_name="code")
    changed = []
    with changing() as version:
        for code, heir in wanted.items():
            agency, successor = found.get(code), found.get(heir)
            mine = agency is not None and agency.system_id in (None, upstream.pk)
            if agency is not None and mine and successor is not None and agency.successor_id != successor.pk:
                agency.successor, agency.version, agency.changed_at = successor, version, now
                changed.append(agency)
        Agency.objects.bulk_update(changed, ["successor", "version", "changed_at"])
    return len(changed)


def _forms(row: Mapping[str, Any]) -> list[str]:
    return [str(one) for one in (row["code"], row.get("code_qcvn102"), *row.get("aliases", [])) if one]


def _fit(row: Mapping[str, Any]) -> bool:
    return all(AGENCY_CODE.fullmatch(code) for code in _forms(row)) and bool(row.get("name"))
