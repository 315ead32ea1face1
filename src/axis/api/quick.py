"""What receivers ask all the time, without Django's middleware. Doors: quick_paths.

List, take, acknowledge: each asks one door and writes the answer. Whatever is not the usual case (a page token, a refusal, a database or
store that is away) is left to the API proper, which looks again and says what is wrong.
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID
from wsgiref.util import FileWrapper

import django.db
import psycopg

from axis.api.wire import error_body, wire_request
from axis.config import config
from axis.delivery.quick import CLOSE_MAX, Closing, Line, close_all, hand_over, open_lines, pulled
from axis.directory.callers import SignedCall, identify
from axis.directory.errors import Replayed
from axislink.protocol.signatures import content_digest
from kit.clock import iso, now
from kit.errors import DomainError
from kit.front import wait_header

Environ = dict[str, Any]
Start = Callable[..., object]
WsgiApp = Callable[..., Any]

_QUERY = re.compile(r"wait=(\d{1,2})&limit=(\d{1,3})")
_TRANSFER = re.compile(r"/v1/packets/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
WAIT_MAX_SECONDS = 60
LIMIT_MAX = 200
ELSEWHERE = (DomainError, psycopg.OperationalError, django.db.OperationalError, OSError, ValueError, RecursionError)


def quick_paths(application: WsgiApp) -> dict[tuple[str, str], WsgiApp]:
    """Return what runs before ``application`` on which method and path; a path that ends in * stands for one more step."""

    def before(quick: Callable[[Environ, Start], Iterable[bytes] | None]) -> WsgiApp:
        def run(environ: Environ, start_response: Start) -> Iterable[bytes]:
            try:
                answer = quick(environ, start_response)
            except ELSEWHERE:
                answer = None
            finally:
                django.db.close_old_connections()
            return application(environ, start_response) if answer is None else answer  # type: ignore[no-any-return]

        return run

    return {
        ("GET", "/v1/inbox"): before(_inbox),
        ("GET", "/v1/packets/*"): before(_packet),
        ("POST", "/v1/acknowledgements"): before(_acknowledge),
    }


def acknowledge_all(call: SignedCall, closings: list[Closing]) -> list[dict[str, Any]]:
    """Return one answer per closing. Raises: Replayed."""
    caller = call.caller
    answers = close_all(closings, system_pk=caller.system_pk, agency_pks=caller.agency_pks, nonce=call.nonce, now=now())
    return [_result(one, answer) for one, answer in zip(closings, answers, strict=True)]


def _result(one: Closing, answer: str | DomainError) -> dict[str, Any]:
    if isinstance(answer, DomainError):
        return {"delivery_id": str(one.ref), "state": None, **error_body(answer)}
    return {"delivery_id": str(one.ref), "state": answer, "error": None}


def _inbox(environ: Environ, start_response: Start) -> Iterable[bytes] | None:
    asked = _QUERY.fullmatch(environ["QUERY_STRING"])
    if asked is None:
        return None
    wait, limit = int(asked[1]), int(asked[2])
    if wait > WAIT_MAX_SECONDS or not 1 <= limit <= LIMIT_MAX:
        return None
    caller = identify(wire_request(environ), body_sha256=None, now=now()).caller
    pulled(system_pk=caller.system_pk, now=now())
    found = open_lines(agency_pks=caller.agency_pks, limit=limit + 1)
    if len(found) > limit:
        return None  # there is a page after this one: a token is needed
    headers = [wait_header([f"axis.inbox.{caller.system_pk}"], wait)] if wait and not found else []
    return _json(start_response, {"deliveries": [_listed(one) for one in found], "next": None}, headers)


def _packet(environ: Environ, start_response: Start) -> Iterable[bytes] | None:
    asked = _TRANSFER.fullmatch(environ["PATH_INFO"])
    if asked is None or environ["QUERY_STRING"]:
        return None
    mine = identify(wire_request(environ), body_sha256=None, now=now()).caller.agency_pks
    path, sha256 = hand_over(ref=UUID(asked[1]), agency_pks=mine, bodies=config().bodies, now=now())
    handle = path.open("rb")
    headers = [
        ("content-type", "application/xml"),
        ("content-length", str(path.stat().st_size)),
        ("content-digest", content_digest(bytes.fromhex(sha256))),
    ]
    start_response("200 OK", headers)
    return environ.get("wsgi.file_wrapper", FileWrapper)(handle)  # type: ignore[no-any-return]


def _acknowledge(environ: Environ, start_response: Start) -> Iterable[bytes] | None:
    body = environ.get("front.body")
    if body is None or body.data is None or not environ.get("CONTENT_TYPE", "").startswith("application/json"):
        return None
    closings = _closings(body.data)
    if closings is None:
        return None
    call = identify(wire_request(environ), body_sha256=bytes.fromhex(body.sha256), now=now())
    try:
        return _json(start_response, {"results": acknowledge_all(call, closings)}, [])
    except Replayed:
        return None


def _closings(data: bytes) -> list[Closing] | None:
    """Return the usual body's content, None for everything else."""
    asked = json.loads(data)
    if not isinstance(asked, dict) or set(asked) != {"deliveries"} or not isinstance(asked["deliveries"], list):
        return None
    rows = asked["deliveries"]
    if not 1 <= len(rows) <= CLOSE_MAX:
        return None
    for row in rows:
        if not isinstance(row, dict) or set(row) != {"delivery_id", "outcome", "reason"}:
            return None
        if not all(isinstance(value, str) and "\0" not in value for value in row.values()):
            return None
    return [Closing(UUID(row["delivery_id"]), row["outcome"], row["reason"]) for row in rows]


def _json(start_response: Start, facts: dict[str, Any], headers: list[tuple[str, str]]) -> Iterable[bytes]:
    answer = json.dumps(facts, ensure_ascii=False).encode()
    start_response("200 OK", [("content-type", "application/json"), ("content-length", str(len(answer))), *headers])
    return [answer]


def _listed(row: Line) -> dict[str, Any]:
    return {
        "delivery_id": str(row.delivery_ref),
        "transfer_id": str(row.transfer_ref),
        "kind": row.kind,
        "operation": row.operation,
        "status": row.status_code,
        "document_id": row.document_id or None,
        "sender": row.sender_code,
        "receiver": row.receiver_code,
        "state": row.state,
        "sha256": row.sha256,
        "size": row.size,
        "submitted_at": iso(row.submitted_at),
    }
