"""A stored packet as text that is safe to show. Doors: Raw, excerpt.

Only the beginning is read. Files inside (long Base64) are left out: an operator sees how a packet is built, not what a
document says. The text is not markup: the page must escape it.
"""

import re
from dataclasses import dataclass
from pathlib import Path

READ_BYTES = 4 << 20
SHOWN_CHARS = 60_000
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{64,}\s*)+[A-Za-z0-9+/]*={0,2}")
_FILE = re.compile(r"(<(?:[A-Za-z]\w*:)?ContentTransferEncoded[^>]*>)([^<\[]+)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Raw:
    """``cut``: there is more than is shown."""

    text: str
    cut: bool


def excerpt(path: Path) -> Raw:
    """Return the beginning of the file: Base64 runs counted instead of shown, control and direction marks made visible."""
    with path.open("rb") as source:
        data = source.read(READ_BYTES + 1)
    text = data[:READ_BYTES].decode("utf-8", "replace").replace("\r\n", "\n")
    text = _FILE.sub(lambda found: f"{found[1]}[… {len(found[2])} ký tự …]", text)
    text = _BASE64.sub(lambda run: f"[… {len(run[0])} ký tự Base64 …]", text)
    text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    return Raw(text[:SHOWN_CHARS], len(data) > READ_BYTES or len(text) > SHOWN_CHARS)
