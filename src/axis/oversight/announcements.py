"""What operators tell everybody. Doors: announce, withdraw, Standing, standing_announcements, announcement_facts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from axis.oversight.errors import AnnouncementUnfit
from axis.oversight.events import Operator, record
from axis.oversight.models import Announcement
from axis.peering.models import UpperNotice
from kit.clock import iso
from kit.refs import uuid7

MOST = 50


@transaction.atomic
def announce(*, text: str, starts_at: datetime, ends_at: datetime, operator: Operator, now: datetime) -> Announcement:
    """Return the announcement, told from now on. Raises: AnnouncementUnfit."""
    if not text.strip() or ends_at <= starts_at or ends_at <= now:
        raise AnnouncementUnfit
    row = Announcement.objects.create(
        ref=uuid7(), text=text.strip()[:1000], starts_at=starts_at, ends_at=ends_at, made_at=now, by=operator.name
    )
    record("announcement.made", operator=operator, now=now, subject=str(row.ref), name=row.text[:200])
    return row


@transaction.atomic
def withdraw(*, ref: UUID, operator: Operator, now: datetime) -> None:
    """Stop telling it; one that is withdrawn stays so."""
    row = Announcement.objects.select_for_update().filter(ref=ref, withdrawn_at=None).first()
    if row is not None:
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        record("announcement.withdrawn", operator=operator, now=now, subject=str(row.ref), name=row.text[:200])


@dataclass(frozen=True)
class Standing:
    """What is told now. ``origin``: the axis above whose operator says it, empty for ours."""

    ref: str
    text: str
    starts_at: datetime
    ends_at: datetime
    origin: str = ""


def standing_announcements(now: datetime) -> list[Standing]:
    """Return what is told now, the earliest first: what is to come and what has not ended, ours and of the axes above."""
    told = ("ref", "text", "starts_at", "ends_at")
    ours = Announcement.objects.filter(ends_at__gt=now, withdrawn_at=None).order_by("starts_at", "pk")
    above = UpperNotice.objects.filter(ends_at__gt=now).order_by("starts_at", "pk")
    rows = [Standing(str(ref), *rest) for ref, *rest in ours.values_list(*told)[:MOST]]
    rows += [Standing(*row) for row in above.values_list(*told, "origin")[:MOST]]
    return sorted(rows, key=lambda one: one.starts_at)[:MOST]


def announcement_facts(one: Standing) -> dict[str, str | None]:
    times = {"starts_at": iso(one.starts_at), "ends_at": iso(one.ends_at)}
    return {"id": one.ref, "text": one.text, **times, "origin": one.origin or None}
