"""What a packet may cost to read. Doors: Limits."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True)
class Limits:
    """Caps on one packet; every one of them refuses the packet (our choice, the standard names none)."""

    packet_bytes: int = 320 * MIB  # 200 MB of files grow by a third as Base64
    markup_bytes: int = 16 * MIB  # everything that is not long Base64
    elements: int = 100_000
    attributes: int = 20_000
    depth: int = 32
    text_characters: int = 64 * KIB  # of one element
    receivers: int = 5_000
    attachments: int = 200
    unpacked_bytes: int = 400 * MIB  # of all ZIP-wrapped attachments together
    unpacked_ratio: int = 200  # checked once an entry is past ratio_free_bytes
    ratio_free_bytes: int = 4 * MIB
    memory_bytes: int = 2 * MIB  # of decoded attachments per packet before they go to a temporary file
