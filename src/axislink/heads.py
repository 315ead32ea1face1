"""The last head of an axis' log that a system saw. Doors: HeadKeeper, FileHeads, MemoryHeads.

Who keeps a head holds the axis to its past: a later log that does not continue it was rewritten. Keep it where the operator of the
axis does not reach.
"""

import os
from pathlib import Path
from typing import Protocol


class HeadKeeper(Protocol):
    """Somewhere to keep one head, as its very JWS."""

    def load(self) -> str | None:
        """Return the head kept last, None before the first."""

    def keep(self, jws: str) -> None: ...


class MemoryHeads:
    """For one run of a program."""

    def __init__(self) -> None:
        self._jws: str | None = None

    def load(self) -> str | None:
        return self._jws

    def keep(self, jws: str) -> None:
        self._jws = jws


class FileHeads:
    """A file with one head, replaced whole."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    def load(self) -> str | None:
        return self.path.read_text(encoding="ascii").strip() or None if self.path.is_file() else None

    def keep(self, jws: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        scratch = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        with scratch.open("w", encoding="ascii") as handle:
            handle.write(jws + "\n")
            handle.flush()
            os.fsync(handle.fileno())
        scratch.replace(self.path)
