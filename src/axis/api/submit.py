"""Submitting a packet, without Django's middleware: the busiest path. Doors: submit.

Translates a wire request into the accepting action and its outcome into an answer; decides nothing itself.
"""

import json
import logging
from datetime import datetime

from axis.api.wire import error_bytes
from axis.config import AxisConfig
from axis.directory.callers import SignedCall, identify
from axis.intake.actions.accept import Accepted, Body, accept
from axis.intake.actions.refuse import refuse
from axislink.protocol.signatures import WireRequest
from kit.errors import DomainError

log = logging.getLogger(__name__)


def submit(*, request: WireRequest, body: Body, now: datetime, config: AxisConfig) -> tuple[int, bytes]:
    """Return HTTP status and JSON: 201 with the receipt, 200 with the first receipt of a repeat, or an error."""
    call: SignedCall | None = None
    try:
        call = identify(request, body_sha256=bytes.fromhex(body.sha256), now=now)
        accepted = accept(call=call, body=body, now=now, config=config)
    except DomainError as error:
        log.info("refused %s", error)
        if call is not None:
            refuse(call=call, error=error, body=body, now=now)
        return error.http_status, error_bytes(error)
    return (200 if accepted.repeated else 201), receipt_bytes(accepted)


def receipt_bytes(accepted: Accepted) -> bytes:
    """Return the answer to a submission; a repeat gets the same bytes."""
    return json.dumps({"transfer_id": str(accepted.transfer_ref), "receipt": accepted.receipt}).encode()
