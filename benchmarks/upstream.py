"""A provincial axis whose axis above was away: how fast the backlog drains. Run: python -m benchmarks.upstream [--rate R] [--off S].

Two axes of the demonstration as real processes, offices stopped; a commune's system submits packets of a letter at a fixed
rate to its provincial axis, and the Government Office's system takes them from the national one. The national axis is
switched off, a backlog is handed in, it is switched on again while packets keep coming. Time runs from the moment it serves
until the last packet of the backlog was taken. The ledger: every packet taken once.
"""

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from axislink.client import AxisClient
from axislink.errors import AxisLinkError
from congvan.demo.country import INSTALLATIONS, NATIONAL_AXIS, PROVINCE, PROVINCE_WARD
from congvan.demo.world import Ports, World
from edxml import Attachment, Content, DocumentPacket, Organ, write_packet
from edxml.texts import document_id

TO = "G22"
SIZE = 100_000  # bytes of the file; with base64 and signature data a packet has 137 KB
PATIENCE_S = 300.0


class Taker:
    """The Government Office's system: takes what arrives and remembers when."""

    def __init__(self, client: AxisClient) -> None:
        self.client = client
        self.at: dict[str, float] = {}
        self.times: Counter[str] = Counter()
        self.stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Taker":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self.stopping.is_set():
            try:
                found = self.client.inbox(5, limit=200)
                if found:
                    self.client.acknowledge_all([(one.delivery_id, "taken", "") for one in found])
            except AxisLinkError:
                self.stopping.wait(0.2)
                continue
            now = time.perf_counter()
            for one in found:
                self.at.setdefault(one.document_id, now)
                self.times[one.document_id] += 1


class Sender:
    """The commune's system: hands in packets one after the other, each of a document of its own."""

    def __init__(self, client: AxisClient) -> None:
        self.client = client
        self.names: list[str] = []
        self.body = os.urandom(SIZE)

    def submit(self) -> None:
        number = str(len(self.names) + 1)
        now = datetime.now(UTC)
        name = document_id(PROVINCE_WARD, now.date(), number, "UBND-DO")
        packet = DocumentPacket(
            sender=Organ(code=PROVINCE_WARD, name="Ủy ban nhân dân phường Bãi Cháy"),
            receivers=(Organ(code=TO),),
            document_id=name,
            number=number,
            notation="UBND-DO",
            issued_on=now.date(),
            subject=f"Đo thời gian gửi bù {number}",
            attachments=(
                Attachment(name="van-ban.pdf", content=Content.of_bytes(self.body), declared_type="application/pdf"),
            ),
        )
        submitted = self.client.submit(write_packet(packet))
        if submitted.receipt is None:
            raise RuntimeError(f"not accepted: {submitted.code} {submitted.sentence}")
        self.names.append(name)

    def keep_on(self, rate: float, until: "threading.Event") -> None:
        """Hand in at ``rate`` a second until told to stop."""
        begun, count = time.perf_counter(), 0
        while not until.is_set():
            count += 1
            self.submit()
            until.wait(max(0.0, begun + count / rate - time.perf_counter()))


def wait_for(names: list[str], taker: Taker) -> None:
    end = time.monotonic() + PATIENCE_S
    while missing := [name for name in names if name not in taker.at]:
        if time.monotonic() > end:
            raise RuntimeError(f"{len(missing)} packets did not arrive")
        time.sleep(0.02)


def flowing(sender: Sender, taker: Taker, rate: float, seconds: float) -> float:
    """Send at ``rate``; return the median of seconds from the receipt below until the packet was taken above."""
    took = []
    begun = time.perf_counter()
    for number in range(1, int(rate * seconds) + 1):
        sender.submit()
        took.append((sender.names[-1], time.perf_counter()))
        time.sleep(max(0.0, begun + number / rate - time.perf_counter()))
    wait_for(sender.names, taker)
    return statistics.median(taker.at[name] - at for name, at in took)


def run(world: World, rate: float, off: float) -> None:
    for one in world.installations:
        for part in ("-link", "-worker", ""):
            world.switch_off(f"{one.name}{part}")
    with world.system(PROVINCE) as below, world.system(INSTALLATIONS[0]) as above, Taker(above) as taker:
        sender = Sender(below)
        usual = flowing(sender, taker, rate, 5)
        world.switch_off(NATIONAL_AXIS)
        before = len(sender.names)
        flowed, stop = time.perf_counter(), threading.Event()
        for number in range(1, round(rate * off) + 1):
            sender.submit()
            time.sleep(max(0.0, flowed + number / rate - time.perf_counter()))
        backlog = sender.names[before:]
        load = os.getloadavg()[0]
        meanwhile = threading.Thread(target=sender.keep_on, args=(rate, stop))
        meanwhile.start()
        world.switch_on(NATIONAL_AXIS)
        served = time.perf_counter()
        wait_for(backlog, taker)
        first, last = (edge(taker.at[name] for name in backlog) - served for edge in (min, max))
        came = sum(1 for name in taker.at if name not in backlog and taker.at[name] >= served)
        stop.set()
        meanwhile.join()
        wait_for(sender.names, taker)
        twice = [name for name, times in taker.times.items() if times > 1]
    if twice:
        raise RuntimeError(f"{len(twice)} packets arrived twice")
    print(
        f"{len(backlog)} packets waited ({off:.0f} s at {rate:.0f}/s); the first was taken {first:.1f} s and the last {last:.1f} s after "
        f"the axis above served again"
    )
    whole, going = (len(backlog) + came) / last, (len(backlog) + came - 1) / max(last - first, 0.001)
    print(
        f"  with {came} that came meanwhile {whole:.0f}/s, {whole / rate:.1f} × the rate at which they come; from the first on "
        f"{going:.0f}/s, {going / rate:.1f} ×"
    )
    print(
        f"  from receipt below to taken above, before the outage: p50 {usual * 1000:.0f} ms; {len(sender.names)} packets, "
        f"each taken once; load before the axis above came back {load:.1f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=5.0)
    parser.add_argument("--off", type=float, default=60.0, help="seconds without the axis above")
    args = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="upstream-", dir=os.environ.get("CONGVAN_BENCH_DIR")) as name,
        World(Path(name), Ports.free(), province=True) as world,
    ):
        run(world, args.rate, args.off)
    return 0


if __name__ == "__main__":
    sys.exit(main())
