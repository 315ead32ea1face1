"""Figures of a period, by agency, level, bloc or system. Doors: Period, Line, GROUPS, Report, report, workbook, MOST_DAYS.

Documents only; a status packet is no document. A document counts in the period in which the axis accepted it. What is signed and
what went without paper is seen in the packets afterwards (contents.py); which words of the field Paper say that no paper
follows is for the installation to set, because the standard does not.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter
from django.db import connection

from axis.directory.facts import Bloc
from kit.clock import HANOI

MOST_DAYS = 366
COUNTS = ("sent", "signed", "electronic", "recalled", "received", "taken", "on_time", "failed", "refused")
HEADS = {
    "sent": "Gửi",
    "signed": "Có chữ ký số",
    "electronic": "Chỉ bản điện tử",
    "recalled": "Thu hồi",
    "received": "Nhận",
    "taken": "Đã lấy",
    "on_time": "Lấy đúng hạn",
    "failed": "Lỗi ở bên nhận",
    "refused": "Bị từ chối",
}


@dataclass(frozen=True)
class Period:
    """Whole days of Vietnam, both included."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time.min, HANOI)

    @property
    def until(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time.min, HANOI)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Line:
    """Counts of one agency or group. ``on_time``: taken within the time that the installation allows.

    ``signed``: sent with a signature in some file; ``electronic``: sent without paper; ``seen``: sent and looked into for both.
    """

    name: str
    code: str
    sent: int = 0
    signed: int = 0
    electronic: int = 0
    recalled: int = 0
    received: int = 0
    taken: int = 0
    on_time: int = 0
    failed: int = 0
    refused: int = 0
    seen: int = 0

    def plus(self, other: "Line") -> "Line":
        counts = [getattr(self, name) + getattr(other, name) for name in (*COUNTS, "seen")]
        return Line(self.name, self.code, *counts)


@dataclass(frozen=True)
class Report:
    """Lines, the busiest first; their sum; documents accepted on each day."""

    period: Period
    lines: Sequence[Line]
    total: Line
    by_day: Sequence[tuple[date, int]]


_LINES = """
with sent as (
    select sender_id as agency, count(*) as sent, count(*) filter (where operation = 'recall') as recalled,
        count(*) filter (where content.signed) as signed,
        count(*) filter (where content.paper = any(%(without)s)) as electronic, count(content.transfer_id) as seen
    from axis_tracking_transfer transfer left join axis_oversight_packetcontent content on content.transfer_id = transfer.id
    where accepted_at >= %(since)s and accepted_at < %(until)s and kind = 'edoc' group by 1
), got as (
    select receiver_id as agency, count(*) as received, count(*) filter (where state = 'taken') as taken,
        count(*) filter (where state = 'taken' and closed_at - accepted_at <= %(late)s) as on_time,
        count(*) filter (where failure <> '') as failed, count(*) filter (where business_status = '02') as refused
    from axis_tracking_transfer transfer join axis_delivery_delivery delivery on delivery.transfer_id = transfer.id
    where accepted_at >= %(since)s and accepted_at < %(until)s and kind = 'edoc' group by 1
)
select agency.name, agency.code, coalesce(system.name, 'chưa nối'), coalesce(system.system_id, ''), bloc,
    coalesce(sent, 0), coalesce(signed, 0), coalesce(electronic, 0), coalesce(recalled, 0), coalesce(received, 0),
    coalesce(taken, 0), coalesce(on_time, 0), coalesce(failed, 0), coalesce(refused, 0), coalesce(seen, 0)
from sent full join got on got.agency = sent.agency
join axis_directory_agency agency on agency.id = coalesce(sent.agency, got.agency)
left join axis_directory_system system on system.id = agency.system_id
"""
_DAYS = """
select (accepted_at at time zone 'Asia/Ho_Chi_Minh')::date, count(*) from axis_tracking_transfer
where accepted_at >= %(since)s and accepted_at < %(until)s and kind = 'edoc' group by 1
"""


@dataclass(frozen=True)
class Group:
    """One way to group: its name, and from an agency's row the (name, code) of its line."""

    word: str
    of: Callable[[Sequence[Any]], tuple[str, str]]


def _level(row: Sequence[Any]) -> tuple[str, str]:
    """Return the level that a code of QĐ 20/2020/QĐ-TTg shows by its parts (H29, H29.01, …); old codes read from the right."""
    parts = str(row[1]).split(".")
    if len(parts) == 4 and len(row[1]) == 13:  # 000.00.01.H29: parts below the first level stand before it
        parts = [part for part in reversed(parts) if part.strip("0")] or parts[-1:]
    return f"Cấp {len(parts)}", str(len(parts))


GROUPS = {
    "co-quan": Group("Cơ quan", lambda row: (row[0], row[1])),
    "cap": Group("Cấp", _level),
    "khoi": Group("Khối", lambda row: (Bloc(row[4]).label, row[4])),
    "he-thong": Group("Hệ thống", lambda row: (row[2], row[3])),
}


def report(period: Period, *, group: str, late: timedelta, without_paper: Sequence[int] = (0,)) -> Report:
    """Return the figures of a period of at most ``MOST_DAYS``: two statements.

    ``without_paper``: what the field Paper of a packet says when no paper follows.
    """
    values = {"since": period.since, "until": period.until, "late": late, "without": list(without_paper)}
    lines: dict[tuple[str, str], Line] = {}
    for row in _rows(_LINES, values):
        key = GROUPS[group].of(row)
        lines[key] = lines.get(key, Line(*key)).plus(Line(*key, *row[5:]))
    total = Line("Tất cả", "")
    for line in lines.values():
        total = total.plus(line)
    counted = dict(_rows(_DAYS, values))
    by_day = [(day, counted.get(day, 0)) for day in (period.first + timedelta(days=n) for n in range(period.days))]
    ordered = sorted(lines.values(), key=lambda one: (-one.sent - one.received, one.code))
    return Report(period, ordered, total, by_day)


def workbook(found: Report, *, word: str, title: str) -> bytes:
    """Return the report as a workbook of two sheets. Texts are written as texts, never as formulas."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
        sheet = book.add_worksheet("Thống kê")
        sheet.write_string(0, 0, title, bold)
        for column, head in enumerate((word, "Mã", *HEADS.values())):
            sheet.write_string(2, column, head, bold)
        for row, line in enumerate((*found.lines, found.total), start=3):
            sheet.write_string(row, 0, line.name)
            sheet.write_string(row, 1, line.code)
            for column, name in enumerate(COUNTS, start=2):
                sheet.write_number(row, column, getattr(line, name), number)
        sheet.set_column(0, 0, 48)
        sheet.set_column(1, len(HEADS) + 1, 14)
        sheet.freeze_panes(3, 1)
        days = book.add_worksheet("Theo ngày")
        for column, head in enumerate(("Ngày", "Văn bản gửi")):
            days.write_string(0, column, head, bold)
        for row, (day, count) in enumerate(found.by_day, start=1):
            days.write_string(row, 0, day.strftime("%d/%m/%Y"))
            days.write_number(row, 1, count, number)
        days.set_column(0, 1, 14)
    return out.getvalue()


def _rows(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
