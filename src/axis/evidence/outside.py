"""Heads kept where who rewrites the database does not reach. Doors: keep_outside, read_outside.

A log whose end was cut, heads and all, is sound in itself: only a head kept elsewhere tells. Clients keep theirs; the axis keeps its
own in a file beside the database, one JWS a line, only ever appended to.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from axis.evidence.models import LogHead
from evidence.errors import EvidenceError
from evidence.heads import Head, check_head
from evidence.keys import PublicKey

MOST = 10_000


def keep_outside(path: Path, keys: Mapping[str, PublicKey]) -> int:
    """Append the heads that the file does not have yet and return how many."""
    known = _last_size(path, keys)
    lines = LogHead.objects.filter(size__gt=known).order_by("size").values_list("jws", flat=True)[:MOST]
    text = "".join(f"{line}\n" for line in lines)
    if text:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        with os.fdopen(handle, "ab") as stream:
            stream.write(text.encode("ascii"))
            stream.flush()
            os.fsync(stream.fileno())
    return text.count("\n")


def read_outside(path: Path, keys: Mapping[str, PublicKey] | PublicKey) -> Sequence[Head]:
    """Return the heads of such a file, each verified. Raises: HeadMalformed, HeadForged, OSError."""
    lines = path.read_text(encoding="ascii").splitlines()
    return [check_head(line.strip(), keys) for line in lines if line.strip()]


def _last_size(path: Path, keys: Mapping[str, PublicKey]) -> int:
    if not path.is_file():
        return 0
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 8192))
        lines = stream.read().decode("ascii", "replace").split("\n")
    for line in reversed(lines[:-1]):  # what no line end follows was cut off by a crash
        try:
            return check_head(line, keys).size
        except EvidenceError:
            continue
    return 0
