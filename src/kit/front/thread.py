"""The one thread of a worker that runs the application. Doors: OneThread.

A plain queue, because the futures of an executor and their copies in asyncio cost as much as many a call.
"""

import asyncio
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, TypeVar, TypeVarTuple

_Result = TypeVar("_Result")
_Arguments = TypeVarTuple("_Arguments")
_Job = tuple[asyncio.Future[Any], Callable[..., Any], tuple[Any, ...]]


class OneThread:
    """Runs one call after another, in the order they were handed in. Belongs to the loop that first uses it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    async def run(self, function: Callable[[*_Arguments], _Result], *arguments: *_Arguments) -> _Result:
        """Return what ``function`` returns; a caller that is cancelled before its turn is passed over."""
        loop = asyncio.get_running_loop()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, args=(loop,), name=self._name, daemon=True)
            self._thread.start()
        future: asyncio.Future[_Result] = loop.create_future()
        self._jobs.put((future, function, arguments))
        return await future

    def close(self) -> None:
        """Drop what waits and return when the call that runs is over."""
        while True:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is not None:
                job[0].cancel()
        self._jobs.put(None)
        if self._thread is not None:
            self._thread.join()

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        while (job := self._jobs.get()) is not None:
            future, function, arguments = job
            if future.cancelled():
                continue
            try:
                result, error = function(*arguments), None
            except BaseException as problem:  # noqa: BLE001 - whoever waits gets it
                result, error = None, problem
            loop.call_soon_threadsafe(_settle, future, result, error)
            del job, future, function, arguments, result, error  # until the next call, these may be megabytes


def _settle(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.cancelled():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
