"""Whether the processors have time to spare for what nobody waits for. Doors: Others, Patience.

Low priority alone does not keep such work out of the way of others: it still takes a turn wherever they pause. Who asks here
before each piece gives way while other programs are busy, but never for longer than his patience, so that nothing starves.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

WINDOW_S = 0.2  # the kernel counts in hundredths of a second
BUSY = 0.6  # of all processors
STAT = Path("/proc/stat")
Times = tuple[float, float, float]


def processor_times() -> Times:
    """Return the seconds of all processors since the machine started, those not idle, and those of this process.

    Raises: OSError, ValueError where the kernel does not tell.
    """
    with STAT.open(encoding="ascii") as lines:
        user, nice, system, idle, waiting, *rest = (int(number) for number in lines.readline().split()[1:9])
    ticks = os.sysconf("SC_CLK_TCK")
    busy = user + nice + system + sum(rest)
    return (busy + idle + waiting) / ticks, busy / ticks, time.process_time()


class Others:
    """What other programs take of the processors."""

    def __init__(
        self, times: Callable[[], Times] = processor_times, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._times = times
        self._clock = clock
        self._seen: tuple[float, Times] | None = None
        self._busy = False

    def busy(self) -> bool:
        """Return whether they took most of the time since the last look; one from long ago says nothing of now."""
        now = self._clock()
        if self._seen is not None and now - self._seen[0] < WINDOW_S:
            return self._busy
        try:
            times = self._times()
        except (OSError, ValueError):  # another system: its own scheduler has to do
            return False
        before, self._seen = self._seen, (now, times)
        self._busy = False
        if before is not None and now - before[0] < 10 * WINDOW_S:
            whole, busy, own = (new - old for new, old in zip(times, before[1], strict=True))
            self._busy = whole > 0 and (busy - own) / whole > BUSY
        return self._busy


class Patience:
    """Gives way to others for at most ``seconds``, then goes on until ``rest``."""

    def __init__(
        self, seconds: float, others: Others | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._others = others or Others()
        self._clock = clock
        self._since: float | None = None

    def gives_way(self) -> bool:
        now = self._clock()
        if self._since is not None and now - self._since >= self._seconds:
            return False
        if self._seconds <= 0 or not self._others.busy():
            self._since = None
            return False
        if self._since is None:
            self._since = now
        return True

    def rest(self) -> None:
        """Nothing is left to do: what comes next has all the patience again."""
        self._since = None
