"""The native API. Doors: api (a NinjaAPI). Each function reads the request, calls one door, shapes the answer."""

import base64
import logging
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError

from axis import env
from axis.api import quick, schemas
from axis.api.errors import BodyNotReadable, InputInvalid, NothingHere, TryLater
from axis.api.neighbours import router as neighbours
from axis.api.submit import later, submit
from axis.api.wire import error_body, identify_request, wire_request
from axis.config import config
from axis.delivery.actions.acknowledge import acknowledge
from axis.delivery.actions.hand_out import hand_out, visible
from axis.delivery.models import Delivery
from axis.delivery.querysets import inbox, mark_pull
from axis.delivery.quick import Closing
from axis.delivery.trace import receiver_facts, trace
from axis.directory.callers import SignedCall, spend_nonce
from axis.directory.querysets import PAGE, PAGE_MAX, changed_since
from axis.evidence.log import consistency, newest_head, proof_of
from axis.evidence.models import Acceptance
from axis.intake.bodies import body_of
from axis.keyring import public_keys
from axis.oversight.announcements import announcement_facts, standing_announcements
from axislink.protocol.signatures import RECEIVERS, content_digest
from evidence.bundles import bundle_facts
from evidence.keys import public_pem
from kit.clock import iso, now
from kit.errors import DomainError
from kit.front import wait_header

log = logging.getLogger(__name__)

WAIT_MAX_SECONDS = 60
LARGEST = (1 << 63) - 1
REFUSALS = {frozenset({400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 503}): schemas.Error}
PACKET_BODY = {
    "requestBody": {"required": True, "content": {"application/xml": {"schema": {"type": "string"}}}},
    "parameters": [
        {
            "in": "header",
            "name": RECEIVERS,
            "required": False,
            "schema": {"type": "string"},
            "description": "Các mã cơ quan cần giao, cách nhau bằng dấu phẩy; bỏ trống là mọi nơi nhận ghi trong gói. Phải được ký.",
        }
    ],
}


def _bytes_of(media_type: str) -> dict[str, Any]:
    """Return what the document says of an answer that is no JSON."""
    return {"responses": {200: {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}}}


api = NinjaAPI(
    title="API của trục liên thông",
    version="1",
    description=(
        "Mọi lời gọi (trừ /keys) được ký theo RFC 9421, hồ sơ `congvan-v1`. "
        "Lỗi luôn có dạng `{error: {code, message, message_en}}`."
    ),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="axis-v1",
    auth=identify_request,
)


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    return JsonResponse(error_body(error), status=error.http_status, json_dumps_params={"ensure_ascii": False})


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = ", ".join(".".join(str(part) for part in problem["loc"][1:]) for problem in error.errors)
    return refused(request, InputInvalid(detail=places[:200]))


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return refused(request, BodyNotReadable())


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
@api.exception_handler(OSError)
def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("database or store unavailable: %s", error)
    return refused(request, TryLater())


@api.exception_handler(Http404)
def nothing_here(request: HttpRequest, error: Http404) -> HttpResponse:
    return refused(request, NothingHere())


def caller_of(request: HttpRequest) -> SignedCall:
    call: SignedCall = request.auth  # type: ignore[attr-defined]
    return call


@api.post(
    "/packets",
    response={201: schemas.SubmittedOut, 200: schemas.SubmittedOut, **REFUSALS},
    auth=None,  # submit() verifies the signature itself, together with the rest of its work
    openapi_extra=PACKET_BODY,
    summary="Gửi một gói tin",
    tags=["Gửi"],
)
def submit_packet(request: HttpRequest) -> HttpResponse:
    """Trả về biên nhận. Gửi lại đúng gói đó bất cứ lúc nào: nhận lại đúng biên nhận đầu tiên (200)."""
    status, answer = submit(request=wire_request(request.META), body=body_of(request), now=now(), config=config())
    return HttpResponse(answer, status=status, content_type="application/json", headers=dict(later(status)))


