"""What a client may cost a worker. Doors: FrontLimits."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MIB = 1 << 20


@dataclass(frozen=True)
class FrontLimits:
    """Limits of one worker process. Times in seconds, sizes in bytes, rates in bytes per second."""

    spool_dir: Path = field(default_factory=lambda: Path(tempfile.gettempdir()))  # on disk, not in memory
    body_max_bytes: int = 64 * MIB
    body_max_by_prefix: Mapping[str, int] = field(default_factory=dict)  # path prefix -> limit; the longest counts
    body_idle_s: float = 30.0  # without one byte
    body_grace_s: float = 30.0  # before the rate counts
    body_min_rate: int = 2048
    body_last_s: float = 3.0  # for bodies on their way when the worker is asked to stop
    spool_max_bytes: int = 8192 * MIB  # of all bodies on their way in
    queue_max: int = 1000  # calls that wait for Django's thread
    queue_max_of_address: int = 800
    queue_max_of_caller: int = (
        600  # of one name under one address, all their pages come back at once; more is answered 429
    )
    waits_max: int = 4000
    waits_max_of_caller: int = 1000
    wait_max_s: float = 120.0
    events_max: int = 4000
    events_max_of_caller: int = 1000
    events_max_s: float = 900.0  # then the browser connects again and is authorized again
    heartbeat_s: float = 15.0
    send_idle_s: float = 60.0  # a client that takes nothing for so long is let go

    def body_max(self, path: str) -> int:
        """Return the size limit of a request body for ``path``."""
        prefixes = [prefix for prefix in self.body_max_by_prefix if path.startswith(prefix)]
        return self.body_max_by_prefix[max(prefixes, key=len)] if prefixes else self.body_max_bytes
