"""The markup of a packet as plain nodes. Doors: parse, Parsed, Node.

Every reader of packets goes through here, so that an axis and an office can never understand one packet differently. No DTD,
no entities, no network; caps are checked before and after libxml2 sees the bytes.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from edxml import errors
from edxml.cutter import Cutter, Run
from edxml.decode import Base64Decoder
from edxml.errors import PacketError, Sentence
from edxml.limits import Limits

Source = bytes | bytearray | memoryview | PathLike[str] | BinaryIO

BLOCK = 1 << 18
ATTRIBUTE_MAX = 4096
PAYLOADS = frozenset(
    {"ContentTransferEncoded", "AttachmentData", "Content"}
)  # may hold a file, so no cap on their text here
_BOM = b"\xef\xbb\xbf"
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([^"'>]*)""")
_SIGNATURES = frozenset({"http://www.w3.org/2000/09/xmldsig#"})
_LONG_ATTRIBUTES = etree.XPath(f"//@*[string-length(.) > {ATTRIBUTE_MAX}]", smart_strings=True)
_KINDS = etree.ErrorTypes
_ERRORS: dict[int, Sentence] = {
    _KINDS.ERR_TAG_NAME_MISMATCH: errors.MISMATCHED_TAG,
    _KINDS.NS_ERR_UNDEFINED_NAMESPACE: errors.UNBOUND_PREFIX,
    _KINDS.ERR_INVALID_CHAR: errors.ILLEGAL_CHARACTER,
    _KINDS.ERR_INVALID_ENCODING: errors.ILLEGAL_CHARACTER,
    _KINDS.ERR_INVALID_CHARREF: errors.ILLEGAL_CHARACTER,
    _KINDS.I18N_CONV_FAILED: errors.ILLEGAL_CHARACTER,
    _KINDS.ERR_RESERVED_XML_NAME: errors.STRAY_START,
}


