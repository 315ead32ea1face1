"""Have heads time-stamped by a third party, later and without holding anybody up. Doors: stamp_heads.

The newest head first, because it covers all before it; then those that an outage left behind. No request to the authority is made
inside a transaction.
"""

import hashlib
import logging

from axis.evidence.models import LogHead
from evidence.errors import TimestampWrong
from evidence.timestamps import check_timestamp
from pdfseal.errors import TimestampUnavailable
from pdfseal.timestamps import Timestamper

log = logging.getLogger(__name__)
BATCH = 20


def stamp_heads(timestamper: Timestamper) -> bool:
    """Stamp some heads that have none yet; return whether there may be more right now."""
    heads = list(LogHead.objects.filter(token=None).order_by("-size")[:BATCH])
    for head in heads:
        signed = head.jws.encode()
        try:
            token = timestamper.token(hashlib.sha256(signed).digest())
            check_timestamp(token, signed)
        except (TimestampUnavailable, TimestampWrong) as problem:
            log.warning("heads wait for their time stamps: %s", problem)
            return False
        LogHead.objects.filter(pk=head.pk, token=None).update(token=token)
    return len(heads) == BATCH
