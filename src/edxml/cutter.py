"""Cut long Base64 out of a packet before an XML parser sees it. Doors: Cutter, Run, TOKEN.

lxml refuses text nodes above ten megabytes, and lifting that limit lifts all its limits. So every long run of bytes that mean
nothing to XML (the Base64 alphabet and white space) is replaced by a short token of letters, unique to this reading, and is
decoded in blocks on the side. Such a replacement cannot change the structure wherever the run stands, in text, comment or
attribute; so the parsed skeleton is that of the whole packet, and no second reading of the markup exists that could differ.
CDATA sections right behind each other are one text, so they are one run with one token.
"""

import re
import secrets
from collections.abc import Callable

from edxml.decode import Base64Decoder
from edxml.errors import DTD, MARKUP_TOO_LARGE, TOO_MANY_ATTACHMENTS, TOO_MANY_ELEMENTS, PacketError
from edxml.limits import Limits

LONG = 4096  # shorter runs stay where they are
_NEUTRAL = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n"
TOKEN = re.compile(r"Run([0-9a-f]{24})n([0-9]+)z")
_DECLARATION = re.compile(rb"<![^-\[]")
_LINE_BREAKS = re.compile(rb"&#(?:x0?[dDaA]|1[03]);")  # some writers spell each line break of their Base64 so
_REFERENCE_MAX = 6
_SECTION = b"<![CDATA["
_JOINT = b"]]>" + _SECTION  # one section right behind another goes on with its text


class Run:
    """One long run: its length, its text while that is short enough to be an ordinary field, its decoder.

    ``section``: it stands in a CDATA section, where nothing is a reference.
    """

    def __init__(self, decoder: Base64Decoder | None, keep: int, *, section: bool) -> None:
        self.decoder = decoder
        self.section = section
        self.size = 0
        self._keep = keep
        self._kept: list[bytes] = []

    def feed(self, data: bytes) -> None:
        self.size += len(data)
        if self.size <= self._keep:
            self._kept.append(data)
        if self.decoder is not None:
            self.decoder.feed(data)

    @property
    def text(self) -> str | None:
        """Return the run as it stood, None when it is too long for a field."""
        return b"".join(self._kept).decode("ascii") if self.size <= self._keep else None


def _neutral_length(data: bytes) -> int:
    """Return how many bytes at the start mean nothing to XML."""
    other = data.translate(None, _NEUTRAL)
    return data.index(other[:1]) if other else len(data)


