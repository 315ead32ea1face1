"""Request bodies on their way in. Doors: Spool, Body.

A body goes to a temporary file, hashed as it comes, before anybody works on it: a slow client costs a file, never a
thread. Small bodies are written in one piece by the loop; from BLOCK on a helper thread writes.
"""

import asyncio
import fcntl
import hashlib
import io
import itertools
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from kit.front.errors import BodyTooLarge, BodyTooSlow, Gone, RequestBroken, SpoolFull
from kit.front.limits import FrontLimits

BLOCK = 256 * 1024
_numbers = itertools.count(1)  # names in a folder that is this worker's alone

Receive = Callable[[], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class Body:
    """A complete body in a file that is removed with discard(); a small one is in memory too."""

    path: Path
    size: int
    sha256: str
    data: bytes | None = None

    def open(self) -> BinaryIO:
        """Return a new reader of the whole body."""
        return self.path.open("rb") if self.data is None else io.BytesIO(self.data)

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)


class Spool:
    """The bodies of one worker."""

    def __init__(self, limits: FrontLimits, disk: Executor) -> None:
        self._limits = limits
        self._disk = disk
        self._held = 0
        self._folder = limits.spool_dir
        self._lock = -1

    def open(self) -> None:
        """Make this worker's folder and remove those of workers that were killed."""
        base = self._limits.spool_dir
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        for other in base.glob("front-*/lock"):
            if (handle := _lock(other, 0)) >= 0:
                shutil.rmtree(other.parent, ignore_errors=True)
                os.close(handle)
        self._folder = Path(tempfile.mkdtemp(prefix="front-", dir=base))
        self._lock = _lock(self._folder / "lock", os.O_CREAT)

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        os.close(self._lock)

    async def take(self, path: str, declared: str | None, receive: Receive) -> Body | None:
        """Return the whole body, or None when there is none.

        Raises: BodyTooLarge, BodyTooSlow, SpoolFull, RequestBroken, Gone.
        """
        limit = self._limits.body_max(path)
        if declared is not None:
            if not declared.isascii() or not declared.isdigit():
                raise RequestBroken(what="Content-Length")
            if int(declared) > limit:
                raise BodyTooLarge(limit=limit)
        taking = _Taking(self._folder, self._disk)
        try:
            begun = time.monotonic()
            more = True
            while more:
                message = await self._next(receive)
                block = message.get("body", b"")
                more = bool(message.get("more_body", False))
                taking.size += len(block)
                self._held += len(block)
                if taking.size > limit:
                    raise BodyTooLarge(limit=limit)
                if self._held > self._limits.spool_max_bytes:
                    raise SpoolFull
                spent = time.monotonic() - begun - self._limits.body_grace_s
                if more and spent > 0 and taking.size < spent * self._limits.body_min_rate:
                    raise BodyTooSlow
                await taking.add(block)
            return await taking.finish(declared is not None and int(declared) > 0)
        except BaseException:
            taking.drop()
            raise
        finally:
            self._held -= taking.size

    async def _next(self, receive: Receive) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self._limits.body_idle_s):
                message = await receive()
        except TimeoutError:
            raise BodyTooSlow from None
        if message["type"] == "http.disconnect":
            raise Gone
        return message


class _Taking:
    """One body being written."""

    def __init__(self, folder: Path, disk: Executor) -> None:
        self.size = 0
        self._folder = folder
        self._disk = disk
        self._digest = hashlib.sha256()
        self._waiting: list[bytes] = []
        self._length = 0
        self._handle = -1
        self._path: Path | None = None
        self._writing = threading.Lock()  # a request may be given up while the helper thread writes

    async def add(self, block: bytes) -> None:
        self._waiting.append(block)
        self._length += len(block)
        if self._length >= BLOCK:
            await asyncio.get_running_loop().run_in_executor(self._disk, self._write)

    async def finish(self, expected: bool) -> Body | None:
        if self.size == 0 and not expected:
            return None
        in_memory = self._handle < 0
        last = self._write()
        os.close(self._handle)
        self._handle = -1
        assert self._path is not None
        return Body(self._path, self.size, self._digest.hexdigest(), last if in_memory else None)

    def drop(self) -> None:
        with self._writing:
            if self._handle >= 0:
                os.close(self._handle)
                self._handle = -1
            if self._path is not None:
                self._path.unlink(missing_ok=True)

    def _write(self) -> bytes:
        """Write and return what waits."""
        with self._writing:
            if self._handle < 0:
                self._path = self._folder / f"body-{next(_numbers)}"
                self._handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            blocks, self._waiting, self._length = b"".join(self._waiting), [], 0
            self._digest.update(blocks)
            view = memoryview(blocks)
            while view:
                view = view[os.write(self._handle, view) :]
            return blocks


def _lock(file: Path, flags: int) -> int:
    """Return a handle that holds the file's lock, or -1 when a living worker holds it."""
    try:
        handle = os.open(file, os.O_RDWR | flags, 0o600)
    except FileNotFoundError:
        return -1
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return -1
    return handle
