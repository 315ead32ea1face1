"""What the exchange room tells of sendings. Doors: settle, mark_taken, hear_status.

Transport state and the receiver's word are two columns. Statuses come late, twice and out of order: each is kept in the
history once, and an older one never lowers what the receiver said last (QCVN 102:2016, status packet).
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from kit.actor import Actor
from kit.asked import Asked, add_new, change, together
from kit.wake import wake
from office.audit import actions as audit
from office.documents.facts import Flow, StatusCode
from office.documents.models import Document
from office.organisation.models import Agency
from office.outgoing.models import Delivery, DeliveryStatus, Dispatch
from office.outgoing.states import DispatchState

RANK = {code: place for place, code in enumerate(("", "01", "03", "04", "05", "06"))}
ANSWERS = (StatusCode.AGREED, StatusCode.DECLINED)
FINAL = (StatusCode.REFUSED, StatusCode.AGREED)


@together
def settle(dispatch: Dispatch, state: DispatchState, reason: str, now: datetime) -> None:
    """Write where a sending stands: accepted by the axis, refused, or given up. What is accepted stays accepted."""
    rows = Delivery.objects.of(dispatch.agency_id).filter(dispatch=dispatch).exclude(state=DispatchState.ACCEPTED)
    rows.update(state=state, state_at=now, state_reason=reason[:500])
    wake(f"document-{dispatch.outgoing.document.ref}")
    wake(f"agency-{dispatch.agency_id}")


@transaction.atomic
def mark_taken(dispatch: Dispatch, code: str, at: datetime) -> bool:
    """Write that the receiver's system has fetched the packet; returns False when that is known or not our receiver."""
    rows = Delivery.objects.of(dispatch.agency_id).filter(dispatch=dispatch, taken_at__isnull=True)
    changed = rows.filter(code__in=_codes(code)).update(taken_at=at)
    if changed:
        wake(f"document-{dispatch.outgoing.document.ref}")
    return bool(changed)


@together
def hear_status(
    *,
    agency_id: int,
    document_id: str,
    answered_code: str,
    from_code: str,
    code: str,
    at: datetime,
    text: str,
    staff: str,
    transfer_id: str,
    now: datetime,
) -> bool:
    """Keep what a receiver says of a document; returns False when no sending of ours to it is known.

    ``answered_code`` is number/notation, used when the status names no document id. A repeat changes nothing.
    """
    delivery = _delivery(agency_id, document_id, answered_code, from_code, code)
    if delivery is None:
        return False
    word = DeliveryStatus(
        agency_id=agency_id,
        delivery=delivery,
        code=code[:2],
        at=at,
        heard_at=now,
        text=text[:500],
        staff=staff[:300],
        transfer_id=transfer_id,
    )
    if not add_new(word):  # status_heard_once: the same packet again
        return True
    if _counts(delivery, code, at):
        delivery.status, delivery.status_at = code, at
        delivery.status_text, delivery.status_staff = text[:500], staff[:300]
        change(delivery, "status", "status_at", "status_text", "status_staff")
    document = delivery.dispatch.outgoing.document
    audit.record(
        "outgoing.status_heard",
        actor=Actor.system(agency_id, delivery.agency.code),
        at=now,
        document_ref=document.ref,
        subject_ref=delivery.dispatch.ref,
        code=code,
        receiver=delivery.code,
    )
    wake(f"document-{document.ref}")
    wake(f"agency-{agency_id}")
    return True


_by_id = Asked(
    lambda agency, document_id: (
        Document.objects.filter(agency_id=agency, direction=Flow.OUTGOING, document_id=document_id)
        .values_list("pk")
        .order_by("pk")[:1]
    ),
    *("agency", "document_id"),
)
_sent = Asked(
    lambda document: (
        Delivery.objects.filter(dispatch__outgoing_id=document)
        .select_for_update(of=("self",))
        .select_related("dispatch__outgoing__document", "agency")
        .order_by("-id")
    ),
    "document",
)
_also_known: Asked[Any] = Asked(
    lambda code: Agency.objects.filter(Q(code=code) | Q(code_qcvn102=code)).values_list("code", "code_qcvn102"), "code"
)


def _delivery(agency_id: int, document_id: str, answered_code: str, from_code: str, code: str) -> Delivery | None:
    found = _by_id.rows(agency=agency_id, document_id=document_id) if document_id else []
    if not found and "/" in answered_code:
        number, _, notation = answered_code.partition("/")
        own = Document.objects.of(agency_id).filter(direction=Flow.OUTGOING, notation=notation)
        own = own.filter(number__in={number, number.lstrip("0"), number.zfill(2)})
        found = list(own.order_by("-id").values_list("pk")[:1])
    if not found:
        return None
    codes = _codes(from_code)
    wanted = "recall" if code in ANSWERS else "new"
    candidates = [one for one in _sent.all(document=found[0][0]) if one.code in codes]
    return next((one for one in candidates if one.dispatch.operation == wanted), candidates[0] if candidates else None)


def _codes(code: str) -> set[str]:
    """The receiver may answer under its new code or the one of QCVN 102:2016."""
    known = _also_known.rows(code=code) if code else []
    return {code, *(value for row in known for value in row if value)}


def _counts(delivery: Delivery, code: str, at: datetime) -> bool:
    """Whether this status becomes the receiver's last word."""
    if code not in StatusCode.values or code == StatusCode.RETRIEVE:
        return False
    if code in ANSWERS:
        return delivery.status != StatusCode.AGREED
    if delivery.status in FINAL:
        return False
    if delivery.status_at is not None and at < delivery.status_at:
        return False
    if code == StatusCode.REFUSED:
        return True
    return RANK[code] > RANK.get(delivery.status, 0)
