"""What proves the demonstration to somebody who was not there: a bundle per packet, and the audit of the whole log.
Doors: keep_bundles, audit."""

import json
import time
from collections.abc import Callable, Iterable
from typing import Any

from axislink.client import AxisClient
from axislink.errors import RefusedByAxis
from congvan.demo.world import World
from evidence.bundles import Bundle, write_bundle

LOGGED_S = 60.0  # a receipt promises its place in the log within so long
STAMPED_S = 20.0  # time stamps come by themselves, later
NOT_YET = "AXS-501"
PAUSE_S = 0.5


def keep_bundles(client: AxisClient, refs: Iterable[str], write: Callable[[str, bytes], None]) -> int:
    """Write ``evidence/REF.json`` for each transfer and return how many; the log and its time stamps are waited for.

    Raises: RefusedByAxis when a packet is not in the log in time.
    """
    start = time.monotonic()
    count = 0
    for ref in refs:
        write(f"evidence/{ref}.json", write_bundle(_bundle(client, ref, start)))
        count += 1
    return count


def _bundle(client: AxisClient, ref: str, start: float) -> Bundle:
    while True:
        waited = time.monotonic() - start
        try:
            bundle = client.proof(ref)
            if bundle.timestamp is not None or waited > STAMPED_S:
                return bundle
        except RefusedByAxis as refusal:
            if refusal.axis_code != NOT_YET or waited > LOGGED_S:
                raise
        time.sleep(PAUSE_S)


def audit(world: World) -> dict[str, Any]:
    """Return what ``congvan axis evidence audit --json`` says of the axis. Raises: StepFailed when something was changed."""
    said: dict[str, Any] = json.loads(
        world.run("axis", "evidence", "audit", "--json", environment=world.axis_environment())
    )
    return said
