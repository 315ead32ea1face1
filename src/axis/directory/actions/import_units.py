"""Load the country's administrative units into the directory. Doors: Loaded, import_units, REORGANISED_ON.

Doing it again adds what is missing and changes nothing else: an agency that is there keeps its name, system and state,
except that a province of before July 2025 that is still open ends then. What waits for such a one is sent on by the
worker, as after every act.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from axis.directory.actions.connect import changing
from axis.directory.facts import ActKind, ActState, Bloc, Level
from axis.directory.models import Act, Agency, Succession
from axis.directory.units import Unit, Units
from axis.directory.words import keep_words
from kit.sort_keys import fold, sort_key

REORGANISED_ON = date(2025, 7, 1)
KNOWN_FROM = date(2020, 9, 15)  # QĐ 20/2020/QĐ-TTg in force: the package does not say when a unit began
BATCH = 2000
# Level of what ended: kind of act and its legal reference.
ACTS = {
    Level.PROVINCE: (ActKind.MERGE, "Nghị quyết 202/2025/QH15"),
    Level.DISTRICT: (ActKind.ABOLISH, "Nghị quyết 203/2025/QH15"),
    Level.COMMUNE: (ActKind.MERGE, "các nghị quyết năm 2025 của UBTVQH về sắp xếp đơn vị hành chính cấp xã"),
}

_END = """
update axis_directory_agency agency set valid_to = %s, successor_id = told.heir, ended_by_id = %s, version = %s, changed_at = %s
from unnest(%s::bigint[], %s::bigint[]) told (id, heir) where agency.id = told.id
"""


@dataclass(frozen=True)
class Loaded:
    """How many agencies came new, and how many of all were ended."""

    new: int
    ended: int


@transaction.atomic
def import_units(units: Units, *, by: str, now: datetime) -> Loaded:
    """Write the units, what ended with its heirs, and the acts; return what came new."""
    everything = (*units.after, *units.before)
    with changing() as version:
        pks = _same_names(units.after)  # an agency that joined under a code of its own
        pks |= dict(Agency.objects.filter(code__in=[one.code for one in everything]).values_list("code", "pk"))
        held = Agency.objects.exclude(code_qcvn102=None).values_list("code_qcvn102", flat=True)
        given = {code for code in held if code}
        still_open = set(
            Agency.objects.filter(code__in=[one.code for one in units.before], valid_to=None).values_list(
                "code", flat=True
            )
        )
        fresh = {one.code for one in everything} - set(pks)
        for level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE):
            made = [
                _agency(one, pks, given, version, now) for one in everything if one.level == level and one.code in fresh
            ]
            Agency.objects.bulk_create(made, batch_size=BATCH)
            pks |= {row.code: row.pk for row in made}
        ending = [one for one in units.before if one.code in fresh or one.code in still_open]
        _end(ending, pks, version, by, now)
        keep_words(pks[code] for code in sorted(fresh | {one.code for one in ending}))
    return Loaded(len(fresh), len(ending))


def _same_names(units: Sequence[Unit]) -> dict[str, int]:
    """Return for communes that are there already, by province and name, which agency each is: it is not made twice."""
    rows = Agency.objects.filter(valid_to=None, code__regex=r"^H[0-9]{2}\.").values_list("code", "name", "pk")
    there = {(code[:3], fold(name.replace("Ủy ban nhân dân", "UBND"))): pk for code, name, pk in rows}
    found = {}
    for unit in units:
        pk = there.get((unit.code[:3], fold(unit.name.partition(",")[0]))) if unit.level == Level.COMMUNE else None
        if pk is not None:
            found[unit.code] = pk
    return found


def _agency(unit: Unit, pks: dict[str, int], given: set[str], version: int, now: datetime) -> Agency:
    """``given``: formal codes in use. The package knows none, those of units are numbers of our own and give way."""
    ended = bool(unit.heirs)
    return Agency(
        code=unit.code,
        code_qcvn102=unit.code_qcvn102 if unit.code_qcvn102 and unit.code_qcvn102 not in given else None,
        name=unit.name,
        sort_key=sort_key(unit.name),
        level=unit.level,
        bloc=Bloc.GOVERNMENT,
        unit_code=unit.unit_code,
        parent_id=pks[unit.parent] if unit.parent else None,
        valid_from=KNOWN_FROM if ended or unit.level == Level.PROVINCE else REORGANISED_ON,
        version=version,
        changed_at=now,
    )


def _end(units: list[Unit], pks: dict[str, int], version: int, by: str, now: datetime) -> None:
    """End the units on the day of the reorganisation, each level by its act."""
    for level, (kind, legal_ref) in ACTS.items():
        ending = [one for one in units if one.level == level]
        if not ending:
            continue
        act = Act.objects.create(
            kind=kind,
            state=ActState.DONE,
            legal_ref=legal_ref,
            effective_on=REORGANISED_ON,
            reason="nạp dữ liệu đơn vị hành chính",
            made_by=by[:150],
            made_at=now,
            carried_out_at=now,
            version=version,
            changed={"agencies": len(ending), "children": 0, "moved": 0, "ended": 0},
        )
        with connection.cursor() as cursor:  # one statement: a bulk update of so many rows takes minutes to write
            heirs = [pks[one.heirs[0]] for one in ending]
            cursor.execute(_END, [REORGANISED_ON, act.pk, version, now, [pks[one.code] for one in ending], heirs])
        Succession.objects.bulk_create(
            (
                Succession(act=act, agency_id=pks[one.code], heir_id=pks[heir], is_default=place == 0)
                for one in ending
                for place, heir in enumerate(one.heirs)
            ),
            batch_size=BATCH,
        )
