"""The request envelope of the VXP dialect, both sides. Doors: Envelope, Parameters, read_envelope, seal_headers,
file_hash, same_file, PREFIX.

All parameters travel as headers, and once more as the one JSON text that is signed (HMAC-SHA256, a secret per system).
The envelope proves who asks for what, not when: clients make their timestamp once and use it for years, so it is
read by nobody. Behaviour was taken from the requests of a stock client library; the traps are in docs/protocol/vxp.md.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from axislink.errors import EnvelopeUnusable

PREFIX = "XroadVnpt-"
VERSION = "3.0.201608"
AGENT = "JAVASDKAgent/1.0.0 XRoad/VPCP"
HEADER_MAX = 64 * 1024  # of the signed text

_PREFIX = PREFIX.lower()
_NAMES, _TEXT, _HASH = "sign-header-key", "sign-header", "hash-header"


@dataclass(frozen=True)
class Envelope:
    """What a request says, before and after it is proven. ``headers`` are the request's own, names in lower case."""

    system_id: str
    headers: Mapping[str, bytes]
    signed: bytes

    def proven_by(self, secret: str) -> bool:
        """Return whether the secret made this request's mark; takes the same time either way."""
        mark = hmac.new(secret.encode(), self.signed, sha256).hexdigest()
        return hmac.compare_digest(mark.encode(), self.headers[_HASH].strip().lower())

    def parameters(self) -> "Parameters":
        """Return the signed parameters. Raises: EnvelopeUnusable when headers and signed text differ."""
        pairs = _pairs(self.signed)
        names = [name.strip() for name in _utf8(self.headers[_NAMES]).split(";") if name.strip()]
        found = {}
        for name in names:
            value = pairs.get((PREFIX + name).lower(), {}).get(PREFIX + name)
            if value is None or not self._carries(name, value):
                raise EnvelopeUnusable(detail=name[:60])
            found[name] = value
        if found.get("systemid") != self.system_id:
            raise EnvelopeUnusable(detail="systemid")
        return Parameters(found)

    def _carries(self, name: str, value: str) -> bool:
        """Return whether the header has the signed value. Two spellings of one name are one header to HTTP: joined."""
        header = self.headers.get(name.lower())
        if header is None:
            return False
        text = _utf8(header).strip()
        return text == value.strip() or any(text == joined for joined in self._joined(name))

    def _joined(self, name: str) -> list[str]:
        spelled = list(_pairs(self.signed).get((PREFIX + name).lower(), {}).values())
        return [",".join(order) for order in (spelled, spelled[::-1])] if len(spelled) == 2 else []


@dataclass(frozen=True)
class Parameters:
    """Signed parameters by the name the caller spelled."""

    values: Mapping[str, str]

    def get(self, spelled: str) -> str | None:
        """Return a parameter, None when absent.

        Names are the same in any case; a client that re-uses its objects may send one name in two spellings, and then
        the one that this operation's callers write is meant.
        """
        if spelled in self.values:
            return self.values[spelled]
        alike = [value for name, value in self.values.items() if name.lower() == spelled.lower()]
        if len(set(alike)) > 1:
            raise EnvelopeUnusable(detail=spelled)
        return alike[0] if alike else None


def read_envelope(headers: Mapping[str, bytes]) -> Envelope:
    """Return the envelope of a request, not proven yet. ``headers``: all of the request. Raises: EnvelopeUnusable."""
    mine = {
        name.lower().removeprefix(_PREFIX): value for name, value in headers.items() if name.lower().startswith(_PREFIX)
    }
    for name in ("systemid", _NAMES, _TEXT, _HASH):
        if not mine.get(name):
            raise EnvelopeUnusable(detail=f"{PREFIX}{name}")
    if len(mine[_TEXT]) > HEADER_MAX:
        raise EnvelopeUnusable(detail=f"{PREFIX}{_TEXT}")
    return Envelope(_utf8(mine["systemid"]).strip(), mine, mine[_TEXT])


def seal_headers(
    parameters: Mapping[str, str],
    *,
    system_id: str,
    secret: str,
    timestamp: str,
    content_type: str = "application/json",
) -> dict[str, str]:
    """Return every header of a request, as the stock library would write them."""
    spelled = {"systemid": system_id, **parameters, "timestamp": timestamp, "Content-Type": content_type}
    headers = {PREFIX + name: value for name, value in spelled.items()}
    text = json.dumps(headers, ensure_ascii=False, separators=(",", ":"))
    return {
        **headers,
        "Content-Type": content_type,
        PREFIX + _NAMES: ";".join(spelled),
        PREFIX + _TEXT: text,
        PREFIX + _HASH: hmac.new(secret.encode(), text.encode(), sha256).hexdigest(),
        PREFIX + "version": VERSION,
        "User-Agent": AGENT,
    }


def file_hash(digest: bytes) -> str:
    """Return a digest as the stock library writes it: hexadecimal, a byte below 16 as one character."""
    return "".join(f"{byte:x}" for byte in digest)


def same_file(written: str, digest: bytes) -> bool:
    """Return whether ``written`` names this digest, padded as usual or not."""
    return written.strip().lower() in (digest.hex(), file_hash(digest))


def _pairs(signed: bytes) -> dict[str, dict[str, str]]:
    """Return lower-case name -> {spelled name: value} of the signed text."""

    def unique(items: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in items}) != len(items):
            raise EnvelopeUnusable(detail=_TEXT)
        return dict(items)

    try:
        found = json.loads(signed.decode(), object_pairs_hook=unique)
    except (ValueError, RecursionError) as error:
        raise EnvelopeUnusable(detail=_TEXT) from error
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise EnvelopeUnusable(detail=_TEXT)
    pairs: dict[str, dict[str, str]] = {}
    for name, value in found.items():
        pairs.setdefault(name.lower(), {})[name] = value
    return pairs


def _utf8(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise EnvelopeUnusable(detail="UTF-8") from error
