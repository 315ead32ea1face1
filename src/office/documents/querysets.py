"""Reads of documents with business names."""

from typing import Any

from kit.rows import ScopedQuerySet
from kit.sort_keys import fold

__all__ = ["DocumentQuerySet", "ScopedQuerySet"]


class DocumentQuerySet(ScopedQuerySet[Any]):
    def matching(self, words: str) -> "DocumentQuerySet":
        """Documents whose number, notation, subject or issuer holds every word, with or without marks."""
        rows = self
        for word in fold(words).split()[:8]:
            rows = rows.filter(search_text__contains=word)
        return rows
