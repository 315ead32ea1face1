"""From HTTP to an operation and back. Doors: operate."""

import base64
import json
import logging
from collections.abc import Iterator

import psycopg
from django.db import InterfaceError, OperationalError
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from axis.config import config
from axis.intake.bodies import body_of
from axis.vxp.answers import Answer, PacketFile, PreparedFile, Said, failure, success
from axis.vxp.callers import identify
from axis.vxp.errors import AxisFailed, AxisUnavailable, OperationUnknown
from axis.vxp.operations import BY_NAME
from axis.vxp.receiving import Context
from axis.vxp.traced import blocks
from kit.clock import now
from kit.errors import DomainError

log = logging.getLogger(__name__)

JSON = "application/json; charset=utf-8"
PACKET = "application/octet-stream"
BLOCK = 3 << 18  # a multiple of three: Base64 of the parts is Base64 of the whole


@csrf_exempt
def operate(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer one call. Whatever happens, a client gets the three fields it reads."""
    try:
        return _response(request, _run(request, name))
    except DomainError as error:
        log.info("vxp %s refused: %s", name[:40], error)
        said = failure(error)
        if name == "downloadEdoc":  # its answer is bytes: only the status can tell that these are none
            said = Said(said.body, error.http_status)
        return _json(said)
    except (OperationalError, InterfaceError, psycopg.OperationalError, OSError) as problem:
        log.warning("vxp %s cannot be served now: %s", name[:40], problem)
        return _json(failure(AxisUnavailable()))
    except Exception:
        log.exception("vxp %s failed", name[:40])
        return _json(failure(AxisFailed()))


def _run(request: HttpRequest, name: str) -> Answer:
    operation = BY_NAME.get(name)
    if operation is None or request.method != operation.method:
        raise OperationUnknown(name=name[:40], method=request.method)
    call = identify(_headers(request), path=request.path)
    return operation.run(call, Context(body_of(request), now(), config()))


def _headers(request: HttpRequest) -> dict[str, bytes]:
    """Return the request's headers as bytes: values may be UTF-8, and what is signed is bytes."""
    return {
        key[5:].replace("_", "-").lower(): str(value).encode("latin-1", "replace")
        for key, value in request.META.items()
        if key.startswith("HTTP_")
    }


def _response(request: HttpRequest, answer: Answer) -> HttpResponseBase:
    if isinstance(answer, Said):
        return _json(answer)
    if isinstance(answer, PreparedFile):
        return _list(answer, packed="gzip" in request.headers.get("Accept-Encoding", "").lower())
    if answer.in_json:
        return StreamingHttpResponse(_in_base64(answer), content_type=JSON)
    if answer.hop is not None:
        return StreamingHttpResponse(blocks(answer.path, answer.hop, BLOCK), content_type=PACKET)
    return FileResponse(answer.path.open("rb"), content_type=PACKET)


def _json(said: Said) -> HttpResponse:
    return HttpResponse(json.dumps(said.body, ensure_ascii=False), status=said.http_status, content_type=JSON)


def _list(answer: PreparedFile, *, packed: bool) -> FileResponse:
    response = FileResponse((answer.packed if packed else answer.plain).open("rb"), content_type=JSON)
    response["Vary"] = "Accept-Encoding"
    if packed:
        response["Content-Encoding"] = "gzip"
    return response


def _in_base64(answer: PacketFile) -> Iterator[bytes]:
    """Return the JSON answer in parts: a packet may be larger than memory should hold."""
    yield json.dumps(success(data=""), ensure_ascii=False).removesuffix('"}').encode()
    for block in blocks(answer.path, answer.hop, BLOCK):
        yield base64.b64encode(block)
    yield b'"}'
