"""Identifiers that may be seen outside. Doors: uuid7."""

import os
import time
from uuid import UUID


def uuid7() -> UUID:
    """Return a UUID version 7 (RFC 9562): 48 bit Unix milliseconds, then random bits; sorts by time."""
    value = int.from_bytes(os.urandom(10), "big")
    stamp = (time.time_ns() // 1_000_000) & ((1 << 48) - 1)
    rand_a, rand_b = (value >> 62) & 0xFFF, value & ((1 << 62) - 1)
    return UUID(int=stamp << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)
