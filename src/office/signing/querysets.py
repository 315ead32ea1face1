"""Reads of signing requests and verdicts with business names."""

from typing import Any

from django.db.models import Q

from kit.rows import ScopedQuerySet
from office.signing.states import ACTIVE, State


class RequestQuerySet(ScopedQuerySet[Any]):
    def active(self) -> "RequestQuerySet":
        """Requests whose signature is still to come."""
        return self.filter(state__in=ACTIVE)

    def to_sign(self, *, now: Any) -> "RequestQuerySet":
        """Reserved requests, and those whose worker has not come back in time."""
        waiting = Q(state=State.RESERVED) | Q(state=State.SIGNING, leased_until__lt=now)
        return self.filter(waiting).order_by("id")

    def without_timestamp(self) -> "RequestQuerySet":
        """Signatures made while the time stamp server was silent."""
        return self.filter(state=State.SIGNED, timestamped=False).order_by("id")


class VerdictQuerySet(ScopedQuerySet[Any]):
    def to_check(self, *, now: Any) -> "VerdictQuerySet":
        """Files never checked, and those whose check is to be repeated, unless a worker has just taken them."""
        return self.filter(Q(verdict="", check_again_at__isnull=True) | Q(check_again_at__lte=now)).order_by("id")
