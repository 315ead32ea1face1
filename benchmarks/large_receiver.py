"""Fetches large packets, all at once, and reads them whole. Started by benchmarks.large."""

import sys
import tempfile
import threading
from pathlib import Path

from benchmarks.hop_sender import say

from axislink.client import AxisClient
from axislink.protocol.receiver import Delivery
from edxml import DocumentPacket, read_packet
from evidence.keys import read_private_key, read_public_key

TIMEOUT_S = 600.0


def main(axis: str, key: str, receipt_key: str, folder: str, count: str) -> None:
    keys = read_public_key(Path(receipt_key).read_bytes())
    failed = []

    def line() -> AxisClient:
        return AxisClient(axis, "tphcm", read_private_key(Path(key)), axis_keys=keys, timeout_seconds=TIMEOUT_S)

    def work(delivery: Delivery) -> None:
        with line() as client, tempfile.TemporaryDirectory(dir=folder) as place:
            path = client.fetch(delivery, Path(place) / "packet")
            found = read_packet(path, folder=Path(place))
            if not isinstance(found, DocumentPacket) or not all(one.content for one in found.attachments):
                failed.append(delivery.transfer_id)
            client.acknowledge(delivery.delivery_id)

    with line() as client:
        waiting = client.inbox()
    if len(waiting) != int(count):
        failed.append(f"{len(waiting)} waiting")
    threads = [threading.Thread(target=work, args=(one,)) for one in waiting]
    say("ready")
    sys.stdin.readline()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    say(f"failed {failed}" if failed else "done")
    sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
