"""What the documents hold, for the figures: whether a file is signed, whether paper follows. Doors: look, look_into, Seen.

Accepting a packet does not open its files, so this is done afterwards, by whoever has time. A signature is seen, not checked:
what it is worth is for the receiver to say. What cannot be read is passed over and counted as unknown.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from axis.oversight.models import LookedThrough, PacketContent
from edxml import Content, DocumentPacket, PacketError, read_packet
from edxml.tree import Source
from kit.errors import StoredFileChanged, StoredFileMissing
from kit.storage import ContentStore

log = logging.getLogger(__name__)

BATCH = 50
BUDGET_S = 2.0  # of one turn: a long one would keep others of the same process waiting
BLOCK = 1 << 18
# A signature of a PDF names its byte ranges outside of any compression; an Office file keeps its signatures in a folder whose name
# stands in the directory of the ZIP; signed XML names the namespace.
_MARKS = (b"/ByteRange", b"_xmlsignatures/", b"http://www.w3.org/2000/09/xmldsig#")
_OVERLAP = max(map(len, _MARKS)) - 1
# Up to the floor no transfer can still appear (axis.tracking), so what was passed is never missed.
_WAITING = """
select id, packet_sha256, kind = 'edoc' from axis_tracking_transfer
where id > %s and id <= (select coalesce(max(floor), 0) from axis_tracking_settled) order by id limit %s
"""


@dataclass(frozen=True)
class Seen:
    """``signed``: some file carries a signature; ``paper``: the field Paper as written. None: not known."""

    signed: bool | None = None
    paper: int | None = None


def look(*, bodies: ContentStore, clock: Callable[[], float] = time.monotonic) -> bool:
    """Look into a batch of documents that nobody has looked into; return whether there may be more."""
    mark, _ = LookedThrough.objects.get_or_create(pk=1)
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [mark.last_transfer, BATCH])
        waiting = cursor.fetchall()
    end, rows, last = clock() + BUDGET_S, [], mark.last_transfer
    for pk, sha256, is_document in waiting:
        if is_document:
            try:
                seen = _seen(bodies, sha256)
            except OSError as error:  # a store that gives no answer now: this one and the rest are looked into later
                log.warning("%s: %s", sha256, error)
                waiting = []
                break
            rows.append(PacketContent(transfer_id=pk, signed=seen.signed, paper=seen.paper))
        last = pk
        if clock() > end:
            break
    with transaction.atomic():
        PacketContent.objects.bulk_create(rows, ignore_conflicts=True)
        LookedThrough.objects.filter(pk=1, last_transfer__lt=last).update(last_transfer=last)
    return bool(waiting) and (len(waiting) == BATCH or last != waiting[-1][0])


def look_into(packet: Source) -> Seen:
    """Return what a packet holds; nothing is known of one that cannot be read."""
    try:
        read = read_packet(packet)
    except PacketError:
        return Seen()
    if not isinstance(read, DocumentPacket):
        return Seen()
    paper = read.business.paper
    return Seen(
        signed=any(one.content is not None and _is_signed(one.content) for one in read.attachments),
        paper=paper if paper is not None and abs(paper) < 1 << 15 else None,
    )


def _seen(bodies: ContentStore, sha256: str) -> Seen:
    try:
        with bodies.open(sha256) as packet:
            return look_into(packet)
    except (StoredFileMissing, StoredFileChanged) as error:  # the audit says so too; the figures do without it
        log.warning("%s: %s", sha256, error)
        return Seen()
    except OSError:
        raise
    except Exception:  # a fault of ours: the worker would end, and meet the same packet again when it is back
        log.exception("%s", sha256)
        return Seen()


def _is_signed(content: Content) -> bool:
    before = b""
    with content.open() as stream:
        while block := stream.read(BLOCK):
            text = before + block
            if any(mark in text for mark in _MARKS):
                return True
            before = text[-_OVERLAP:]
    return False
