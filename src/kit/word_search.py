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
_TYPED_MAX = 24  # no name has more words
_ENOUGH = 1500  # of a broad question no more candidates are put in order
_SHORT = 2  # so many letters begin too much to be looked up: such a word is compared in what the others found
_MANY = 4  # of so many words the first ones find so little that the last is compared in it
_NARROW = 3  # so many unfinished words are looked up, the longest; the others are compared
_LOOKED_AT = 300  # of what was found, what holds more of the typed words side by side comes first

# Sorting all that "ubnd" finds, or walking in order until enough is found, costs 50 to 100 ms in a country. Hence: the
# few that stand first, in order, and of the rest so many as are quick to fetch. Inner limits keep the planner from
# turning this into one walk.
_FIND = """
select thing_id, phrase, words from (
    (select thing_id, phrase, words, order_key from {table}
     where search @@ %(query)s::tsquery and ' ' || words like all(%(compared)s)
     and order_key < %(first)s and order_key < %(below)s order by order_key limit %(looked_at)s)
    union
    (select thing_id, phrase, words, order_key from {table}
     where search @@ %(query)s::tsquery and ' ' || words like all(%(compared)s)
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
    """Return the keys of things that have each typed word and one that begins with the last, in their order.

    Where there is none, those that have a word beginning with each typed one. First those that bear the marks as
    typed, among them first those that hold more of the words side by side.
    What is too broad to be put in order whole (some thousands) is answered with some of it, but things whose
    ``order_key`` comes before ``first`` are always looked through. ``below``: only things before that key.
    """
    words = _words(typed)[:_TYPED_MAX]
    bare = [fold(word) for word in words]
    if not words:
        return []
    found: dict[int, None] = {}
    # Whoever types has finished all words but the last; looking whole words up is quick, beginnings of all is not.
    for some in (words, bare) if words != bare else (bare,):
        if len(found) < limit:
            found |= dict.fromkeys(_found(model, *_finished(some), words, first, below))
    if not found:
        found |= dict.fromkeys(_found(model, *_unfinished(bare), words, first, below))
    return list(found)[:limit]


def _finished(words: list[str]) -> tuple[str, list[str]]:
    """Return the ``tsquery`` of words of which the last may be unfinished, and the patterns to be fitted besides."""
    *whole, last = words
    if whole and (len(last) <= _SHORT or len(words) >= _MANY):
        return _all(whole), [_holding(last)]
    return _all(whole, [last]), []


def _unfinished(words: list[str]) -> tuple[str, list[str]]:
    """Return the ``tsquery`` of words that may all be unfinished, and the patterns to be fitted besides."""
    longest = sorted(dict.fromkeys(words), key=len, reverse=True)
    looked_up = [one for one in longest[:_NARROW] if len(one) > _SHORT] or longest[:1]
    return _all((), looked_up), [_holding(one) for one in longest if one not in looked_up]


def _all(whole: Iterable[str], begun: Iterable[str] = ()) -> str:
    """Return the ``tsquery`` of all these; only letters, digits and dots are left in them, so quoting is enough."""
    return " & ".join(dict.fromkeys([*(f"'{word}'" for word in whole), *(f"'{word}':*" for word in begun)]))


def _holding(word: str) -> str:
    return f"% {word}%"


def _found(
    model: type[WordRow], query: str, compared: list[str], typed: list[str], first: str, below: str
) -> list[int]:
    values: dict[str, str | int | list[str]] = {
        "query": query,
        "compared": compared,
        "first": first,
        "below": below,
        "enough": _ENOUGH,
        "looked_at": _LOOKED_AT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIND.format(table=model._meta.db_table), values)
        rows = cursor.fetchall()
    bare = [fold(word) for word in typed]
    return [key for key, _, _ in sorted(rows, key=lambda row: (_lacking(typed, row[2]), -_side_by_side(bare, row[1])))]


def _lacking(typed: list[str], words: str) -> int:
    """Return how many of the typed words no word of a thing begins with, marks and all."""
    return sum(" " + word not in " " + words for word in typed)


def _side_by_side(bare: list[str], phrase: str) -> int:
    """Return how many of the typed words, from the first on, stand side by side in a name."""
    for count in range(len(bare), 0, -1):
        if " " + " ".join(bare[:count]) in " " + phrase:
            return count
    return 0


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text.casefold()))
