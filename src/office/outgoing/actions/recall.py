"""Call an issued document back. Doors: recall.

Law: QĐ 28/2018/QĐ-TTg Điều 8, 9: every receiver is told over the system, the reason is stated, nothing is deleted and the
number is not used again. NĐ 30/2020/NĐ-CP Điều 18 khoản 4.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kit.access import allow
from kit.actor import Actor
from office.audit import actions as audit
from office.outgoing.actions.common import opened, required, tell
from office.outgoing.actions.issue import write_dispatch
from office.outgoing.errors import NothingSent
from office.outgoing.models import Dispatch
from office.outgoing.permissions import RULES
from office.outgoing.states import MOVES


@transaction.atomic
def recall(*, document_ref: UUID, reason: str, actor: Actor, now: datetime) -> Dispatch:
    """Tell every receiver on the axis that the document is recalled; each answers (15 or 16) by itself."""
    outgoing = opened(document_ref, actor)
    allow(actor, RULES, "recall", outgoing)
    move = MOVES.step("recall", outgoing.state)
    words = required(reason)
    dispatch = write_dispatch(outgoing, "recall", reason=words, now=now)
    if dispatch is None:
        raise NothingSent
    outgoing.state, outgoing.recall_reason = move.target, words
    outgoing.save(update_fields=["state", "recall_reason"])
    audit.record(
        "outgoing.recalled",
        actor=actor,
        at=now,
        document_ref=outgoing.document.ref,
        subject_ref=dispatch.ref,
        reason=words,
    )
    tell(outgoing)
    return dispatch
