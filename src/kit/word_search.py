"""Search as one types, by words that begin so. Doors: WordRow, searchable, find.

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


class WordRow(models.Model):
    """The words of one thing; a model adds which thing, as primary key named ``thing``."""

    order_key = models.CharField(max_length=300)  # in which order things that were found are shown
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
            models.Index(fields=["order_key", "thing"], name="%(app_label)s_words_order"),
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


def find(model: type[WordRow], typed: str, *, limit: int) -> list[int]:
    """Return the keys of things that have a word beginning with each typed one, in their order; marks first."""
    words = _words(typed)
    found = _found(model, words, limit)
    bare = [fold(word) for word in words]
    if bare != words and len(found) < limit:
        found += [key for key in _found(model, bare, limit) if key not in set(found)]
    return found[:limit]


def _found(model: type[WordRow], words: list[str], limit: int) -> list[int]:
    # A word that another one begins with adds nothing. Only letters, digits and dots are left, so quoting is enough.
    kept = [one for one in dict.fromkeys(words) if not any(two != one and two.startswith(one) for two in words)]
    if not kept:
        return []
    query = " & ".join(f"'{word}':*" for word in kept[:_TYPED_MAX])
    with connection.cursor() as cursor:
        cursor.execute(
            f"select thing_id from {model._meta.db_table} where search @@ %s::tsquery order by order_key, thing_id limit %s",  # noqa: S608
            [query, limit],
        )
        return [key for (key,) in cursor.fetchall()]


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text.casefold()))
