"""Read one field of a node, forgivingly, and say what was forgiven. Doors: Fields."""

import re
import unicodedata
from datetime import date, datetime

from edxml import remarks
from edxml.cutter import TOKEN
from edxml.errors import MISSING, TEXT_TOO_LONG, PacketError
from edxml.limits import Limits
from edxml.remarks import Notes
from edxml.texts import clean, has_hidden, one_line, read_date, read_time
from edxml.tree import Node, Parsed
from edxml.values import HANOI

ID_MAX = 200  # longest DocumentId that implementers keep
_LEADING_NUMBER = re.compile(r"[+-]?\d{1,9}(?!\d)")


class Fields:
    """The markup of one packet together with the notes of its reading."""

    def __init__(self, parsed: Parsed, limits: Limits, notes: Notes) -> None:
        self.parsed, self.limits, self.notes = parsed, limits, notes

    def raw(self, node: Node) -> str:
        """Return the text of a node as it stood, long runs put back."""
        text = node.text
        if not text or node.children:
            return ""
        if self.parsed.runs and self.parsed.nonce in text:
            text = TOKEN.sub(lambda found: self._run(found, node.name), text)
        if len(text) > self.limits.text_characters:
            raise PacketError(TEXT_TOO_LONG, element=node.name, limit=self.limits.text_characters)
        return text

    def _run(self, found: re.Match[str], name: str) -> str:
        if found[1] != self.parsed.nonce:
            return found[0]
        text = self.parsed.runs[int(found[2])].text
        if text is None:
            raise PacketError(TEXT_TOO_LONG, element=name, limit=self.limits.text_characters)
        return text

    def of(self, node: Node | None, lines: bool = False) -> str | None:
        """Return the cleaned text of a node, None when there is none."""
        if node is None or not (raw := self.raw(node)):
            return None
        text = clean(raw) if lines else one_line(raw)
        if not raw.isascii() and not unicodedata.is_normalized("NFC", raw):
            self.notes.note(remarks.NORMALISED)
        if text != raw and has_hidden(raw):
            self.notes.note(remarks.CLEANED, element=node.name)
        return text or None

    def text(self, node: Node | None, name: str, lines: bool = False) -> str | None:
        """Return the text of the only child of this name."""
        return self.of(node.one(name), lines) if node is not None else None

    def need(self, node: Node | None, name: str, path: str) -> str:
        """Return the text of a child without which the packet is refused."""
        text = self.text(node, name)
        if text is None:
            raise PacketError(MISSING, element=path)
        return text

    def texts(self, node: Node | None, name: str) -> tuple[str, ...]:
        """Return the texts of all children of this name, empty ones left out."""
        found = [self.of(child) for child in node.all(name)] if node is not None else []
        return tuple(text for text in found if text)

    def day(self, node: Node | None, name: str) -> date | None:
        text = self.text(node, name)
        if text is None:
            return None
        value, exact = read_date(text)
        self._note_date(name, text, value, exact)
        return value

    def moment(self, node: Node | None, name: str) -> datetime | None:
        text = self.text(node, name)
        if text is None:
            return None
        value, exact = read_time(text)
        if value is not None:
            value = value.astimezone(HANOI) if value.tzinfo else value.replace(tzinfo=HANOI)
        self._note_date(name, text, value, exact)
        return value

    def _note_date(self, name: str, text: str, value: date | None, exact: bool) -> None:
        if value is None:
            self.notes.warn(remarks.BAD_DATE, element=name, value=text[:60])
        elif not exact:
            self.notes.note(remarks.ODD_DATE, element=name, value=text[:60], read=value.isoformat())

    def number(self, node: Node | None, name: str) -> int | None:
        text = self.text(node, name)
        if text is None:
            return None
        found = _LEADING_NUMBER.match(text)
        if not found or found.end() != len(text):
            self.notes.note(remarks.BAD_NUMBER, element=name, value=text[:60], read=found[0] if found else "–")
        return int(found[0]) if found else None

    def flag(self, node: Node | None, name: str) -> bool | None:
        """Return a yes or no written as true/false or 1/0."""
        text = self.text(node, name)
        if text is None:
            return None
        known = {"true": True, "1": True, "false": False, "0": False}.get(text.lower())
        if known is None:
            self.notes.note(remarks.BAD_NUMBER, element=name, value=text[:60], read="–")
        return known

    def code(self, text: str) -> str:
        """Return an agency code, remarking on one that is longer than the rules allow."""
        if len(text) > 35:
            self.notes.note(remarks.LONG_CODE, value=text[:60])
        return text

    def document_id(self, node: Node | None, name: str = "DocumentId") -> str | None:
        """Return an identity of a document; refuses one that nobody could keep."""
        text = self.text(node, name)
        if text is not None and len(text) > ID_MAX:
            raise PacketError(TEXT_TOO_LONG, element=name, limit=ID_MAX)
        return text
