"""The people of a trial installation, on its login page. Doors: trial_people, Group, Guest."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from kit import clock
from kit.tenancy import acting_for
from office.handling.models import Handling
from office.handling.states import OPEN, Duty
from office.incoming.models import IncomingDocument
from office.organisation.models import Agency, Post
from office.organisation.people import hosted_agency_ids
from office.organisation.roles import Role
from office.outgoing.models import OutgoingDocument
from office.outgoing.states import State as OutgoingState

IN_THE_LOOP = 8  # positions up to this one are the steps of the story, in its order


@dataclass(frozen=True)
class Guest:
    """One person to become by one press."""

    order: int | None
    username: str
    name: str
    title: str
    waits: str
    post_ref: UUID


@dataclass
class Group:
    """The people of one agency; ``main`` groups play the story, the others are below."""

    agency: Agency
    main: bool
    guests: list[Guest] = field(default_factory=list)


def _per_post(rows: Any, column: str) -> Counter[int]:
    counted = rows.filter(**{f"{column}__isnull": False}).values(column).annotate(n=Count("pk"))
    return Counter({row[column]: row["n"] for row in counted})


def _per_agency(rows: Any) -> Counter[int]:
    return Counter({row["agency_id"]: row["n"] for row in rows.values("agency_id").annotate(n=Count("pk"))})


class _Waiting:
    """What waits for every post of the installation, in six grouped questions."""

    def __init__(self, now: datetime) -> None:
        work = Handling.objects.filter(state__in=OPEN)
        self.pending = _per_agency(IncomingDocument.objects.waiting(at=now))
        self.number = _per_agency(OutgoingDocument.objects.filter(state=OutgoingState.TO_NUMBER))
        self.decide = _per_post(work.filter(duty=Duty.DECIDE), "to_post_id")
        self.work = _per_post(work.exclude(duty=Duty.DECIDE), "to_post_id")
        self.unit_work = _per_post(work.filter(to_post__isnull=True), "to_unit_id")
        self.late = _per_post(work.filter(due_on__lte=clock.today(now)), "to_post_id")
        held = OutgoingDocument.objects
        self.sign = _per_post(held.filter(state=OutgoingState.LEADER_REVIEW), "held_by_id")
        self.initial = _per_post(held.filter(state=OutgoingState.UNIT_REVIEW), "held_by_id")
        self.draft = _per_post(held.filter(state=OutgoingState.DRAFT), "held_by_id")

    def words(self, post: Post) -> str:
        """Return the first two things that wait for the post."""
        roles = set(post.roles)
        work = self.work[post.pk] + (self.unit_work[post.unit_id or 0] if Role.UNIT_HEAD in roles else 0)
        found = [
            (self.pending[post.agency_id] if Role.CLERK in roles else 0, _("%d chờ tiếp nhận")),
            (self.number[post.agency_id] if Role.CLERK in roles else 0, _("%d chờ phát hành")),
            (self.decide[post.pk], _("%d chờ quyết định")),
            (self.sign[post.pk], _("%d chờ ký")),
            (self.initial[post.pk], _("%d chờ ký nháy")),
            (work, _("%d việc")),
            (self.late[post.pk], _("%d sắp đến hạn")),
            (self.draft[post.pk], _("%d dự thảo")),
        ]
        return ", ".join([words % count for count, words in found if count][:2])


def trial_people() -> list[Group]:
    """Return everybody who can log in, agencies and people in the order of the story."""
    ids = hosted_agency_ids()
    posts = Post.objects.filter(agency_id__in=ids, person__account__is_active=True)
    posts = posts.select_related("agency", "person__account").order_by("position", "id")
    with acting_for(*ids):
        waiting = _Waiting(clock.now())
        groups: dict[int, Group] = {}
        for post in posts:
            story = post.position <= IN_THE_LOOP and Role.ADMINISTRATOR not in post.roles
            group = groups.setdefault(post.agency_id, Group(post.agency, main=story))
            order = post.position if story and post.position else None
            account = post.person.account
            name, waits = post.person.full_name, waiting.words(post)
            group.guests.append(Guest(order, account.username, name, post.title, waits, post.ref))
    return sorted(groups.values(), key=lambda group: not group.main)
