"""Signed heads of a log: how many entries it has and the root over them. Doors: Head, sign_head, check_head, check_continues.

Whoever keeps one head can tell later whether anything before it was changed, removed or put in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence import jws as compact
from evidence.errors import HeadForged, HeadMalformed, PastRewritten
from evidence.keys import PrivateKey, PublicKey
from evidence.merkle import consistency_holds

TYPE = "congvan-head+jws"
VERSION = 1


@dataclass(frozen=True)
class Head:
    """``root`` is hex; ``at`` is ISO 8601 with +07:00."""

    axis: str
    size: int
    root: str
    at: str
    version: int = VERSION

    @property
    def digest(self) -> bytes:
        return bytes.fromhex(self.root)


def sign_head(key: PrivateKey, head: Head) -> str:
    """Return the head as compact JWS, by the key that signs receipts. Raises: KeyUnusable."""
    return compact.sign(key, owner=head.axis, kind=TYPE, claims=vars(head))


def check_head(jws: str, keys: PublicKey | Mapping[str, PublicKey]) -> Head:
    """Return what a head says after its signature was verified. Raises: HeadMalformed, HeadForged."""
    try:
        parts = compact.split(jws, kind=TYPE, version=VERSION)
        head = Head(**{name: parts.claims[name] for name in Head.__dataclass_fields__})
        if not isinstance(head.size, int) or head.size < 0 or len(head.digest) != 32:
            raise ValueError("size, root")
    except (ValueError, KeyError, TypeError) as error:
        raise HeadMalformed(reason=str(error)) from error
    key = keys.get(parts.kid) if isinstance(keys, Mapping) else keys
    if key is None or not compact.verifies(parts, key):
        raise HeadForged(kid=parts.kid)
    return head


def check_continues(seen: Head, now: Head, proof: Sequence[bytes]) -> None:
    """Make sure that the log of ``now`` begins with all of the log of ``seen``. Raises: PastRewritten."""
    if seen.axis != now.axis:
        raise PastRewritten(seen=seen.size, now=now.size)
    if seen.size and not consistency_holds(seen.size, seen.digest, now.size, now.digest, proof):
        raise PastRewritten(seen=seen.size, now=now.size)
