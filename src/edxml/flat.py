"""The flat dialect http://www.go.vn/eDoc that a provincial guide describes. Doors: NAMESPACE, is_flat, read_flat, flat_slots.

Read only when asked for; never written. Its names differ from the standard's in a few places, which stand here and nowhere else.
"""

from dataclasses import replace

from edxml import remarks
from edxml.errors import NO_HEADER, TOO_MANY_ATTACHMENTS, PacketError
from edxml.fields import Fields
from edxml.files import Slot
from edxml.header import read_document, read_status, signer_info
from edxml.tree import Node, Parsed
from edxml.values import DocumentPacket, StatusPacket, TraceHeader

NAMESPACE = "http://www.go.vn/eDoc"


def is_flat(parsed: Parsed) -> bool:
    """Tell whether a packet is in this dialect; variants write the root with a capital E."""
    return parsed.namespace.rstrip("/") == NAMESPACE and parsed.root.name.lower() in ("edxmlenvelope", "edxml")


def _top(parsed: Parsed) -> Node:
    root = parsed.root
    if root.name.lower() == "edxml":
        inner = [child for child in root.children if child.name.lower() == "edxmlenvelope"]
        root = inner[0] if len(inner) == 1 else root
    return root


def read_flat(parsed: Parsed, fields: Fields) -> DocumentPacket | StatusPacket:
    """Return the packet without its attachments."""
    top = _top(parsed)
    message = top.one("MessageHeader")
    if message is None:
        raise PacketError(NO_HEADER)
    fields.notes.note(remarks.FLAT_LAYOUT)
    if message.one("StatusCode") is not None:
        return read_status(message, fields)
    packet = read_document(top, message, fields)
    signer = message.one("SignerInfo")
    if signer is not None and signer.one("FullName") is None:
        packet = replace(packet, signer=signer_info(signer, fields, name="Signer"))
    other = message.one("OtherInfo")
    if not packet.other.appendixes:
        packet = replace(packet, other=replace(packet.other, appendixes=fields.texts(other, "Appendix")))
    return replace(packet, traces=_traces(top, message, fields) or packet.traces)


def _traces(top: Node, message: Node, fields: Fields) -> tuple[TraceHeader, ...]:
    found = []
    for holder in (*top.all("TraceHeaderList"), top, message):
        for node in holder.all("TraceHeader"):
            path = node.one("Path")
            code = fields.text(path, "From") or fields.text(node, "OrganId")
            at = fields.moment(node, "Time") or fields.moment(node, "Timestamp")
            found.append(TraceHeader(agency=code, at=at))
    return tuple(found)


def flat_slots(parsed: Parsed, fields: Fields) -> list[Slot]:
    """Return the files, which stand whole in the manifest."""
    manifest = _top(parsed).one("Manifest")
    nodes = manifest.all("Attachment") if manifest else []
    if len(nodes) > fields.limits.attachments:
        raise PacketError(TOO_MANY_ATTACHMENTS, limit=fields.limits.attachments)
    return [Slot(None, node) for node in nodes]
