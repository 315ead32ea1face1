"""What reading a stranger's PDF can raise. Doors: READ_ERRORS.

The parsers below us raise whatever their code stumbles over; each of these means that the file is not as it should be. A
signature is a long string of hexadecimal digits which the parser takes one by one, half of the time of a check: importing this
lets it take them at once.
"""

import binascii
import decimal
import struct
import zlib
from typing import BinaryIO

from pyhanko.pdf_utils import generic, misc
from pyhanko.sign.general import SigningError

READ_ERRORS = (
    misc.PdfError,
    SigningError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    RecursionError,
    OverflowError,
    OSError,
    NotImplementedError,
    MemoryError,
    struct.error,
    zlib.error,
    decimal.InvalidOperation,  # a number like 1.2.3
)

_FIRST_BLOCK, _BLOCK = 256, 1 << 16


def _read_hex_string(stream: BinaryIO) -> generic.ByteStringObject | generic.TextStringObject:
    """Read ``<…>`` as the parser's own function does, many digits at a time."""
    stream.read(1)
    parts: list[bytes] = []
    size = _FIRST_BLOCK
    while True:
        block = stream.read(size)
        end = block.find(b">")
        parts.append(block if end < 0 else block[:end])
        if end >= 0:
            stream.seek(end + 1 - len(block), 1)
            break
        if len(block) < size:
            raise misc.PdfStreamError("Hex string does not end")
        size = _BLOCK
    digits = b"".join(parts).translate(None, misc.PDF_WHITESPACE)
    try:
        found = generic.pdf_string(binascii.unhexlify(digits + b"0" * (len(digits) % 2)))
    except binascii.Error as error:
        raise misc.PdfStreamError("Unexpected token in hex string") from error
    return found


generic.read_hex_string_from_stream = _read_hex_string
