"""The words that agencies are found by. Doors: keep_words, keep_stale_words, find_agencies.

An agency is found by its names, of now and before, and by every code that anybody writes for it. Whoever changes an
agency keeps its words; the worker does so for rows that came in another way.
"""

from collections.abc import Iterable

from django.db import connection

from axis.directory.facts import Level
from axis.directory.models import Agency, AgencyAlias, AgencyWords, FormerName
from kit.word_search import find, phrase_of, searchable

BATCH = 2000
FIRST = "02"  # order keys before it: open, central or provincial
_RANK = {level: rank for rank, level in enumerate(Level.values)}
_STALE = """
select agency.id from axis_directory_agency agency left join axis_directory_agencywords words on words.thing_id = agency.id
where words.version is distinct from agency.version limit %s
"""


def keep_words(pks: Iterable[int]) -> None:
    """Write the words of these agencies as they are now."""
    wanted = list(pks)
    for start in range(0, len(wanted), BATCH):
        _keep(wanted[start : start + BATCH])


def keep_stale_words() -> bool:
    """Write the words of a batch of agencies that changed unseen; return whether there may be more."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE, [BATCH])
        stale = [pk for (pk,) in cursor.fetchall()]
    _keep(stale)
    return len(stale) == BATCH


def find_agencies(typed: str, *, limit: int) -> list[Agency]:
    """Return agencies that have every typed word's beginning, open ones first, then by level and name."""
    found = find(AgencyWords, typed, limit=limit, first=FIRST)
    rows = Agency.objects.select_related("system", "successor").in_bulk(found)
    return [rows[pk] for pk in found if pk in rows]


def _keep(pks: list[int]) -> None:
    if not pks:
        return
    texts: dict[int, list[str]] = {}
    for pk, alias in AgencyAlias.objects.filter(agency_id__in=pks).values_list("agency_id", "alias"):
        texts.setdefault(pk, []).append(alias)
    for pk, name in FormerName.objects.filter(agency_id__in=pks).values_list("agency_id", "name"):
        texts.setdefault(pk, []).append(name)
    rows = [
        AgencyWords(
            thing_id=one.pk,
            version=one.version,
            order_key=f"{int(one.valid_to is not None)}{_RANK.get(one.level, len(_RANK))}{one.sort_key}"[:300],
            phrase=phrase_of(one.name),
            words=searchable([one.code, one.code_qcvn102 or "", one.name, *texts.get(one.pk, [])]),
        )
        for one in Agency.objects.filter(pk__in=pks)
    ]
    AgencyWords.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["thing"],
        update_fields=["version", "order_key", "phrase", "words"],
        batch_size=BATCH,
    )
