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

    def contradict(self, jws: str | None) -> None:
        """Keep, beside the head, one that does not continue it (None: the log is empty): the two together are the proof."""


class MemoryHeads:
    """For one run of a program."""

    def __init__(self) -> None:
        self._jws: str | None = None
        self.other: str | None = None

    def load(self) -> str | None:
        return self._jws

    def keep(self, jws: str) -> None:
        self._jws = jws

    def contradict(self, jws: str | None) -> None:
        self.other = jws


class FileHeads:
    """A file with one head, replaced whole; one that contradicts it lies beside it as ``NAME.other``."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    def load(self) -> str | None:
        return self.path.read_text(encoding="ascii").strip() or None if self.path.is_file() else None

    def keep(self, jws: str) -> None:
        _write(self.path, jws)

    def contradict(self, jws: str | None) -> None:
        _write(self.path.with_name(self.path.name + ".other"), jws or "")


def _write(path: Path, jws: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f"{path.name}.{os.getpid()}.new")
    with scratch.open("w", encoding="ascii") as handle:
        handle.write(jws + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    scratch.replace(path)
