"""Sends large packets, all at once, from files. Started by benchmarks.large."""

import sys
import threading
from pathlib import Path

from benchmarks.hop_sender import say

from axislink.client import AxisClient
from axislink.protocol.sender import Sent
from evidence.keys import read_private_key, read_public_key

TIMEOUT_S = 600.0


def main(axis: str, key: str, receipt_key: str, folder: str, count: str) -> None:
    keys = read_public_key(Path(receipt_key).read_bytes())
    failed = []

    def work(packet: Path) -> None:
        with AxisClient(axis, "vpcp", read_private_key(Path(key)), axis_keys=keys, timeout_seconds=TIMEOUT_S) as client:
            submitted = client.submit(packet)
        if submitted.sent is not Sent.ACCEPTED:
            failed.append(f"{packet.name}: {submitted.code} {submitted.sentence}")

    packets = [Path(folder) / f"packets/packet-{number}" for number in range(1, int(count) + 1)]
    threads = [threading.Thread(target=work, args=(packet,)) for packet in packets]
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
