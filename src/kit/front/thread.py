"""The one thread of a worker that runs the application. Doors: OneThread.

A queue of our own, because it is shared fairly, and because the futures of an executor and their copies in asyncio cost as
much as many a call.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar, TypeVarTuple

from kit.front.errors import CallerBusy
from kit.front.fair import Caller, FairQueue
from kit.front.limits import FrontLimits

_Result = TypeVar("_Result")
_Arguments = TypeVarTuple("_Arguments")
_Job = tuple[asyncio.Future[Any], Callable[..., Any], tuple[Any, ...]]


class OneThread:
    """Runs one call after another, in fair turns of the callers. Belongs to the loop that first uses it."""

    def __init__(self, name: str, limits: FrontLimits) -> None:
        self._name = name
        self._jobs: FairQueue[_Job] = FairQueue(
            most=limits.queue_max,
            most_of_address=limits.queue_max_of_address,
            most_of_caller=limits.queue_max_of_caller,
        )
        self._steps: SimpleQueue[bool] = SimpleQueue()  # one True for each job that was put, one False for the end
        self._thread: threading.Thread | None = None

    async def run(self, caller: Caller, function: Callable[[*_Arguments], _Result], *arguments: *_Arguments) -> _Result:
        """Return what ``function`` returns; who is cancelled before his turn is passed over. Raises: CallerBusy."""
        loop = asyncio.get_running_loop()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, args=(loop,), name=self._name, daemon=True)
            self._thread.start()
        future: asyncio.Future[_Result] = loop.create_future()
        leaving = self._jobs.put(caller, (future, function, arguments))
        if leaving is not None:
            _settle(leaving[0], None, CallerBusy())
        if leaving is None or leaving[0] is not future:
            self._steps.put(True)
        return await future

    def close(self) -> None:
        """Drop what waits and return when the call that runs is over."""
        for future, _, _ in self._jobs.drain():
            future.cancel()
        self._steps.put(False)
        if self._thread is not None:
            self._thread.join()

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        spent_s = 0.0
        while self._steps.get():
            job = self._jobs.take(spent_s)
            spent_s = 0.0
            if job is None:
                continue  # it had to leave
            future, function, arguments = job
            if future.cancelled():
                continue
            began = time.perf_counter()
            try:
                result, error = function(*arguments), None
            except BaseException as problem:  # noqa: BLE001 - whoever waits gets it
                result, error = None, problem
            spent_s = time.perf_counter() - began
            loop.call_soon_threadsafe(_settle, future, result, error)
            del job, future, function, arguments, result, error  # until the next call, these may be megabytes


def _settle(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
