"""What reading a stranger's PDF can raise. Doors: READ_ERRORS.

The parsers below us raise whatever their code stumbles over; each of these means that the file is not as it should be.
"""

import struct
import zlib

from pyhanko.pdf_utils import misc
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
)
