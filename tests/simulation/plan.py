"""What a seed means: the traffic, the faults and when they stop. Doors: Plan, Faults, Item, Trouble, CALM, plan.

Each seed switches some kinds of faults off and draws how bad the others are: a history with one kind of fault finds what a history
with all of them hides.
"""

import random
from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate

MESSAGES = 100
OFFICES = ("A", "B", "C", "D")
AGENCIES = {name: (f"{name}1", f"{name}2") for name in OFFICES}
OFFICE_OF = {agency: name for name, agencies in AGENCIES.items() for agency in agencies}
FATES = ("request lost", "request reset", "answer lost", "answer reset", "late", "repeated", "damaged", "garbage")
RARE = 150  # one seed in so many has an outage longer than the horizon of a sending


class Faults:
    """How often what goes wrong. Rates are per exchange or per step; ``spread_s`` is the longest usual way of a message."""

    def __init__(self, rates: dict[str, float], **others: float) -> None:
        self.crash = others.get("crash", 0.0)
        self.away = others.get("away", 0.0)  # the axis' database or disk refuses a commit
        self.unreadable = others.get("unreadable", 0.0)  # a stored packet that the axis cannot hand out, for long
        self.stall = others.get("stall", 0.0)  # a commit that takes seconds
        self.spread_s = others.get("spread_s", 0.05)
        self.longest_restart_s = others.get("longest_restart_s", 5.0)
        self.rates = rates
        self._names = tuple(rates)
        self._bounds = list(accumulate(rates.values()))
        self._last = self._bounds[-1] if self._bounds else 0.0

    def fate(self, chance: random.Random) -> str:
        """Return what happens to one exchange, empty for nothing."""
        drawn = chance.random()
        return self._names[bisect(self._bounds, drawn)] if drawn < self._last else ""


CALM = Faults({})


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that an office wants to send. ``document`` numbers it within the seed; its ``copy`` has the same bytes or, as a
    ``conflict``, others under the same document id."""

    at: float
    number: int
    sender: str
    receivers: tuple[str, ...]
    document: int
    operation: str = "new"
    what: str = "document"  # document, change, copy, conflict
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that happens at a time: a cut line, a clock that jumps, a kill from outside, an agency that is not served."""

    at: float
    kind: str
    where: str
    seconds: float = 0.0
    way: str = ""


@dataclass(slots=True)
class Plan:
    seed: int
    items: list[Item]
    troubles: list[Trouble]
    faults: Faults
    calm_at: float = 0.0
    page: int = 50
    kinds: list[str] = field(default_factory=list)


def plan(seed: int, messages: int = MESSAGES) -> Plan:
    """Return the history that ``seed`` stands for: so many messages, statuses included."""
    chance = random.Random(f"plan {seed}")
    long = seed % RARE == RARE - 1
    lasts_s = chance.choice((30.0, 120.0, 600.0))
    items = _traffic(chance, messages, lasts_s)
    kinds = [
        name for name in (*FATES, "crash", "away", "stall", "cut", "clock", "kill", "unserved") if chance.random() < 0.5
    ]
    rates = {name: chance.choice((0.01, 0.03, 0.1)) for name in FATES if name in kinds}
    others = {
        "crash": chance.choice((0.002, 0.008, 0.02)) if "crash" in kinds else 0.0,
        "away": chance.choice((0.01, 0.1)) if "away" in kinds else 0.0,
        "stall": chance.choice((0.01, 0.1)) if "stall" in kinds else 0.0,
        "spread_s": chance.choice((0.01, 0.1, 1.0)),
        "longest_restart_s": chance.choice((1.0, 5.0, 60.0)),
    }
    troubles = _troubles(chance, kinds, lasts_s)
    calm_at = lasts_s * 1.2 + 30
    if long:
        hours = chance.uniform(70, 100)
        where = chance.choice((*OFFICES, "axis"))
        troubles.append(Trouble(lasts_s / 2, "outage", where, hours * 3600))
        calm_at += hours * 3600
        kinds.append(f"outage of {hours:.0f} h")
    elif chance.random() < 0.5:
        kinds.append("unreadable")
        others["unreadable"] = chance.choice((0.03, 0.3, 0.8))
    troubles.sort(key=lambda one: one.at)
    page = chance.choice((2, 10, 50))
    return Plan(seed, items, troubles, Faults(rates, **others), calm_at, page, kinds)


def _traffic(chance: random.Random, messages: int, lasts_s: float) -> list[Item]:
    """A document is one message and brings one status from each receiver; a change, a copy or a conflict is one message."""
    agencies = tuple(OFFICE_OF)
    items: list[Item] = []
    documents: list[Item] = []
    left, number = messages, 0
    while left:
        number += 1
        at = chance.random() * lasts_s
        kind = chance.random()
        if documents and (left == 1 or kind < 0.25):
            one = chance.choice(documents)
            later = one.at + chance.expovariate(1 / 10)
            if kind < 0.13:
                what, operation = "change", chance.choice(("recall", "update", "replace"))
            else:
                what, operation = ("copy" if kind < 0.2 else "conflict"), "new"
                later = one.at + chance.random() * 0.5  # a race with the first
            items.append(Item(later, number, one.sender, one.receivers, one.document, operation, what, one.urgent))
            left -= 1
            continue
        sender = chance.choice(agencies)
        others = [agency for agency in agencies if OFFICE_OF[agency] != OFFICE_OF[sender]]
        receivers = tuple(chance.sample(others, min(chance.choice((1, 1, 1, 2, 3)), max(1, left - 1))))
        if left < 2:  # the very first of a run of one message
            receivers = receivers[:1]
        one = Item(at, number, sender, receivers, number, urgent=chance.random() < 0.1)
        documents.append(one)
        items.append(one)
        left -= min(left, 1 + len(receivers))
    items.sort(key=lambda one: one.at)
    return items


def _troubles(chance: random.Random, kinds: list[str], lasts_s: float) -> list[Trouble]:
    def when() -> float:
        return chance.random() * lasts_s

    def several() -> range:
        return range(chance.choice((1, 2, 5)))

    makers: dict[str, Callable[[], Trouble]] = {
        "cut": lambda: Trouble(
            when(),
            "cut",
            chance.choice(OFFICES),
            chance.choice((2.0, 30.0, 300.0)),
            chance.choice(("both", "in", "out")),
        ),
        "clock": lambda: Trouble(
            when(),
            "clock",
            chance.choice((*OFFICES, "axis")),
            chance.choice((-86400.0, -3600.0, -299.0, -5.0, 5.0, 299.0, 3600.0, 86400.0, 400000.0, 0.0)),
        ),
        "kill": lambda: Trouble(when(), "kill", chance.choice((*OFFICES, "axis"))),
        "unserved": lambda: Trouble(when(), "unserved", chance.choice(tuple(OFFICE_OF)), lasts_s),
    }
    return [make() for kind, make in makers.items() if kind in kinds for _ in several()]
