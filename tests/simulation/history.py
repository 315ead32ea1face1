"""One history from its seed: traffic under faults, then calm, then the ledger. Doors: run, Outcome."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.simulation.axis import Axis
from tests.simulation.engine import Engine, Network
from tests.simulation.ledger import Ledger, Violation
from tests.simulation.office import Office
from tests.simulation.plan import CALM, MESSAGES, OFFICE_OF, OFFICES, Item, Plan, Trouble, plan

DRAIN_S = 4 * 3600.0  # virtual: the longest wait of a sending is 18 minutes, and changes wait for each other
QUIET_S = 600.0
CLOCK_WRONG_S = 900.0  # after which somebody sets it right


@dataclass(frozen=True)
class Outcome:
    """What one seed gave. ``violation`` is empty when everything held."""

    seed: int
    messages: int
    events: int
    crashes: int
    receipts: int
    violation: str = ""


class History:
    """The country of one seed."""

    def __init__(
        self,
        plan: Plan,
        note: Callable[[float, str], None] | None,
        axis: type[Axis] = Axis,
        office: type[Office] = Office,
    ) -> None:
        self.plan = plan
        self.engine = Engine(plan.seed, plan.faults, note)
        self.network = Network(self.engine)
        self.ledger = Ledger()
        self.axis = axis(self.engine, self.ledger, plan.page)
        self.ledger.axis = self.network.axis = self.axis
        self.offices = {name: office(self.engine, name, self.network, self.axis, self.ledger) for name in OFFICES}

    def run(self) -> None:
        """Raises: Violation."""
        engine, plan = self.engine, self.plan
        engine.note(f"seed {plan.seed}: {', '.join(plan.kinds) or 'no faults'}")
        self.axis.boot()
        for office in self.offices.values():
            office.boot()
        for item in plan.items:
            engine.at(item.at, self._write, item)
        for trouble in plan.troubles:
            engine.at(trouble.at, self._trouble, trouble)
        engine.run(plan.calm_at)
        self._calm()
        if self.axis.unreadable:
            self._drain()  # of all that can be had: what cannot hides nothing and stops nobody
            self.engine.note("the disk of the axis is read again")
            self.axis.unreadable.clear()
        self._drain()
        self.ledger.at_rest()

    def _write(self, item: Item) -> None:
        office = self.offices[OFFICE_OF[item.sender]]
        office.write(item, office.clock())

    def _trouble(self, one: Trouble) -> None:
        engine = self.engine
        engine.note(f"trouble: {one.kind} {one.where} {one.seconds:g} s {one.way}")
        if one.kind in ("cut", "outage"):
            names = [one.where] if one.where in OFFICES else list(OFFICES)
            for name in names:
                until = engine.now + one.seconds
                if self.network.cuts.get(name, (0.0, ""))[0] < until:
                    self.network.cuts[name] = (until, one.way or "both")
                self.axis.cut(self.offices[name])
        elif one.kind == "clock":
            self._set_clock(self.offices.get(one.where, self.axis), one.seconds)
            engine.at(CLOCK_WRONG_S, self._set_clock, self.offices.get(one.where, self.axis), 0.0)
        elif one.kind == "kill":
            host = self.offices.get(one.where, self.axis)
            if host.up:
                host.crash("killed")
        else:
            self.offices[OFFICE_OF[one.where]].agencies.discard(one.where)

    def _set_clock(self, host: Axis | Office, offset_s: float) -> None:
        host.offset_s = offset_s
        if isinstance(host, Office):
            for lane in range(len(host.idle)):
                host.wake(lane)

    def _calm(self) -> None:
        """No more faults: lines healed, clocks right, agencies served, and the people in charge do their part."""
        engine = self.engine
        engine.note("calm")
        engine.faults = CALM
        self.network.cuts.clear()
        self._set_clock(self.axis, 0.0)
        for office in self.offices.values():
            office.agencies.update(agency for agency, name in OFFICE_OF.items() if name == office.name)
            self._set_clock(office, 0.0)

    def _drain(self) -> None:
        """Let everything come to rest that can. Raises: Violation when it does not."""
        end = self.engine.now + DRAIN_S
        while True:
            self.engine.run(self.engine.now + QUIET_S)
            self.axis.requeue_failed()
            for office in self.offices.values():
                office.resend_the_dead()
            queued = sum(len(line) for office in self.offices.values() for line in office.outbox)
            rightly = {row.number for row in self.axis.waits_rightly()}
            waiting = [row for row in self.axis.still_open() if row.number not in rightly]
            if not queued and not waiting:
                return
            if self.engine.now > end:
                waits = [row.sha256 for office in self.offices.values() for line in office.outbox for row in line]
                waits += [row.delivery.sha256 for row in waiting]
                raise Violation(f"{DRAIN_S / 3600:.0f} h after the last fault these still wait: {' '.join(waits[:10])}")


def run(
    seed: int,
    *,
    note: Callable[[float, str], None] | None = None,
    messages: int = MESSAGES,
    axis: type[Axis] = Axis,
    office: type[Office] = Office,
) -> Outcome:
    """Return what became of one seed; the same seed always gives the same."""
    history = History(plan(seed, messages), note, axis, office)
    violation = ""
    try:
        history.run()
    except Violation as problem:
        violation = str(problem)
        history.engine.note(f"VIOLATION: {violation}")
    engine = history.engine
    return Outcome(seed, len(history.ledger.rows), engine.events, engine.crashes, history.ledger.receipts, violation)
