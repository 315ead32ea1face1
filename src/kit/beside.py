"""Further processes of one program. Doors: Beside, forget_database.

None outlives the program that started it. One for work that nobody waits for yields the processor to everything else: a
process and not a thread, because a thread of low priority that holds the interpreter's lock would hold up the others.
"""

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connections

NICENESS = 15
PR_SET_PDEATHSIG = 1


class Beside:
    """``work`` running in a child. Start it before this process has threads or database connections."""

    def __init__(self, work: Callable[[], None], *, yields: bool = True) -> None:
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            _run(work, parent, yields)
        self._ended = False

    def ended(self) -> bool:
        """Whether it ended, which it never does by itself unless something is wrong."""
        if not self._ended:
            self._ended = os.waitpid(self._pid, os.WNOHANG)[0] != 0
        return self._ended

    def stop(self) -> None:
        """Ask it to finish what it is at, and wait for that."""
        if not self._ended:
            os.kill(self._pid, signal.SIGTERM)
            os.waitpid(self._pid, 0)
            self._ended = True


def forget_database() -> None:
    """Close what this process opened on the database: a child that is forked from it would share the socket."""
    if not settings.configured:  # the program brings its own; nothing is open yet
        return
    for one in connections.all(initialized_only=True):
        one.close()
        if hasattr(one, "close_pool"):
            one.close_pool()


def _run(work: Callable[[], None], parent: int, yields: bool) -> None:
    code = 1
    try:
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == parent:  # it may have died before the line above
            if yields:
                _yield_to_others()
            work()
            code = 0
    except BaseException:  # noqa: BLE001 - the end of this process: its parent sees the code and ends too
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _yield_to_others() -> None:
    """Lower the priority; where the kernel groups processes by session, that of a session of its own."""
    os.nice(NICENESS)
    group = Path("/proc/self/autogroup")
    if group.exists():
        os.setsid()
        try:
            group.write_text(str(NICENESS))
        except OSError:
            return  # not allowed here: the niceness inside the session remains
