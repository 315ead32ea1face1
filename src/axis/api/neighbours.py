"""The calls of an axis below this one. Doors: router.

Packets go the way of every system's packets; here is what only axes tell each other: what became of them, and who lies behind whom.
"""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from axis.api import schemas
from axis.api.schemas import Text
from axis.config import config
from axis.delivery.actions.relay import Hop, Outcome, confirm, hear
from axis.directory.callers import Caller, SignedCall, spend_nonce
from axis.directory.facts import Bloc, Level
from axis.directory.models import System
from axis.directory.snapshot import directory
from axis.peering.actions.announce import Behind, register_behind
from axis.peering.errors import NotAnAxis
from axis.peering.telling import heard_below, to_tell_below
from kit.clock import HANOI, now
from kit.front import wait_header

MOST = 500
WAIT_MAX_SECONDS = 60
CODE = 100
REFUSALS = {frozenset({400, 401, 403, 404, 405, 409, 422, 503}): schemas.Error}
State = Literal["relayed", "taken", "failed"]

router = Router(tags=["Trục cấp dưới"])


class HopIn(Schema):
    axis: Text = Field(max_length=100)
    event: Literal["accepted", "delivered", "relayed", "taken", "failed"]
    at: datetime


class OutcomeIn(Schema):
    transfer_id: UUID = Field(description="Mã lượt chuyển ở trục này (trục cấp trên)")
    receiver: Text = Field(max_length=CODE)
    state: State
    reason: Text = Field("", max_length=1000)
    hops: list[HopIn] = Field(default_factory=list, max_length=64)


class OutcomesIn(Schema):
    outcomes: list[OutcomeIn] = Field(max_length=MOST)


class HeardIn(Schema):
    transfer_id: UUID
    receiver: Text = Field(max_length=CODE)
    state: State


class ConfirmedIn(Schema):
    outcomes: list[HeardIn] = Field(max_length=MOST)


class OutcomesOut(Schema):
    outcomes: list[dict[str, Any]]


class ResultsOut(Schema):
    results: list[str] = Field(description="heard hoặc unknown, theo thứ tự đã gửi")


class AgencyIn(Schema):
    code: Text = Field(max_length=CODE)
    name: Text = Field(max_length=300)
    code_qcvn102: Text | None = Field(None, max_length=CODE)
    aliases: list[Text] = Field(default_factory=list, max_length=50)
    valid_to: date | None = None
    level: Level | None = Field(None, description="Cấp; bỏ trống khi chưa rõ")
    bloc: Bloc | None = None
    parent: Text | None = Field(None, max_length=CODE, description="Mã cơ quan cấp trên, cũng thuộc trục cấp dưới này")
    successor: Text | None = Field(None, max_length=CODE, description="Mã cơ quan nhận văn bản thay")


class AnnouncedIn(Schema):
    agencies: list[AgencyIn] = Field(max_length=MOST)


class AnnouncedOut(Schema):
    results: list[dict[str, str]] = Field(description="code rỗng là đã ghi; khác rỗng là mã lỗi, kèm message")


@router.get("/outcomes", response={200: OutcomesOut, **REFUSALS}, summary="Kết quả của gói tin đã chuyển lên")
def read_outcomes(
    request: HttpRequest,
    response: HttpResponse,
    wait: int = Query(0, ge=0, le=WAIT_MAX_SECONDS, description="Số giây chờ khi chưa có gì"),
    limit: int = Query(200, ge=1, le=MOST),
) -> dict[str, Any]:
    """Mọi thay đổi mà trục cấp dưới chưa xác nhận, cũ nhất trước. Danh sách là trạng thái: bỏ lỡ một lần gọi không mất gì."""
    caller = _axis(request)
    rows = to_tell_below(system_pk=caller.system_pk, axis=config().name, limit=limit)
    if not rows and wait:
        name, value = wait_header([f"axis.untold.{caller.system_pk}"], wait)
        response[name] = value
    return {"outcomes": [one.outcome.facts for one in rows]}


@router.post("/outcomes/confirmed", response={200: ResultsOut, **REFUSALS}, summary="Xác nhận đã biết kết quả")
def confirm_outcomes(request: HttpRequest, told: ConfirmedIn) -> dict[str, Any]:
    """Kết quả đã đổi sau khi được đọc vẫn còn trong danh sách. Lặp lại không đổi gì."""
    caller = _axis(request, write=True)
    named = [(one.transfer_id, one.receiver, one.state) for one in told.outcomes]
    confirm(system_pk=caller.system_pk, heard=heard_below(system_pk=caller.system_pk, confirmed=named))
    return {"results": ["heard"] * len(named)}


@router.post("/outcomes", response={200: ResultsOut, **REFUSALS}, summary="Báo kết quả của gói tin đã chuyển xuống")
def hear_outcomes(request: HttpRequest, told: OutcomesIn) -> dict[str, Any]:
    """`relayed`: trục cấp dưới đã nhận; `taken`, `failed`: nơi nhận đã lấy hoặc không lấy được. Lặp lại không đổi gì."""
    caller = _axis(request, write=True)
    outcomes = [
        Outcome(one.transfer_id, one.receiver, one.state, one.reason, tuple(_hop(hop) for hop in one.hops))
        for one in told.outcomes
    ]
    known = hear(system_pk=caller.system_pk, outcomes=outcomes, now=now())
    return {"results": ["heard" if one else "unknown" for one in known]}


@router.post(
    "/agencies/behind", response={200: AnnouncedOut, **REFUSALS}, summary="Khai báo cơ quan thuộc trục cấp dưới"
)
def announce_agencies(request: HttpRequest, told: AnnouncedIn) -> dict[str, Any]:
    """Mỗi cơ quan có kết quả riêng. Mã đang thuộc hệ thống khác, hoặc nằm dưới mã cấp 1 của hệ thống khác, không được ghi."""
    caller = _axis(request, write=True)
    wanted = [
        Behind(
            code=one.code,
            name=one.name,
            code_qcvn102=one.code_qcvn102 or None,
            aliases=tuple(one.aliases),
            valid_to=one.valid_to,
            level=one.level or "",
            bloc=one.bloc or "",
            parent=one.parent or "",
            successor=one.successor or "",
        )
        for one in told.agencies
    ]
    answers = register_behind(system_pk=caller.system_pk, wanted=wanted, now=now())
    return {"results": [{"code": one.code, "message": one.text()} if one else {"code": ""} for one in answers]}


def _hop(one: HopIn) -> Hop:
    return Hop(one.axis, one.event, one.at if one.at.tzinfo else one.at.replace(tzinfo=HANOI))


def _axis(request: HttpRequest, *, write: bool = False) -> Caller:
    """Return the caller, an axis below this one. Raises: NotAnAxis, Replayed."""
    call: SignedCall = request.auth  # type: ignore[attr-defined]
    if directory.current().systems[call.caller.system_pk].kind != System.Kind.LOWER:
        raise NotAnAxis(system_id=call.caller.system_id)
    if write:
        spend_nonce(call, now=now())
    return call.caller
