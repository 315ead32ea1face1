"""Who asks too often at the login page. Doors: client_address, Misses.

Axes locks a name after some wrong passwords from one address; this counts wrong passwords of any name from one
address, in this process only: a brake against trying many names, not a record.
"""

import time
from collections import defaultdict, deque
from threading import Lock

from django.http import HttpRequest

WINDOW_S = 300.0
MOST = 60


def client_address(request: HttpRequest) -> str:
    """Return the address of the connection; what a client says of itself in headers is not believed."""
    return str(request.META.get("REMOTE_ADDR", ""))


class Misses:
    """Wrong passwords by address within the window."""

    def __init__(self, most: int = MOST, window_s: float = WINDOW_S) -> None:
        self.most, self.window_s = most, window_s
        self._times: dict[str, deque[float]] = defaultdict(deque)
        self._lock = Lock()

    def add(self, address: str) -> None:
        with self._lock:
            self._times[address].append(time.monotonic())
            if len(self._times) > 10_000:
                self._times.clear()

    def too_many(self, address: str) -> bool:
        with self._lock:
            times = self._times.get(address)
            if times is None:
                return False
            while times and times[0] < time.monotonic() - self.window_s:
                times.popleft()
            return len(times) >= self.most
