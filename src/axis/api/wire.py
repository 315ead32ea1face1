"""From a request to what was on the wire. Doors: wire_request, spooled, body_of, error_body, error_bytes,
identify_request.

The front has taken and hashed a body before Django runs; under Django's own test client there is no front, so the
body is hashed here.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest

from axis.directory.callers import SignedCall, identify
from axis.intake.actions.accept import Body
from axislink.protocol.signatures import WireRequest
from kit.clock import now
from kit.errors import DomainError

EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()


def wire_request(environ: Mapping[str, Any]) -> WireRequest:
    """Return method, path, query and headers as they were signed, from a WSGI environment."""
    headers = {
        key[5:].lower().replace("_", "-"): str(value) for key, value in environ.items() if key.startswith("HTTP_")
    }
    for key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(key):
            headers[key.lower().replace("_", "-")] = str(environ[key])
    path = str(environ.get("RAW_URI") or quote(environ["PATH_INFO"].encode("latin-1")))
    return WireRequest(environ["REQUEST_METHOD"], path.partition("?")[0], environ.get("QUERY_STRING", ""), headers)


def spooled(environ: Mapping[str, Any]) -> Body:
    """Return the body as the front has taken it; an absent one is empty."""
    body = environ.get("front.body")
    if body is None:
        return Body(b"", EMPTY_SHA256, 0)
    return Body(body.path if body.data is None else body.data, body.sha256, body.size)


def body_of(request: HttpRequest) -> Body:
    """Return the request's body, taken by the front or not."""
    if "front.body" in request.META:
        return spooled(request.META)
    return Body(request.body, hashlib.sha256(request.body).hexdigest(), len(request.body))


def identify_request(request: HttpRequest) -> SignedCall:
    """Return the verified caller. Raises: the errors of axis.directory."""
    sha256 = None
    if request.method not in ("GET", "HEAD"):
        body = request.META.get("front.body")
        sha256 = bytes.fromhex(body.sha256) if body else hashlib.sha256(request.body).digest()
    return identify(wire_request(request.META), body_sha256=sha256, now=now())


def error_body(error: DomainError) -> dict[str, Any]:
    """Return the one shape of every error of the API."""
    return {"error": {"code": error.code, "message": error.text(), "message_en": error.text("en")}}


def error_bytes(error: DomainError) -> bytes:
    return json.dumps(error_body(error), ensure_ascii=False).encode()