@api.get("/inbox", response={200: schemas.InboxOut, **REFUSALS}, summary="Gói tin đang chờ", tags=["Nhận"])
def read_inbox(
    request: HttpRequest,
    response: HttpResponse,
    wait: int = Query(0, ge=0, le=WAIT_MAX_SECONDS, description="Số giây chờ khi chưa có gì"),
    limit: int = Query(50, ge=1, le=200),
    page: str | None = Query(None, description="Mã `next` của trang trước"),
) -> dict[str, Any]:
    """Mọi lượt giao chưa được xác nhận, cũ nhất trước. Danh sách là trạng thái: bỏ lỡ một lần gọi không mất gì."""
    caller = caller_of(request).caller
    mark_pull(system_pk=caller.system_pk, now=now())
    found = inbox(agency_pks=caller.agency_pks, system_id=caller.system_id, limit=limit, token=page)
    if not found.deliveries and wait and not page:
        name, value = wait_header([f"axis.inbox.{caller.system_pk}"], wait)
        response[name] = value
    return {"deliveries": [_listed(row) for row in found.deliveries], "next": found.next_token}


@api.get(
    "/packets/{transfer_id}",
    response={200: None, **REFUSALS},
    openapi_extra=_bytes_of("application/xml"),
    summary="Tải một gói tin",
    tags=["Nhận"],
)
def fetch_packet(request: HttpRequest, transfer_id: UUID) -> FileResponse:
    """Trả về đúng từng byte của gói tin đã gửi; chỉ bên gửi và bên nhận tải được."""
    mine = caller_of(request).caller.agency_pks
    handed = hand_out(ref=transfer_id, agency_pks=mine, bodies=config().bodies, now=now())
    answer = FileResponse(handed.path.open("rb"), content_type="application/xml")
    answer["Content-Digest"] = content_digest(bytes.fromhex(handed.transfer.packet_sha256))
    return answer


@api.post(
    "/deliveries/{delivery_id}/ack",
    response={200: schemas.ReceiverOut, **REFUSALS},
    summary="Xác nhận một lượt giao",
    tags=["Nhận"],
)
def acknowledge_delivery(request: HttpRequest, delivery_id: UUID, ack: schemas.AckIn) -> dict[str, Any]:
    """`taken`: đã lưu an toàn ở bên nhận. `failed`: không dùng được, kèm lý do. Lặp lại không đổi gì."""
    call = caller_of(request)
    spend_nonce(call, now=now())
    mine = call.caller.agency_pks
    row = acknowledge(ref=delivery_id, agency_pks=mine, outcome=ack.outcome, reason=ack.reason, now=now())
    return receiver_facts(row)


@api.post(
    "/acknowledgements",
    response={200: schemas.AcksOut, **REFUSALS},
    summary="Xác nhận nhiều lượt giao",
    tags=["Nhận"],
)
def acknowledge_deliveries(request: HttpRequest, acks: schemas.AcksIn) -> dict[str, Any]:
    """Như xác nhận từng lượt, tối đa 200 lượt một lần. Mỗi lượt có trạng thái hoặc lỗi riêng; một lượt lỗi không cản lượt khác."""
    closings = [Closing(one.delivery_id, one.outcome, one.reason) for one in acks.deliveries]
    return {"results": quick.acknowledge_all(caller_of(request), closings)}


@api.get(
    "/packets/{transfer_id}/trace",
    response={200: schemas.TraceOut, **REFUSALS},
    summary="Đường đi của một gói tin",
    tags=["Theo dõi"],
)
def read_trace(request: HttpRequest, transfer_id: UUID) -> dict[str, Any]:
    """Trạng thái chuyển và trạng thái xử lý của từng nơi nhận, cùng các bước theo thời gian."""
    return trace(visible(transfer_id, agency_pks=caller_of(request).caller.agency_pks), axis=config().name)


