"""What became of agencies, read from the tables. Doors: Step, final_heirs, ways, standing_for, sentence.

The copy in memory (snapshot) answers the same for traffic; here are the questions that need names, days and acts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q

from axis.directory.facts import ActKind
from axis.directory.models import Agency, AgencyAlias

_FINAL = """
with recursive way (first, at, successor, valid_to, steps) as (
    select id, id, successor_id, valid_to, 0 from axis_directory_agency where id = any(%s)
    union all
    select way.first, next.id, next.successor_id, next.valid_to, steps + 1
    from way join axis_directory_agency next on next.id = way.successor where way.valid_to <= %s and steps < 1000
)
select distinct on (first) first, at from way order by first, steps desc
"""
_WAYS = """
with recursive way (first, id, steps) as (
    select id, id, 0 from axis_directory_agency where id = any(%s)
    union all
    select way.first, agency.successor_id, steps + 1 from way join axis_directory_agency agency on agency.id = way.id
    where agency.successor_id is not null and steps < 1000
)
select way.first, agency.code, agency.name, agency.valid_to, act.kind, act.legal_ref, heir.code, heir.name, one.is_default
from way join axis_directory_agency agency on agency.id = way.id
left join axis_directory_succession one on one.agency_id = way.id
left join axis_directory_act act on act.id = agency.ended_by_id
left join axis_directory_agency heir on heir.id = coalesce(one.heir_id, agency.successor_id)
where agency.valid_to is not null
order by way.first, way.steps, one.is_default desc, heir.code
"""


@dataclass(frozen=True)
class Step:
    """One end of an agency: from which day, by which act, into which heirs (code, name); the first takes the mail."""

    code: str
    name: str
    day: date
    kind: str  # of ActKind; empty when it is not on record
    legal_ref: str
    heirs: tuple[tuple[str, str], ...]


def final_heirs(pks: Iterable[int], *, on: date) -> dict[int, int]:
    """Return for each agency the one that stands for it on a day: itself while it is open or without heir."""
    with connection.cursor() as cursor:
        cursor.execute(_FINAL, [list(pks), on])
        return dict(cursor.fetchall())


def ways(pks: Iterable[int]) -> dict[int, tuple[Step, ...]]:
    """Return for each agency that ended the ends on the way to its present heir, first to last."""
    with connection.cursor() as cursor:
        cursor.execute(_WAYS, [list(pks)])
        rows = cursor.fetchall()
    found: dict[int, dict[str, Step]] = {}
    for first, code, name, day, kind, legal_ref, heir_code, heir_name, _ in rows:
        steps = found.setdefault(first, {})
        heirs = steps[code].heirs if code in steps else ()
        heirs += ((heir_code, heir_name),) if heir_code else ()
        steps[code] = Step(code, name, day, kind or "", legal_ref or "", heirs)
    return {first: tuple(steps.values()) for first, steps in found.items()}


def standing_for(codes: Iterable[str]) -> dict[str, int]:
    """Return the key of the very agency that each code was given to, ended or not."""
    wanted = set(codes)
    found = dict(AgencyAlias.objects.filter(alias__in=wanted).values_list("alias", "agency_id"))
    for pk, code, formal in Agency.objects.filter(Q(code__in=wanted) | Q(code_qcvn102__in=wanted)).values_list(
        "pk", "code", "code_qcvn102"
    ):
        found |= {one: pk for one in (code, formal) if one in wanted}
    return found


def sentence(steps: Iterable[Step]) -> str:
    """Return what became of an agency in words, each end with its day and act."""
    return " ".join(_sentence(one) for one in steps)


def _sentence(step: Step) -> str:
    by = f" theo {step.legal_ref}" if step.legal_ref else ""
    start = f"{step.name} ({step.code})"
    named = [f"{name} ({code})" for code, name in step.heirs]
    when = f"từ {step.day:%d/%m/%Y}{by}"
    if not named:
        return f"{start} đã {ActKind.ABOLISH.label} {when}, không có cơ quan kế thừa."
    if len(named) > 1:
        return f"{start} đã chia thành {', '.join(named)} {when}; {named[0]} nhận văn bản thay."
    word = ActKind.ABOLISH.label if step.kind == ActKind.ABOLISH else ActKind.MERGE.label
    joined = "nhiệm vụ chuyển cho" if word == ActKind.ABOLISH.label else "vào"
    return f"{start} đã {word}{',' if word == ActKind.ABOLISH.label else ''} {joined} {named[0]} {when}."
