"""Reads of outgoing documents with business names."""

from typing import Any
from uuid import UUID

from kit.errors import NotFoundHere
from kit.rows import ScopedQuerySet


class OutgoingQuerySet(ScopedQuerySet[Any]):
    """Extensions are addressed by the ref of their document."""

    def by_ref(self, ref: UUID | str, *, agency_id: int) -> Any:
        row = (
            self.of(agency_id)
            .select_related("document", "drafter__person", "signer__person", "authority")
            .filter(document__ref=ref)
            .first()
        )
        if row is None:
            raise NotFoundHere(what=self.model._meta.verbose_name)
        return row

    def locked(self, ref: UUID | str, *, agency_id: int) -> Any:
        rows = self.of(agency_id).select_for_update(of=("self", "document")).select_related("document")
        row = rows.filter(document__ref=ref).first()
        if row is None:
            raise NotFoundHere(what=self.model._meta.verbose_name)
        return row
