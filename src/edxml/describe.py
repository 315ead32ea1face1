"""A packet as plain data with stable English keys. Doors: describe.

The shape is a promise to scripts: keys may be added, these stay. Absent facts are null or an empty list.
"""

from datetime import date, datetime
from typing import Any

from edxml.values import (
    HANOI,
    Attachment,
    DocumentPacket,
    Operation,
    Organ,
    ResponseFor,
    SignerInfo,
    StaffInfo,
    StatusPacket,
)

Data = dict[str, Any]


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(HANOI).isoformat() if value else None


def _organ(organ: Organ) -> Data:
    return {"code": organ.code, "name": organ.name}


def _response(response: ResponseFor) -> Data:
    return {
        "agency": response.agency,
        "code": response.code,
        "issued_on": _day(response.issued_on),
        "document_id": response.document_id,
    }


def _attachment(file: Attachment) -> Data:
    return {
        "name": file.name,
        "declared_type": file.declared_type,
        "type": file.type,
        "zipped": file.zipped,
        "size": file.size,
        "sha256": file.sha256,
        "description": file.description,
        "problem": file.problem.code if file.problem else None,
    }


def describe(packet: DocumentPacket | StatusPacket, lang: str = "vi") -> Data:
    """Return the packet as data ready for JSON; remarks are sentences in ``lang``."""
    remarks = [remark.text(lang) for remark in packet.remarks]
    if isinstance(packet, StatusPacket):
        return _status(packet, remarks)
    business, signer = packet.business, packet.signer
    change = business.change
    return {
        "kind": "edoc",
        "operation": packet.operation.value,
        "document_id": packet.document_id,
        "business_document_id": None if packet.operation is Operation.NEW else business.document_id,
        "reason": business.reason,
        "from": _organ(packet.sender),
        "to": [_organ(receiver) for receiver in packet.receivers],
        "number": packet.number,
        "notation": packet.notation,
        "issued_on": _day(packet.issued_on),
        "place": packet.place,
        "type_name": packet.type.name,
        "type_code": packet.type.code,
        "subject": packet.subject,
        "summary": packet.summary,
        "signer": None
        if signer == SignerInfo()
        else {"name": signer.name, "position": signer.position, "competence": signer.competence},
        "priority": packet.other.priority,
        "steering": packet.steering,
        "due_on": _day(packet.due_on),
        "to_places": list(packet.to_places),
        "responses": [_response(response) for response in packet.responses],
        "document_changed": change.document if change else None,
        "receivers_changed": [
            {"code": entry.code, "change": entry.change.value} for entry in (change.receiver_list if change else ())
        ],
        "replaces": [
            {"document_id": entry.document_id, "agencies": list(entry.agencies)} for entry in business.replacements
        ],
        "staff": _staff(business.staff),
        "attachments": [_attachment(file) for file in packet.attachments],
        "status": None,
        "trace": [{"agency": trace.agency, "at": _moment(trace.at)} for trace in packet.traces],
        "remarks": remarks,
    }


def _staff(staff: StaffInfo | None) -> Data | None:
    if staff is None:
        return None
    return {"name": staff.name, "department": staff.department, "mobile": staff.mobile, "email": staff.email}


def _status(packet: StatusPacket, remarks: list[str]) -> Data:
    absent = (
        "operation", "document_id", "business_document_id", "reason", "number", "notation", "issued_on", "place",
        "type_name", "subject", "signer", "priority", "due_on",
    )  # fmt: skip
    lists = ("receivers_changed", "replaces", "attachments", "trace")
    addressed = dict.fromkeys(response.agency for response in packet.responses if response.agency)
    return {
        "kind": "status",
        **dict.fromkeys(absent),
        "from": _organ(packet.sender),
        "to": [{"code": code, "name": None} for code in addressed],
        "responses": [_response(response) for response in packet.responses],
        **{name: [] for name in lists},
        "status": {
            "code": packet.status,
            "description": packet.description,
            "at": _moment(packet.at),
            "staff": _staff(packet.staff),
        },
        "remarks": remarks,
    }
