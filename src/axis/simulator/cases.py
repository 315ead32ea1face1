"""What the simulator sends a system, and what it waits for. Doors: Case, Expect, Kind, Context, CASES.

A table of facts: a case is one packet in the system's inbox; what is expected of it can be seen on the axis alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from axislink.conformance.packets import Maker
from edxml import Operation

LARGE = 3_000_000
ANSWERS = ("15", "16")
_GOOD, _BAD = b"JVBERi0xLj", b"JVB*Ri0xLj"  # the beginning of a PDF in Base64, and what is no Base64


class Kind(StrEnum):
    TAKEN = "taken"
    CLOSED = "closed"  # taken, or called unusable with a reason
    AGAIN = "again"  # taken a second time, after it was offered again
    HEARD = "heard"  # one of these statuses came back
    ONCE = "once"  # none of these statuses came back twice
    SENT = "sent"  # the system sent a document to the simulator


@dataclass(frozen=True)
class Expect:
    kind: Kind
    text: str
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Context:
    """What a packet is made of: the two agencies, the trial's own ids, the document that the system sent, if any."""

    ours: str
    theirs: str
    prefix: str
    at: datetime
    their_document: str = ""

    @property
    def maker(self) -> Maker:
        return Maker(self.ours, self.theirs, self.at)

    @property
    def back(self) -> Maker:
        """Return who writes statuses in our name."""
        return Maker(self.theirs, self.ours, self.at)

    def id(self, case: str) -> str:
        return f"{self.ours},{self.at:%Y/%m/%d},{self.prefix}{case}/MP"


@dataclass(frozen=True)
class Case:
    """``about``: the case whose document it speaks of. ``after``: the case that must have been taken before.

    ``make`` returns the packet; None while what it needs is not there.
    """

    code: str
    title: str
    expects: tuple[Expect, ...]
    make: Callable[[Context], bytes | None]
    about: str = ""
    after: str = ""
    again: bool = False


def _new(case: str) -> Callable[[Context], bytes]:
    return lambda context: context.maker.document(context.id(case))


def _change(operation: Operation, about: str) -> Callable[[Context], bytes]:
    return lambda context: context.maker.document(context.id(about), operation=operation)


def _broken(context: Context) -> bytes:
    return context.maker.document(context.id("A09")).replace(_GOOD, _BAD)


def _asked_back(context: Context) -> bytes:
    return context.back.status(context.id("A01"), "13", context.at, to=context.theirs)


def _unknown(context: Context) -> bytes:
    return context.back.status(context.id("A08"), "03", context.at, to=context.theirs)


def _told(code: str, minutes: int) -> Callable[[Context], bytes | None]:
    def make(context: Context) -> bytes | None:
        if not context.their_document:
            return None
        at = context.at + timedelta(minutes=minutes)
        return context.back.status(context.their_document, code, at, to=context.theirs)

    return make


TAKEN = Expect(Kind.TAKEN, "lấy về và xác nhận (taken, done)")
CLOSED = Expect(Kind.CLOSED, "xác nhận, hoặc báo không dùng được kèm lý do")

CASES: tuple[Case, ...] = (
    Case(
        "A01",
        "Văn bản mới, một tệp PDF",
        (
            TAKEN,
            Expect(Kind.HEARD, "gửi trạng thái 01 (đã đến)", ("01",)),
            Expect(Kind.HEARD, "gửi trạng thái 03 (tiếp nhận) hoặc 02 (từ chối)", ("03", "02")),
        ),
        _new("A01"),
    ),
    Case(
        "A02",
        "Giao lại lần nữa, như khi mất xác nhận",
        (
            TAKEN,
            Expect(Kind.AGAIN, "xác nhận lại lần giao thứ hai"),
            Expect(Kind.ONCE, "không gửi trạng thái 01, 03 hai lần", ("01", "03")),
        ),
        _new("A02"),
        again=True,
    ),
    Case("A03", "Thu hồi đến trước bản gốc", (TAKEN,), _change(Operation.RECALL, "A04"), about="A04"),
    Case(
        "A04",
        "Bản gốc đến sau lệnh thu hồi",
        (TAKEN, Expect(Kind.HEARD, "trả lời thu hồi: 15 (đồng ý) hoặc 16 (không đồng ý)", ANSWERS)),
        _new("A04"),
        after="A03",
    ),
    Case("A05", "Cập nhật văn bản đã gửi", (TAKEN,), _change(Operation.UPDATE, "A01"), about="A01", after="A01"),
    Case("A06", "Thay thế văn bản đã gửi", (TAKEN,), _change(Operation.REPLACE, "A01"), about="A01", after="A01"),
    Case(
        "A07",
        "Yêu cầu lấy lại bằng trạng thái 13",
        (TAKEN, Expect(Kind.HEARD, "trả lời 15 (đồng ý) hoặc 16 (không đồng ý)", ANSWERS)),
        _asked_back,
        about="A01",
        after="A01",
    ),
    Case("A08", "Trạng thái của văn bản không biết", (CLOSED,), _unknown),
    Case("A09", "Tệp đính kèm hỏng", (CLOSED,), _broken),
    Case(
        "A10",
        "Gói tin lớn, 4 MB",
        (TAKEN,),
        lambda context: context.maker.document(context.id("A10"), size=LARGE),
    ),
    Case(
        "B01",
        "Hệ thống gửi một văn bản đến cơ quan mô phỏng",
        (Expect(Kind.SENT, "gửi một văn bản mới"),),
        lambda context: None,
    ),
    Case("B02", "Trạng thái 06 của văn bản ấy", (TAKEN,), _told("06", 2)),
    Case("B03", "Trạng thái 03 của văn bản ấy, đến sau 06", (TAKEN,), _told("03", 1), after="B02"),
)
BY_CODE = {case.code: case for case in CASES}
