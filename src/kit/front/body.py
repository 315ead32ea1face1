"""Request bodies on their way in. Doors: Spool, Body.

A body is complete and hashed before anybody works on it: a slow client never costs a thread. Up to BLOCK it stays in
memory; from there on a helper thread writes it to a temporary file.
"""

import asyncio
import fcntl
import hashlib
import io
import itertools
import math
import os
import shutil
import tempfile
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from kit.front.errors import BodyTooLarge, BodyTooSlow, FrontBusy, RequestBroken, SpoolFull
from kit.front.limits import FrontLimits

BLOCK = 256 * 1024
TIMER_S = 1.0  # a silent client is let go so much later at most
_numbers = itertools.count(1)  # names in a folder that is this worker's alone

Receive = Callable[[], Awaitable[dict[str, Any]]]


@dataclass
class Body:
    """A complete body: ``data`` when it is small, else a file. The file of any is removed with discard()."""

    size: int
    sha256: str
    data: bytes | None
    _file: str

    @property
    def path(self) -> Path:
        """Return the file that holds the body; a small body is written into it now."""
        path = Path(self._file)
        if self.data is not None and not path.exists():
            path.write_bytes(self.data)
        return path

    def open(self) -> BinaryIO:
        """Return a new reader of the whole body."""
        return self.path.open("rb") if self.data is None else io.BytesIO(self.data)

    def discard(self) -> None:
        if self.data is None or os.path.exists(self._file):
            os.unlink(self._file)


class Spool:
    """The bodies of one worker."""

    def __init__(self, limits: FrontLimits, disk: Executor) -> None:
        self._limits = limits
        self._disk = disk
        self._held = 0
        self._folder = limits.spool_dir
        self._lock = -1
        self._end = math.inf  # of the loop's clock: until when bodies are still taken
        self._takings: set[asyncio.Timeout] = set()

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

    def end_soon(self) -> None:
        """Give the bodies on their way the last seconds: the worker is asked to stop."""
        self._end = asyncio.get_running_loop().time() + self._limits.body_last_s
        for patience in self._takings:
            if (when := patience.when()) is not None:
                patience.reschedule(min(when, self._end))

    async def take(self, path: str, declared: str | None, receive: Receive) -> Body | None:
        """Return the whole body, or None when there is none.

        Raises: BodyTooLarge, BodyTooSlow, SpoolFull, RequestBroken, FrontBusy.
        """
        limit = self._limits.body_max(path)
        if declared is not None:
            if not declared.isascii() or not declared.isdigit():
                raise RequestBroken(what="Content-Length")
            if int(declared) > limit:
                raise BodyTooLarge(limit=limit)
        taking = _Taking(str(self._folder / f"body-{next(_numbers)}"), self._disk)
        length = int(declared) if declared is not None else -1
        try:
            async with asyncio.timeout(None) as patience:
                self._takings.add(patience)
                await self._all(receive, taking, limit, length, patience)
            return taking.finish(expected=length > 0)
        except TimeoutError:
            taking.drop()
            raise (BodyTooSlow if self._end == math.inf else FrontBusy) from None
        except BaseException:
            taking.drop()
            raise
        finally:
            self._takings.discard(patience)
            self._held -= taking.size

    async def _all(
        self, receive: Receive, taking: "_Taking", limit: int, length: int, patience: asyncio.Timeout
    ) -> None:
        """Take block after block; ``length`` is the declared one, -1 when the end shows itself."""
        now = asyncio.get_running_loop().time
        begun = now()
        more, due = True, 0.0
        while more:
            if now() > due:  # a timer for every block would cost as much as the block
                due = now() + TIMER_S
                patience.reschedule(min(due + self._limits.body_idle_s, self._end))
            message = await receive()
            if message["type"] == "http.disconnect":
                raise RequestBroken(
                    what="body"
                )  # cut off, or not in the coding it claims; whoever is still there is told
            block = message.get("body", b"")
            taking.size += len(block)
            self._held += len(block)
            more = bool(message.get("more_body", False)) and taking.size != length
            if taking.size > limit:
                raise BodyTooLarge(limit=limit)
            if self._held > self._limits.spool_max_bytes:
                raise SpoolFull
            spent = now() - begun - self._limits.body_grace_s
            if more and spent > 0 and taking.size < spent * self._limits.body_min_rate:
                raise BodyTooSlow
            if block and taking.add(block):
                patience.reschedule(None)  # the disk's time is not the client's
                await taking.write()
                due = 0.0


class _Taking:
    """One body being written."""

    def __init__(self, file: str, disk: Executor) -> None:
        self.size = 0
        self._file = file
        self._disk = disk
        self._digest = hashlib.sha256()
        self._waiting: list[bytes] = []
        self._length = 0
        self._handle = -1
        self._writing = threading.Lock()  # a request may be given up while the helper thread writes

    def add(self, block: bytes) -> bool:
        """Take a block; return whether it is time to write."""
        self._waiting.append(block)
        self._length += len(block)
        return self._length >= BLOCK

    async def write(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._disk, self._write)

    def finish(self, *, expected: bool) -> Body | None:
        if self.size == 0 and not expected:
            return None
        if self._handle < 0:
            data = b"".join(self._waiting)  # of a single block: that block, no copy
            self._digest.update(data)
            return Body(self.size, self._digest.hexdigest(), data, self._file)
        self._write()
        os.close(self._handle)
        self._handle = -1
        return Body(self.size, self._digest.hexdigest(), None, self._file)

    def drop(self) -> None:
        with self._writing:
            if self._handle >= 0:
                os.close(self._handle)
                os.unlink(self._file)
                self._handle = -1

    def _write(self) -> None:
        """Write what waits."""
        with self._writing:
            if self._handle < 0:
                self._handle = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            blocks, self._waiting, self._length = b"".join(self._waiting), [], 0
            self._digest.update(blocks)
            view = memoryview(blocks)
            while view:
                view = view[os.write(self._handle, view) :]


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
