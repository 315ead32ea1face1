"""The lists of what did not arrive, as a table. Doors: LISTS, BY_KEY, ProblemList, Asked, Problem, Listing, find, counts.

One statement per list, by an index of what is open or failed: as long as the trouble, not as the history. A new list is
one entry here; its ``source`` returns rows, oldest or newest first, from a place on.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

PAGE = 50
DEAD_AFTER = timedelta(hours=72)  # not taken for so long: nobody is coming for it by itself


@dataclass(frozen=True)
class Asked:
    """What the operator asks: words to look for, a receiving system, a place to go on from."""

    now: datetime
    late: timedelta
    words: str = ""
    system: str = ""
    place: str = ""

    @property
    def values(self) -> dict[str, Any]:
        pattern = "%" + re.sub(r"([\\%_])", r"\\\1", self.words) + "%"
        return {
            "late": self.now - self.late,
            "dead": self.now - DEAD_AFTER,
            "words": self.words,
            "pattern": pattern,
            "system": self.system,
        }


@dataclass(frozen=True)
class Problem:
    """One delivery that did not arrive (``delivery`` set), or one packet refused at the door. ``since``: waiting or failed."""

    place: str
    transfer: UUID | None
    delivery: UUID | None
    document: str
    subject: str
    sender: str
    receiver: str
    system: str
    state: str  # of the delivery; "refused" at the door
    since: datetime
    handed_at: datetime | None = None
    pulled_at: datetime | None = None
    reason: str = ""  # in the receiver's or the axis' own words
    locked: bool = False


@dataclass(frozen=True)
class Listing:
    """One page; ``next`` is the place of the following one, empty at the end."""

    rows: Sequence[Problem]
    next: str


Source = Callable[[Asked, int], Sequence[Problem]]


@dataclass(frozen=True)
class ProblemList:
    """One list: its address, its name, what stands in it, what an empty one says, and why nothing can be resent."""

    key: str
    title: str
    what: str
    icon: str
    empty: tuple[str, str]
    source: Source
    bad: bool = False
    no_resend: str = ""
    between_axes: bool = False  # shown only where there is an axis above


OPEN_WAY = "receiver.system_id is not null and system.state = 'open'"
CONDITIONS = {
    "all": "(delivery.failure <> '' or (delivery.closed_at is null and delivery.submitted_at < %(late)s))",
    "waiting": "delivery.closed_at is null and delivery.submitted_at < %(late)s and delivery.submitted_at >= %(dead)s "
    f"and {OPEN_WAY}",
    "no_way": f"delivery.closed_at is null and not ({OPEN_WAY})",
    "dead": f"delivery.closed_at is null and delivery.submitted_at < %(dead)s and {OPEN_WAY}",
    "failed": "delivery.failure <> ''",
    "upward": "system.kind = 'upper' and (delivery.failure <> '' or (delivery.closed_at is null and delivery.state = 'submitted'))",
}
_DELIVERIES = """
select delivery.id, delivery.submitted_at, transfer.ref, delivery.ref,
    coalesce(nullif(document_code, ''), nullif(document_id, ''), 'Không có số'), subject,
    sender.name, receiver.name, coalesce(system.name, ''), delivery.state, coalesce(closed_at, submitted_at),
    delivered_at, pull.at, coalesce(
        nullif(failure, ''), case when delivery.state = 'relayed' then 'Trục trên đã nhận; nơi nhận ở đó chưa lấy.' end,
        nullif(forward.sentence, ''), case when upstream.paused then 'Đường lên trục trên đang tạm dừng.'
        when upstream.down_since is not null then 'Đường lên trục trên đang đứt: ' || upstream.problem
        when upstream.system_id is not null then 'Chờ đến lượt chuyển lên trục trên.' end, ''),
    system.state is distinct from 'open'
