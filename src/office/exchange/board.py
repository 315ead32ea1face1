"""The tracking board of a sent document: one row a receiver, worst first. Doors: board_of, Row, Step, WORDS, STEPS.

Reads deliveries and the statuses their receivers sent; every word on it belongs to an event that has happened.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from office.documents.facts import StatusCode
from office.documents.models import Document
from office.outgoing.models import Delivery, DeliveryStatus
from office.outgoing.states import DispatchState

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
    StatusCode.DECLINED: ("return", "warn", "Không đồng ý lấy lại", 2),
    DispatchState.QUEUED: ("dashed", "mute", "Đang chờ gửi", 3),
    DispatchState.ACCEPTED: ("empty", "mute", "Trục đã nhận", 4),
    StatusCode.ARRIVED: ("dot", "ink", "Đã đến", 5),
    StatusCode.RETRIEVE: ("return", "warn", "Yêu cầu lấy lại", 5),
    StatusCode.ACCEPTED: ("quarter", "ink", "Đã tiếp nhận", 6),
    StatusCode.ASSIGNED: ("half", "ink", "Đã phân công", 7),
    StatusCode.IN_PROGRESS: ("three_quarter", "ink", "Đang xử lý", 8),
    StatusCode.AGREED: ("return", "warn", "Đã thu hồi", 9),
    StatusCode.DONE: ("check", "ok", "Đã hoàn thành", 10),
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


def board_of(document: Document, *, now: datetime) -> list[Row]:
    """Return the rows of the document's sending, worst first, with the answers to its recall. Two queries."""
    deliveries = list(
        Delivery.objects.of(document.agency_id)
        .filter(dispatch__outgoing__document=document)
        .select_related("dispatch", "dispatch__packet")
        .order_by("dispatch_id", "id")
    )
    heard: dict[int, list[DeliveryStatus]] = defaultdict(list)
    for status in DeliveryStatus.objects.of(document.agency_id).filter(delivery__in=deliveries).order_by("at", "id"):
        heard[status.delivery_id].append(status)
    sent = {one.code: one for one in deliveries if one.dispatch.operation == "new"}
    recalled = {one.code: one for one in deliveries if one.dispatch.operation == "recall"}
    rows = []
    for code, delivery in sent.items():
        recall = recalled.get(code)
        words = heard[delivery.pk] + (heard[recall.pk] if recall is not None else [])
        rows.append(_row(delivery, recall, words, now))
    return sorted(rows, key=lambda row: (row.rank, row.name))


def _row(delivery: Delivery, recall: Delivery | None, heard: Sequence[DeliveryStatus], now: datetime) -> Row:
    first: dict[str, datetime] = {}
    for status in heard:
        first.setdefault(status.code, status.at)
    told = recall or delivery  # what holds now: the last thing that was sent
    shown = told.status or (StatusCode.RETRIEVE if recall is not None else delivery.state)
    ring, tone, word, rank = WORDS.get(shown, UNKNOWN)
    packet = getattr(delivery.dispatch, "packet", None)
    accepted_at = packet.settled_at if packet is not None and delivery.state == DispatchState.ACCEPTED else None
    detail, detail_tone = (told.status_text, "") if recall is not None else _detail(delivery, accepted_at, now)
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
        at=told.status_at or told.state_at,
        status=told.status or delivery.status,
        heard=" ".join(dict.fromkeys(status.code for status in heard)),
        unproved=accepted_at is not None and packet is not None and packet.receipt.startswith("{"),
    )


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
