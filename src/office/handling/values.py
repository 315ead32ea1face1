"""Values that callers of this room pass in. Doors: Assignment, as_facts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from office.handling.states import Duty
from office.organisation.models import Post, Unit


@dataclass(frozen=True)
class Assignment:
    """One duty for one post or one unit, as the instruction panel collects it."""

    duty: str
    post: Post | None = None
    unit: Unit | None = None
    due_on: date | None = None

    @property
    def works(self) -> bool:
        """Whether the receiver must do something (not only know)."""
        return self.duty in (Duty.LEAD, Duty.COORDINATE)

    @property
    def name(self) -> str:
        if self.post is not None:
            return self.post.person.full_name
        return self.unit.name if self.unit is not None else ""


def as_facts(assignments: list[Assignment]) -> list[dict[str, Any]]:
    """Return the assignments as JSON values: ids and days only, no names of persons."""
    return [
        {
            "post": one.post.pk if one.post else None,
            "unit": one.unit.pk if one.unit else None,
            "duty": str(one.duty),
            "due_on": one.due_on.isoformat() if one.due_on else None,
        }
        for one in assignments
    ]
