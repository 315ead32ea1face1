"""What the signing centre shows. Doors: Running, Waited, tabs_of, rows_of, running_of, detail_of, seen_by, remember_seen.

Seen is a fact about a content: when the file changes, it has not been seen.
"""

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from office.organisation.acting import Acting
from office.signing.models import Certificate, SigningRequest
from office.signing.states import ACTIVE, Purpose, State
from office.signing.waiting import Waiting, waiting_for

SEEN_KEY = "seen"
SEEN_KEPT = 300
SHOWN = 60
TABS: tuple[tuple[str, str | Promise, tuple[str, ...]], ...] = (
    ("cho-ky", _("Chờ ký"), ()),
    ("dang-ky", _("Đang ký"), ACTIVE),
    ("da-ky", _("Đã ký"), (State.SIGNED,)),
    ("khong-ky-duoc", _("Không ký được"), (State.FAILED,)),
)
WAITING_TAB = TABS[0][0]


@dataclass(frozen=True)
class Waited:
    """One document that waits, and whether the person has looked at all of it."""

    row: Waiting
    seen: bool


@dataclass(frozen=True)
class Detail:
    """What the panel says of the chosen document."""

    earlier: Sequence[SigningRequest]
    unchanged: bool
    certificate: Certificate | None


def _requests(acting: Acting) -> Any:
    return SigningRequest.objects.of(acting.actor.agency_id).filter(post__in=acting.post_ids)


def counts_of(acting: Acting, waiting: int) -> dict[str, int]:
    """Return how many stand under each tab, in one question."""
    found = _requests(acting).aggregate(
        **{key.replace("-", "_"): Count("pk", filter=Q(state__in=states)) for key, _label, states in TABS if states}
    )
    return {WAITING_TAB: waiting, **{key.replace("_", "-"): number for key, number in found.items()}}


def waited_by(acting: Acting, session: MutableMapping[str, Any]) -> list[Waited]:
    seen = session.get(SEEN_KEY, {})
    return [Waited(row, seen.get(str(row.document_ref)) == row.content) for row in waiting_for(acting)]


def remember_seen(session: MutableMapping[str, Any], document_ref: UUID, content: str) -> None:
    """Keep that this content was looked at to its end; only the newest few hundred are kept."""
    seen = {**session.get(SEEN_KEY, {}), str(document_ref): content}
    session[SEEN_KEY] = dict(list(seen.items())[-SEEN_KEPT:])


def rows_of(acting: Acting, tab: str) -> list[SigningRequest]:
    """Return the newest requests under a tab."""
    states = next(states for key, _label, states in TABS if key == tab)
    rows = _requests(acting).filter(state__in=states).select_related("document", "result", "source")
    return list(rows.order_by("-id")[:SHOWN])


def running_of(acting: Acting) -> list[SigningRequest]:
    return list(_requests(acting).active().select_related("document").order_by("id")[:12])


def detail_of(acting: Acting, row: Waiting, now: datetime) -> Detail:
    """Return the earlier signatures, whether the content is still what was initialled, and the person's certificate."""
    rows = SigningRequest.objects.of(acting.actor.agency_id).filter(
        document__ref=row.document_ref, state=State.SIGNED, purpose__in=[Purpose.INITIALS, Purpose.PERSON]
    )
    earlier = list(rows.select_related("post__person", "source", "result").order_by("id"))
    # signatures are appended to the version that was put forward, and the present file is the last of them
    current = [one for one in earlier if one.source.blob_id == row.draft_hash]
    last = earlier[-1].result if earlier else None
    unchanged = bool(current) and last is not None and last.blob_id == row.content
    valid = Certificate.objects.filter(person=acting.post.person, blocked_at__isnull=True, valid_to__gte=now)
    return Detail([one for one in earlier if unchanged], unchanged, valid.order_by("-valid_to").first())
