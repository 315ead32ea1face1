"""The attachments of a packet: joined, decoded, unwrapped. Doors: read_attachments, count_attachments, slots.

Damage to one file never refuses the packet: the clerk must see what came, and why a file cannot be used.
"""

import re
from dataclasses import dataclass, replace
from itertools import chain

from edxml import errors, remarks
from edxml.content import Content, Spool
from edxml.cutter import TOKEN
from edxml.decode import Base64Decoder
from edxml.errors import PacketError
from edxml.fields import Fields
from edxml.remarks import Finding, Severity, finding
from edxml.sniff import EMPTY, UNKNOWN
from edxml.tree import Node
from edxml.values import Attachment
from edxml.zips import Unpacked, unwrap

_BREAKING = re.compile(r"[\\/]")
_SAME_TYPES = (
    frozenset({"application/xml", "text/xml"}),
    frozenset({"application/vnd.rar", "application/x-rar-compressed", "application/x-rar"}),
    frozenset({"image/jpeg", "image/jpg", "image/pjpeg"}),
    frozenset({"application/rtf", "text/rtf"}),
    frozenset({"application/gzip", "application/x-gzip"}),
    frozenset({"application/zip", "application/x-zip-compressed", "application/x-zip"}),
)
_VAGUE_TYPES = frozenset(
    {UNKNOWN, EMPTY, "application/octet-stream", "binary/octet-stream", "application/x-ole-storage"}
)


@dataclass(frozen=True)
class Slot:
    """One file as the packet lists it: its line of the manifest, its attachment element, or both."""

    reference: Node | None
    attachment: Node | None


def _content_id(node: Node, fields: Fields) -> str | None:
    text = fields.text(node, "ContentId")
    return text[4:] or None if text and text[:4].lower() == "cid:" else text


def slots(root: Node, fields: Fields) -> list[Slot]:
    """Join manifest and attachments by ContentId, in the order of the manifest; leftovers come last."""
    envelope = root.one("edXMLEnvelope")
    body = envelope.one("edXMLBody") if envelope else None
    manifest = body.one("edXMLManifest") if body else None
    references = manifest.all("Reference") if manifest else []
    gateway = [
        node for holder in (envelope.all("edXMLAttachments") if envelope else ()) for node in holder.all("Attachment")
    ]
    if gateway:
        fields.notes.note(remarks.GATEWAY_LAYOUT)
    sections = chain(root.all("AttachmentEncoded"), envelope.all("AttachmentEncoded") if envelope else ())
    attachments = [*(node for section in sections for node in section.all("Attachment")), *gateway]
    limit = fields.limits.attachments
    if max(len(references), len(attachments)) > limit:
        raise PacketError(errors.TOO_MANY_ATTACHMENTS, limit=limit)
    waiting: dict[str | None, list[Node]] = {}
    for node in attachments:
        waiting.setdefault(_content_id(node, fields), []).append(node)
    joined: list[Slot] = []
    for reference in references:
        same = waiting.get(_content_id(reference, fields))
        joined.append(Slot(reference, same.pop(0) if same else None))
    used = {id(slot.attachment) for slot in joined}
    joined += [Slot(None, node) for node in attachments if id(node) not in used]
    if len(joined) > limit:
        raise PacketError(errors.TOO_MANY_ATTACHMENTS, limit=limit)
    return joined


def _payload(node: Node) -> Node | None:
    return node.one("ContentTransferEncoded") or node.one("AttachmentData") or node.one("Content")


def _decode(node: Node, fields: Fields, spool: Spool) -> Content | None:
    """Return the bytes of a payload element, None when they are not sound Base64."""
    if node.children:
        return None
    runs = fields.parsed.runs
    found = TOKEN.fullmatch(node.text.strip()) if runs else None
    if found and found[1] == fields.parsed.nonce:
        decoder = runs[int(found[2])].decoder
        return decoder.finish() if decoder else None
    if runs and fields.parsed.nonce in node.text:
        return None  # something that is no Base64 stands before or after a long run
    decoder = Base64Decoder(spool)
    decoder.feed(node.text.encode("utf-8"))
    return decoder.finish()


