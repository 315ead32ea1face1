"""The edXML packet of QCVN 102:2016/BTTTT: values, reading, writing, checking. Pure: bytes in, values out."""

from edxml.check import check_packet, check_values
from edxml.content import Content
from edxml.describe import describe
from edxml.errors import PacketError
from edxml.limits import Limits
from edxml.read import read_header, read_packet
from edxml.remarks import Finding, Severity
from edxml.texts import document_id
from edxml.values import (
    Attachment,
    Business,
    Change,
    DocumentChange,
    DocumentPacket,
    DocumentType,
    Envelope,
    Kind,
    Operation,
    Organ,
    OtherInfo,
    ReceiverChange,
    ReplacementInfo,
    ResponseFor,
    SignatureInfo,
    SignerInfo,
    StaffInfo,
    StatusPacket,
    TraceHeader,
)
from edxml.write import write_packet, write_packet_to

__all__ = [
    "Attachment", "Business", "Change", "Content", "DocumentChange", "DocumentPacket", "DocumentType", "Envelope", "Finding",
    "Kind", "Limits", "Operation", "Organ", "OtherInfo", "PacketError", "ReceiverChange", "ReplacementInfo", "ResponseFor",
    "Severity", "SignatureInfo", "SignerInfo", "StaffInfo", "StatusPacket", "TraceHeader", "check_packet", "check_values",
    "describe", "document_id", "read_header", "read_packet", "write_packet", "write_packet_to",
]  # fmt: skip
