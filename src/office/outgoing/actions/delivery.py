"""What the exchange room tells of sendings. Doors: settle, mark_taken, hear_status.

Transport state and the receiver's word are two columns. Statuses come late, twice and out of order: each is kept in the
history once, and an older one never lowers what the receiver said last (QCVN 102:2016, status packet).
"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from kit.actor import Actor
from kit.asked import Asked, add_new, among, change, together
from kit.wake import wake
from office.audit import actions as audit
from office.documents.facts import Flow, StatusCode
from office.documents.models import Document
from office.organisation.people import codes_of
from office.outgoing.models import ChangeAsk, Delivery, DeliveryStatus, Dispatch
from office.outgoing.reach import BRINGS
from office.outgoing.states import DispatchState

RANK = {code: place for place, code in enumerate(("", "01", "03", "04", "05", "06"))}
ANSWERS = (StatusCode.AGREED, StatusCode.DECLINED)
FINAL = (StatusCode.REFUSED, StatusCode.AGREED)


_SETTLE = """
update office_outgoing_delivery set state = %s, state_at = %s, state_reason = %s
where agency_id = %s and dispatch_id = %s and state <> %s
"""


@together
def settle(dispatch: Dispatch, state: DispatchState, reason: str, now: datetime) -> None:
    """Write where a sending stands: accepted by the axis, refused, or given up. What is accepted stays accepted."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SETTLE, [str(state), now, reason[:500], dispatch.agency_id, dispatch.pk, str(DispatchState.ACCEPTED)]
        )
    wake(f"document-{dispatch.outgoing.document.ref}")
    wake(f"agency-{dispatch.agency_id}")


@transaction.atomic
def mark_taken(dispatch: Dispatch, code: str, at: datetime) -> bool:
    """Write that the receiver's system has fetched the packet; returns False when that is known or not our receiver."""
    rows = Delivery.objects.of(dispatch.agency_id).filter(dispatch=dispatch, taken_at__isnull=True)
    changed = rows.filter(code__in=codes_of(code)).update(taken_at=at)
    if changed:
        wake(f"document-{dispatch.outgoing.document.ref}")
    return bool(changed)


_heard: Asked[Any] = Asked(
    lambda agency, delivery, code, at, text: DeliveryStatus.objects.filter(
        agency_id=agency, delivery_id=delivery, code=code, at=at, text=text
    ).values_list("pk")[:1],
    *("agency", "delivery", "code", "at", "text"),
)
_by_id = Asked(
    lambda agency, document_id: Document.objects.filter(
        agency_id=agency, direction=Flow.OUTGOING, document_id=document_id
    ).order_by("pk")[:1],
    *("agency", "document_id"),
)
_sendings = Asked(
    lambda agency, document, codes: (
        Delivery.objects.filter(among("code", codes), agency_id=agency, dispatch__outgoing__document_id=document)
        .select_for_update(of=("self",))
        .select_related("dispatch__outgoing__document", "agency")
        .order_by("-id")
    ),
    *("agency", "document", "codes"),
)


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
    found = _document(agency_id, document_id, answered_code)
    if found is None:
        return False
    ask = _asked(found, from_code) if code in ANSWERS else None
    delivery = _delivery(found, from_code, ask)
    if delivery is None:
        return False
    # the same word under another transfer: an axis may name one packet twice
    if _heard.rows(agency=agency_id, delivery=delivery.pk, code=code[:2], at=at, text=text[:500]):
        return True
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
    if ask is not None:
        _answer(ask, code, at, text, staff, now)
    # a receiver's fast clock must not make its later words older than this one
    said_at = min(at, now)
    if _counts(delivery, code, said_at):
        delivery.status, delivery.status_at = code, said_at
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


def _document(agency_id: int, document_id: str, answered_code: str) -> Document | None:
    found = _by_id.first(agency=agency_id, document_id=document_id) if document_id else None
    if found is None and "/" in answered_code:
        number, _, notation = answered_code.partition("/")
        own = Document.objects.of(agency_id).filter(direction=Flow.OUTGOING)
        found = (
            own.filter(number__in={number, number.lstrip("0"), number.zfill(2)}, notation=notation)
            .order_by("-id")
            .first()
        )
    return found


def _asked(document: Document, from_code: str) -> ChangeAsk | None:
    """Return the question that this receiver answers: the newest without an answer, else the newest.

    A status packet names the document and not the question; who is asked twice answers the later one first.
    """
    rows = ChangeAsk.objects.of(document.agency_id).filter(change__outgoing__document=document)
    rows = rows.filter(code__in=codes_of(from_code)).select_for_update(of=("self",)).order_by("-id")
    asks: list[ChangeAsk] = list(rows)
    return next((one for one in asks if not one.answer), asks[0] if asks else None)


def _delivery(document: Document, from_code: str, ask: ChangeAsk | None) -> Delivery | None:
    """Return the sending that the status belongs to: the one that asked, else the one that brought the document.

    A replacement is carried by the new document: its answer about the old one stands with the old one's sending.
    """
    codes = sorted(codes_of(from_code))
    candidates = _sendings.all(agency=document.agency_id, document=document.pk, codes=codes)
    for one in candidates:
        if one.dispatch_id == ask.dispatch_id if ask is not None else one.dispatch.operation in BRINGS:
            return one
    return candidates[0] if candidates else None


def _answer(ask: ChangeAsk, code: str, at: datetime, text: str, staff: str, now: datetime) -> None:
    """Keep a receiver's answer to what it was asked; once agreed it stays agreed."""
    if ask.answer == StatusCode.AGREED:
        return
    ask.answer, ask.answered_at, ask.answer_text, ask.answer_staff = code, at, text[:500], staff[:300]
    ask.save(update_fields=["answer", "answered_at", "answer_text", "answer_staff"])
    outgoing = ask.change.outgoing
    audit.record(
        "outgoing.change_answered",
        actor=Actor.system(ask.agency_id, outgoing.agency.code),
        at=now,
        document_ref=outgoing.document.ref,
        subject_ref=ask.change.ref,
        change=ask.kind,
        code=code,
        receiver=ask.code,
    )


def _counts(delivery: Delivery, code: str, at: datetime) -> bool:
    """Whether this status becomes the receiver's last word."""
    if code not in StatusCode.values or code == StatusCode.RETRIEVE:
        return False
    if code in ANSWERS:
        return delivery.dispatch.operation not in BRINGS and delivery.status != StatusCode.AGREED
    if delivery.status in FINAL:
        return False
    if delivery.status_at is not None and at < delivery.status_at:
        return False
    if code == StatusCode.REFUSED:
        return True
    return RANK[code] > RANK.get(delivery.status, 0)
