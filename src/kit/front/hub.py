"""Who waits for which topic in this worker. Doors: Hub, Subscription.

A request is answered from the database first and waits afterwards; a wake between the two must not be lost.
So the hub numbers wakes and remembers the last number of each topic: whoever took the number before asking
the database (`mark`) hears at once what happened since. A page that was drawn some seconds before it asks for its
events names that time instead (`mark_at`).
"""

import asyncio
import itertools
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence

EVERYTHING = "*"
REMEMBERED = 20_000
MOST_UNSENT = 1000

Item = tuple[str, str]


class Subscription:
    """The wakes of some topics that its owner has not yet taken."""

    def __init__(self, topics: Sequence[str]) -> None:
        self.topics = tuple(topics)
        self.ended = False
        self._unsent: OrderedDict[Item, None] = OrderedDict()
        self._changed = asyncio.Event()

    def put(self, item: Item) -> None:
        self._unsent[item] = None
        if len(self._unsent) > MOST_UNSENT:  # a page that takes nothing: let it load anew
            self.end()
        self._changed.set()

    def take(self) -> list[Item]:
        items = list(self._unsent)
        self._unsent.clear()
        if not self.ended:
            self._changed.clear()
        return items

    def end(self) -> None:
        """Make every wait return; nothing more will come."""
        self.ended = True
        self._changed.set()

    async def changed(self, timeout_s: float) -> bool:
        """Wait for a wake or the end; return False when the time passed first."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._changed.wait()
        except TimeoutError:
            return False
        return True


class Hub:
    """All subscriptions of one worker. Lives in its event loop; only the `_from_thread` doors may be called elsewhere."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._last = 0
        self._forgotten = 0
        self._recent: OrderedDict[str, tuple[int, str, float]] = OrderedDict()
        self._by_topic: dict[str, set[Subscription]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self.closed = False

    def open(self) -> None:
        """Bind the hub to the running loop."""
        self._loop = asyncio.get_running_loop()

    def mark(self) -> int:
        """Return the number of the last wake."""
        return self._last

    def mark_at(self, moment: float) -> int:
        """Return the number of the last wake before ``moment`` (of the monotonic clock) whose topic is remembered."""
        for number, _, at in reversed(self._recent.values()):
            if at < moment:
                return number
        return self._forgotten

    def publish_from_thread(self, items: Sequence[Item]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.publish, items)

    def publish(self, items: Iterable[Item]) -> None:
        for item in items:
            self._last = next(self._numbers)
            if item[0] == EVERYTHING:
                self._forgotten = self._last
                for subscription in self._all():
                    for topic in subscription.topics:
                        subscription.put((topic, ""))
                continue
            self._remember(item)
            for subscription in tuple(self._by_topic.get(item[0], ())):
                subscription.put(item)

    def subscribe(self, topics: Sequence[str], since: int) -> Subscription:
        """Return a subscription that already holds what was woken after ``since``."""
        subscription = Subscription(topics)
        for topic in subscription.topics:
            self._by_topic.setdefault(topic, set()).add(subscription)
            number, payload, _ = self._recent.get(topic, (0, "", 0.0))
            if number > since:
                subscription.put((topic, payload))
            elif since < self._forgotten:
                subscription.put((topic, ""))
        if self.closed:
            subscription.end()
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        for topic in subscription.topics:
            waiting = self._by_topic.get(topic)
            if waiting is not None:
                waiting.discard(subscription)
                if not waiting:
                    del self._by_topic[topic]

    def close(self) -> None:
        """End every subscription: the worker is asked to stop."""
        self.closed = True
        for subscription in self._all():
            subscription.end()

    def _all(self) -> set[Subscription]:
        return {subscription for waiting in self._by_topic.values() for subscription in waiting}

    def _remember(self, item: Item) -> None:
        self._recent[item[0]] = (self._last, item[1], time.monotonic())
        self._recent.move_to_end(item[0])
        if len(self._recent) > REMEMBERED:
            _, (number, *_) = self._recent.popitem(last=False)
            self._forgotten = max(self._forgotten, number)
