"""Learn the agencies of the axis as addresses. Doors: learn_agencies, known_version.

Page after page is written as it comes, what an agency is first; who is above it and who inherits is linked after the
last page, when all of them are known. Only then the version is kept: a reading that was cut short begins again there.
An agency that cannot be kept is named in the log and left out; the others are learnt.
"""

import logging
from datetime import date
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction
from django.db import Error as DatabaseError

from axislink.door import Axis
from axislink.errors import AxisLinkError
from kit.sort_keys import fold, sort_key
from office.exchange.models import Line
from office.organisation.models import CODE_MAX, Agency
from office.organisation.roles import Bloc, Level
from office.organisation.words import keep_words
from office.settings import ENV

log = logging.getLogger(__name__)

FIELDS = (
    *("name", "code_qcvn102", "level", "bloc", "other_codes", "former_names", "heir_codes", "unit_code"),
    *("sort_key", "search_text", "valid_from", "valid_to", "on_axis"),
)
BATCH = 500
# of what is told, not of the machine
UNFIT = (DataError, IntegrityError, KeyError, TypeError, ValueError, AttributeError)
_LINK = """
update office_organisation_agency agency set parent_id = above.id, successor_id = heir.id
from unnest(%s::text[], %s::text[], %s::text[]) told (code, parent, successor)
left join lateral (select id from office_organisation_agency where code = told.parent order by id desc limit 1) above on true
left join lateral (select id from office_organisation_agency where code = told.successor order by id desc limit 1) heir on true
where agency.code = told.code and not agency.hosted
"""


def known_version() -> int:
    """Return the version of the axis' directory that was taken over whole."""
    return Line.objects.filter(axis_url=ENV.axis_url).values_list("directory_version", flat=True).first() or 0


def learn_agencies(client: Axis, since: int) -> int:
    """Take over what changed in the axis' directory since a version; return the version now known.

    Agencies that work here are ours to describe and stay as they are. A line or database that is down is tried again
    at the next call.
    """
    try:
        links: dict[str, tuple[str, str]] = {}
        version = since
        for page in client.agency_pages(since):
            version = int(page["version"])
            told = _learn_page(page["agencies"])
            links |= {one["code"]: (str(one.get("parent") or ""), str(one.get("successor") or "")) for one in told}
        if version < since:  # another directory than before (an axis put back, or a new one): read it whole
            version = 0
        if links or version != since:
            with transaction.atomic():
                _link(links)
                Line.objects.update_or_create(axis_url=ENV.axis_url, defaults={"directory_version": version})
    except (AxisLinkError, DatabaseError) as problem:
        log.warning("directory not learnt: %s", problem)
        connection.close()
        return since
    return version


def _learn_page(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write what these agencies are, at once where that goes; return those that could be kept."""
    try:
        with transaction.atomic():
            _learn(told)
        return told
    except UNFIT as problem:
        log.warning("%s agencies are learnt one by one: %s", len(told), problem)
    return [one for one in told if _learnt(one)]


def _learnt(one: dict[str, Any]) -> bool:
    try:
        with transaction.atomic():
            _learn([one])
    except UNFIT as problem:
        log.error("agency %.200r not learnt: %s", one, problem)
        return False
    return True


def _learn(told: list[dict[str, Any]]) -> None:
    """Write what these agencies are."""
    known: dict[str, Agency] = {}
    for row in Agency.objects.filter(code__in=[one["code"] for one in told]).order_by("pk"):
        known[row.code] = row
    new, changed = [], []
    for one in told:
        kept = known.get(one["code"])
        if kept is not None and kept.hosted:
            continue
        facts = _facts(one)
        if kept is not None and not facts["level"]:  # the axis does not say: what is known here stays
            facts["level"] = kept.level
        if kept is None:
            new.append(Agency(code=one["code"], hosted=False, **facts))
        elif any(getattr(kept, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(kept, name, value)
            changed.append(kept)
    Agency.objects.bulk_create(new, batch_size=BATCH)
    Agency.objects.bulk_update(changed, FIELDS, batch_size=BATCH)
    keep_words(row.pk for row in (*new, *changed))


def _facts(one: dict[str, Any]) -> dict[str, Any]:
    name, formal = str(one["name"])[:200], str(one.get("code_qcvn102") or "")
    level, bloc = one.get("level"), one.get("bloc")
    return {
        "name": name,
        "code_qcvn102": formal,
        "level": level if level in Level.values else "",
        "bloc": bloc if bloc in Bloc.values else "",
        "other_codes": [str(code)[:CODE_MAX] for code in one.get("aliases", ())],
        "former_names": [str(former["name"])[:200] for former in one.get("former_names", ())],
        "heir_codes": [str(code)[:CODE_MAX] for code in one.get("heirs", ())],
        "unit_code": str(one.get("unit_code") or "")[:5],
        "sort_key": sort_key(name),
        "search_text": fold(f"{one['code']} {formal} {name}"),
        "valid_from": _day(one.get("valid_from")),
        "valid_to": _day(one.get("valid_to")),
        "on_axis": bool(one["system"]) if "system" in one else None,
    }


def _link(links: dict[str, tuple[str, str]]) -> None:
    """Write who is above each agency and who inherits, now that every one named is here."""
    with connection.cursor() as cursor:
        cursor.execute(_LINK, [list(links), [one for one, _ in links.values()], [one for _, one in links.values()]])


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
