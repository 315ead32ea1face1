"""Reads of handlings with business names."""

from datetime import date
from typing import Any

from django.db.models import Q

from kit.rows import ScopedQuerySet
from office.handling.states import OPEN


class HandlingQuerySet(ScopedQuerySet[Any]):
    def open(self) -> "HandlingQuerySet":
        return self.filter(state__in=OPEN)

    def held_by(self, *, post_ids: list[int], unit_ids: list[int]) -> "HandlingQuerySet":
        """Handlings of these posts (own and delegated) or given to these units as a whole."""
        return self.filter(Q(to_post_id__in=post_ids) | Q(to_unit_id__in=unit_ids, to_post__isnull=True))

    def overdue(self, *, on: date) -> "HandlingQuerySet":
        """Open handlings whose deadline (hạn xử lý) lies strictly before ``on``."""
        return self.open().filter(due_on__lt=on)
