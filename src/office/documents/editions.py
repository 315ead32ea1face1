"""A document's facts as two columns, old and new. Doors: COMPARED, facts_of, fields_of, compared, Difference.

The values are plain JSON (days as YYYY-MM-DD), so that a former state can be kept and shown years later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from office.documents.models import Document
from office.documents.words import urgency_words

# What an update may change, in the order a clerk reads it. Number and notation are the document's identity: a document
# under another number is a replacement.
COMPARED: tuple[tuple[str, str | Promise], ...] = (
    ("subject", _("Trích yếu")),
    ("type_name", _("Loại văn bản")),
    ("issued_on", _("Ngày ban hành")),
    ("signer_name", _("Người ký")),
    ("signer_position", _("Chức vụ người ký")),
    ("place", _("Nơi ban hành")),
    ("urgency", _("Độ khẩn")),
    ("due_on", _("Hạn xử lý")),
    ("recipients", _("Nơi nhận")),
    ("page_count", _("Số trang")),
)
NAMES = tuple(name for name, _label in COMPARED)
DAYS = ("issued_on", "due_on")


@dataclass(frozen=True)
class Difference:
    """One fact in both states, in words; ``differs`` is marked on the page."""

    label: str
    old: str
    new: str
    differs: bool


def facts_of(document: Document) -> dict[str, Any]:
    """Return the facts that an update may change, as JSON keeps them."""
    return {name: _plain(getattr(document, name)) for name in NAMES}


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return given facts as JSON keeps them; what is not compared is left out."""
    return {name: _plain(value) for name, value in values.items() if name in NAMES}


def fields_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return kept facts as the columns of a document take them."""
    return {
        name: date.fromisoformat(value) if name in DAYS and value else value
        for name, value in facts.items()
        if name in NAMES
    }


def compared(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """Return every fact in both states; a fact that ``new`` does not name stays as it was."""
    rows = []
    for name, label in COMPARED:
        before, after = old.get(name), new.get(name, old.get(name))
        rows.append(Difference(str(label), _words(name, before), _words(name, after), before != after))
    return rows


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _words(name: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if name in DAYS:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    if name == "urgency":
        return urgency_words(value)
    return "; ".join(value) if isinstance(value, list) else str(value)
