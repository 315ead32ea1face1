"""What a program that sends and receives needs of its axis, in whichever dialect it is spoken. Doors: Axis.

AxisClient (native) and VxpAxisClient (the dialect of the existing national axis) are such doors.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, Self

from axislink.client import Submitted
from axislink.protocol.receiver import Delivery


class Axis(Protocol):
    """One system's calls to one axis. Not shared between threads."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def close(self) -> None: ...

    def submit(self, packet: bytes | Path, receivers: Sequence[str] | None = None) -> Submitted:
        """Return what came of it; never raises for an answer or the lack of one."""

    def inbox(self, wait_seconds: int = 0) -> list[Delivery]:
        """Return what waits, oldest first, waiting so long for the first. Raises: Unreachable, RefusedByAxis."""

    def fetch(self, delivery: Delivery, target: Path) -> Path:
        """Write the packet to ``target``. Raises: Unreachable, RefusedByAxis, BodyMismatch."""

    def acknowledge(self, delivery_id: str, outcome: str = "taken", reason: str = "") -> None:
        """Close a delivery: ``taken`` or ``failed``. Raises: Unreachable, RefusedByAxis."""

    def agency_pages(self, since_version: int = 0) -> Iterator[dict[str, Any]]:
        """Yield pages (``version``, ``agencies``) of what changed since; keep the version after the last.

        Raises: Unreachable, RefusedByAxis.
        """
