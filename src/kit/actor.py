"""Who acts, as a value. Doors: Actor.

Actions take an Actor instead of a request or an account, so that the same rule serves page, worker and test.
"""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """A person in one acting post, or a program of the agency (``person_id`` None).

    ``on_behalf_of`` is the post whose duties a delegation (uỷ quyền) lends to this actor.
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

    @classmethod
    def system(cls, agency_id: int, agency_code: str) -> "Actor":
        """Return the program itself acting for one agency (automatic steps such as status 01)."""
        return cls(None, None, None, "Hệ thống", None, "Hệ thống", None, agency_id, agency_code, frozenset({"system"}))

    @property
    def is_system(self) -> bool:
        return self.person_id is None
