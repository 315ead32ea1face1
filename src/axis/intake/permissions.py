"""Which packets a system may hand in. Doors: is_secret, check_report."""

import re
from collections.abc import Sequence

from django.db import connection

from axis.directory.snapshot import AgencyFacts, Directory, directory
from axis.intake.errors import StatusNotYours

_MARK = re.compile(r"[(\[](?:tuyệt mật|tối mật|mật)[)\]]|^\s*(?:tuyệt mật|tối mật|mật)\s*[:\-–]", re.IGNORECASE)
_CARRIED = """
select transfer.sender_id, transfer.to_codes, array_agg(delivery.receiver_id)
from axis_tracking_transfer transfer join axis_delivery_delivery delivery on delivery.transfer_id = transfer.id
where transfer.document_id = %s and transfer.kind = 'edoc' and transfer.sender_id = any(%s)
group by transfer.id
"""


def is_secret(subject: str) -> bool:
    """Return whether an abstract carries a security mark. The packet has no field for it, so this finds open ones only.

    Law: QĐ 28/2018/QĐ-TTg Điều 1: classified documents stay off the exchange.
    """
    return _MARK.search(subject) is not None


def check_report(
    *, reporter: AgencyFacts, addressed: Sequence[AgencyFacts], document_id: str, book: Directory
) -> Directory:
    """Let a status pass between the sender of a document and those it is for; return the directory that says so.

    Those are the receivers served here and everybody the packet names: they may have it by another axis. A document
    that this axis never carried may have come another way altogether, so its statuses pass too. An heir speaks for the
    agencies it took over.
    Raises: StatusNotYours.
    """
    for known in (book, directory.latest):  # the copy in memory first; a fresh one before saying no
        book = known() if callable(known) else known
        if _may_pass([book.family(one.pk) for one in (reporter, *addressed)], document_id, book):
            return book
    raise StatusNotYours(sender=reporter.code, document_id=document_id)


def _may_pass(ends: Sequence[frozenset[int]], document_id: str, book: Directory) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_CARRIED, [document_id, sorted(frozenset().union(*ends))])
        carried = cursor.fetchall()
    for sender, to_codes, receivers in carried:
        named = {one.pk for one in map(book.given, to_codes) if one is not None}
        if all(family & (named | set(receivers)) for family in ends if sender not in family):
            return True
    return not carried
