"""Submitting a packet, without Django's middleware: the busiest path. Doors: submit, submit_app.

Translates a wire request into the accepting action and its outcome into an answer; decides nothing itself.
"""

import json
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any

import django.db
import psycopg

from axis.api.errors import TryLater
from axis.api.wire import error_bytes, wire_request
from axis.config import AxisConfig, config
from axis.directory.callers import SignedCall, identify
from axis.intake.actions.accept import Accepted, Body, accept
from axis.intake.actions.refuse import refuse
from axis.intake.bodies import spooled
from axis.intake.quotas import RETRY_SECONDS
from axislink.protocol.signatures import WireRequest
from kit.clock import now as now_
from kit.errors import DomainError

log = logging.getLogger(__name__)

# Database away, disk full: what was sent is not kept, and the sender hears so.
UNAVAILABLE = (psycopg.OperationalError, django.db.OperationalError, OSError)


def submit(*, request: WireRequest, body: Body, now: datetime, config: AxisConfig) -> tuple[int, bytes]:
    """Return HTTP status and JSON: 201 with the receipt, 200 with the first receipt of a repeat, or an error."""
    call: SignedCall | None = None
    try:
        call = identify(request, body_sha256=bytes.fromhex(body.sha256), now=now)
        accepted = accept(call=call, body=body, now=now, config=config)
    except DomainError as error:
        log.info("refused %s", error, extra={"code": error.code, "system": call.caller.system_id if call else ""})
        if call is not None:
            refuse(call=call, error=error, body=body, now=now)
        return error.http_status, error_bytes(error)
    except UNAVAILABLE as problem:
        log.warning("cannot accept now: %s", problem)
        return TryLater.http_status, error_bytes(TryLater())
    log.info(
        "accepted %s",
        accepted.transfer_ref,
        extra={"transfer": str(accepted.transfer_ref), "system": call.caller.system_id, "repeated": accepted.repeated},
    )
    return (200 if accepted.repeated else 201), receipt_bytes(accepted)


def receipt_bytes(accepted: Accepted) -> bytes:
    """Return the answer to a submission; a repeat gets the same bytes."""
    return json.dumps({"transfer_id": str(accepted.transfer_ref), "receipt": accepted.receipt}).encode()


def later(status: int) -> list[tuple[str, str]]:
    """Return the header that says when to come again, if the answer is that it was too much."""
    return [("retry-after", str(RETRY_SECONDS))] if status == HTTPStatus.TOO_MANY_REQUESTS else []


def submit_app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """The same as a WSGI application of its own, for the front's short path."""
    try:
        status, answer = submit(request=wire_request(environ), body=spooled(environ), now=now_(), config=config())
    finally:
        django.db.close_old_connections()
    headers = [("content-type", "application/json"), ("content-length", str(len(answer))), *later(status)]
    start_response(f"{status} {HTTPStatus(status).phrase}", headers)
    return [answer]
