"""Run a coroutine that waits for nothing. Doors: run_now."""

from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run_now(work: Coroutine[Any, Any, T]) -> T:
    """Return the coroutine's result at once, inside or outside an event loop.

    The libraries below us are written for asyncio although, with fetching switched off, they wait for nothing.
    """
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    work.close()
    raise RuntimeError("the coroutine waited for something")
