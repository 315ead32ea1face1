"""Search as one types, by words that begin so. Doors: WordRow, searchable, phrase_of, find.

A row of its own keeps the words of a thing once without marks and, where they have some, once with them. PostgreSQL
makes a ``tsvector`` of exactly these words: no parser, no dictionary and no extension takes part. Who types marks
gets what bears them first, then whatever reads so without marks.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models
from django.db.models.expressions import RawSQL

from kit.sort_keys import fold

_WORD = re.compile(r"[^\W_]+(?:[.][^\W_]+)*")  # a code keeps its dots, a name loses its signs
_TYPED_MAX = 8  # more words than that narrow nothing down
_ENOUGH = 4000  # of a broad question no more candidates are put in order
_SHORT = 2  # so many letters of a last word begin too much to look it up: it is compared in what the other words found
_LOOKED_AT = 300  # of what was found, what holds more of the typed words side by side comes first

# Sorting all that "ubnd" finds, or walking in order until enough is found, costs 50 to 100 ms in a country. Hence: the
# few that stand first, in order, and of the rest so many as are quick to fetch. Inner limits keep the planner from
# turning this into one walk.
_FIND = """
select thing_id, phrase from (
    (select thing_id, phrase, order_key from {table}
     where search @@ %(query)s::tsquery and ' ' || words like %(ending)s
     and order_key < %(first)s and order_key < %(below)s order by order_key limit %(looked_at)s)
    union
    (select thing_id, phrase, order_key from {table}
     where search @@ %(query)s::tsquery and ' ' || words like %(ending)s
     and order_key < %(below)s limit %(enough)s)
) found order by order_key, thing_id limit %(looked_at)s
"""


class WordRow(models.Model):
    """The words of one thing; a model adds which thing, as primary key named ``thing``."""

    order_key = models.CharField(max_length=300)  # in which order things that were found are shown
    phrase = models.CharField(max_length=300)  # the name without marks
    words = models.TextField()
    search = models.GeneratedField(
        expression=RawSQL("array_to_tsvector(string_to_array(words, ' '))", ()),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        abstract = True
        indexes = [
            GinIndex(fields=["search"], name="%(app_label)s_words"),
            models.Index(fields=["order_key", "thing"], name="%(app_label)s_shown"),
        ]


def searchable(texts: Iterable[str]) -> str:
    """Return the words to keep for a thing, each once, divided by one blank.

    A dotted code is also found by any of its parts: ``H29.01`` by ``01``.
    """
    words: dict[str, None] = {}
    for word in _words(" ".join(texts)):
        words |= dict.fromkeys((word, fold(word)))
        if "." in word:
            words |= dict.fromkeys(part for part in fold(word).split(".") if part.strip("0"))
    return " ".join(words)


def phrase_of(name: str) -> str:
    """Return a name as ``WordRow.phrase`` keeps it: its words without marks and signs."""
    return " ".join(fold(word) for word in _words(name))[:300]


def find(model: type[WordRow], typed: str, *, limit: int, first: str = "", below: str = "~") -> list[int]:
    """Return the keys of things that have a word beginning with each typed one, in their order.

    First those that bear the marks as typed, among them first those that hold more of the words side by side.
    What is too broad to be put in order whole (some thousands) is answered with some of it, but things whose
    ``order_key`` comes before ``first`` are always looked through. ``below``: only things before that key.
    """
    words = _words(typed)
    bare = [fold(word) for word in words]
    found: dict[int, None] = {}
    # Whoever types has finished all words but the last; looking whole words up is quick. Beginnings of all come after.
    asked = [(_query(some, whole=whole), _ending(some)) for whole in (True, False) for some in (words, bare)]
    for query, ending in dict.fromkeys(asked):
        if query and len(found) < limit:
            found |= dict.fromkeys(_found(model, query, ending, bare, first, below))
    return list(found)[:limit]


def _query(words: list[str], *, whole: bool = False) -> str:
    """Return the ``tsquery`` of these words; ``whole``: all but the last as they are. Empty: nothing to search by."""
    if _is_short(words):
        words, last = words[:-1], []
    else:
        last = words[-1:]
    if whole:
        rest = [f"'{word}'" for word in dict.fromkeys(words[:-1] if last else words)]
        return " & ".join([*rest[: _TYPED_MAX - 1], *(f"'{word}':*" for word in last)])
    # A word that another one begins with adds nothing. Only letters, digits and dots are left, so quoting is enough.
    kept = [one for one in dict.fromkeys(words) if not any(two != one and two.startswith(one) for two in words)]
    return " & ".join(f"'{word}':*" for word in kept[:_TYPED_MAX])


def _is_short(words: list[str]) -> bool:
    return len(words) > 1 and len(words[-1]) <= _SHORT


def _ending(words: list[str]) -> str:
    """Return the pattern that the words of a thing have to fit besides the query: only letters, digits and dots are in it."""
    return f"% {words[-1]}%" if _is_short(words) else "%"


def _found(model: type[WordRow], query: str, ending: str, bare: list[str], first: str, below: str) -> list[int]:
    with connection.cursor() as cursor:
        values: dict[str, str | int] = {
            "query": query,
            "ending": ending,
            "first": first,
            "below": below,
            "enough": _ENOUGH,
            "looked_at": _LOOKED_AT,
        }
        cursor.execute(_FIND.format(table=model._meta.db_table), values)
        rows = cursor.fetchall()
    return [key for key, _ in sorted(rows, key=lambda row: -_side_by_side(bare, row[1]))]


def _side_by_side(bare: list[str], phrase: str) -> int:
    """Return how many of the typed words, from the first on, stand side by side in a name."""
    for count in range(len(bare), 0, -1):
        if " " + " ".join(bare[:count]) in " " + phrase:
            return count
    return 0


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text.casefold()))
