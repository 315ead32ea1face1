"""Reads of documents with business names."""

import re
from typing import Any

from kit.rows import ScopedQuerySet
from kit.sort_keys import fold

CODE = re.compile(r"(\d{1,9}[a-z]?)/\S*$", re.IGNORECASE)
__all__ = ["DocumentQuerySet", "ScopedQuerySet", "number_of"]


class DocumentQuerySet(ScopedQuerySet[Any]):
    def matching(self, words: str) -> "DocumentQuerySet":
        """Documents whose number, notation, subject or issuer holds every word, with or without marks."""
        rows = self
        number = number_of(words)
        if number:
            rows = rows.filter(number=number)
        for word in fold(words).split()[:8]:
            rows = rows.filter(search_text__contains=word)
        return rows

    def newest(self, count: int) -> "DocumentQuerySet":
        """At most the ``count`` newest of these documents; all of them when there are fewer.

        Words are compared row by row: under row-level security a text match is not leakproof, so that no index of
        trigrams may be asked before the agency is checked.
        """
        floor = self.order_by("-id").values_list("pk", flat=True)[count - 1 : count]
        first = next(iter(floor), None)
        return self if first is None else self.filter(pk__gte=first)


def number_of(words: str) -> str:
    """Return the number when somebody types a code ("8412/VPCP-KSTT", "12a/"): it is found by its index."""
    found = CODE.match(words.strip())
    return found.group(1) if found else ""
