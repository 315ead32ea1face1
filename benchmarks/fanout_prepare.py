"""Many systems with many agencies, registered inside the axis' program. Run by benchmarks.fanout, not by hand."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import axis.bootstrap  # noqa: F401 - before anything that touches models
from axis.directory.actions.connect import NewAgency, connect_system
from evidence.keys import keep_private_key, new_private_key, public_pem


def main(receivers: str, systems: str, folder: str) -> None:
    keep_private_key(Path(folder) / "many.pem", key := new_private_key())
    pem, now = public_pem(key), datetime.now(UTC)
    for system in range(int(systems)):
        numbers = range(system, int(receivers), int(systems))
        agencies = [NewAgency(f"H29.{number:04}", f"Cơ quan {number:04}") for number in numbers]
        connect_system(system_id=f"many{system}", secret=None, pem=pem, agencies=agencies, now=now)
    sys.stdout.write("ready\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
    os._exit(0)
