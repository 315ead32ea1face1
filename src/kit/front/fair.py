"""Whose call is next. Doors: FairQueue, Places, Caller.

Callers share the thread by the time their calls took, not by how many they send: next is whoever had least. First the
addresses share, then the names under one address. Nothing is verified yet, so a name is only claimed: a false one takes
from nobody but its own address.
"""

import threading
from collections import Counter, deque
from collections.abc import Iterator
from operator import attrgetter
from typing import Generic, NamedTuple, TypeVar

from kit.front.errors import CallerBusy, FrontBusy

Job = TypeVar("Job")
_used = attrgetter("used")


class Caller(NamedTuple):
    """Where a call comes from, and whom it claims to be: a name of the program's choice, empty if none."""

    address: str
    name: str = ""


class _Lane(Generic[Job]):
    """The waiting calls of one caller. ``used``: seconds of the thread, counted from when it began to wait."""

    __slots__ = ("jobs", "name", "used")

    def __init__(self, name: str, used: float) -> None:
        self.name = name
        self.used = used
        self.jobs: deque[Job] = deque()


class _House(Generic[Job]):
    """The callers of one address. ``reached``: what the lane served last had used; who comes new begins there."""

    __slots__ = ("address", "lanes", "reached", "used", "waiting")

    def __init__(self, address: str, used: float) -> None:
        self.address = address
        self.used = used
        self.reached = 0.0
        self.waiting = 0
        self.lanes: dict[str, _Lane[Job]] = {}


class FairQueue(Generic[Job]):
    """Calls that wait for one thread. Safe to use from two threads; only one takes."""

    def __init__(self, *, most: int, most_of_address: int, most_of_caller: int) -> None:
        self._most = most
        self._most_of_address = most_of_address
        self._most_of_caller = most_of_caller
        self._lock = threading.Lock()
        self._houses: dict[str, _House[Job]] = {}
        self._reached = 0.0
        self._waiting = 0
        self._served: tuple[_House[Job], _Lane[Job]] | None = None

    def put(self, caller: Caller, job: Job) -> Job | None:
        """Let ``job`` wait; return a job that has to leave, None if there is room for all.

        It is ``job`` itself when its caller has too many here; else, when the queue is full, the latest of the address
        that has most.
        """
        with self._lock:
            house = self._houses.get(caller.address)
            if house is None:
                house = self._houses[caller.address] = _House(caller.address, self._reached)
            if house.waiting >= self._most_of_address:
                return job
            lane = house.lanes.get(caller.name)
            if lane is None:
                lane = house.lanes[caller.name] = _Lane(caller.name, house.reached)
            if len(lane.jobs) >= self._most_of_caller:
                return job
            lane.jobs.append(job)
            house.waiting += 1
            self._waiting += 1
            return self._shed() if self._waiting > self._most else None

    def take(self, spent_s: float) -> Job | None:
        """Return the next job, None when none waits. ``spent_s``: how long the job taken before this one took."""
        with self._lock:
            self._charge(spent_s)
            if not self._houses:
                return None
            house = min(self._houses.values(), key=_used)
            lane = min(house.lanes.values(), key=_used)
            self._reached, house.reached = house.used, lane.used
            self._served = house, lane
            house.waiting -= 1
            self._waiting -= 1
            return lane.jobs.popleft()

    def drain(self) -> Iterator[Job]:
        """Return all that waits, and forget it."""
        with self._lock:
            lanes = [lane for house in self._houses.values() for lane in house.lanes.values()]
            self._houses, self._waiting, self._served = {}, 0, None
        return (job for lane in lanes for job in lane.jobs)

    def _charge(self, spent_s: float) -> None:
        """Let the caller served last pay. One that has no more calls is forgotten: nobody saves up turns, nobody owes."""
        if self._served is None:
            return
        house, lane = self._served
        self._served = None
        house.used += spent_s
        lane.used += spent_s
        self._tidy(house, lane)

    def _shed(self) -> Job:
        """Return the latest job of the longest lane of the address that has most."""
        house = max(self._houses.values(), key=attrgetter("waiting"))
        lane = max(house.lanes.values(), key=lambda one: len(one.jobs))
        job = lane.jobs.pop()
        house.waiting -= 1
        self._waiting -= 1
        if self._served is None or self._served[1] is not lane:
            self._tidy(house, lane)
        return job

    def _tidy(self, house: _House[Job], lane: _Lane[Job]) -> None:
        if not lane.jobs:
            del house.lanes[lane.name]
        if not house.lanes:
            del self._houses[house.address]


class Places:
    """Places that a request holds for long: so many in all, so many for one caller."""

    def __init__(self, most: int, most_of_caller: int) -> None:
        self._most = most
        self._most_of_caller = most_of_caller
        self._held: Counter[Caller] = Counter()
        self._all = 0

    def take(self, caller: Caller) -> None:
        """Hold one more place for ``caller`` until it is given back. Raises: FrontBusy, CallerBusy."""
        if self._all >= self._most:
            raise FrontBusy
        if self._held[caller] >= self._most_of_caller:
            raise CallerBusy
        self._held[caller] += 1
        self._all += 1

    def give_back(self, caller: Caller) -> None:
        self._all -= 1
        self._held[caller] -= 1
        if not self._held[caller]:
            del self._held[caller]
