"""The tracking board of a sent document: one row a receiver, worst first.

Doors: board_of, asks_of, Row, Step, Ask, WORDS, ASK_WORDS, STEPS.

Reads deliveries and the statuses their receivers sent; every word on it belongs to an event that has happened.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from office.documents.facts import StatusCode
from office.documents.models import Document
from office.exchange.reading import near_time
from office.outgoing.models import ChangeAsk, Delivery, DeliveryStatus
from office.outgoing.reach import BRINGS
from office.outgoing.states import ChangeKind, DispatchState

UNHEARD_AFTER = timedelta(minutes=15)  # R28-33: nothing heard from the receiver's system
IDLE_AFTER = timedelta(hours=1)

# column: the status that fills it; the first column is the axis' own receipt
STEPS: tuple[tuple[str, str], ...] = (
    ("axis", "Trục nhận"),
    (StatusCode.ARRIVED, "Đã đến"),
    (StatusCode.ACCEPTED, "Tiếp nhận"),
    (StatusCode.ASSIGNED, "Phân công"),
    (StatusCode.IN_PROGRESS, "Xử lý"),
    (StatusCode.DONE, "Hoàn thành"),
)

# what is shown now: ring shape, tone, word, rank (worst first)
WORDS: dict[str, tuple[str, str, str, int]] = {
    DispatchState.DEAD: ("triangle", "bad", "Chưa gửi được", 0),
    DispatchState.REFUSED: ("triangle", "bad", "Trục không nhận", 0),
    StatusCode.REFUSED: ("octagon", "bad", "Từ chối tiếp nhận", 1),
    DispatchState.QUEUED: ("dashed", "mute", "Đang chờ gửi", 3),
    DispatchState.ACCEPTED: ("empty", "mute", "Trục đã nhận", 4),
    StatusCode.ARRIVED: ("dot", "ink", "Đã đến", 5),
    StatusCode.ACCEPTED: ("quarter", "ink", "Đã tiếp nhận", 6),
    StatusCode.ASSIGNED: ("half", "ink", "Đã phân công", 7),
    StatusCode.IN_PROGRESS: ("three_quarter", "ink", "Đang xử lý", 8),
    StatusCode.DONE: ("check", "ok", "Đã hoàn thành", 10),
}
# what was asked and what was answered ("" while there is no answer): the same four facts
ASK_WORDS: dict[tuple[str, str], tuple[str, str, str, int]] = {
    (ChangeKind.RECALL, ""): ("return", "warn", "Đã báo thu hồi", 3),
    (ChangeKind.RECALL, StatusCode.AGREED): ("return", "warn", "Đã thu hồi", 9),
    (ChangeKind.RECALL, StatusCode.DECLINED): ("octagon", "bad", "Không đồng ý thu hồi", 1),
    (ChangeKind.RETRIEVE, ""): ("return", "warn", "Yêu cầu lấy lại", 3),
    (ChangeKind.RETRIEVE, StatusCode.AGREED): ("return", "warn", "Đã trả lại", 9),
    (ChangeKind.RETRIEVE, StatusCode.DECLINED): ("octagon", "bad", "Không đồng ý trả lại", 1),
    (ChangeKind.UPDATE, ""): ("return", "warn", "Chờ đồng ý cập nhật", 4),
    (ChangeKind.UPDATE, StatusCode.AGREED): ("check", "ink", "Đã cập nhật", 8),
    (ChangeKind.UPDATE, StatusCode.DECLINED): ("octagon", "bad", "Không đồng ý cập nhật", 1),
    (ChangeKind.REPLACE, ""): ("return", "warn", "Chờ đồng ý thay thế", 4),
    (ChangeKind.REPLACE, StatusCode.AGREED): ("check", "ink", "Đã thay thế", 9),
    (ChangeKind.REPLACE, StatusCode.DECLINED): ("octagon", "bad", "Không đồng ý thay thế", 1),
}
UNKNOWN = ("dot", "mute", "Trạng thái khác", 5)


@dataclass(frozen=True)
class Step:
    """One column of a row: ``at`` is None while its event has not happened."""

    code: str
    label: str
    at: datetime | None
    tone: str
    last: bool


@dataclass(frozen=True)
class Row:
    """One receiver: its steps, and in words what holds now, who or why, and how bad that is."""

    code: str
    name: str
    steps: tuple[Step, ...]
    ring: str
    tone: str
    word: str
    detail: str
    detail_tone: str
    rank: int
    at: datetime
    status: str
    heard: str  # every status code this receiver sent, in order: "01 03 04"
    unproved: bool = False  # the axis said yes and signed nothing (VXP): its answer is kept, no receipt

    @property
    def group(self) -> str:
        """Return the chip this row belongs to."""
        if self.tone == "bad" or self.detail_tone == "warn":
            return "attention"
        return self.status or "sent"


@dataclass(frozen=True)
class Ask:
    """One question to one receiver, and its answer: for the table under the board."""

    code: str
    name: str
    kind: str
    asked_at: datetime
    reason: str
    ring: str
    tone: str
    word: str
    answer: str  # 15, 16 or nothing yet
    answered_at: datetime | None
    text: str
    staff: str
    transport: str  # why it has not left, when it has not


def board_of(document: Document, *, now: datetime) -> list[Row]:
    """Return the rows of the document's sending, worst first, each with the last thing it was asked. Three queries."""
    deliveries = list(
        Delivery.objects.of(document.agency_id)
        .filter(dispatch__outgoing__document=document)
        .select_related("dispatch", "dispatch__packet")
        .order_by("dispatch_id", "id")
    )
    heard: dict[str, list[DeliveryStatus]] = defaultdict(list)
    codes = {one.pk: one.code for one in deliveries}
    for status in DeliveryStatus.objects.of(document.agency_id).filter(delivery__in=deliveries).order_by("at", "id"):
        heard[codes[status.delivery_id]].append(status)
    asked = {ask.code: ask for ask in _asks(document)}  # the last one of each receiver
    sent = {one.code: one for one in deliveries if one.dispatch.operation in BRINGS}
    carried = {(one.dispatch_id, one.code): one for one in deliveries}
    rows = []
    for code, delivery in sent.items():
        ask = asked.get(code)
        if ask is not None and ask.dispatch_id < delivery.dispatch_id and ask.kind != ChangeKind.REPLACE:
            ask = None  # it got the document again since
        rows.append(_row(delivery, ask, carried.get((ask.dispatch_id, code)) if ask else None, heard[code], now))
    return sorted(rows, key=lambda row: (row.rank, row.name))


