"""Which packets a system may hand in. Doors: is_secret, check_report."""

import re

from django.db import connection

from axis.intake.errors import StatusNotYours

_MARK = re.compile(r"[(\[](?:tuyệt mật|tối mật|mật)[)\]]|^\s*(?:tuyệt mật|tối mật|mật)\s*[:\-–]", re.IGNORECASE)
_PARTIES = """
select exists (select 1 from axis_tracking_transfer where document_id = %(document)s and kind = 'edoc'
                 and sender_id = any(%(parties)s)),
       exists (select 1 from axis_tracking_transfer transfer join axis_delivery_delivery delivery
                 on delivery.transfer_id = transfer.id
                 where transfer.document_id = %(document)s and transfer.kind = 'edoc'
                 and transfer.sender_id = any(%(parties)s) and delivery.receiver_id = any(%(parties)s))
"""


def is_secret(subject: str) -> bool:
    """Return whether an abstract carries a security mark. The packet has no field for it, so this finds open ones only.

    Law: QĐ 28/2018/QĐ-TTg Điều 1: classified documents stay off the exchange.
    """
    return _MARK.search(subject) is not None


def check_report(*, sender: int, sender_code: str, addressed: list[int], document_id: str) -> None:
    """Let a status pass when its sender and its addressee are the two ends of that document, or it is unknown here.

    A document this axis never carried may have come another way; one it did carry has known receivers.
    Raises: StatusNotYours.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PARTIES, {"document": document_id, "parties": [sender, *addressed]})
        known, ends = cursor.fetchone()
    if known and not ends:
        raise StatusNotYours(sender=sender_code, document_id=document_id)
