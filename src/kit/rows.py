"""Querysets that are scoped by construction. Doors: ScopedQuerySet, without_application_filter, is_filtering.

The first wall between agencies. The second is row-level security (kit.tenancy); a test switches this
one off to prove that the second holds alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import models

from kit.asked import Asked
from kit.errors import NotFoundHere

M = TypeVar("M", bound=models.Model)
_filtering: ContextVar[bool] = ContextVar("application_filter", default=True)


@contextmanager
def without_application_filter() -> Iterator[None]:
    """For the test of the second wall only: ``of()`` stops filtering inside the block."""
    token = _filtering.set(False)
    try:
        yield
    finally:
        _filtering.reset(token)


def is_filtering() -> bool:
    """Whether ``of()`` filters, as it always does but in that test."""
    return _filtering.get()


class ScopedQuerySet(models.QuerySet[M], Generic[M]):
    """Rows of one agency; ``what`` in errors is the model's Vietnamese name."""

    def of(self, agency_id: int) -> Any:
        return self.filter(agency_id=agency_id) if _filtering.get() else self

    def by_ref(self, ref: UUID | str, *, agency_id: int) -> Any:
        """Return the row with ``ref`` of the agency. Raises: NotFoundHere."""
        row = self.of(agency_id).filter(ref=ref).first()
        if row is None:
            raise NotFoundHere(what=self.model._meta.verbose_name)
        return row

    def locked(self, ref: UUID | str, *, agency_id: int) -> Any:
        """Return the row locked until the transaction ends. Raises: NotFoundHere."""
        if isinstance(ref, UUID) and _filtering.get() and self._is_plain():
            row = _locked(self.model).first(ref=ref, agency=agency_id)
        else:
            row = self.of(agency_id).select_for_update(of=("self",)).filter(ref=ref).first()
        if row is None:
            raise NotFoundHere(what=self.model._meta.verbose_name)
        return row

    def _is_plain(self) -> bool:
        """Whether nothing was asked of it yet."""
        query = self.query
        return not query.where and not query.is_sliced and not query.select_related and not query.order_by


@cache
def _locked(model: type[M]) -> Asked[M]:
    rows: Any = model._default_manager
    return Asked(
        lambda ref, agency: rows.select_for_update(of=("self",)).filter(agency_id=agency, ref=ref).order_by("pk")[:1],
        *("ref", "agency"),
    )
