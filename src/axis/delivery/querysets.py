"""What waits for a system, and what became of what it sent. Doors: Page, inbox, Span, waiting, waiting_count, sent_by,
receiver_codes, mark_pull.

The inbox is a state: every delivery of the system that is not acknowledged, oldest first. Nothing is skipped because
of its place in a sequence, since transactions commit out of order. A page token only names what this client was just
shown; it stops helping after ten minutes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db import connection
from django.db.models import QuerySet

from axis.delivery.errors import PageTokenExpired
from axis.delivery.models import Delivery

PAGE_SECONDS = 600
PAGE_MAX = 200
SHOWN_MAX = 2000  # what a token can name; a client that has seen so many should acknowledge some
_SALT = "axis.inbox"
_PULL_EVERY = timedelta(seconds=5)


@dataclass(frozen=True)
class Page:
    """Some open deliveries; ``next_token`` is None when nothing was left to show."""

    deliveries: list[Delivery]
    next_token: str | None


def inbox(*, agency_pks: Iterable[int], system_id: str, limit: int, token: str | None) -> Page:
    """Return the oldest open deliveries of these agencies that the token's client was not shown. Raises: PageTokenExpired."""
    shown = _shown(token, system_id)
    limit = max(1, min(limit, PAGE_MAX))
    rows = Delivery.objects.filter(receiver_id__in=list(agency_pks), closed_at=None)
    rows = rows.exclude(pk__in=shown) if shown else rows
    page = list(rows.select_related("transfer", "receiver").order_by("pk")[: limit + 1])
    more = len(page) > limit
    page = page[:limit]
    shown = [*shown, *(row.pk for row in page)]
    next_token = _token(shown, system_id) if more and len(shown) <= SHOWN_MAX else None
    return Page(page, next_token)


@dataclass(frozen=True)
class Span:
    """From ``since`` on and before ``until``; None: without end on that side."""

    since: datetime | None = None
    until: datetime | None = None


def waiting(*, agency_pks: Iterable[int], kind: str, span: Span, limit: int) -> list[Delivery]:
    """Return the oldest open deliveries of one kind, handed in within ``span``."""
    rows = _within(_open(agency_pks, kind), "submitted_at", span)
    return list(rows.select_related("transfer", "receiver").order_by("pk")[:limit])


def waiting_count(*, agency_pks: Iterable[int], kind: str) -> int:
    return _open(agency_pks, kind).count()


def receiver_codes(transfer_ref: UUID) -> list[str]:
    """Return the codes that a transfer was addressed to, as its sender wrote them."""
    return list(Delivery.objects.filter(transfer__ref=transfer_ref).values_list("receiver_code", flat=True))


def sent_by(
    *, agency_pks: Iterable[int], kind: str | None, transfer_ref: UUID | None, span: Span, limit: int
) -> list[Delivery]:
    """Return the deliveries of what these agencies sent, newest transfer first."""
    rows = Delivery.objects.filter(transfer__sender_id__in=list(agency_pks))
    rows = rows.filter(transfer__ref=transfer_ref) if transfer_ref else rows
    rows = rows.filter(transfer__kind=kind) if kind else rows
    rows = _within(rows, "transfer__accepted_at", span).select_related("transfer", "receiver")
    return list(rows.order_by("-transfer__accepted_at", "pk")[:limit])


def mark_pull(*, system_pk: int, now: datetime) -> None:
    """Note that a system asked for its inbox, at most every five seconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into axis_delivery_pull (system_id, at) values (%s, %s) on conflict (system_id) do update "
            "set at = excluded.at where axis_delivery_pull.at < %s",
            [system_pk, now, now - _PULL_EVERY],
        )


def _open(agency_pks: Iterable[int], kind: str) -> QuerySet[Delivery]:
    return Delivery.objects.filter(receiver_id__in=list(agency_pks), closed_at=None, transfer__kind=kind)


def _within(rows: QuerySet[Delivery], column: str, span: Span) -> QuerySet[Delivery]:
    rows = rows.filter(**{f"{column}__gte": span.since}) if span.since else rows
    return rows.filter(**{f"{column}__lt": span.until}) if span.until else rows


def _token(shown: list[int], system_id: str) -> str:
    steps = [shown_now - before for before, shown_now in zip([0, *sorted(shown)], sorted(shown), strict=False)]
    return signing.dumps([system_id, steps], salt=_SALT, compress=True)


def _shown(token: str | None, system_id: str) -> list[int]:
    if not token:
        return []
    try:
        owner, steps = signing.loads(token, salt=_SALT, max_age=PAGE_SECONDS)
    except signing.BadSignature as error:
        raise PageTokenExpired from error
    if owner != system_id:
        raise PageTokenExpired
    shown, at = [], 0
    for step in steps:
        at += step
        shown.append(at)
    return shown
