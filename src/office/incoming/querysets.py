"""Reads of incoming documents with business names."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db.models import Q

from kit.errors import NotFoundHere
from kit.rows import ScopedQuerySet
from office.incoming.states import State


def not_put_aside(at: datetime) -> Q:
    """What a clerk has not put aside (để sau), or whose hour to come back has struck."""
    return Q(later_until__isnull=True) | Q(later_until__lte=at)


class IncomingQuerySet(ScopedQuerySet[Any]):
    """Extensions are addressed by the ref of their document."""

    def waiting(self, *, at: datetime) -> Self:
        """Documents that a clerk must take in now (chờ tiếp nhận): the one meaning of every count and list of them."""
        return self.filter(not_put_aside(at), state=State.RECEIVED)

    def put_aside(self, *, at: datetime) -> Self:
        """Documents that a clerk has put aside and that have not come back yet."""
        return self.filter(~not_put_aside(at), state=State.RECEIVED)

    def by_ref(self, ref: UUID | str, *, agency_id: int) -> Any:
        row = self.of(agency_id).select_related("document", "book").filter(document__ref=ref).first()
        if row is None:
            raise NotFoundHere(what=self.model._meta.verbose_name)
        return row

    def locked(self, ref: UUID | str, *, agency_id: int) -> Any:
        rows = self.of(agency_id).select_for_update(of=("self", "document")).select_related("document")
        row = rows.filter(document__ref=ref).first()
        if row is None:
            raise NotFoundHere(what=self.model._meta.verbose_name)
        return row
