"""From a request to what was on the wire. Doors: wire_request, error_body, error_bytes, identify_request, claimed_system."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest

from axis.directory.callers import SignedCall, identify
from axislink.protocol.signatures import WireRequest
from kit.clock import now
from kit.errors import DomainError

_KEYID = re.compile(r';keyid="([^"]{1,200})"')


def claimed_system(environ: Mapping[str, Any]) -> str:
    """Return the system that a request says it comes from, in either dialect; empty when it says none. Nothing is verified."""
    if found := _KEYID.search(environ.get("HTTP_SIGNATURE_INPUT", "")):
        return found[1].rpartition("/")[0]
    return str(environ.get("HTTP_XROADVNPT_SYSTEMID", ""))


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


def identify_request(request: HttpRequest) -> SignedCall:
    """Return the verified caller. Raises: the errors of axis.directory."""
    sha256 = None
    if request.method not in ("GET", "HEAD"):
        body = request.META.get("front.body")
        sha256 = bytes.fromhex(body.sha256) if body else hashlib.sha256(request.body).digest()
    return identify(wire_request(request.META), body_sha256=sha256, now=now())


def error_body(error: DomainError) -> dict[str, Any]:
    """Return the one shape of every error of the API."""
    told = {"code": error.code, "message": error.text(), "message_en": error.text("en")}
    named = error.facts.get("receivers")
    return {"error": {**told, "receivers": list(named)} if isinstance(named, list) else told}


def error_bytes(error: DomainError) -> bytes:
    return json.dumps(error_body(error), ensure_ascii=False).encode()