class Node:
    """An element: local name, own text, children. Elements of foreign namespaces carry ``{uri}`` in their name."""

    __slots__ = ("children", "name", "prefix", "text")

    def __init__(self, name: str, prefix: str | None) -> None:
        self.name = name
        self.prefix = prefix
        self.text = ""
        self.children: list[Node] = []

    def all(self, name: str) -> list["Node"]:
        """Return the children of this name."""
        return [child for child in self.children if child.name == name]

    def one(self, name: str) -> "Node | None":
        """Return the only child of this name, or None; refuses a packet that gives two."""
        found = None
        for child in self.children:
            if child.name == name:
                if found is not None:
                    raise PacketError(errors.REPEATED, element=f"{self.name}/{name}")
                found = child
        return found

    def walk(self) -> Iterator["Node"]:
        """Yield this node and everything below it in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


@dataclass(frozen=True)
class Parsed:
    """The markup, its namespace, and the long runs that were cut out of it."""

    root: Node
    namespace: str
    runs: list[Run]
    nonce: str
    bom: bool


def blocks(source: Source, limits: Limits) -> Iterator[bytes]:
    """Yield a packet in blocks, refusing it as soon as it is too large."""
    if isinstance(source, bytes) and len(source) <= min(BLOCK, limits.packet_bytes):
        yield source
    elif isinstance(source, (bytes, bytearray, memoryview)):
        view = memoryview(source).cast("B")
        if len(view) > limits.packet_bytes:
            raise PacketError(errors.TOO_LARGE, limit=limits.packet_bytes)
        if len(view) <= BLOCK:
            yield bytes(view)
            return
        yield from _read(io.BytesIO(view), limits)
    elif isinstance(source, PathLike):
        with Path(source).open("rb") as stream:
            yield from _read(stream, limits)
    else:
        yield from _read(source, limits)


def _read(stream: BinaryIO, limits: Limits) -> Iterator[bytes]:
    total = 0
    while block := stream.read(BLOCK):
        total += len(block)
        if total > limits.packet_bytes:
            raise PacketError(errors.TOO_LARGE, limit=limits.packet_bytes)
        yield block


def _check_start(block: bytes) -> tuple[bytes, bool]:
    """Refuse other encodings and stray characters; return the block without its byte order mark."""
    if block[:2] in (b"\xff\xfe", b"\xfe\xff") or block[:2] in (b"<\x00", b"\x00<"):
        raise PacketError(errors.NOT_UTF8, encoding="UTF-16/UTF-32")
    bom = block.startswith(_BOM)
    if bom:
        block = block[3:]
    if not block.startswith(b"<"):
        if not block.strip():
            raise PacketError(errors.EMPTY)
        if b"<" not in block[:1024] or block.lstrip()[:1] != b"<" or block.lstrip().startswith(b"<?xml"):
            raise PacketError(errors.STRAY_START)
    declared = _DECLARED.match(block[:512])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise PacketError(errors.NOT_UTF8, encoding=declared[1].decode("ascii", "replace")[:40])
    return block, bom


def parse(source: Source, limits: Limits, new_decoder: Callable[[], Base64Decoder] | None = None) -> Parsed:
    """Return the markup of a packet; long Base64 goes to decoders from ``new_decoder`` and is dropped without one.

    Raises: PacketError when it is not a packet that may be read at all.
    """
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    cutter = Cutter(parser.feed, limits, new_decoder)
    bom = started = False
    try:
        for block in blocks(source, limits):
            if not started:
                block, bom = _check_start(block)
                started = True
            cutter.feed(block)
        if not started:
            raise PacketError(errors.EMPTY)
        cutter.finish()
        element = _close(parser)
    except etree.XMLSyntaxError as error:
        failure: Any = error  # its stubs know no code
        raise _refusal(failure.code, failure.position[0], failure.msg) from None
    info: Any = element.getroottree().docinfo
    if info.doctype:
        raise PacketError(errors.DTD)
    namespace = etree.QName(element).namespace or ""
    return Parsed(_convert(element, namespace, limits), namespace, cutter.runs, cutter.nonce, bom)


def _close(parser: Any) -> etree._Element:
    """Return the finished tree. What only the end of the input brings to light is an input cut short."""
    earlier = list(parser.feed_error_log)
    try:
        return parser.close()
    except etree.XMLSyntaxError as error:
        if not earlier:
            raise PacketError(errors.CUT_SHORT) from error
        first = next((entry for entry in earlier if entry.level_name == "FATAL"), earlier[0])
        raise _refusal(first.type, first.line, first.message) from None


def _refusal(kind: int, line: int, message: object) -> PacketError:
    detail = re.sub(r",? line \d+, column \d+.*$", "", str(message or "")).strip()
    return PacketError(_ERRORS.get(kind, errors.NOT_WELL_FORMED), line=line, detail=detail[:200])


def _convert(top: etree._Element, namespace: str, limits: Limits) -> Node:
    """Copy lxml's tree into nodes in one pass, counting as it goes."""
    long: Any = _LONG_ATTRIBUTES(top)
    if long:
        raise PacketError(errors.TEXT_TOO_LONG, element=long[0].attrname, limit=ATTRIBUTE_MAX)
    own = f"{{{namespace}}}" if namespace else ""
    names: dict[str, str] = {}
    longest = limits.text_characters
    holder = Node("", None)
    known: dict[etree._Element | None, tuple[Node, int]] = {top.getparent(): (holder, 0)}
    for element in top.iter():
        parent, depth = known[element.getparent()]
        tag = element.tag
        name = names.get(tag)
        if name is None:
            name = names[tag] = _local(tag, own)
        node = Node(name, element.prefix)
        parent.children.append(node)
        if text := element.text:
            if len(text) > longest and name not in PAYLOADS:
                raise PacketError(errors.TEXT_TOO_LONG, element=name, limit=longest)
            node.text = text
        known[element] = (node, depth + 1)
        if depth >= limits.depth:
            raise PacketError(errors.TOO_DEEP, limit=limits.depth)
        if len(known) > limits.elements:
            raise PacketError(errors.TOO_MANY_ELEMENTS, limit=limits.elements)
    return holder.children[0]


def _local(tag: str, own: str) -> str:
    if own and tag.startswith(own):
        return tag[len(own) :]
    uri, brace, local = tag.rpartition("}")
    return local if not brace or uri[1:] in _SIGNATURES else tag
