"""From a request to what was on the wire. Doors: wire_request, spooled, body_of, error_body, error_bytes,
identify_request.

The front has spooled and hashed a body before Django runs; under Django's own test client there is no front, so the
body is spooled here.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest

from axis import env
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
    """Return the body that the front has put into a file; an absent one is empty."""
    path = environ.get("front.body_path")
    if path is None:
        return Body(Path(os.devnull), EMPTY_SHA256, 0)
    return Body(Path(path), environ["front.body_sha256"], int(environ["front.body_size"]))


@contextmanager
def body_of(request: HttpRequest) -> Iterator[Body]:
    """Give the request's body as a file for the time of the block."""
    if "front.body_path" in request.META:
        yield spooled(request.META)
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
    return identify(wire_request(request.META), body_sha256=sha256, now=now())


def error_body(error: DomainError) -> dict[str, Any]:
    """Return the one shape of every error of the API."""
    return {"error": {"code": error.code, "message": error.text(), "message_en": error.text("en")}}


def error_bytes(error: DomainError) -> bytes:
    return json.dumps(error_body(error), ensure_ascii=False).encode()