@api.get(
    "/receipts/{transfer_id}",
    response={200: None, **REFUSALS},
    openapi_extra=_bytes_of("application/jose"),
    summary="Biên nhận của một gói tin",
    tags=["Theo dõi"],
)
def read_receipt(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Đúng từng byte của biên nhận đã lập khi trục nhận gói tin."""
    row = visible(transfer_id, agency_pks=caller_of(request).caller.agency_pks)
    proof = Acceptance.objects.get(pk=row.ref)
    return HttpResponse(proof.receipt, content_type="application/jose")


@api.get("/heads", response={200: schemas.HeadOut, **REFUSALS}, summary="Đầu sổ chứng cứ", tags=["Chứng cứ"])
def read_heads(
    request: HttpRequest, since: int = Query(0, ge=0, le=LARGEST, description="Số mục của đầu sổ đã giữ lần trước")
) -> dict[str, Any]:
    """Đầu sổ mới nhất do trục ký và chứng minh rằng sổ nối tiếp đầu sổ `since`. Bên gọi giữ lại để phát hiện quá khứ bị sửa."""
    head = newest_head()
    if head is None:
        return {"size": 0, "head": None, "timestamp": None, "consistency": None}
    proof = [step.hex() for step in consistency(since, head.size)] if 0 < since <= head.size else None
    return {
        "size": head.size,
        "head": head.jws,
        "timestamp": _base64(bytes(head.token)) if head.token else None,
        "consistency": proof,
    }


@api.get(
    "/proofs/consistency",
    response={200: schemas.ConsistencyOut, **REFUSALS},
    summary="Sổ chứng cứ nối tiếp",
    tags=["Chứng cứ"],
)
def read_consistency(
    request: HttpRequest, first: int = Query(..., ge=1, le=LARGEST), second: int = Query(..., ge=1, le=LARGEST)
) -> dict[str, Any]:
    """Chứng minh rằng sổ `second` mục bắt đầu bằng đúng sổ `first` mục (RFC 9162, mục 2.1.4)."""
    return {"first": first, "second": second, "proof": [step.hex() for step in consistency(first, second)]}


@api.get(
    "/proofs/{transfer_id}",
    response={200: schemas.BundleOut, **REFUSALS},
    summary="Gói chứng cứ của một gói tin",
    tags=["Chứng cứ"],
)
def read_proof(request: HttpRequest, transfer_id: UUID) -> dict[str, Any]:
    """Biên nhận, các mục của sổ chứng cứ về gói tin, chứng minh, đầu sổ và dấu thời gian: kiểm tra được không cần mạng."""
    row = visible(transfer_id, agency_pks=caller_of(request).caller.agency_pks)
    return bundle_facts(proof_of(row.ref))


@api.get("/agencies", response={200: schemas.AgenciesOut, **REFUSALS}, summary="Danh bạ cơ quan", tags=["Danh bạ"])
def read_agencies(
    request: HttpRequest,
    since: int = Query(0, ge=0, le=LARGEST, description="Chỉ lấy thay đổi sau phiên bản này"),
    limit: int = Query(PAGE, ge=1, le=PAGE_MAX),
    page: str | None = Query(None, description="Mã `next` của trang trước"),
) -> dict[str, Any]:
    """Cơ quan đã đổi sau phiên bản `since`, theo trang; hết trang cuối thì giữ `version` cho lần sau."""
    return changed_since(since, limit=limit, page=page)


@api.get(
    "/announcements",
    response={200: schemas.AnnouncementsOut, 503: schemas.Error},
    auth=None,
    summary="Thông báo của đơn vị vận hành",
    tags=["Danh bạ"],
)
def read_announcements(request: HttpRequest) -> dict[str, Any]:
    """Thông báo đang và sắp có hiệu lực của trục này và các trục cấp trên: ngừng phục vụ để bảo trì, thay đổi về kết nối."""
    return {"announcements": [announcement_facts(one) for one in standing_announcements(now())]}


@api.get(
    "/keys",
    response={200: schemas.KeysOut, 503: schemas.Error},
    auth=None,
    summary="Khóa công khai của trục",
    tags=["Danh bạ"],
)
def read_keys(request: HttpRequest) -> dict[str, Any]:
    """Khóa kiểm tra biên nhận. Lần đầu, hãy đối chiếu với khóa do đơn vị vận hành trao tay."""
    keys = [{"kid": kid, "alg": "ES256", "pem": public_pem(key).decode()} for kid, key in public_keys().items()]
    return {"axis": env.ENV.axis_name, "title": env.ENV.axis_title, "keys": keys}


api.add_router("", neighbours)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _listed(row: Delivery) -> dict[str, Any]:
    transfer = row.transfer
    return {
        "delivery_id": str(row.ref),
        "transfer_id": str(transfer.ref),
        "kind": transfer.kind,
        "operation": transfer.operation,
        "status": transfer.status_code,
        "document_id": transfer.document_id or None,
        "sender": transfer.sender_code,
        "receiver": row.receiver_code,
        "state": row.state,
        "sha256": transfer.packet_sha256,
        "size": transfer.size,
        "submitted_at": iso(row.submitted_at),
    }
