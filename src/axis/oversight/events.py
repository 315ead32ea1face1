"""The book of operators' acts. Doors: Operator, Kind, KINDS, record.

An act and its event are one transaction: whoever acts here calls ``record`` inside it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from axis.oversight.models import OperatorEvent
from kit.refs import uuid7


@dataclass(frozen=True)
class Operator:
    """Who acts, and from which address. ``pk`` is None for the command line."""

    pk: int | None
    name: str
    address: str | None = None


@dataclass(frozen=True)
class Kind:
    """One kind of act: its name in the table and what the operator reads."""

    name: str
    word: str


KINDS = {
    one.name: one
    for one in (
        Kind("delivery.resent", "Giao lại"),
        Kind("packet.read", "Xem nguyên văn gói tin"),
        Kind("packet.bundle", "Tải gói chứng cứ"),
        Kind("console.entered", "Đăng nhập"),
        Kind("console.locked_out", "Bị khóa đăng nhập"),
        Kind("system.connected", "Nối hệ thống"),
        Kind("system.secret", "Đổi khóa bí mật"),
        Kind("system.key_added", "Thêm khóa"),
        Kind("system.key_revoked", "Thu hồi khóa"),
        Kind("system.locked", "Tạm khóa hệ thống"),
        Kind("system.unlocked", "Mở khóa hệ thống"),
        Kind("system.quota", "Đặt hạn mức"),
        Kind("announcement.made", "Đăng thông báo"),
        Kind("announcement.withdrawn", "Rút thông báo"),
        Kind("alert.rule", "Đổi quy tắc cảnh báo"),
    )
}


def record(kind: str, *, operator: Operator, now: datetime, subject: str = "", **facts: Any) -> OperatorEvent:
    """Return the event, written. Raises: KeyError for a kind that is not in the table."""
    return OperatorEvent.objects.create(
        ref=uuid7(),
        at=now,
        operator_id=operator.pk,
        by=operator.name[:150],
        address=operator.address,
        kind=KINDS[kind].name,
        subject=subject[:200],
        facts=facts,
    )
