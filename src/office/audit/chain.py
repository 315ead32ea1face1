"""The text of a link and of a head: what is hashed, what is signed. Doors: link_hash, head_text, START, ONE_SEALER, Link.

A link hashes the hash before it and every column of its event, the payload as the exact text that is stored.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

ONE_SEALER = 0x636F6E67  # advisory lock: whoever extends or checks a chain is alone
START = "0" * 64  # before the first event of an agency


class Link(NamedTuple):
    """The columns of an event that the chain protects, in the order they are read."""

    agency_id: int
    seq: int
    ref: UUID
    at: datetime
    recorded_at: datetime
    kind: str
    version: int
    actor_person: UUID | None
    actor_post: int | None
    on_behalf_of: int | None
    document_ref: UUID | None
    subject_ref: UUID | None
    payload: str


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value


def link_hash(before: str, link: Link) -> str:
    """Return the SHA-256 (hex) of the link behind the hash ``before``."""
    facts = {name: _plain(value) for name, value in link._asdict().items()}
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def head_text(agency_id: int, seq: int, digest: str) -> bytes:
    """Return the bytes that the seal key signs."""
    return f"congvan audit head\n{agency_id}\n{seq}\n{digest}\n".encode()
