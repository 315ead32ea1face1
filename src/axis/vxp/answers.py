"""What a call is answered with. Doors: Answer, Said, PacketFile, PreparedFile, success, failure.

A client library reads ``status``, ``ErrorCode`` and ``ErrorDesc`` of every JSON answer without looking whether they
are there, so they always are.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axis.vxp.errors import Code, code_of
from axis.vxp.traced import Hop
from kit.errors import DomainError


@dataclass(frozen=True)
class Said:
    """A JSON object."""

    body: dict[str, Any]
    http_status: int = 200


@dataclass(frozen=True)
class PacketFile:
    """A packet: its very bytes, or inside a JSON object in Base64; with a hop of this axis where a system asked for it."""

    path: Path
    in_json: bool
    hop: Hop | None = None


@dataclass(frozen=True)
class PreparedFile:
    """An answer made beforehand, plain and packed by gzip."""

    plain: Path
    packed: Path


Answer = Said | PacketFile | PreparedFile


def success(**more: Any) -> dict[str, Any]:
    return {"status": "OK", "ErrorCode": Code.OK.value, "ErrorDesc": Code.OK.vi, **more}


def failure(error: DomainError) -> Said:
    """Return a refusal. HTTP says 200, as clients expect, unless the same call may succeed later or was never heard."""
    code = code_of(error)
    body = {
        "status": "FAIL",
        "ErrorCode": code.value,
        "ErrorDesc": f"{code.vi}: {error.text()} ({error.code})",
        "ErrorDescEn": f"{code.en}: {error.text('en')} ({error.code})",
    }
    again = 503 if error.http_status == 429 else error.http_status  # clients know one status that may pass
    return Said(body, again if again >= 500 else 200)
