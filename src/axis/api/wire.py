"""From a Django request to what was on the wire. Doors: wire_request, body_of, error_body, identify_request.

The front has spooled and hashed a body before Django runs; under Django's own test client there is no front, so the
body is spooled here.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.http import HttpRequest

from axis import env
from axis.directory.callers import SignedCall, identify
from axis.intake.actions.accept import Body
from axislink.protocol.signatures import WireRequest
from kit.clock import now
from kit.errors import DomainError


def wire_request(request: HttpRequest) -> WireRequest:
    """Return method, path, query and headers as they were signed."""
    headers = {name.lower(): value for name, value in request.headers.items() if value}
    return WireRequest(request.method or "", request.path, request.META.get("QUERY_STRING", ""), headers)


@contextmanager
def body_of(request: HttpRequest) -> Iterator[Body]:
    """Give the request's body as a file for the time of the block."""
    spooled = request.META.get("front.body_path")
    if spooled:
        yield Body(Path(spooled), request.META["front.body_sha256"], int(request.META["front.body_size"]))
        return
    env.ENV.spool.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=env.ENV.spool) as spool:
        spool.write(request.body)
        spool.flush()
        yield Body(Path(spool.name), hashlib.sha256(request.body).hexdigest(), len(request.body))


def identify_request(request: HttpRequest) -> SignedCall:
    """Return the verified caller. Raises: the errors of axis.directory."""
    sha256 = None
    if request.method not in ("GET", "HEAD"):
        declared = request.META.get("front.body_sha256")
        sha256 = bytes.fromhex(declared) if declared else hashlib.sha256(request.body).digest()
    return identify(wire_request(request), body_sha256=sha256, now=now())


def error_body(error: DomainError) -> dict[str, Any]:
    """Return the one shape of every error of the API."""
    return {"error": {"code": error.code, "message": error.text(), "message_en": error.text("en")}}


def error_bytes(error: DomainError) -> bytes:
    return json.dumps(error_body(error), ensure_ascii=False).encode()
