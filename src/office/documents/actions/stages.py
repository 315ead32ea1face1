"""How far an incoming document is, and what its sender must hear. Doors: owe_status, answer_unknown, raise_stage.

The stage stands on every incoming document, paper too: lists and the reader's "Bên gửi thấy" use it. Only for one
that came over the axis a status is owed as well; the exchange room takes owed statuses in the order of their ids.
"""

from collections.abc import Mapping
from datetime import datetime

from kit.actor import Actor
from kit.asked import add_new, change, together
from kit.wake import wake
from office.documents.facts import Flow, Origin, StatusCode
from office.documents.models import Document, OwedStatus
from office.organisation.models import Unit

ONCE = frozenset({"01", "02", "03", "04", "05", "06"})  # 15 and 16 answer one request each
PROGRESS = ("", "01", "03", "04", "05", "06", "02", "15")  # never lowered again


@together
def owe_status(
    *, document: Document, code: str, description: str = "", at: datetime, actor: Actor | None = None
) -> OwedStatus | None:
    """Move the document's stage up to ``code`` and write the status its sender must hear; None when nothing is owed.

    A repeat of 01 to 06 changes nothing. Law: QĐ 28/2018/QĐ-TTg Điều 9 khoản 2.
    """
    if document.direction != Flow.INCOMING:
        return None
    if code in ONCE:
        raise_stage(document, code)
    if document.origin != Origin.AXIS:
        return None
    row = OwedStatus(
        agency_id=document.agency_id,
        document=document,
        code=code,
        description=description[:500],
        at=at,
        staff_name=actor.person_name[:100] if actor and not actor.is_system else "",
        staff_department=_department(actor),
    )
    if not add_new(row):  # status_owed_once: another act of this or a parallel transaction owed it first
        return None
    wake("exchange.send")
    return row


def answer_unknown(
    *, agency_id: int, wire: Mapping[str, str], code: str, description: str, at: datetime, actor: Actor
) -> OwedStatus:
    """Write the answer to a request about a document that we do not hold.

    ``wire`` names it in the asker's words: agency_code (who hears the answer), document_code, document_id, issued_on.
    """
    row = OwedStatus.objects.create(
        agency_id=agency_id,
        wire=dict(wire),
        code=code,
        description=description[:500],
        at=at,
        staff_name=actor.person_name[:100],
        staff_department=_department(actor),
    )
    wake("exchange.send")
    return row


def raise_stage(document: Document, code: str) -> None:
    """Move the stage up to ``code``; a lower or equal one changes nothing."""
    if code not in PROGRESS or PROGRESS.index(code) <= PROGRESS.index(document.stage):
        return
    document.stage = StatusCode(code)
    change(document, "stage")


def _department(actor: Actor | None) -> str:
    if actor is None or actor.unit_id is None:
        return ""
    return Unit.objects.values_list("name", flat=True).get(pk=actor.unit_id)[:200]
