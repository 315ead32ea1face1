"""What dies, how it is put right, and what was seen meanwhile. Doors: OUTAGES, Outage, Seen, strike, ledger.

An outage lasts as long as the rehearsal says; then a person or a supervisor does what the runbook says. The stations' own books
tell when packets were accepted.
"""

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.campaign.ledger import violations
from tests.campaign.rig import Rig, Traffic
from tests.campaign.station import BEGAN, HASTE
from tests.rehearsal.site import Site

QUIET_S = 2.0  # of load before the kill
PATIENCE_S = 180.0
TAKEN_OVER_S = 60.0
_HEADS = "select count(*) from axis_evidence_loghead"


@dataclass
class Seen:
    """Times in seconds; ``first_s``: from the kill to the first receipt for a packet written after it; ``from_mend_s``: from the
    moment at which somebody did something about it."""

    name: str
    at_s: float = 0.0
    down_s: float = 0.0
    first_s: float | None = None
    from_mend_s: float | None = None
    pause_s: float = 0.0
    waiting: int = 0
    retries: int = 0
    packets: int = 0
    note: str = ""
    violations: list[str] = field(default_factory=list)


Step = Callable[[Site], str]


@dataclass(frozen=True)
class Outage:
    """``kill`` and ``mend`` return what is worth a remark."""

    name: str
    kill: Step
    mend: Step


def _part(name: str, title: str) -> Outage:
    def kill(site: Site) -> str:
        (site.parts.get(name) or site.store.parts[name]).kill()
        return ""

    def mend(site: Site) -> str:
        (site.parts.get(name) or site.store.parts[name]).start()
        return ""

    return Outage(title, kill, mend)


def _worker() -> Outage:
    """The worker whose turn it is dies; the other's log of evidence goes on, and the other takes its turn."""

    def kill(site: Site) -> str:
        site.parts["worker-a"].kill()
        return ""

    def mend(site: Site) -> str:
        before, begun = _heads(site), time.monotonic()
        while _heads(site) == before:
            if time.monotonic() > begun + TAKEN_OVER_S:
                raise TimeoutError("no head was signed while one worker was away")
            time.sleep(0.2)
        turn = _turn_of_the_other(site)
        site.parts["worker-a"].start()
        return f"the other worker signed heads{turn}"

    return Outage("a worker", kill, mend)


def _heads(site: Site) -> int:
    with Rig(site, site.folder).axis_books() as link:
        row = link.execute(_HEADS).fetchone()
    return int(str(row[0])) if row else 0


def _turn_of_the_other(site: Site) -> str:
    end = time.monotonic() + TAKEN_OVER_S
    log = site.parts["worker-b"].log
    while "it is our turn: axis worker" not in log.read_text(errors="replace"):
        if time.monotonic() > end:
            raise TimeoutError("nobody took the turn of the worker that died")
        time.sleep(0.2)
    return " and took its turn"


def _disk() -> Outage:
    def kill(site: Site) -> str:
        site.store.lose_disk("volume-3")
        return ""

    return Outage("a volume server, disk too", kill, lambda site: site.store.replace_disk("volume-3"))


def _standby() -> Outage:
    def kill(site: Site) -> str:
        site.databases.kill_standby()
        return "commits wait for it"

    def mend(site: Site) -> str:
        site.databases.start_standby()
        return ""

    return Outage("the standby database", kill, mend)


def _primary() -> Outage:
    def kill(site: Site) -> str:
        site.databases.kill_primary()
        return ""

    def mend(site: Site) -> str:
        begun = time.monotonic()
        site.databases.promote()
        return f"promoted in {time.monotonic() - begun:.1f} s"

    return Outage("the primary database", kill, mend)


