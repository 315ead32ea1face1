"""What an operator wants done by a legal act, as a value. Doors: Heir, Order.

An order for a later day is kept as JSON and read again on that day.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from axis.directory.facts import ActKind


@dataclass(frozen=True)
class Heir:
    """An agency that goes on. ``name`` is empty for one that the directory knows, else it is made by the act.

    ``parent`` is a code; empty: under what the ended agency was under.
    """

    code: str
    name: str = ""
    code_qcvn102: str = ""
    level: str = ""
    parent: str = ""
    unit_code: str = ""


@dataclass(frozen=True)
class Order:
    """One reorganisation: which agencies end (or, renamed, go on), who inherits, from which day, by which act.

    The first heir takes the mail. ``name`` is the new one of a renamed agency. ``reason``: why a past day is recorded.
    """

    kind: ActKind
    agencies: tuple[str, ...]
    effective_on: date
    legal_ref: str
    heirs: tuple[Heir, ...] = ()
    name: str = ""
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "kind": str(self.kind), "effective_on": self.effective_on.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls(
            kind=ActKind(kept["kind"]),
            agencies=tuple(kept["agencies"]),
            effective_on=date.fromisoformat(kept["effective_on"]),
            legal_ref=kept["legal_ref"],
            heirs=tuple(Heir(**one) for one in kept["heirs"]),
            name=kept["name"],
            reason=kept["reason"],
        )
