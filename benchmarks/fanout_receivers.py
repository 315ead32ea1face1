"""The systems that receive in the fan-out benchmark, a waiting thread for each. Started by benchmarks.fanout."""

import sys
import tempfile
import threading
from pathlib import Path

from benchmarks.hop_sender import say

from axislink.client import AxisClient
from evidence.keys import read_private_key, read_public_key

LIMIT = 200


def main(axis: str, folder: str, systems: str, programs: str, number: str) -> None:
    mine = range(int(number), int(systems), int(programs))
    key = read_private_key(Path(folder) / "many.pem")
    axis_key = read_public_key((Path(folder) / "axis/keys/receipts.pub.pem").read_bytes())
    ready, failed = threading.Barrier(len(mine) + 1), []

    def work(system: int, target: Path) -> None:
        with AxisClient(axis, f"many{system}", key, axis_keys=axis_key, timeout_seconds=120) as client:
            client.inbox()
            ready.wait()
            while not (waiting := client.inbox(60, limit=LIMIT)):
                pass
            while waiting:
                client.fetch(waiting[0], target)
                refused = client.acknowledge_all([(one.delivery_id, "taken", "") for one in waiting])
                failed.extend(code for code in refused.values() if code)
                waiting = client.inbox(limit=LIMIT)

    with tempfile.TemporaryDirectory(dir=folder) as place:
        threads = [threading.Thread(target=work, args=(one, Path(place) / str(one))) for one in mine]
        for thread in threads:
            thread.start()
        ready.wait()
        say("ready")
        for thread in threads:
            thread.join()
    say(f"failed {failed}" if failed else "done")
    sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
