"""Which packets a system may hand in. Doors: is_secret, check_report."""

import re
from collections.abc import Sequence

from django.db import connection

from axis.directory.snapshot import AgencyFacts
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


def check_report(*, reporter: AgencyFacts, addressed: Sequence[AgencyFacts], document_id: str) -> None:
    """Let a status pass between the sender of a document and those it is for.

    Those are the receivers served here and everybody the packet names: they may have it by another axis. A document
    that this axis never carried may have come another way altogether, so its statuses pass too.
    Raises: StatusNotYours.
    """
    ends = [reporter, *addressed]
    with connection.cursor() as cursor:
        cursor.execute(_CARRIED, [document_id, [one.pk for one in ends]])
        carried = cursor.fetchall()
    for sender, to_codes, receivers in carried:
        others = [one for one in ends if one.pk != sender]
        if all(one.pk in receivers or one.codes & set(to_codes) for one in others):
            return
    if carried:
        raise StatusNotYours(sender=reporter.code, document_id=document_id)
