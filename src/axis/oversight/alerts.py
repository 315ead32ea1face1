"""What is watched: the table of kinds, each with how it is found. Doors: Kind, KINDS, Trouble, ensure_rules, watch.

``watch`` opens an alert for each new trouble and closes those that ended, in one transaction; telling people is telling.py.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from axis.oversight.measures import Measures
from axis.oversight.models import Alert, AlertRule

SILENT = timedelta(minutes=15)


@dataclass(frozen=True)
class Trouble:
    """One thing that is beyond its threshold now: what it is about, the value, one sentence."""

    subject: str
    value: float
    sentence: str


Find = Callable[[Measures, float], Iterable[Trouble]]


@dataclass(frozen=True)
class Kind:
    """``unit`` is written after the threshold; ``find`` returns what is beyond it."""

    name: str
    word: str
    unit: str
    threshold: float
    find: Find


def _silent(found: Measures, minutes: float) -> Iterable[Trouble]:
    for one in found.systems:
        waits = (found.at - one.oldest).total_seconds() / 60 if one.oldest else 0
        if waits > minutes and (one.seen is None or found.at - one.seen > SILENT):
            yield Trouble(one.system_id, waits, f"Hệ thống {one.name} mất kết nối; {one.open} lượt giao đang chờ.")


def _backlog(found: Measures, count: float) -> Iterable[Trouble]:
    for one in found.systems:
        if one.open >= count:
            yield Trouble(one.system_id, one.open, f"Hệ thống {one.name} có {one.open} lượt giao chưa lấy.")


def _expiring(found: Measures, days: float) -> Iterable[Trouble]:
    for one in found.systems:
        if one.expires is not None and one.expires - found.at < timedelta(days=days):
            left = (one.expires - found.at).days
            words = f"còn {left} ngày" if left >= 0 else "đã hết hạn"
            yield Trouble(one.system_id, left, f"Chứng thư của hệ thống {one.name} {words}.")


def _above(value: Callable[[Measures], float], sentence: str) -> Find:
    def find(found: Measures, threshold: float) -> Iterable[Trouble]:
        if value(found) >= threshold:
            yield Trouble("", value(found), sentence.format(value=f"{value(found):g}"))

    return find


def _disk(found: Measures, percent: float) -> Iterable[Trouble]:
    if found.free_share * 100 < percent:
        yield Trouble("", found.free_share * 100, f"Đĩa giữ gói tin chỉ còn trống {found.free_share * 100:.0f} %.")


KINDS = {
    one.name: one
    for one in (
        Kind("system_silent", "Hệ thống mất kết nối khi có gói chờ", "phút", 30, _silent),
        Kind("backlog", "Hệ thống để dồn lượt giao", "lượt", 1000, _backlog),
        Kind("failed", "Lỗi ở bên nhận", "lượt", 20, _above(lambda m: m.failed, "{value} lượt giao lỗi ở bên nhận.")),
        Kind("dead", "Không ai lấy quá 3 ngày", "lượt", 1, _above(lambda m: m.dead, "{value} lượt giao quá 3 ngày.")),
        Kind(
            "refused", "Trục từ chối trong một giờ", "gói", 100, _above(lambda m: m.refused, "{value} gói bị từ chối.")
        ),
        Kind(
            "unlogged",
            "Sổ chứng cứ chậm",
            "giây",
            300,
            _above(lambda m: m.unlogged_s, "Sổ chứng cứ chậm {value} giây."),
        ),
        Kind("key_expiry", "Chứng thư sắp hết hạn", "ngày", 30, _expiring),
        Kind("disk", "Đĩa sắp đầy", "% trống", 10, _disk),
    )
}


def ensure_rules() -> None:
    """Make the rules that are not there yet, told to nobody; an operator adds addresses."""
    rules = [AlertRule(kind=one.name, threshold=one.threshold) for one in KINDS.values()]
    AlertRule.objects.bulk_create(rules, ignore_conflicts=True)


@transaction.atomic
def watch(found: Measures, *, now: datetime) -> bool:
    """Open and close alerts by what is found; return whether any changed. One trouble is one alert however long it lasts."""
    changed = False
    rules = list(AlertRule.objects.select_for_update().order_by("pk"))
    standing = {(one.rule_id, one.subject): one for one in Alert.objects.filter(closed_at=None)}
    for rule in rules:
        kind = KINDS.get(rule.kind)
        troubles = kind.find(found, rule.threshold) if kind is not None and rule.enabled else ()
        for trouble in troubles:
            alert = standing.pop((rule.pk, trouble.subject), None)
            if alert is None:
                Alert.objects.create(
                    rule=rule,
                    subject=trouble.subject,
                    sentence=trouble.sentence[:500],
                    value=trouble.value,
                    opened_at=now,
                )
                changed = True
            elif alert.sentence != trouble.sentence:
                alert.sentence, alert.value = trouble.sentence[:500], trouble.value
                alert.save(update_fields=["sentence", "value"])
    for alert in standing.values():
        alert.closed_at, alert.tries, alert.next_try_at = now, 0, None
        alert.save(update_fields=["closed_at", "tries", "next_try_at"])
        changed = True
    return changed