def _asks(document: Document) -> list[ChangeAsk]:
    rows = ChangeAsk.objects.of(document.agency_id).filter(change__outgoing__document=document)
    return list(rows.select_related("change").order_by("id"))


def asks_of(document: Document) -> list[Ask]:
    """Return everything receivers were asked about the document, newest first, with each answer. Two queries."""
    asks = _asks(document)
    rows = Delivery.objects.of(document.agency_id).filter(dispatch__in={ask.dispatch_id for ask in asks})
    carried = {(one.dispatch_id, one.code): one for one in rows}
    return [_told(ask, carried.get((ask.dispatch_id, ask.code))) for ask in reversed(asks)]


def _told(ask: ChangeAsk, delivery: Delivery | None) -> Ask:
    ring, tone, word, _rank = ASK_WORDS[ask.kind, ask.answer]
    stuck = delivery is not None and delivery.state in (DispatchState.DEAD, DispatchState.REFUSED)
    return Ask(
        code=ask.code,
        name=ask.name,
        kind=str(ChangeKind(ask.kind).label),
        asked_at=ask.asked_at,
        reason=ask.change.reason,
        ring=ring,
        tone=tone,
        word=word,
        answer=ask.answer,
        answered_at=ask.answered_at,
        text=ask.answer_text,
        staff=ask.answer_staff,
        transport=delivery.state_reason if stuck and delivery is not None else "",
    )


