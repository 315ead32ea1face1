"""Texts, dates and numbers of the wire. Doors: clean, one_line, wire_date, wire_time, read_date, read_time, YEARS, document_id.

Reading is forgiving and says what it forgave; writing knows one form.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff]"
)
YEARS = range(
    1900, 2200
)  # any other was never set (year 1 of .NET, 9999); databases keep such times and cannot give them back
_DATE = re.compile(r"(\d{4})([/-])(\d{1,2})\2(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?!\d)")
_CLOCK = re.compile(r"[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?: *([Zz]|[+-]\d{2}(?::?\d{2})?)(?![\w:]))?")


def clean(text: str) -> str:
    """Return the text in NFC without control, direction or zero-width characters, outer space cut off."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    # letters may compose only once a hidden character between them is gone
    return unicodedata.normalize("NFC", HIDDEN.sub("", text)).strip()


def one_line(text: str) -> str:
    """Return the cleaned text with line breaks turned into spaces."""
    text = clean(text)
    return " ".join(part for line in text.split("\n") if (part := line.strip())) if "\n" in text else text


def has_hidden(text: str) -> bool:
    """Tell whether cleaning takes a character away that a reader cannot see."""
    return HIDDEN.search(text.replace("\r", "").replace("\x85", "")) is not None


def wire_date(value: date) -> str:
    """Return ``yyyy/MM/dd``."""
    return f"{value.year:04}/{value.month:02}/{value.day:02}"


def wire_time(value: datetime) -> str:
    """Return ``yyyy/MM/dd HH:mm:ss`` of a time that is already in the wire's zone."""
    return f"{wire_date(value)} {value.hour:02}:{value.minute:02}:{value.second:02}"


def read_date(text: str) -> tuple[date | None, bool]:
    """Return the day at the start of the text and whether it stood in exactly the wire's form."""
    day, end, exact = _leading_day(text)
    return day, exact and end == len(text)


def read_time(text: str) -> tuple[datetime | None, bool]:
    """Return the time at the start of the text and whether it stood in exactly the wire's form.

    The wire has no zone: the time is naive. Where a writer adds one, the time carries it.
    """
    day, end, exact = _leading_day(text)
    if day is None:
        return None, False
    found = _CLOCK.match(text, end)
    if not found:
        return datetime(day.year, day.month, day.day), False  # noqa: DTZ001 - the caller adds the wire's zone
    try:
        zone = _zone(found[4]) if found[4] else None
        at = datetime(day.year, day.month, day.day, int(found[1]), int(found[2]), int(found[3] or 0), tzinfo=zone)
    except ValueError:
        return None, False
    return at, exact and zone is None and found.end() == len(text) == 19


def _leading_day(text: str) -> tuple[date | None, int, bool]:
    """Return the day at the start of the text, where it ends, and whether it is written as the wire does."""
    found = _DATE.match(text)
    if found:
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    else:
        found = _DAY_FIRST.match(text)
        if not found:
            return None, 0, False
        year, month, day = int(found[4]), int(found[3]), int(found[1])
    exact = found.re is _DATE and found[2] == "/" and found.end() == 10
    try:
        return (date(year, month, day), found.end(), exact) if year in YEARS else (None, 0, False)
    except ValueError:
        return None, 0, False


def _zone(text: str) -> timezone:
    """Return the zone of a suffix. Raises: ValueError for one of a day or more."""
    if text in "Zz":
        return UTC
    ahead = timedelta(hours=int(text[1:3]), minutes=int(text[3:].lstrip(":") or 0))
    return timezone(-ahead if text[0] == "-" else ahead)


def document_id(code: str, issued_on: date, number: str, notation: str) -> str:
    """Return the canonical DocumentId: ``<agency code>,<yyyy/MM/dd>,<number>/<notation>``."""
    return f"{code},{wire_date(issued_on)},{number}/{notation}"