def _name(slot: Slot, index: int, fields: Fields) -> str:
    listed = fields.text(slot.reference, "AttachmentName")
    carried = fields.text(slot.attachment, "AttachmentName") or fields.text(slot.attachment, "FileName")
    if listed and carried and listed != carried:
        fields.notes.note(remarks.NAME_DIFFERS, name=listed, other=carried)
    name = listed or carried
    if name is None:
        name = f"tep-{index + 1}"
        fields.notes.note(remarks.NAMELESS, name=name)
    return _BREAKING.sub("_", name)


def _conflict(declared: str | None, found: str) -> bool:
    """Tell whether a declared type and the bytes contradict each other; vague words contradict nothing but a PDF."""
    if declared is None or "/" not in declared or declared in _VAGUE_TYPES:
        return False
    declared = declared.split(";")[0].strip().lower()
    if found in _VAGUE_TYPES:
        return declared == "application/pdf"
    if found == "text/plain" and declared.startswith("text/"):
        return False
    return declared != found and not any({declared, found} <= same for same in _SAME_TYPES)


def _note_type(fields: Fields, file: Attachment, words: tuple[str | None, ...]) -> None:
    """Remark on a file whose every declared type contradicts its bytes; ZIP is the right word for a wrapped file."""
    found = file.type
    if found is None or (file.zipped and "application/zip" in words):
        return
    given = [word for word in words if word]
    if given and all(_conflict(word, found) for word in given):
        fields.notes.note(remarks.TYPE_DIFFERS, name=file.name, declared=given[0], found=found)


def _one(slot: Slot, index: int, fields: Fields, spool: Spool, unpacked: Unpacked) -> Attachment:
    name = _name(slot, index, fields)
    listed, carried = slot.reference, slot.attachment
    transport = (
        fields.text(carried, "ContentType")
        or fields.text(carried, "AttachmentType")
        or fields.text(carried, "FileType")
    )
    source = listed or carried
    file = Attachment(
        name=name,
        content=None,
        declared_type=fields.text(listed, "ContentType") or transport,
        description=fields.text(listed, "Description", lines=True) or fields.text(carried, "Description", lines=True),
        content_id=_content_id(source, fields) if source else None,
        transport_type=transport,
    )
    payload = _payload(carried) if carried else None
    if payload is None:
        return replace(file, problem=_problem(fields, remarks.CONTENT_MISSING, name))
    decoded = _decode(payload, fields, spool)
    if decoded is None:
        return replace(file, problem=_problem(fields, remarks.BASE64_BROKEN, name))
    opened = unwrap(decoded, name, spool, unpacked)
    file = replace(file, content=opened.content, zipped=opened.zipped)
    if opened.problem:
        file = replace(file, problem=_problem(fields, opened.problem, name))
    else:
        _note_type(fields, file, (file.declared_type, transport))
    if opened.remark:
        fields.notes.note(opened.remark, name=name)
    size = fields.number(carried, "AttachmentSize")
    if size is not None and size != opened.content.size:
        fields.notes.note(remarks.SIZE_DIFFERS, name=name, declared=size, found=opened.content.size)
    if listed is None:
        _note_unlisted(fields, name)
    return file


def _note_unlisted(fields: Fields, name: str) -> None:
    envelope = fields.parsed.root.one("edXMLEnvelope")
    if envelope is not None and not envelope.all("edXMLAttachments"):  # that layout has no manifest at all
        fields.notes.warn(remarks.NOT_LISTED, name=name)


def _problem(fields: Fields, sentence: errors.Sentence, name: str) -> Finding:
    fields.notes.error(sentence, name=name)
    return finding(Severity.ERROR, sentence, name=name)


def read_attachments(found: list[Slot], fields: Fields, spool: Spool) -> tuple[Attachment, ...]:
    """Return the files of a packet, each as its receiver opens it."""
    unpacked = Unpacked(fields.limits)
    return tuple(_one(slot, index, fields, spool, unpacked) for index, slot in enumerate(found))
