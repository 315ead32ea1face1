"""Turn into one of the two programs. Doors: become.

The command line imports neither axis nor office: it replaces itself by `python -m <program>`, so that signals,
exit code and output are the program's own.
"""

import os
import sys
from collections.abc import Sequence
from typing import NoReturn


def become(program: str, arguments: Sequence[str], *, lang: str) -> NoReturn:
    """Replace this process by ``program`` with ``arguments``; errors come in ``lang``."""
    sys.stdout.flush()
    sys.stderr.flush()
    environ = {**os.environ, "CONGVAN_LANG": lang}
    os.execve(sys.executable, [sys.executable, "-m", program, *arguments], environ)  # noqa: S606 - no shell wanted
