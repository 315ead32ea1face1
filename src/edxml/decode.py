"""Base64 text into bytes, block by block. Doors: Base64Decoder.

Strict: any letter outside the alphabet, data after the padding or a missing last part makes the whole text broken, because a
file that is nearly right is not the file that was signed. White space is allowed anywhere.
"""

import binascii

from edxml.content import Content, Spool

WHITESPACE = b" \t\r\n"
_EACH = tuple(bytes((one,)) for one in WHITESPACE)


class Base64Decoder:
    """Feed it text, then ask for the content: None when the text was not Base64."""

    def __init__(self, spool: Spool) -> None:
        self._writer = spool.writer()
        self._rest = b""
        self._ended = False
        self.broken = False

    def feed(self, data: bytes) -> None:
        if self.broken:
            return
        if any(one in data for one in _EACH):  # to look is ten times as cheap as to rewrite
            data = data.translate(None, WHITESPACE)
        data = self._rest + data if self._rest else data
        if not data:
            return
        if self._ended:
            self._break()
            return
        whole = len(data) & ~3
        self._rest = data[whole:]
        if not whole:
            return
        if whole != len(data):
            data = data[:whole]
        try:
            self._writer.write(binascii.a2b_base64(data, strict_mode=True))
        except binascii.Error:
            self._break()
            return
        self._ended = data.endswith(b"=")

    def finish(self) -> Content | None:
        """Return the decoded content, or None for text that is broken or cut short."""
        if self._rest and not self.broken:
            self._break()
        return None if self.broken else self._writer.finish()

    def _break(self) -> None:
        self.broken = True
        self._writer.discard()
