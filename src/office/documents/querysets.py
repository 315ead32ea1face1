"""Reads of documents with business names."""

import re
from typing import Any

from django.db.models import Q

from kit.rows import ScopedQuerySet
from kit.sort_keys import fold
from office.documents.facts import Flow

CODE = re.compile(r"(\d{1,9})([a-z]?)(/\S*)", re.ASCII | re.IGNORECASE)
ZEROS = range(1, 5)  # a number below ten is printed 01; partners also write 001 and 0001
__all__ = ["DocumentQuerySet", "ScopedQuerySet"]


class DocumentQuerySet(ScopedQuerySet[Any]):
    def matching(self, words: str, *, newest: int | None = None) -> "DocumentQuerySet":
        """Documents whose number, notation, subject or issuer holds every word, with or without marks.

        Looked for in the ``newest`` so many of these. Whoever types a code ("8412/VPCP-KSTT", "12a/") gets what cites
        it too, and what bears that number however old it is; zeros before a number are left out of account.
        """
        recent = self if newest is None else self.newest(newest)
        code = CODE.fullmatch(words.strip())
        if code is None:
            for word in fold(words).split()[:8]:
                recent = recent.filter(search_text__contains=word)
            return recent
        digits, letter, rest = code.groups()
        digits = digits.lstrip("0") or "0"
        typed = fold(digits + letter + rest)
        held = Q(search_text__contains=typed, search_text__regex=f"(^|[^0-9])0*{re.escape(typed)}")
        found = recent.filter(held)
        if newest is None:
            return found
        written = [digits.zfill(width) + case for width in ZEROS for case in {letter.lower(), letter.upper()}]
        numbered = self.filter(held, direction__in=Flow.values, number__in=written)  # by document_by_number
        # A union and no "or": each part is asked of its own index.
        return self.filter(pk__in=numbered.values("pk").union(found.values("pk"), all=True))

    def newest(self, count: int) -> "DocumentQuerySet":
        """At most the ``count`` newest of these documents; all of them when there are fewer.

        Words are compared row by row: under row-level security a text match is not leakproof, so that no index of
        trigrams may be asked before the agency is checked.
        """
        floor = self.order_by("-id").values_list("pk", flat=True)[count - 1 : count]
        first = next(iter(floor), None)
        return self if first is None else self.filter(pk__gte=first)