def _row(
    delivery: Delivery, ask: ChangeAsk | None, carrier: Delivery | None, heard: Sequence[DeliveryStatus], now: datetime
) -> Row:
    first: dict[str, datetime] = {}
    for status in heard:
        first.setdefault(status.code, status.at)
    packet = getattr(delivery.dispatch, "packet", None)
    accepted_at = packet.settled_at if packet is not None and delivery.state == DispatchState.ACCEPTED else None
    stuck = carrier is not None and carrier.state in (DispatchState.DEAD, DispatchState.REFUSED)
    if ask is None or (ask.kind == ChangeKind.UPDATE and ask.answer == StatusCode.AGREED and _moved_on(delivery, ask)):
        ring, tone, word, rank = WORDS.get(delivery.status or delivery.state, UNKNOWN)
        detail, detail_tone = _detail(delivery, accepted_at, now)
        at = delivery.status_at or delivery.state_at
    elif stuck and carrier is not None:
        ring, tone, word, rank = WORDS[carrier.state]
        detail, detail_tone, at = carrier.state_reason, "bad", carrier.state_at
    else:
        ring, tone, word, rank = ASK_WORDS[ask.kind, ask.answer]
        detail, detail_tone = _answer_detail(ask, now)
        at = ask.answered_at or ask.asked_at
    return Row(
        code=delivery.code,
        name=delivery.name,
        steps=_steps(first, accepted_at, tone),
        ring=ring,
        tone=tone,
        word=word,
        detail=detail,
        detail_tone=detail_tone or ("bad" if tone == "bad" else ""),
        rank=min(rank, 2) if detail_tone == "warn" else rank,
        at=at,
        status=delivery.status,
        heard=" ".join(dict.fromkeys(status.code for status in heard)),
        unproved=accepted_at is not None and packet is not None and packet.receipt.startswith("{"),
    )


def _moved_on(delivery: Delivery, ask: ChangeAsk) -> bool:
    """Whether the receiver has worked on since it agreed to an update."""
    return bool(delivery.status_at and ask.answered_at and delivery.status_at > ask.answered_at)


def _answer_detail(ask: ChangeAsk, now: datetime) -> tuple[str, str]:
    if ask.answer:
        return ask.answer_text or ask.answer_staff, ""
    span = now - ask.asked_at
    since = f"Chưa trả lời từ {near_time(ask.asked_at, now)}"
    return since, "warn" if span > IDLE_AFTER else ""


def _steps(first: dict[str, datetime], accepted_at: datetime | None, tone: str) -> tuple[Step, ...]:
    refused_at = first.get(StatusCode.REFUSED)
    times: list[datetime | None] = [accepted_at]
    times += [first.get(code) for code, _ in STEPS[1:]]
    if refused_at is not None:
        times[2] = refused_at
    reached = max((index for index, at in enumerate(times) if at is not None), default=-1)
    steps = []
    for index, (code, label) in enumerate(STEPS):
        step_tone = "ok" if tone == "ok" else "ink"
        if refused_at is not None and index == reached:
            step_tone = "bad"
        steps.append(Step(code, label, times[index], step_tone if index <= reached else "mute", index == reached))
    return tuple(steps)


def _detail(delivery: Delivery, accepted_at: datetime | None, now: datetime) -> tuple[str, str]:
    """Return the second line and whether it asks for attention."""
    if delivery.state in (DispatchState.DEAD, DispatchState.REFUSED):
        return delivery.state_reason, "bad"
    if delivery.status == StatusCode.REFUSED:
        return delivery.status_text, "bad"
    if delivery.status == StatusCode.ARRIVED and delivery.status_at and now - delivery.status_at > IDLE_AFTER:
        return f"Chưa tiếp nhận sau {_span(now - delivery.status_at)}", "warn"
    if not delivery.status and accepted_at and now - accepted_at > UNHEARD_AFTER:
        return f"Bên nhận chưa lấy về sau {_span(now - accepted_at)}", "warn"
    return delivery.status_staff or delivery.status_text, ""


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} giờ {minutes:02d} phút" if hours else f"{minutes} phút"
