"""The fixed words of a verdict. Doors: Banner, BANNERS, banner_of, sentence_of, FACT_WORDS via pdfseal.facts.

The order to act stays the order to act: a remark never weakens it, and "nội dung chưa bị sửa" is said only when the digest
was checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pdfseal.facts import FACTS, Level

VALUE_FACTS = {"value_wrong", "attributes_wrong", "signature_unreadable", "revoked_before_signing", "sha1_refused"}


@dataclass(frozen=True)
class Words:
    """One state of the banner: icon, tone of the design system, the word in list rows."""

    icon: str
    tone: str
    word: str | Promise


STATES: dict[str, Words] = {
    "valid": Words("shield-check", "ok", gettext_lazy("Hợp lệ")),
    "valid_with_remarks": Words("shield-check", "ok", gettext_lazy("Hợp lệ, có lưu ý")),
    "indeterminate": Words("shield-question", "warn", gettext_lazy("Chưa kiểm tra được đầy đủ")),
    "broken": Words("shield-x", "bad", gettext_lazy("Không hợp lệ")),
    "unsigned": Words("shield-off", "mute", gettext_lazy("Không có chữ ký số")),
    "": Words("shield", "mute", gettext_lazy("Đang kiểm tra chữ ký")),
}


def _codes(report: Mapping[str, Any]) -> list[str]:
    """Every fact of the report, the most important first."""
    found = set(report.get("facts", ()))
    for one in report.get("signatures", ()):
        found.update(one["facts"])
    return [code for code in FACTS if code in found]


def sentence_of(verdict: str, report: Mapping[str, Any], *, closed: bool = False) -> str:
    """Return the sentence that a person reads first. Of a ``closed`` document it does not ask to work on it."""
    if closed and verdict in ("valid", "valid_with_remarks"):
        return _("Chữ ký số hợp lệ.") if verdict == "valid" else _("Chữ ký số hợp lệ, có lưu ý.")
    if verdict == "valid":
        return _("Hợp lệ. Xử lý ngay, không cần chờ bản giấy.")
    if verdict == "valid_with_remarks":
        return _("Hợp lệ, có lưu ý. Xử lý ngay.")
    if verdict == "indeterminate":
        intact = bool(report["signatures"]) and all(one["intact"] for one in report["signatures"])
        if intact:
            return _("Chưa kiểm tra được đầy đủ. Nội dung chưa bị sửa.")
        return _("Chưa kiểm tra được đầy đủ.")
    if verdict == "broken":
        broken = [code for code in _codes(report) if FACTS[code].level is Level.BROKEN]
        if broken and broken[0] in VALUE_FACTS:
            return _("Không hợp lệ. Chữ ký số không đúng.")
        return _("Không hợp lệ. Nội dung đã thay đổi sau khi ký.")
    return _("Không có chữ ký số. Chỉ để tham khảo.")


def grounds_of(verdict: str, report: Mapping[str, Any]) -> str:
    """Return the second line: what the sentence rests on, or what to do."""
    codes = _codes(report)
    if verdict == "valid":
        count = sum(1 for one in report["signatures"] if one["kind"] != "timestamp")
        signatures = ngettext("%(n)d chữ ký", "%(n)d chữ ký", count) % {"n": count}
        return _("%(signatures)s · nội dung nguyên vẹn · chứng thư còn hạn") % {"signatures": signatures}
    if verdict == "valid_with_remarks":
        return "; ".join(FACTS[code].vi for code in codes if FACTS[code].level is Level.REMARK)
    if verdict == "indeterminate":
        first = next((FACTS[code].vi for code in codes if FACTS[code].level is Level.INDETERMINATE), "")
        why = {"why": first[:1].upper() + first[1:]}
        if "check_stopped" in codes:
            return _("%(why)s; đề nghị bên gửi gửi lại tệp gốc") % why
        return _("%(why)s; tự kiểm tra lại sau 15 phút") % why
    if verdict == "broken":
        first = next((FACTS[code].vi for code in codes if FACTS[code].level is Level.BROKEN), "")
        return _("%(why)s. Không xử lý; đề nghị bên gửi gửi lại") % {"why": first[:1].upper() + first[1:]}
    if verdict == "unsigned":
        return _("Chưa thay được bản giấy; có thể yêu cầu bên gửi ký và gửi lại")
    return _("Kết luận sẽ hiện ở đây ngay khi kiểm tra xong")


def fact_words(code: str) -> str:
    fact = FACTS.get(code)
    return fact.vi if fact else code
