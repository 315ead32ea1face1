"""The body of a request as the front took it. Doors: spooled, body_of.

The front has taken and hashed a body before Django runs; under Django's own test client there is no front, so the
body is hashed here.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from axis.intake.actions.accept import Body

EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()


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
