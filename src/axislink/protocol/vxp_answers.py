"""What an axis of the VXP dialect answers, read with distrust. Doors: read_answer, rows_of, waiting_of, receivers_of,
Base64Answer, MEANINGS, LATER_CODES.

No live axis of this kind promises anything in writing: fields are missing, lists are null, a proxy says "welcome" with
200. What is not clearly a yes is either "later" (Unreachable) or "no" with the axis' own text (RefusedByAxis).
"""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from axislink.errors import RefusedByAxis, Unreachable
from axislink.protocol.receiver import Delivery

HANOI = timezone(timedelta(hours=7))
KINDS = ("edoc", "status")
SUCCESS = "0"

# The codes of a provincial guide (reference: section 8), for an axis that gives a code and no text.
MEANINGS: dict[str, tuple[str, str]] = {
    "10": ("Tệp không hợp lệ", "Invalid file"),
    "15": ("Sai mã hệ thống hoặc khóa bí mật", "Wrong system id or secret"),
    "18": ("Đơn vị nhận không tồn tại", "The receiving unit does not exist"),
    "19": ("Đơn vị gửi chưa đăng ký", "The sending unit is not registered"),
    "20": ("Lỗi hệ thống trục", "System error on the axis"),
    "21": ("Lỗi xử lý tệp", "The file could not be processed"),
    "22": ("Gói tin hoặc tham số không đúng quy cách", "The packet or a parameter is not in the expected form"),
    "23": ("Đơn vị nhận bị khóa", "The receiving unit is locked"),
}
NO_REASON = ("Trục không nêu lý do", "The axis gives no reason")
# Not let in, or trouble of the axis itself: the packet may be right, so it stays in the queue.
LATER_CODES = frozenset({"15", "20", "21"})
LATER_STATUS = {408, 425, 429}

HEAD_MAX = 64 * 1024  # of a JSON answer, around the one long value in it
_DATA = re.compile(rb'"data"\s*:\s*"')
_ESCAPES = {b"\\/": b"/", b"\\u003d": b"=", b"\\u002b": b"+", b"\\u002f": b"/", b"\\n": b"", b"\\r": b""}
_ESCAPE = re.compile(rb"\\(?:u[0-9a-fA-F]{4}|.)")
_CUT = re.compile(rb"\\(?:u[0-9a-fA-F]{0,3})?\Z")  # half an escape at the end of a block
_DAY_FORMS = ("%Y/%m/%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")


