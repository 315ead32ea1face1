"""Hold the axis to its past. Doors: follow_axis_log, forget_axis_log.

The axis signs the head of its log of evidence; who keeps the heads it saw finds a past that was rewritten, whoever holds the key. Kept in
this installation's database, where the axis' operator does not reach. No statement here spans a call to the axis.
"""

import logging
from datetime import datetime

from django.db import Error as DatabaseError

from axislink.client import AxisClient
from axislink.errors import AxisLinkError
from evidence.errors import EvidenceError, PastRewritten
from kit.wake import wake
from office.exchange.models import Line
from office.settings import ENV

log = logging.getLogger(__name__)


class _Kept:
    """The head in the row of our line."""

    def load(self) -> str | None:
        return Line.objects.filter(axis_url=ENV.axis_url).values_list("log_head", flat=True).first() or None

    def keep(self, jws: str) -> None:
        Line.objects.update_or_create(axis_url=ENV.axis_url, defaults={"log_head": jws})

    def contradict(self, jws: str | None) -> None:
        Line.objects.filter(axis_url=ENV.axis_url).update(log_other_head=jws or "")


def follow_axis_log(client: AxisClient, now: datetime) -> bool:
    """Compare the axis' log with the head kept last; return False when its past was rewritten.

    That is written down with the time it was first seen and shown on the line until the log continues again or the operator
    forgets the head. A line or database that is down is tried again at the next call.
    """
    try:
        client.follow_log(_Kept())
    except PastRewritten as problem:
        log.error("%s", problem)
        if Line.objects.filter(axis_url=ENV.axis_url, log_doubted_at=None).update(log_doubted_at=now):
            wake("line")
        return False
    except (AxisLinkError, EvidenceError, DatabaseError) as problem:
        log.warning("log of the axis not compared: %s", problem)
        return True
    if Line.objects.filter(axis_url=ENV.axis_url, log_doubted_at__isnull=False).update(log_doubted_at=None):
        wake("line")
    return True


def forget_axis_log() -> list[str]:
    """Start anew with the head the axis shows next; return the heads kept until now, to be put away.

    For an axis that was restored from a copy, after its operator has explained it.
    """
    line = Line.objects.filter(axis_url=ENV.axis_url).first()
    if line is None:
        return []
    kept = [head for head in (line.log_head, line.log_other_head) if head]
    line.log_head, line.log_other_head, line.log_doubted_at = "", "", None
    line.save(update_fields=["log_head", "log_other_head", "log_doubted_at"])
    wake("line")
    return kept
