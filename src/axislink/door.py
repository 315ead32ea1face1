"""What a program that sends and receives needs of its axis, in whichever dialect it is spoken. Doors: Axis, acknowledge_all.

AxisClient (native) and VxpAxisClient (the dialect of the existing national axis) are such doors.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, Self

from axislink.client import Submitted
from axislink.errors import RefusedByAxis
from axislink.protocol.receiver import Delivery


class Axis(Protocol):
    """One system's calls to one axis. Not shared between threads."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def close(self) -> None: ...

    def submit(self, packet: bytes | Path, receivers: Sequence[str] | None = None) -> Submitted:
        """Return what came of it; never raises for an answer or the lack of one."""

    def inbox_page(self, wait_seconds: int = 0, *, page: str | None = None) -> tuple[list[Delivery], str | None]:
        """Return what waits, oldest first, and what names those behind it (None: no more), waiting so long for the first.

        Raises: Unreachable, RefusedByAxis.
        """

    def fetch(self, delivery: Delivery, target: Path) -> Path:
        """Write the packet to ``target``. Raises: Unreachable, RefusedByAxis, BodyMismatch."""

    def acknowledge(self, delivery_id: str, outcome: str = "taken", reason: str = "") -> None:
        """Close a delivery: ``taken`` or ``failed``. Raises: Unreachable, RefusedByAxis."""

    def acknowledge_all(self, closings: Sequence[tuple[str, str, str]]) -> dict[str, str]:
        """Close many: (id, outcome, reason) each; return the code of each one's refusal, "" when closed.

        Raises: Unreachable, RefusedByAxis.
        """

    def agency_pages(self, since_version: int = 0) -> Iterator[dict[str, Any]]:
        """Yield pages (``version``, ``agencies``) of what changed since; keep the version after the last.

        Raises: Unreachable, RefusedByAxis.
        """


def acknowledge_all(client: Axis, closings: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """Close deliveries in one call, or one by one at an axis that does not know the call (it answers 404).

    Returns the code of each one's refusal, "" when closed. Raises: Unreachable, RefusedByAxis.
    """
    try:
        return client.acknowledge_all(closings)
    except RefusedByAxis as refusal:
        if refusal.facts.get("status") != 404:
            raise
    refused: dict[str, str] = {}
    for delivery_id, outcome, reason in closings:
        try:
            client.acknowledge(delivery_id, outcome, reason)
            refused[delivery_id] = ""
        except RefusedByAxis as refusal:
            refused[delivery_id] = refusal.axis_code
    return refused