def read_answer(status: int, body: bytes) -> dict[str, Any]:
    """Return the object of a good answer. Raises: Unreachable for "later" and for what is no answer, RefusedByAxis for "no"."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreachable(reason=f"HTTP {status}" if status != 200 else "JSON") from error
    if not isinstance(told, dict):
        raise Unreachable(reason="JSON")
    check_told(status, told)
    return told


def check_told(status: int, told: Mapping[str, Any]) -> None:
    """Return when the three common fields say yes. Raises: Unreachable, RefusedByAxis."""
    code, word = _text(told, "ErrorCode"), _text(told, "status").upper()
    vi, en = MEANINGS.get(code, NO_REASON)
    sentence = _text(told, "ErrorDesc") or vi
    if status >= 500 or status in LATER_STATUS:
        raise Unreachable(reason=f"HTTP {status}: {sentence}"[:300])
    if not code and not word:  # some other program's JSON
        raise Unreachable(reason=f"HTTP {status}: JSON")
    if status < 400 and word != "FAIL" and code in (SUCCESS, ""):
        return
    said_en = _text(told, "ErrorDescEn") or (f"{en}: {sentence}" if sentence != vi else en)
    raise RefusedByAxis(
        status=status, axis_code=f"VXP-{code or word}"[:20], sentence=sentence[:500], sentence_en=said_en[:500]
    )


def is_later(refusal: RefusedByAxis) -> bool:
    """Return whether the same call may succeed another time."""
    return refusal.axis_code.removeprefix("VXP-") in LATER_CODES


def rows_of(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the records of a list; what is missing or null is an empty list, what is no record is passed over."""
    data = told.get("data")
    return [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []


def receivers_of(written: str, own: str) -> tuple[str, ...]:
    """Return the agencies of a ``to`` field: one code, several with commas, or a JSON list; ``own`` when it is empty."""
    written = written.strip()
    if written.startswith("["):
        try:
            listed = json.loads(written)
        except (ValueError, RecursionError):
            listed = [written]
        codes = [one.strip() for one in listed if isinstance(one, str)]
    else:
        codes = [one.strip() for one in written.split(",")]
    return tuple(dict.fromkeys(code for code in codes if code)) or (own,)


def waiting_of(rows: Iterable[Mapping[str, Any]], kind: str, own: str) -> list[Delivery]:
    """Return what waits: each docId once per receiver, in the axis' order; rows without docId are passed over.

    The dialect names neither operation nor document; digest and size only where an axis adds them.
    """
    found: dict[tuple[str, str], Delivery] = {}
    for row in rows:
        doc_id = _text(row, "docId") or _text(row, "docid")
        written = row.get("to")
        text = json.dumps(written) if isinstance(written, list) else _text(row, "to")
        size = _text(row, "contentLength")
        for code in receivers_of(text, own) if doc_id else ():
            one = Delivery(
                delivery_id=doc_id[:64],
                transfer_id=doc_id[:64],
                kind=kind,
                operation="",
                status=None,
                document_id=None,
                sender=_text(row, "from"),
                receiver=code,
                state=_text(row, "status"),
                sha256=_text(row, "contentSha256").lower(),
                size=int(size) if size.isdigit() else 0,
                submitted_at=_moment(_text(row, "created_time")),
            )
            found.setdefault((doc_id, code), one)
    return list(found.values())


class Base64Answer:
    """A ``getEdoc`` answer as it comes in: the packet is decoded block by block, the rest is kept as a small object.

    Feed every block, then call ``end``. Writers of JSON escape what Base64 has (``\\/``, ``\\u003d``): undone here.
    """

    def __init__(self) -> None:
        self._head, self._tail, self._left = b"", b"", b""
        self._inside = self._past = False
        self.size = 0

    def feed(self, block: bytes) -> bytes:
        """Return what of the packet this block completes. Raises: Unreachable."""
        if self._past:
            self._tail = self._limited(self._tail + block)
            return b""
        if not self._inside:
            self._head = self._head + block
            start = _DATA.search(self._head)
            if start is None:
                self._head = self._limited(self._head)
                return b""
            self._head, block = self._head[: start.end()], self._head[start.end() :]
            self._inside = True
        return self._data(block)

    def end(self, status: int) -> None:
        """Return when the answer was whole and said yes. Raises: Unreachable, RefusedByAxis."""
        if self._inside and (not self._past or self._left):
            raise Unreachable(reason="getEdoc: Base64")
        read_answer(status, self._head + (b'"' + self._tail if self._inside else b""))
        if not self.size:
            raise Unreachable(reason="getEdoc: data")

    def _data(self, block: bytes) -> bytes:
        block, mark, rest = (self._left + block).partition(b'"')
        if mark:
            self._past = True
            self._tail = self._limited(rest)
        elif cut := _CUT.search(block):
            block, self._left = block[: cut.start()], block[cut.start() :]
        else:
            self._left = b""
        kept = self._left if not mark else b""
        clean = _ESCAPE.sub(lambda found: _ESCAPES.get(found[0].lower(), b"!"), block) if b"\\" in block else block
        clean = clean.translate(None, b" \r\n\t")
        whole = len(clean) if mark else len(clean) - len(clean) % 4
        self._left = clean[whole:] + kept
        try:
            decoded = base64.b64decode(clean[:whole], validate=True)
        except binascii.Error as error:
            raise Unreachable(reason="getEdoc: Base64") from error
        self.size += len(decoded)
        return decoded

    @staticmethod
    def _limited(part: bytes) -> bytes:
        if len(part) > HEAD_MAX:
            raise Unreachable(reason="getEdoc: JSON")
        return part


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _moment(written: str) -> datetime:
    """Return a time of Vietnam; one that cannot be read is the beginning of time, so it sorts as the oldest."""
    text = written.partition(".")[0]
    for form in _DAY_FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=HANOI)
        except ValueError:
            continue
    return datetime(1970, 1, 1, tzinfo=HANOI)
