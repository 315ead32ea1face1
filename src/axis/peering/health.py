"""Whether the axis above answers, and when to try next. Doors: Health.

One for all that goes over a link: while it is down one call at a time probes it, later each time but at least every half minute;
the first good answer lets everything flow again. What waits is not counted as failed for that.
"""

import threading
from collections.abc import Callable

LONGEST_S = 30.0
DOWN_AFTER = 3  # failures in a row, one pause each


class Health:
    """Shared by the threads of one link. ``clock`` counts seconds and never goes back; ``chance`` gives numbers from 0 to 1."""

    def __init__(self, clock: Callable[[], float], chance: Callable[[], float]) -> None:
        self._clock, self._chance = clock, chance
        self._lock = threading.Lock()
        self._failures = 0
        self._not_before = 0.0

    @property
    def probing(self) -> bool:
        """Return whether the last call failed: then only one call is risked at a time."""
        return self._failures > 0

    @property
    def down(self) -> bool:
        return self._failures >= DOWN_AFTER

    def pause_s(self) -> float:
        """Return how long to leave it alone, 0 when it may be called now."""
        return max(0.0, self._not_before - self._clock())

    def failed(self) -> bool:
        """Count a failure, once per pause however many calls failed together; return whether it went down just now."""
        with self._lock:
            if self.pause_s() > 0:
                return False
            self._failures += 1
            wait = min(2.0 ** (self._failures - 1), LONGEST_S)
            self._not_before = self._clock() + wait * (0.8 + 0.4 * self._chance())
            return self._failures == DOWN_AFTER

    def answered(self) -> bool:
        """Note a good answer; return whether that ends an outage."""
        with self._lock:
            was_down = self.down
            self._failures, self._not_before = 0, 0.0
            return was_down