from axis_delivery_delivery delivery
join axis_tracking_transfer transfer on transfer.id = delivery.transfer_id
join axis_directory_agency sender on sender.id = transfer.sender_id
join axis_directory_agency receiver on receiver.id = delivery.receiver_id
left join axis_directory_system system on system.id = receiver.system_id
left join axis_delivery_pull pull on pull.system_id = receiver.system_id
left join axis_peering_upstream upstream on upstream.system_id = receiver.system_id
left join (select transfer_id, upstream_id, sentence from axis_peering_forward) forward
    on forward.transfer_id = transfer.id and forward.upstream_id = receiver.system_id
where {condition}
    and (%(system)s = '' or system.system_id = %(system)s)
    and (%(words)s = '' or document_code ilike %(pattern)s or document_id ilike %(pattern)s or subject ilike %(pattern)s
        or failure ilike %(pattern)s or forward.sentence ilike %(pattern)s
        or sender.name ilike %(pattern)s or receiver.name ilike %(pattern)s
        or sender_code ilike %(words)s or receiver_code ilike %(words)s)
    {after}
order by {order} limit %(limit)s
"""
_REFUSALS = """
select refusal.id, at, coalesce(nullif(document_code, ''), nullif(document_id, ''), 'Không đọc được'),
    coalesce(system.name, sender_code), receivers, sentence, code
from axis_intake_refusal refusal left join axis_directory_system system on system.id = refusal.system_id
where (%(system)s = '' or system.system_id = %(system)s)
    and (%(words)s = '' or document_code ilike %(pattern)s or document_id ilike %(pattern)s or sentence ilike %(pattern)s
        or system.name ilike %(pattern)s or receivers ilike %(pattern)s or sender_code ilike %(words)s)
    {after}
