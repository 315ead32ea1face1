"""State tables that a clerk could check. Doors: Move, MoveTable.

A table answers "may this happen now, and what comes of it"; it changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kit.errors import MoveNotAllowed


@dataclass(frozen=True)
class Move:
    """One permitted change: its name, the states it may start from, where it ends, what the user reads."""

    name: str
    sources: Sequence[StrEnum]
    target: StrEnum
    label: str


class MoveTable:
    """All moves of one noun; a name may stand in several rows with disjoint sources."""

    def __init__(self, *moves: Move) -> None:
        self.moves = moves

    def __iter__(self) -> Iterator[Move]:
        return iter(self.moves)

    @property
    def names(self) -> set[str]:
        return {move.name for move in self.moves}

    def step(self, name: str, state: str) -> Move:
        """Return the move ``name`` from ``state``. Raises: MoveNotAllowed; KeyError for an unknown name."""
        rows = [move for move in self.moves if move.name == name]
        if not rows:
            raise KeyError(name)
        for move in rows:
            if state in move.sources:
                return move
        raise MoveNotAllowed(label=rows[0].label, state=state)

    def names_from(self, state: str) -> list[str]:
        """Return the names of the moves that may start in ``state``, in table order."""
        return [move.name for move in self.moves if state in move.sources]

    def mermaid(self) -> str:
        """Return the state diagram of the table; documentation shows this text and a test compares it."""
        lines = ["stateDiagram-v2"]
        for move in self.moves:
            lines += [f"    {source} --> {move.target}: {move.name} ({move.label})" for source in move.sources]
        return "\n".join(lines) + "\n"