class Cutter:
    """Feed it blocks of a packet; ``emit`` gets the skeleton, ``runs`` holds what was cut, in order of the tokens."""

    def __init__(
        self, emit: Callable[[bytes], object], limits: Limits, new_decoder: Callable[[], Base64Decoder] | None = None
    ) -> None:
        self.runs: list[Run] = []
        self._emit_to = emit
        self._limits = limits
        self._new_decoder = new_decoder
        self.nonce = secrets.token_hex(12)
        self._carry = b""
        self._run: Run | None = None
        self._ended: Run | None = None  # in a section, just now
        self._emitted = self._tags = self._equals = 0
        self._tail = b""

    def feed(self, block: bytes) -> None:
        data = self._carry + block if self._carry else block
        self._carry = b""
        position = 0
        while position < len(data):
            if self._run is not None:
                position = self._continue_run(data, position)
            elif self._ended is not None:
                position = self._join(data, position)
            else:
                position = self._scan(data, position)

    def finish(self) -> None:
        self._run = self._ended = None
        if self._carry:
            self._emit(self._carry)
            self._carry = b""

    def _scan(self, data: bytes, start: int) -> int:
        """Emit markup up to the next long run and open it; keep what is undecided for the next block."""
        cursor = start
        find = data.find
        while (end := find(b"<", cursor)) >= 0:
            if end - cursor >= LONG and (at := self._run_start(data, cursor, end)):
                return self._open_run(data, start, at)
            cursor = end + 1
        end = len(data)
        if at := self._run_start(data, cursor, end):
            return self._open_run(data, start, at)
        at = data.rfind(b">", cursor, end) + 1
        if end - cursor < 4 * LONG:
            keep = max(cursor - 1, start)  # with its "<", so that the next block sees the whole segment
        elif at and end - at < LONG:
            keep = at - 1  # a run may still begin after this ">"
        else:
            keep = end  # a long tag, or text that is no Base64: the parser judges it, nothing is collected
        self._emit(data[start:keep])
        self._carry = data[keep:]
        return end

    @staticmethod
    def _run_start(data: bytes, cursor: int, end: int) -> int:
        """Return where a long run starts at the beginning of a CDATA section or after the last ">", 0 when none does."""
        if cursor and data.startswith(_SECTION, cursor - 1):
            at = cursor - 1 + len(_SECTION)
            if end - at >= LONG and _neutral_length(data[at : at + LONG]) == LONG:
                return at
        at = data.rfind(b">", cursor, end) + 1
        if not at or end - at < LONG:
            return 0
        head = data[at : at + 2 * LONG] if end - at > 2 * LONG else data[at:end]
        if b"&" in head:
            head = _LINE_BREAKS.sub(b"\n", head)
        return at if _neutral_length(head) >= min(LONG, len(head)) else 0

    def _join(self, data: bytes, start: int) -> int:
        """Go on with the run of a section that has ended if another section begins at once."""
        run, self._ended = self._ended, None
        head = data[start : start + len(_JOINT)]
        if head == _JOINT:
            self._emit(head)
            self._run = run
            return start + len(head)
        if _JOINT.startswith(head):
            self._ended, self._carry = run, head
            return len(data)
        return start

    def _open_run(self, data: bytes, start: int, at: int) -> int:
        if len(self.runs) >= self._limits.attachments + 64:
            raise PacketError(TOO_MANY_ATTACHMENTS, limit=self._limits.attachments)
        self._emit(data[start:at] + f"Run{self.nonce}n{len(self.runs)}z".encode())
        section = at >= len(_SECTION) and data.startswith(_SECTION, at - len(_SECTION))
        decoder = self._new_decoder() if self._new_decoder else None
        self._run = Run(decoder, self._limits.text_characters, section=section)
        self.runs.append(self._run)
        return at

    def _continue_run(self, data: bytes, start: int) -> int:
        """Give the neutral bytes from ``start`` to the run; return where it stops, closing it there."""
        assert self._run is not None
        tag = data.find(b"<", start)
        end = tag if tag >= 0 else len(data)
        last = -1 if self._run.section else data.rfind(b"&", max(start, end - _REFERENCE_MAX), end)
        if tag < 0 and last >= 0 and b";" not in data[last:end]:
            self._carry = data[last:end]  # a reference that may go on in the next block
            end = last
        part = data[start:end]
        references = b"&" in part and not self._run.section
        plain = _LINE_BREAKS.sub(b"\n", part) if references else part
        length = _neutral_length(plain)
        if length == len(plain):
            self._run.feed(plain)
            if tag < 0:
                return len(data)
            self._run = None
            return end
        self._carry = b""
        return self._end_run(data, start, end) if references else self._end_run_at(data, start, start + length)

    def _end_run(self, data: bytes, start: int, end: int) -> int:
        """Close a run that stops somewhere among line break references; one pass, however many there are."""
        assert self._run is not None
        for reference in _LINE_BREAKS.finditer(data, start, end):
            length = _neutral_length(data[start : reference.start()])
            if start + length < reference.start():
                return self._end_run_at(data, start, start + length)
            self._run.feed(data[start : reference.start()] + b"\n")
            start = reference.end()
        return self._end_run_at(data, start, start + _neutral_length(data[start:end]))

    def _end_run_at(self, data: bytes, start: int, stop: int) -> int:
        assert self._run is not None
        self._run.feed(data[start:stop])
        self._ended = self._run if self._run.section else None
        self._run = None
        return stop

    def _emit(self, data: bytes) -> None:
        if not data:
            return
        self._emitted += len(data)
        self._tags += data.count(b"<")
        self._equals += data.count(b"=")
        if self._emitted > self._limits.markup_bytes:
            raise PacketError(MARKUP_TOO_LARGE, limit=self._limits.markup_bytes)
        if self._tags > 2 * self._limits.elements + 64:
            raise PacketError(TOO_MANY_ELEMENTS, limit=self._limits.elements)
        if self._equals > self._limits.attributes:
            raise PacketError(TOO_MANY_ELEMENTS, limit=self._limits.attributes)
        if (b"!" in data or b"!" in self._tail) and _DECLARATION.search(self._tail + data):
            raise PacketError(DTD)
        self._tail = (self._tail + data[-2:])[-2:]
        self._emit_to(data)
