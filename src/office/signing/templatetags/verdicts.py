"""What a page says of a file's signatures. Tags: verdict_banner, verdict_word, verdict_mark.

The words are of ``office.signing.words``; the grounds ("xem căn cứ") open under the banner, one block a signature.
"""

from datetime import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString

from kit.clock import HANOI
from kit.screen.tags.marks import mark_word
from office.files.models import File
from office.signing.models import FileVerdict
from office.signing.words import STATES, fact_words, grounds_of, sentence_of

register = template.Library()
KINDS = {"person": "chữ ký cá nhân", "agency": "chữ ký cơ quan", "timestamp": "dấu thời gian"}
CHAINS = {
    "trusted": "được tin cậy",
    "unknown": "chưa kiểm tra được nơi cấp",
    "expired": "đã hết hạn",
    "not_yet": "chưa có hiệu lực lúc ký",
    "revoked": "đã bị thu hồi",
}
COVERS = {"file": "trọn tệp", "revision": "trọn tệp lúc ký", "part": "một phần tệp"}


@register.inclusion_tag("signing/_banner.html")
def verdict_banner(file: File | None, *, closed: bool = False) -> dict[str, Any]:
    """Return the banner of a file with its grounds; a file that nobody asked about says that it is being checked.

    ``closed``: nobody here is to work on the document (refused, recalled, replaced, our own).
    """
    row = None if file is None else FileVerdict.objects.filter(file=file).first()
    state, report = (row.verdict, row.facts) if row else ("", {})
    words = STATES[state]
    return {
        "state": state,
        "words": words,
        "sentence": sentence_of(state, report, closed=closed) if state else words.word,
        "grounds": grounds_of(state, report),
        "signatures": [_shown(one) for one in report.get("signatures", ())],
        "file_facts": [fact_words(code) for code in report.get("facts", ())],
        "checked_at": row.checked_at if row else None,
        "trust_version": str(report.get("trust_version") or "")[:12],
    }


@register.simple_tag
def verdict_mark(state: str) -> SafeString:
    """Return the verdict as icon and word, for a row of a list."""
    words = STATES[state or ""]
    return mark_word(str(words.word), words.icon, "" if words.tone == "mute" else words.tone)


@register.filter
def verdict_word(state: str) -> str:
    return str(STATES[state or ""].word)


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    signed_at = datetime.fromisoformat(one["signed_at"]).astimezone(HANOI) if one["signed_at"] else None
    by = "dấu thời gian" if one["time_source"] == "timestamp" else "do người ký khai báo"
    return {
        "name": one.get("owner") or one["signer"] or "không rõ người ký",
        "kind": KINDS.get(one["kind"], one["kind"]),
        "good": one["valid"] and not one.get("blocked"),
        "organisation": one["organisation"],
        "issuer": one["issuer"],
        "signed_at": signed_at,
        "time": by,
        "intact": "nguyên vẹn" if one["intact"] else "không khớp",
        "covers": COVERS.get(one["covers"], one["covers"]),
        "chain": CHAINS.get(one["chain"], one["chain"]),
        "registered": one.get("registered", False),
        "blocked": one.get("blocked", False),
        "facts": [fact_words(code) for code in one["facts"]],
    }
