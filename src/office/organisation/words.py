"""The words that agencies are found by. Doors: keep_words, FIRST, ENDED.

Whoever writes agencies keeps their words.
"""

from collections.abc import Iterable

from kit.word_search import phrase_of, searchable
from office.organisation.models import Agency, AgencyWords
from office.organisation.roles import Level

BATCH = 2000
FIRST = "02"  # order keys before it: active, central or provincial
ENDED = "1"  # order keys from here on are of agencies that ended
_RANK = {level: rank for rank, level in enumerate(Level.values)}


def keep_words(pks: Iterable[int]) -> None:
    """Write the words of these agencies as they are now."""
    wanted = list(pks)
    for start in range(0, len(wanted), BATCH):
        rows = [_words(one) for one in Agency.objects.filter(pk__in=wanted[start : start + BATCH])]
        AgencyWords.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["thing"], update_fields=["order_key", "phrase", "words"]
        )


def _words(agency: Agency) -> AgencyWords:
    codes = [agency.code, agency.code_qcvn102, *agency.other_codes]
    state = ENDED if agency.valid_to is not None else "0"
    return AgencyWords(
        thing_id=agency.pk,
        order_key=f"{state}{_RANK.get(agency.level, len(_RANK))}{agency.sort_key}"[:300],
        phrase=phrase_of(agency.name),
        words=searchable([*codes, agency.name, agency.abbreviation, *agency.former_names]),
    )
