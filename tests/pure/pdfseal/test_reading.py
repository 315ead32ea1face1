"""Long hexadecimal strings are read at once, with the same result as digit by digit."""

import io

import pytest
from pyhanko.pdf_utils import generic, misc

import pdfseal.reading


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"<48656c6c6f> rest", b"Hello"),
        (b"<48 65\n6c6C\t6f> rest", b"Hello"),
        (b"<486> rest", b"H`"),
        (b"<> rest", b""),
        (b"<" + b"00" * 70_000 + b"> rest", bytes(70_000)),
    ],
)
def test_a_hex_string_is_read_up_to_its_end(text: bytes, value: bytes) -> None:
    stream = io.BytesIO(text)
    assert generic.read_object.__globals__["read_hex_string_from_stream"] is pdfseal.reading._read_hex_string
    assert generic.read_object(stream, generic.Reference(1, 0)).original_bytes == value
    assert stream.read() == b" rest"


@pytest.mark.parametrize("text", [b"<48", b"<4x>", b"<", b"<" + b"0" * 100_000])
def test_a_damaged_hex_string_is_an_error_of_reading(text: bytes) -> None:
    with pytest.raises(misc.PdfStreamError):
        generic.read_object(io.BytesIO(text), generic.Reference(1, 0))
