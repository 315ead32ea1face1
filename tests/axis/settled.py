"""The log of evidence brought up to date. Doors: settle."""

import time
from collections.abc import Callable

from axis.tracking.models import Settled, Transfer


def settle(log: Callable[[], object]) -> None:
    """Log until the floor stands at the newest acceptance; any transaction of the server, of other databases too, may hold it."""
    newest = Transfer.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    deadline = time.monotonic() + 60
    while not Settled.objects.filter(floor__gte=newest).exists():
        assert time.monotonic() < deadline, "the floor does not rise"
        log()
        time.sleep(0.02)
