"""Which post a logged-in person acts in. Doors: Acting, acting_of, actor_for.

A delegation makes its holder act with the giver's duties between its two days; the actor then carries both.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from kit.actor import Actor, Lent
from kit.asked import Asked
from office.organisation.models import Account, Delegation, Post


@dataclass(frozen=True)
class Acting:
    """The acting post, every post the person may switch to, and the posts whose duties he has by delegation."""

    actor: Actor
    post: Post
    posts: tuple[Post, ...]
    delegated_from: tuple[Post, ...]

    @property
    def post_ids(self) -> list[int]:
        """Own acting post and delegated posts of the same agency: whose work waits for this actor."""
        return [self.post.pk, *(post.pk for post in self.delegated_from)]


def _valid(on: Any) -> Q:
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=on)) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def actor_for(post: Post, *, account_id: int | None = None, delegated: tuple[Post, ...] = ()) -> Actor:
    """Return the actor of one post, with the posts whose duties he has by delegation."""
    own = frozenset(post.roles)
    return Actor(
        account_id=account_id,
        person_id=post.person_id,
        person_ref=post.person.ref,
        person_name=post.person.full_name,
        post_id=post.pk,
        post_title=post.title,
        unit_id=post.unit_id,
        agency_id=post.agency_id,
        agency_code=post.agency.code,
        roles=own.union(*(frozenset(one.roles) for one in delegated)),
        own_roles=own,
        lent=tuple(Lent(one.pk, one.unit_id, frozenset(one.roles)) for one in delegated),
    )


def _delegated(post: Any, on: Any) -> QuerySet[Delegation]:
    return Delegation.objects.filter(to_post_id=post, revoked_at=None, valid_from__lte=on, valid_to__gte=on)


_posts = Asked(
    lambda person, on: (
        Post.objects.filter(_valid(on), person_id=person, agency__hosted=True)
        .select_related("person", "agency", "unit")
        .annotate(acts_for_others=Exists(_delegated(OuterRef("pk"), on)))
        .order_by("position", "id")
    ),
    *("person", "on"),
)
_given = Asked(
    lambda post, on: _delegated(post, on).select_related("from_post__person", "from_post__agency").order_by("id"),
    *("post", "on"),
)


def acting_of(account: Account, wanted_post: int | None, *, on: date) -> Acting | None:
    """Return the acting post (the wanted one if it is the person's and valid, else the first), None without any."""
    if account.person_id is None:
        return None
    posts = tuple(_posts.all(person=account.person_id, on=on))
    if not posts:
        return None
    post = next((one for one in posts if one.pk == wanted_post), posts[0])
    given = _given.all(post=post.pk, on=on) if post.acts_for_others else []  # type: ignore[attr-defined] # annotated
    delegated = tuple(one.from_post for one in given)
    return Acting(actor_for(post, account_id=account.pk, delegated=delegated), post, posts, delegated)