order by refusal.id desc limit %(limit)s
"""


def deliveries(condition: str, *, oldest_first: bool) -> Source:
    """Return a source of deliveries: by waiting time, the longest first, or by row, the newest first."""
    order = "delivery.submitted_at, delivery.id" if oldest_first else "delivery.id desc"

    def source(asked: Asked, limit: int) -> Sequence[Problem]:
        after, values = "", {**asked.values, "limit": limit}
        if oldest_first and (found := re.fullmatch(r"(\d{1,18})-(\d{1,18})", asked.place)):
            after = "and (delivery.submitted_at, delivery.id) > (to_timestamp(%(at)s::numeric / 1000000), %(id)s)"
            values |= {"at": int(found[1]), "id": int(found[2])}
        elif not oldest_first and re.fullmatch(r"\d{1,18}", asked.place):
            after, values["id"] = "and delivery.id < %(id)s", int(asked.place)
        rows = _rows(_DELIVERIES.format(condition=CONDITIONS[condition], after=after, order=order), values)
        return [Problem(_place(pk, at) if oldest_first else str(pk), *rest) for pk, at, *rest in rows]

    return source


def refusals(asked: Asked, limit: int) -> Sequence[Problem]:
    """Return packets refused at the door, newest first."""
    after, values = "", {**asked.values, "limit": limit}
    if re.fullmatch(r"\d{1,18}", asked.place):
        after, values["id"] = "and refusal.id < %(id)s", int(asked.place)
    return [
        Problem(str(pk), None, None, document, "", sender, receivers or "(chưa rõ)", "", "refused", at, reason=f"{why} ({code})")
        for pk, at, document, sender, receivers, why, code in _rows(_REFUSALS.format(after=after), values)
    ]  # fmt: skip


LISTS = (
    ProblemList(
        "tat-ca",
        "Mọi gói chưa đến",
        "Chờ quá lâu, không có đường giao, hoặc lỗi ở bên nhận.",
        "inbox",
        ("Không có gói nào chưa đến", "Gói chờ quá lâu hoặc lỗi ở bên nhận sẽ hiện ở đây kèm lý do."),
        deliveries("all", oldest_first=False),
    ),
    ProblemList(
        "chua-lay",
        "Đã gửi, chưa lấy",
        "Hệ thống nhận đang mở nhưng để gói chờ quá lâu.",
        "clock-exclamation",
        ("Không có gói nào chờ quá lâu", "Gói để chờ quá thời gian cho phép sẽ hiện ở đây, lâu nhất trước."),
        deliveries("waiting", oldest_first=True),
    ),
    ProblemList(
        "chua-chuyen",
        "Chưa chuyển được",
        "Nơi nhận chưa nối với hệ thống nào, hoặc hệ thống đang tạm khóa.",
        "route",
        ("Gói nào cũng có đường giao", "Gói gửi đến nơi chưa nối hoặc đang tạm khóa sẽ hiện ở đây."),
        deliveries("no_way", oldest_first=True),
        bad=True,
    ),
    ProblemList(
        "chua-len",
        "Chưa lên trục trên",
        "Nơi nhận ở sau trục trên: gói còn chờ chuyển lên, hoặc trục trên không nhận.",
        "arrow-up",
        ("Gói nào cũng đã lên trục trên", "Gói chờ đường lên hoặc bị trục trên từ chối sẽ hiện ở đây kèm lý do."),
        deliveries("upward", oldest_first=True),
        between_axes=True,
    ),
    ProblemList(
        "tu-choi",
        "Bị trục từ chối",
        "Trục không nhận các gói này và đã báo lý do cho bên gửi.",
        "ban",
        ("Trục chưa từ chối gói nào", "Gói bị từ chối sẽ hiện ở đây kèm mã lỗi và lý do."),
        refusals,
        no_resend="Trục không giữ gói đã từ chối. Bên gửi sửa theo lý do rồi gửi lại.",
    ),
    ProblemList(
        "loi",
        "Lỗi ở bên nhận",
        "Bên nhận báo không dùng được gói, kèm lý do.",
        "alert-triangle",
        ("Không có gói nào lỗi", "Gói bên nhận báo không dùng được sẽ hiện ở đây kèm lý do."),
        deliveries("failed", oldest_first=False),
        bad=True,
    ),
    ProblemList(
        "qua-han",
        "Không ai lấy quá 3 ngày",
        "Gói vẫn được giữ, nhưng cần người liên hệ với bên nhận.",
        "clock-pause",
        ("Không có gói nào chờ quá 3 ngày", "Gói không ai lấy sau 3 ngày sẽ chuyển sang đây."),
        deliveries("dead", oldest_first=True),
        bad=True,
    ),
)
BY_KEY = {one.key: one for one in LISTS}


def find(wanted: ProblemList, asked: Asked, *, limit: int = PAGE) -> Listing:
    """Return one page of a list."""
    rows = wanted.source(asked, limit + 1)
    more = len(rows) > limit
    return Listing(rows[:limit], rows[limit - 1].place if more else "")


def counts(now: datetime, late: timedelta, day: datetime) -> dict[str, int]:
    """Return how many stand in each list (of refusals: since ``day``), for the whole page in one statement."""
    apart = {"chua-lay": "waiting", "chua-chuyen": "no_way", "loi": "failed", "qua-han": "dead"}
    listed = {**apart, "chua-len": "upward"}  # what is on its way up stands in one of the others too
    parts = ", ".join(f"count(*) filter (where {CONDITIONS[name]})" for name in listed.values())
    # The two kinds of trouble are read from their own indexes: an "or" would read the whole table.
    [row] = _rows(
        f"select {parts}, (select count(*) from axis_intake_refusal where at >= %(day)s) "  # noqa: S608
        "from (select * from axis_delivery_delivery where closed_at is null union all "
        "select * from axis_delivery_delivery where failure <> '') delivery "
        "join axis_directory_agency receiver on receiver.id = delivery.receiver_id "
        "left join axis_directory_system system on system.id = receiver.system_id",
        {**Asked(now, late).values, "day": day},
    )
    found = dict(zip([*listed, "tu-choi"], map(int, row), strict=True))
    return {**found, "tat-ca": sum(found[key] for key in apart)}


def _place(pk: int, at: datetime) -> str:
    return f"{int(at.timestamp()) * 1_000_000 + at.microsecond}-{pk}"


def _rows(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