OUTAGES: Sequence[Outage] = (
    _part("node-a", "axis node A"),
    _part("node-b", "axis node B"),
    _worker(),
    _part("balancer", "the balancer"),
    _part("volume-1", "a volume server"),
    _part("volume-2", "another volume server"),
    _disk(),
    _part("gateway-1", "an S3 gateway of two"),
    _part("filer", "the store's filer"),
    _part("master", "the store's master"),
    _standby(),
    _primary(),
)


def strike(
    outage: Outage, *, site: Site, rig: Rig, letters: Sequence[str], pace: float, seconds: float, begun: float
) -> Seen:
    """Let documents flow, kill, wait ``seconds``, put right, come to rest, ask the ledger."""
    seen = Seen(outage.name)
    first = _last_rows(rig)
    with Traffic(rig, letters, pace) as traffic:
        time.sleep(QUIET_S)
        seen.at_s = time.monotonic() - begun
        killed = time.time()
        notes = [outage.kill(site)]
        time.sleep(seconds)
        seen.waiting = sum(one.queued() for one in rig.stations.values())
        mended = time.time()
        try:
            notes.append(outage.mend(site))
        except (TimeoutError, RuntimeError, OSError) as problem:
            seen.violations.append(f"{outage.name}: {problem}")
        seen.down_s = time.time() - killed
        _flows_again(rig, killed)
        time.sleep(QUIET_S)
    seen.packets = traffic.written
    waiting = rig.drained(PATIENCE_S)
    seen.violations += [f"still waits: {one}" for one in waiting]
    _note_times(seen, rig, first, killed, mended)
    seen.note = ", ".join(one for one in notes if one)
    return seen


def ledger(site: Site, rig: Rig, *, everything: bool = False) -> list[str]:
    """Return what is wrong in the books of all. Packets are read from the store itself; those read before again only if ``everything``."""
    here = site.folder / "axis" / "bodies"
    store = site.store.contents(site.folder / "unused-copies")
    with rig.axis_books() as link:
        rows = link.execute("select distinct packet_sha256 from axis_tracking_transfer").fetchall()
    found = []
    for sha256 in sorted(str(row[0]) for row in rows):
        place = here / sha256[:2] / sha256[2:4] / sha256
        if place.exists() and not everything:
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        try:
            place.write_bytes(store.read(sha256))
        except Exception as problem:  # noqa: BLE001 - the ledger's question is whether the bytes are there
            found.append(f"store: {sha256[:12]}: {problem}")
    return found + violations(rig)


def _last_rows(rig: Rig) -> dict[str, int]:
    return {
        letter: int(one.rows("select coalesce(max(id), 0) as n from outbox")[0]["n"])
        for letter, one in rig.stations.items()
    }


def _flows_again(rig: Rig, since: float) -> None:
    """Wait until a packet that was written after the kill has its receipt, or patience ends."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if any(real(row["queued_at"]) > since for row in _accepted(rig, {})):
            return
        time.sleep(0.1)


def _accepted(rig: Rig, first: dict[str, int]) -> list[dict[str, str]]:
    return [
        dict(row)
        for letter, one in rig.stations.items()
        for row in one.rows("select * from outbox where state = 'accepted' and id > ?", first.get(letter, 0))
    ]


def _note_times(seen: Seen, rig: Rig, first: dict[str, int], killed: float, mended: float) -> None:
    rows = _accepted(rig, first)
    seen.retries = sum(max(0, int(row["attempts"]) - 1) for row in rows)
    after = [real(row["settled_at"]) for row in rows if real(row["queued_at"]) > killed]
    if after:
        seen.first_s = min(after) - killed
        seen.from_mend_s = max(0.0, min(after) - mended) if min(after) > mended else None
    moments = sorted(real(row["settled_at"]) for row in rows)
    seen.pause_s = max((later - earlier for earlier, later in itertools.pairwise(moments)), default=0.0)


def real(protocol: str) -> float:
    """Return the hour of the world (Unix seconds) of a station's hour."""
    return (BEGAN + (datetime.fromisoformat(protocol) - BEGAN) / HASTE).timestamp()
