"""The two states of a document that a person compares. Doors: Sides, sides_of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from office.documents.editions import Difference, compared


@dataclass(frozen=True)
class Sides:
    """Labels, every fact in both states, and the files of both; ``old_files`` rows carry file and kind."""

    old_label: str
    new_label: str
    differences: Sequence[Difference]
    old_files: Sequence[Any]
    new_files: Sequence[Any]

    @property
    def changed(self) -> list[Difference]:
        return [one for one in self.differences if one.differs]

    @property
    def unchanged(self) -> list[Difference]:
        return [one for one in self.differences if not one.differs and one.old]

    @property
    def same_files(self) -> bool:
        """Whether the new state brings no other bytes: one sheet is shown then."""
        return [one.file.blob_id for one in self.old_files] == [one.file.blob_id for one in self.new_files]


def sides_of(
    labels: tuple[str, str],
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    old_files: Sequence[Any],
    new_files: Sequence[Any],
) -> Sides:
    """Return both states; without new files the files stay the same."""
    return Sides(*labels, compared(old, new), list(old_files), list(new_files) or list(old_files))
