"""How often what was done, and what came of it. Doors: Tally."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Line:
    """One kind of fault: how often it struck, how often everything was right again afterwards, and what was wrong."""

    fault: str
    what: str
    injected: int = 0
    recovered: int = 0
    violations: list[str] = field(default_factory=list)
    seconds: float = 0.0
    note: str = ""


class Tally:
    """The lines of a campaign. ``place``: a file that always holds the table so far, lines under way included."""

    def __init__(self, *, say: bool = True, place: Path | None = None) -> None:
        self.lines: list[Line] = []
        self._say = say
        self._place = place

    def keep(self) -> None:
        """Write the table down, for whoever stops a long campaign."""
        if self._place is not None:
            self._place.write_text(self.table() + "\n")

    @contextmanager
    def line(self, fault: str, what: str) -> Iterator[Line]:
        """Count one kind of fault; an error inside is a violation and not the end of the campaign."""
        one = Line(fault, what)
        self.lines.append(one)
        begun = time.monotonic()
        try:
            yield one
        except Exception as problem:  # noqa: BLE001 - the table names it, and the campaign fails
            one.violations.append(f"{type(problem).__name__}: {problem}")
        one.seconds = time.monotonic() - begun
        self._tell(one)
        self.keep()

    def _tell(self, one: Line) -> None:
        if self._say:
            sys.stdout.write(shown(one) + "\n")
            for sentence in one.violations[:5]:
                sys.stdout.write(f"        ! {sentence[:300]}\n")
            sys.stdout.flush()

    @property
    def injected(self) -> int:
        return sum(one.injected for one in self.lines)

    @property
    def violations(self) -> list[str]:
        return [f"{one.fault} {one.what}: {sentence}" for one in self.lines for sentence in one.violations]

    def table(self) -> str:
        rows = [f"{'fault':6} {'what':52} {'injected':>8} {'recovered':>9} {'violations':>10} {'s':>6}"]
        rows += [shown(one) for one in self.lines]
        recovered = sum(one.recovered for one in self.lines)
        seconds = sum(one.seconds for one in self.lines)
        rows.append(f"{'':6} {'all':52} {self.injected:8} {recovered:9} {len(self.violations):10} {seconds:6.0f}")
        return "\n".join(rows)


def shown(one: Line) -> str:
    line = f"{one.fault:6} {one.what:52} {one.injected:8} {one.recovered:9} {len(one.violations):10} {one.seconds:6.0f}"
    return f"{line}  {one.note}".rstrip()
