"""Who acts, as a value. Doors: Actor, Lent.

Actions take an Actor instead of a request or an account, so that the same rule serves page, worker and test.
"""

from dataclasses import dataclass, replace
from uuid import UUID


@dataclass(frozen=True)
class Lent:
    """A post whose duties a delegation (uỷ quyền) lends for some days."""

    post_id: int
    unit_id: int | None
    roles: frozenset[str]


@dataclass(frozen=True)
class Actor:
    """A person in one acting post, or a program of the agency (``person_id`` None).

    ``lent`` are the posts whose duties delegations lend to him, each with what it may do itself; ``roles`` are those of all of
    them together, for what pages show, ``own_roles`` those of his own post. ``on_behalf_of`` is the lent post as which he does
    one act (``kit.access.allow`` says which), None when he acts in his own right.
    """

    account_id: int | None
    person_id: int | None
    person_ref: UUID | None
    person_name: str
    post_id: int | None
    post_title: str
    unit_id: int | None
    agency_id: int
    agency_code: str
    roles: frozenset[str]
    on_behalf_of: int | None = None
    own_roles: frozenset[str] = frozenset()
    lent: tuple[Lent, ...] = ()

    @classmethod
    def system(cls, agency_id: int, agency_code: str) -> "Actor":
        """Return the program itself acting for one agency (automatic steps such as status 01)."""
        return cls(None, None, None, "Hệ thống", None, "Hệ thống", None, agency_id, agency_code, frozenset({"system"}))

    @property
    def positions(self) -> tuple["Actor", ...]:
        """Return this actor in each position he may act in, his own first: nothing one post may do is another's."""
        if not self.lent:
            return (self,)
        own = replace(self, roles=self.own_roles, on_behalf_of=None, lent=())
        others = (replace(own, roles=one.roles, unit_id=one.unit_id, on_behalf_of=one.post_id) for one in self.lent)
        return (own, *others)

    @property
    def post_ids(self) -> frozenset[int]:
        """Return his own post and those he stands in for."""
        found = (self.post_id, self.on_behalf_of, *(one.post_id for one in self.lent))
        return frozenset(one for one in found if one is not None)

    @property
    def is_system(self) -> bool:
        return self.person_id is None
