"""CPU seconds of programs from /proc, children included. Doors: Cpu."""

import os
from collections.abc import Mapping
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
NICE = 16  # the place of the niceness behind the name in /proc/PID/stat
PATIENT = 15  # what kit.beside adds


class Cpu:
    """CPU by part of everything below this process. ``parts`` names processes by id; the rest goes by its command line."""

    def __init__(self, parts: Mapping[int, str]) -> None:
        self.parts = dict(parts)

    def read(self) -> dict[str, float]:
        """Return seconds by part. Children that ended are in their parent's figures: nothing is lost or counted twice."""
        stats: dict[int, list[str]] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                stats[int(folder.name)] = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
        found: dict[str, float] = {}
        for pid, fields in stats.items():
            part = self._part(pid, stats)
            if part and int(fields[NICE]) >= min(19, os.nice(0) + PATIENT):
                part = "patient"  # verdicts: work that yields to everything else
            if part:
                own = fields[11:13] if pid == os.getpid() else fields[11:15]
                found[part] = found.get(part, 0.0) + sum(map(int, own)) / TICKS
        return found

    def _part(self, pid: int, stats: Mapping[int, list[str]]) -> str:
        at, seen = pid, 0
        while at in stats and seen < 64:
            if at in self.parts:
                return self.parts[at]
            if at == os.getpid():
                return "clicks" if pid == at else self._by_command(pid)
            at, seen = int(stats[at][1]), seen + 1
        return ""

    @staticmethod
    def _by_command(pid: int) -> str:
        try:
            return "postgres" if b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes() else "other"
        except OSError:
            return "other"
