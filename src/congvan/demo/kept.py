"""What an outsider gets of a play, to check it without us. Doors: Kept, refuse_file, take_away.

A folder holds the evidence of one play only: receipts of one axis prove nothing beside the keys of another.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from congvan.demo.errors import KeepTaken, NotFolder

OUTSIDER = Path(__file__).with_name("outsider.md")
README, CALLS, RESULT = "README.md", "calls.jsonl", "result.json"
PARTS = ("good", "tampered", "packets", "receipts", "evidence", "keys", "trust", CALLS, RESULT)
NAMED = 3  # things of others that a refusal names


@dataclass(frozen=True)
class Kept:
    """The folder an outsider gets; without one nothing is kept."""

    folder: Path | None

    def check(self) -> None:
        """Return when the folder may take a play's evidence. Raises: NotFolder, KeepTaken."""
        if self.folder is None:
            return
        refuse_file(self.folder, "--keep")
        if self.folder.exists() and not self._ours():
            # what has another name than ours is nobody's obstacle: it stays beside the evidence
            taken = [name for name in (README, *PARTS) if not _nothing(self.folder / name)]
            if taken:
                raise KeepTaken(folder=self.folder, names=", ".join(taken[:NAMED]))

    def begin(self) -> None:
        """Make the folder ready: what an earlier play left there goes, what others put there stays. Raises: as check."""
        self.check()
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        take_away(self.folder, PARTS)
        self.write(README, OUTSIDER.read_bytes())  # first of all: it also says whose folder this is

    def write(self, name: str, data: bytes) -> None:
        if self.folder is not None:
            place = self.folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)

    @property
    def calls(self) -> Path | None:
        return self.folder / CALLS if self.folder else None

    def _ours(self) -> bool:
        """Return whether an earlier play left the folder: our text for outsiders stands in it."""
        assert self.folder is not None
        return _title(self.folder / README) == _title(OUTSIDER)


def refuse_file(folder: Path, option: str) -> None:
    """Return when ``folder`` is a folder or can become one. Raises: NotFolder."""
    place = next(one for one in (folder, *folder.absolute().parents) if one.exists() or one.is_symlink())
    if not place.is_dir():
        raise NotFolder(folder=place, option=option)


def take_away(folder: Path, names: Iterable[str]) -> None:
    """Remove what stands in ``folder`` under these names; what a link leads to stays."""
    for name in names:
        place = folder / name
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)


def _title(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace").partition("\n")[0] if file.is_file() else ""


def _nothing(place: Path) -> bool:
    """Return whether nothing stands there, or an empty file: a shell that writes our output there has just made it."""
    if place.is_dir():
        return not place.is_symlink() and not any(place.iterdir())
    return not place.is_symlink() and (not place.exists() or place.stat().st_size == 0)
