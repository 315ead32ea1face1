"""Call an issued document back from every receiver. Doors: recall.

Law: QĐ 28/2018/QĐ-TTg Điều 8, 9: every receiver is told over the system, the reason is stated, nothing is deleted and the
number is not used again. NĐ 30/2020/NĐ-CP Điều 18 khoản 4.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from kit.actor import Actor
from office.outgoing.actions.amending import propose_change
from office.outgoing.models import IssuedChange
from office.outgoing.states import ChangeKind
from office.outgoing.values import ChangePlan


def recall(
    *, document_ref: UUID, reason: str, actor: Actor, now: datetime, by_status: Iterable[str] = ()
) -> IssuedChange:
    """Propose the recall; a leader's own is sent at once. Each receiver answers (15 or 16) by itself."""
    plan = ChangePlan(kind=ChangeKind.RECALL, reason=reason, by_status=frozenset(by_status))
    return propose_change(document_ref=document_ref, plan=plan, actor=actor, now=now)
