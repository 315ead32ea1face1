"""Reads of events with business names."""

from typing import Any
from uuid import UUID

from kit.rows import ScopedQuerySet


class EventQuerySet(ScopedQuerySet[Any]):
    def of_document(self, document_ref: UUID) -> "EventQuerySet":
        """The acts on one document, oldest first."""
        return self.filter(document_ref=document_ref).order_by("at", "id")
