"""Faults of the line between systems and their axis. Doors: resets, garbage, receipts, partitions, duplicates, reordered, settled."""

import random
import threading
import time

from tests.axis.packets import document
from tests.campaign.ledger import violations
from tests.campaign.proxy import SUBMIT, Spell
from tests.campaign.rig import OPERATIONS, Rig, Traffic
from tests.campaign.tally import Line, Tally

from axislink.client import Submitted
from axislink.protocol.sender import Sent

PACE = 12.0  # documents a second while faults strike
PATIENCE_S = 180.0
FETCH, LISTING, ACKNOWLEDGE = "GET /v1/packets/", "GET /v1/inbox", "POST /v1/deliveries/"
TRADERS = ("A", "B", "C")


def settled(rig: Rig, line: Line) -> None:
    """Wait until all is at rest and ask the ledger; what struck before has then been survived."""
    waiting = rig.drained()
    line.violations += [f"still waits: {one}" for one in waiting] or violations(rig)
    if not line.violations:
        line.recovered = line.injected


def resets(rig: Rig, tally: Tally, count: int) -> None:
    """F-01, F-05: connections that break at any byte of a request or an answer, requests that end in their middle, late ones."""
    kinds = (
        ("F-01", "reset in the request", SUBMIT, count),
        ("F-01", "half a body", SUBMIT, count),
        ("F-01", "reset in the answer", SUBMIT, count),
        ("F-01", "reset in the answer", FETCH, count // 2),
        ("F-01", "reset in the request", ACKNOWLEDGE, count // 2),
        ("F-01", "reset in the answer", LISTING, count // 4),
        ("F-07", "receipt lost", ACKNOWLEDGE, count // 2),
        ("F-09", "request repeated", SUBMIT, count // 2),
    )
    for fault, kind, where, number in kinds:
        with tally.line(fault, f"{kind}: {_named(where)}") as line:
            struck(rig, line, kind, where, number)


def garbage(rig: Rig, tally: Tally, count: int) -> None:
    """F-06: answers that say yes and are not the receipt of what was sent."""
    for where, number in ((SUBMIT, count), (FETCH, count // 3), (LISTING, count // 3)):
        with tally.line("F-06", f"garbage answer: {_named(where)}") as line:
            struck(rig, line, "garbage answer", where, number)


def struck(rig: Rig, line: Line, kind: str, where: str, count: int) -> None:
    """Let ``count`` exchanges go wrong in this way while documents flow, then ask the ledger."""
    proxies = [rig.stations[letter].proxy for letter in TRADERS]
    spells = [
        proxy.cast(Spell(kind, count // len(proxies) + (n < count % len(proxies)), where))
        for n, proxy in enumerate(proxies)
    ]
    end = time.monotonic() + PATIENCE_S
    with Traffic(rig, TRADERS, PACE):
        while any(spell.done < spell.count for spell in spells) and time.monotonic() < end:
            time.sleep(0.05)
    for proxy, spell in zip(proxies, spells, strict=True):
        proxy.lift(spell)
    line.injected = sum(spell.done for spell in spells)
    settled(rig, line)


def receipts(rig: Rig, tally: Tally, seconds: float) -> None:
    """F-07: for a while no receipt arrives at all; every repeat is answered with the first."""
    with tally.line("F-07", f"every receipt lost for {seconds:.0f} s (×10: {seconds / 6:.1f} min)") as line:
        proxies = [rig.stations[letter].proxy for letter in TRADERS]
        spells = [proxy.cast(Spell("receipt lost", 1_000_000)) for proxy in proxies]
        with Traffic(rig, TRADERS, PACE):
            time.sleep(seconds)
            for proxy, spell in zip(proxies, spells, strict=True):
                proxy.lift(spell)
        line.injected = sum(spell.done for spell in spells)
        line.note = f"{sum(len(proxy.lost_receipts) for proxy in proxies)} lost receipts compared with those that stand"
        settled(rig, line)


def partitions(rig: Rig, tally: Tally, count: int, long_s: float) -> None:
    """F-04: a system cut off from the axis, both ways or one, for seconds and once for long."""
    chance = random.Random("partitions")
    for way, name in (("both", "both ways"), ("out", "requests"), ("in", "answers")):
        with tally.line("F-04", f"cut off, {name}, 0.5 to 3 s") as line:
            with Traffic(rig, TRADERS, PACE):
                for _ in range(count):
                    proxy = rig.stations[chance.choice(TRADERS)].proxy
                    proxy.partition(way)
                    time.sleep(chance.uniform(0.5, 3.0))
                    proxy.partition("")
                    line.injected += 1
            settled(rig, line)
    with tally.line("F-04", f"one system cut off for {long_s:.0f} s (×10: {long_s / 6:.1f} min)") as line:
        proxy, per_second = rig.stations["A"].proxy, 4.0
        with Traffic(rig, TRADERS, per_second):
            proxy.partition("both")
            time.sleep(long_s)
            behind, healed = rig.stations["A"].queued(), time.monotonic()
            proxy.partition("")
            line.injected = 1
            while rig.stations["A"].queued() > 3 and time.monotonic() < healed + 4 * long_s:
                time.sleep(0.05)
            drain_s = time.monotonic() - healed
        arrivals = behind / long_s
        line.note = f"{behind} queued, gone in {drain_s:.1f} s: {behind / drain_s / arrivals + 1:.1f} × the rate at which they came"
        settled(rig, line)


def duplicates(rig: Rig, tally: Tally, rounds: int, at_once: int = 50) -> None:
    """F-09: the same packet so many times at once, to all workers of the axis: one transfer, equal receipts."""
    with tally.line("F-09", f"the same packet {at_once} times at once") as line:
        for _ in range(rounds):
            one, document_id = rig.stations["A"], rig.document_id()
            packet = document(one.agencies[0], [rig.stations["B"].agencies[0]], document_id, padding=20_000)
            heard = _at_once(rig, packet, at_once)
            rig.write_packet("A", packet, document_id, rig.stations["B"].agencies[0])  # the ledger follows it from here
            kinds = sorted(result.sent for result in heard)
            if len({result.jws for result in heard}) != 1 or kinds.count(Sent.ACCEPTED) != 1 or len(heard) != at_once:
                line.violations.append(f"{document_id}: {kinds}, {len({result.jws for result in heard})} receipts")
            line.injected += 1
        line.note = f"{rounds * at_once} requests"
        settled(rig, line)


def _at_once(rig: Rig, packet: bytes, count: int) -> list[Submitted]:
    heard: list[Submitted] = []
    gate = threading.Barrier(count)

    def send() -> None:
        with rig.client("A") as client:
            gate.wait(60)
            result = client.submit(packet)
            while result.sent.retry:
                result = client.submit(packet)
            heard.append(result)

    threads = [threading.Thread(target=send) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return heard


def reordered(rig: Rig, tally: Tally, count: int) -> None:
    """F-10: a change comes before its document. The axis takes both; stations keep both, the office holds or shows the change."""
    with tally.line("F-10", "a recall or an update before its document") as line:
        for number in range(count):
            document_id = f"{rig.document_id()}-early"
            receiver = rig.stations["B"].agencies[0]
            operation = ("recall", "update")[number % 2]
            early = document(
                rig.stations["A"].agencies[0],
                [receiver],
                document_id,
                operation=OPERATIONS[operation],
                number=str(number),
            )
            with rig.client("A") as client:
                result = client.submit(early)
            if not result.sent.done:
                line.violations.append(f"{document_id}: {result.code} {result.sentence}")
            rig.write_packet("A", early, document_id, receiver, operation)
            rig.write("A", [receiver], document_id=document_id)
            line.injected += 1
        settled(rig, line)


def _named(where: str) -> str:
    return {SUBMIT: "submitting", FETCH: "fetching", LISTING: "listing", ACKNOWLEDGE: "acknowledging"}[where]
