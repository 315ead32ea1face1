"""What an audit may find, and in which words. Doors: Damage, Finding, Audited."""

from dataclasses import dataclass, field
from enum import StrEnum

MOST = 1000  # of a log in ruins, the first are enough


class Damage(StrEnum):
    LEAF_CHANGED = "leaf_changed"
    LEAF_MISSING = "leaf_missing"
    LEAF_INSERTED = "leaf_inserted"
    LEAF_MOVED = "leaf_moved"
    RANGE_CHANGED = "range_changed"
    LOG_CUT = "log_cut"
    SUBTREE = "subtree_changed"
    HEAD = "head_changed"
    HEAD_MISSING = "head_missing"
    CLOCK = "clock_moved"
    TIMESTAMP = "timestamp_wrong"
    RECEIPT = "receipt_changed"
    RECEIPT_MISSING = "receipt_missing"
    REQUEST = "request_changed"
    BODY = "body_changed"
    BODY_MISSING = "body_missing"
    UNLOGGED = "unlogged"


SENTENCES = {
    Damage.LEAF_CHANGED: "Mục sổ số {place} đã bị sửa ({what}).",
    Damage.LEAF_MISSING: "Thiếu mục sổ số {place}.",
    Damage.LEAF_INSERTED: "Có mục được chèn vào ở số {place}.",
    Damage.LEAF_MOVED: "Mục sổ ở số {place} bị đổi chỗ ({what}).",
    Damage.RANGE_CHANGED: "Có mục đã bị viết lại trong khoảng {what}: nội dung không khớp đầu sổ {place} mục mà trục đã ký.",
    Damage.LOG_CUT: "Sổ bị cắt ở cuối: chỉ còn {what} mục, trong khi trục đã ký đầu sổ {place} mục.",
    Damage.SUBTREE: "Giá trị băm trung gian ({what}) không khớp các mục sổ.",
    Damage.HEAD: "Đầu sổ {place} mục đã bị sửa ({what}).",
    Damage.HEAD_MISSING: "Thiếu đầu sổ {place} mục mà trục đã ký.",
    Damage.CLOCK: "Đầu sổ {place} mục ghi thời điểm sớm hơn đầu sổ đứng trước hoặc muộn hơn dấu thời gian của nó.",
    Damage.TIMESTAMP: "Dấu thời gian của đầu sổ {place} mục không đúng ({what}).",
    Damage.RECEIPT: "Biên nhận của gói tin {what} (mục sổ {place}) đã bị sửa.",
    Damage.RECEIPT_MISSING: "Mất biên nhận của gói tin {what} (mục sổ {place}).",
    Damage.REQUEST: "Chữ ký yêu cầu của bên gửi cho gói tin {what} (mục sổ {place}) đã bị sửa.",
    Damage.BODY: "Nội dung gói tin {what} (mục sổ {place}) đã bị sửa.",
    Damage.BODY_MISSING: "Mất nội dung gói tin {what} (mục sổ {place}).",
    Damage.UNLOGGED: "Gói tin {what} đã được nhận nhưng không có trong sổ.",
}
SENTENCES_EN = {
    Damage.LEAF_CHANGED: "Entry {place} of the log was changed ({what}).",
    Damage.LEAF_MISSING: "Entry {place} of the log is missing.",
    Damage.LEAF_INSERTED: "An entry was put in at {place}.",
    Damage.LEAF_MOVED: "The entry at {place} was moved ({what}).",
    Damage.RANGE_CHANGED: "An entry among {what} was rewritten: they do not match the head of {place} entries that the axis signed.",
    Damage.LOG_CUT: "The log was cut: it has {what} entries, but the axis signed a head of {place}.",
    Damage.SUBTREE: "The stored hash of a subtree ({what}) does not match its entries.",
    Damage.HEAD: "The head of {place} entries was changed ({what}).",
    Damage.HEAD_MISSING: "The head of {place} entries that the axis signed is missing.",
    Damage.CLOCK: "The head of {place} entries claims a time before the head in front of it, or after its own time stamp.",
    Damage.TIMESTAMP: "The time stamp of the head of {place} entries is wrong ({what}).",
    Damage.RECEIPT: "The receipt of packet {what} (entry {place}) was changed.",
    Damage.RECEIPT_MISSING: "The receipt of packet {what} (entry {place}) is gone.",
    Damage.REQUEST: "The sender's request signature of packet {what} (entry {place}) was changed.",
    Damage.BODY: "The content of packet {what} (entry {place}) was changed.",
    Damage.BODY_MISSING: "The content of packet {what} (entry {place}) is gone.",
    Damage.UNLOGGED: "Packet {what} was accepted but is not in the log.",
}


@dataclass(frozen=True)
class Finding:
    """One damage. ``place`` is the entry's index or the head's size; ``what`` names column, range, packet or digest."""

    damage: Damage
    place: int
    what: str = ""

    def text(self, lang: str = "vi") -> str:
        return (SENTENCES_EN if lang == "en" else SENTENCES)[self.damage].format(place=self.place, what=self.what)


@dataclass
class Audited:
    """What was read, and what is wrong with it. ``named`` are the entries that some finding is about."""

    entries: int = 0
    heads: int = 0
    stamped: int = 0
    bodies: int = 0
    findings: list[Finding] = field(default_factory=list)
    named: set[int] = field(default_factory=set)

    @property
    def ok(self) -> bool:
        return not self.findings

    def add(self, damage: Damage, place: int, what: str = "") -> None:
        """Note what is wrong with heads and derived hashes."""
        if len(self.findings) < MOST:
            self.findings.append(Finding(damage, place, what))

    def name(self, damage: Damage, index: int, what: str = "") -> None:
        """Note what is wrong with an entry."""
        self.named.add(index)
        self.add(damage, index, what)

    def names_within(self, start: int, end: int) -> bool:
        return any(start <= one < end for one in self.named)
