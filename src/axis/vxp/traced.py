"""A packet's bytes as they are handed out, with this axis' hop in their trace where a system asked for it. Doors: Hop,
hop_in, blocks.

The stored packet never changes. The hop is put into the bytes at the end of TraceHeaderList, and nothing else of them is
written anew; a packet without such a list goes out as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

from kit.clock import wire_time

HEAD_MAX = 1 << 20  # of a packet: the list stands before the files
_END = re.compile(rb"</(?:([A-Za-z_][\w.-]*):)?TraceHeaderList\s*>")


@dataclass(frozen=True)
class Hop:
    """What is put in, and before which byte."""

    at: int
    text: bytes


def hop_in(path: Path, *, axis: str, at: datetime) -> Hop | None:
    """Return the hop of this axis for a packet, in the packet's own prefix; None when it has no place for one."""
    with path.open("rb") as source:
        found = _END.search(source.read(HEAD_MAX))
    if found is None:
        return None
    mark = found[1].decode() + ":" if found[1] else ""
    text = (
        f"<{mark}TraceHeader><{mark}OrganId>{escape(axis)}</{mark}OrganId>"
        f"<{mark}Timestamp>{wire_time(at)}</{mark}Timestamp></{mark}TraceHeader>"
    )
    return Hop(found.start(), text.encode())


def blocks(path: Path, hop: Hop | None, size: int) -> Iterator[bytes]:
    """Yield the packet in blocks of ``size`` bytes, the last one shorter, with the hop in its place."""
    held = b""
    with path.open("rb") as source:
        if hop is not None:
            held = source.read(hop.at) + hop.text
        while block := source.read(size):
            held += block
            while len(held) >= size:
                yield held[:size]
                held = held[size:]
    while held:
        yield held[:size]
        held = held[size:]
