"""Reads of outgoing documents with business names."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Model

from kit.asked import Asked
from kit.errors import NotFoundHere
from kit.rows import ScopedQuerySet, is_filtering
from office.documents.models import Document


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
        """Return the extension with its document, both locked; the document first, as everything that signs does."""
        if isinstance(ref, UUID) and is_filtering():
            row = _both_locked(self.model).first(ref=ref, agency=agency_id)  # type: ignore[arg-type] # a model class is hashable
            if row is not None:
                return row
        return self.locked_with(Document.objects.locked(ref, agency_id=agency_id))

    def locked_with(self, document: Document) -> Any:
        """Return the extension of a document that is locked already, locked too."""
        row = _locked(self.model).first(document=document.pk)  # type: ignore[arg-type] # a model class is hashable
        if row is None:
            raise NotFoundHere(what=self.model._meta.verbose_name)
        row.document = document
        return row

    def held_by(self, post_ids: Sequence[int]) -> "OutgoingQuerySet":
        """Drafts in the hands of these posts."""
        return self.filter(held_by__in=post_ids)

    def drafted_by(self, post_ids: Sequence[int]) -> "OutgoingQuerySet":
        return self.filter(drafter__in=post_ids)


@cache
def _locked(model: type[Model]) -> Asked[Any]:
    rows: Any = model._default_manager
    return Asked(lambda document: rows.select_for_update(of=("self",)).filter(document_id=document), "document")


@cache
def _both_locked(model: type[Model]) -> Asked[Any]:
    rows: Any = model._default_manager
    return Asked(
        lambda ref, agency: (
            rows.select_related("document")
            .select_for_update(of=("document", "self"))  # locked in this order
            .filter(document__agency_id=agency, document__ref=ref)
        ),
        *("ref", "agency"),
    )
