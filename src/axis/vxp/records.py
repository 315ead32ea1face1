"""The records of the dialect, as its client libraries read them. Doors: knobstick, delivery_result, RECORDS.

Every field is a text unless the dialect says otherwise; times are ``yyyy/MM/dd HH:mm:ss`` of Vietnam.
"""

from datetime import datetime
from typing import Any

from axis.delivery.models import Delivery
from axis.delivery.states import State
from kit.clock import wire_time

SERVICE = "eDoc"
MESSAGES = ("edoc", "status")

# Transport states by the words of the dialect (vxp: INITIAL, PROCESSING, DONE, FAIL).
WORDS = {
    State.SUBMITTED: "initial",
    State.DELIVERED: "processing",
    State.RELAYED: "processing",
    State.TAKEN: "done",
    State.FAILED: "fail",
}

RECORDS = {
    "agency": ("id", "pid", "code", "name", "mail", "oldCode"),
    "agency QD20": ("id", "code", "name", "mail", "code102"),
    "unit": ("id", "pid", "code", "name", "mail", "version", "centerCode", "deleted", "modifyDate", "isAgency"),
    "knobstick": (
        "docId",
        "serviceType",
        "messageType",
        "from",
        "to",
        "status",
        "status_desc",
        "created_time",
        "updated_time",
        "contentSha256",
        "contentLength",
    ),
    "delivery result": (
        "serviceType",
        "messageType",
        "title",
        "notation",
        "fromCode",
        "toCode",
        "senderDocId",
        "receiverDocId",
        "sentTime",
        "receivedTime",
        "sendStatus",
        "sendStatusDesc",
        "receiveStatus",
        "receiveStatusDesc",
    ),
}


def knobstick(row: Delivery, *, as_stored: bool = True) -> dict[str, Any]:
    """Return one waiting packet; ``docId`` names this delivery to this receiver.

    Digest and length are of the stored packet: left empty where the copy handed out is another.
    """
    transfer = row.transfer
    return {
        "docId": str(row.ref),
        "serviceType": SERVICE,
        "messageType": transfer.kind,
        "from": transfer.sender_code,
        "to": row.receiver_code,
        "status": WORDS[State(row.state)],
        "status_desc": State(row.state).label,
        "created_time": wire_time(row.submitted_at),
        "updated_time": wire_time(row.delivered_at or row.submitted_at),
        "contentSha256": transfer.packet_sha256 if as_stored else "",
        "contentLength": str(transfer.size) if as_stored else "",
    }


def delivery_result(row: Delivery) -> dict[str, Any]:
    """Return what became of one sent packet at one receiver (its transport; what the agency did comes as a status)."""
    transfer = row.transfer
    return {
        "serviceType": SERVICE,
        "messageType": transfer.kind,
        "title": transfer.subject,
        "notation": transfer.document_code,
        "fromCode": transfer.sender_code,
        "toCode": row.receiver_code,
        "senderDocId": str(transfer.ref),
        "receiverDocId": str(row.ref),
        "sentTime": wire_time(transfer.accepted_at),
        "receivedTime": _time(row.closed_at or row.delivered_at),
        "sendStatus": "done",
        "sendStatusDesc": "trục đã nhận",
        "receiveStatus": WORDS[State(row.state)],
        "receiveStatusDesc": f"{State(row.state).label}: {row.failure}" if row.failure else State(row.state).label,
    }


def _time(at: datetime | None) -> str:
    return wire_time(at) if at else ""
