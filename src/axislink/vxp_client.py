"""A system's side of an axis of the VXP dialect, over HTTP. Doors: VxpAxisClient.

The same doors as AxisClient: submit, inbox, fetch, acknowledge, agencies; and the dialect's own calls by name. Such an
axis signs nothing: what it answered is kept as it stands, and no more is claimed than it said.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from axislink.client import Call, Submitted
from axislink.errors import AxisLinkError, BodyMismatch, ReceiptMismatch, RefusedByAxis, Unreachable
from axislink.protocol.receiver import Delivery
from axislink.protocol.sender import Sent
from axislink.protocol.vxp import file_hash, seal_headers
from axislink.protocol.vxp_answers import HANOI, KINDS, Base64Answer, is_later, read_answer, rows_of, waiting_of
from axislink.wire import BLOCK, Content, HttpWire, Reply, Wire
from edxml import PacketError, read_header

CRLF = b"\r\n"
BINARY = "application/octet-stream"
JSON = "application/json"
POLL_SECONDS = 10.0
AGENCIES_EVERY_S = 6 * 3600.0  # the list has no versions and may hold 120,000 rows
FAILED_AGAIN_S = 3600.0  # what we called unusable is looked at again so late, should the axis go on offering it
AGAIN_S = (5.0, 900.0)  # what is offered again, confirmed or not to be had: doubling from the one to the other
OUTCOMES = {"taken": "done", "failed": "fail"}
_LISTED = {"servicetype": "eDoc"}


class VxpAxisClient:
    """Calls to one axis in the name of one system. Not shared between threads.

    ``poll_seconds``: the dialect cannot wait for news, so a waiting ``inbox`` asks again this often.
    """

    def __init__(
        self,
        base_url: str,
        system_id: str,
        secret: str,
        *,
        timeout_seconds: float = 60.0,
        poll_seconds: float = POLL_SECONDS,
        on_call: Callable[[Call], None] | None = None,
        clock: Callable[[], float] = time.time,
        pause: Callable[[float], None] = time.sleep,
        wire: Wire | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.system_id = system_id
        self._secret = secret
        self._timeout, self._poll = timeout_seconds, poll_seconds
        self._on_call, self._clock, self._pause = on_call, clock, pause
        self._wire = wire or HttpWire(self.base_url)
        self._parts: dict[str, int] = {}  # docId: receivers of it that were not acknowledged yet
        self._skipped: dict[str, tuple[float, float]] = {}  # docId: until when, and for how long
        self._book = _AddressBook()

    def __enter__(self) -> "VxpAxisClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._wire.close()

    # --- the doors it shares with the native client -----------------------------------------------

    def submit(self, packet: bytes | Path, receivers: Sequence[str] | None = None) -> Submitted:
        """Return what the axis said. ``receivers`` limits who is served; left out, everybody the packet names.

        Never raises for an answer or the lack of one. The answer's very words stand in ``jws``, its DocId in ``doc_id``.
        """
        try:
            envelope = read_header(packet)
        except PacketError as error:
            return Submitted(Sent.REFUSED, code=error.code, sentence=error.text(), sentence_en=error.text("en"))
        digest, size = _measured(packet)
        told = {
            **_LISTED,
            "messagetype": str(envelope.kind),
            "from": envelope.from_code,
            "hash-file": file_hash(digest),
        }
        if receivers:
            told["to"] = json.dumps(list(receivers), ensure_ascii=False)
        content = packet + CRLF if isinstance(packet, bytes) else _blocks(packet)
        try:
            body = self._call("sendEdoc", told, content, size=size + len(CRLF), content_type=BINARY)
            doc_id = str(read_answer(200, body).get("DocId") or "").strip()
            if not doc_id:
                raise ReceiptMismatch(reason="DocId")
        except RefusedByAxis as refusal:
            facts = refusal.facts
            sent = Sent.UNREACHABLE if is_later(refusal) else Sent.REFUSED
            return Submitted(
                sent, code=refusal.axis_code, sentence=str(facts["sentence"]), sentence_en=str(facts["sentence_en"])
            )
        except (Unreachable, ReceiptMismatch) as error:
            return Submitted(Sent.UNREACHABLE, code=error.code, sentence=error.text(), sentence_en=error.text("en"))
        return Submitted(Sent.ACCEPTED, jws=body.decode("utf-8", "replace"), doc_id=doc_id)

    def inbox(self, wait_seconds: int = 0) -> list[Delivery]:
        """Return what waits, documents before statuses, asking again until something does or the time is over.

        Raises: Unreachable, RefusedByAxis.
        """
        end = self._clock() + wait_seconds
        while True:
            listed = [one for kind in KINDS for one in self.received(kind)]
            found = [one for one in listed if not self._is_skipped(one.delivery_id)]
            self._forget({one.delivery_id for one in listed})
            left = end - self._clock()
            if found or left <= 0:
                break
            self._pause(min(self._poll, left))
        self._parts.clear()
        for one in found:
            self._parts[one.delivery_id] = self._parts.get(one.delivery_id, 0) + 1
        return found

    def inbox_page(self, wait_seconds: int = 0, *, page: str | None = None) -> tuple[list[Delivery], str | None]:
        """Return the inbox, which this dialect shows whole: there is never another page. Raises: Unreachable, RefusedByAxis."""
        return self.inbox(wait_seconds), None

    def fetch(self, delivery: Delivery, target: Path) -> Path:
        """Write the packet to ``target`` and return it; the file appears only when it is whole, as far as that can be told.

        Raises: Unreachable, RefusedByAxis, BodyMismatch (only where the axis lists a digest).
        """
        target = Path(target)
        scratch = target.with_name(target.name + ".part")
        digest, answer = hashlib.sha256(), Base64Answer()
        try:
            with scratch.open("wb") as handle:
                status = self._stream(
                    "getEdoc", {"docId": delivery.delivery_id, "filePath": ""}, answer, handle, digest
                )
            answer.end(status)
            if delivery.sha256 and digest.hexdigest() != delivery.sha256:
                raise BodyMismatch(expected=delivery.sha256, found=digest.hexdigest())
        except AxisLinkError:
            self._put_off(delivery.delivery_id)
            scratch.unlink(missing_ok=True)
            raise
        return scratch.replace(target)

    def acknowledge(self, delivery_id: str, outcome: str = "taken", reason: str = "") -> None:
        """Close a delivery: ``taken`` once it is safe here, ``failed`` with a reason. Raises: Unreachable, RefusedByAxis.

        A packet listed for several of our agencies is confirmed with the last of them.
        """
        left = self._parts.pop(delivery_id, 1) - 1
        if left > 0 and outcome == "taken":
            self._parts[delivery_id] = left
            return
        told = {"docid": delivery_id, "status": OUTCOMES[outcome]}
        if reason and outcome == "failed":
            told["description"] = " ".join(reason.split())[:400]
        self.call("updateStatus", **told)
        if outcome == "failed":
            self._skip(delivery_id, FAILED_AGAIN_S)
        else:
            self._put_off(delivery_id)

    def agencies(self, since_version: int = 0) -> dict[str, Any]:
        """Return ``version`` and the agencies that differ from those given with ``since_version``.

        The dialect has no versions: the whole list is fetched now and then, and compared here. An agency missing from
        it is not closed: a list cut short would close a country. Raises: Unreachable, RefusedByAxis.
        """
        if self._book.is_due(self._clock()):
            self._book.learn(rows_of(self.call("getAgenciesList", b"")), self._clock())
        return self._book.since(since_version)

    def acknowledge_all(self, closings: Sequence[tuple[str, str, str]]) -> dict[str, str]:
        """Close deliveries one by one: the dialect has no call for many. Raises: Unreachable, RefusedByAxis."""
        refused: dict[str, str] = {}
        for delivery_id, outcome, reason in closings:
            try:
                self.acknowledge(delivery_id, outcome, reason)
                refused[delivery_id] = ""
            except RefusedByAxis as refusal:
                refused[delivery_id] = refusal.axis_code
        return refused

    def agency_pages(self, since_version: int = 0) -> Iterator[dict[str, Any]]:
        """Yield the one page that ``agencies`` is. Raises: Unreachable, RefusedByAxis."""
        yield self.agencies(since_version)

    # --- the dialect's own ------------------------------------------------------------------------

    def call(self, operation: str, body: bytes = b"{}", /, **parameters: str) -> dict[str, Any]:
        """Call any operation that answers with JSON and return its object. Raises: Unreachable, RefusedByAxis."""
        return read_answer(200, self._call(operation, parameters, body, size=len(body)))

    def received(self, kind: str) -> list[Delivery]:
        """Return what waits of one kind (``edoc``, ``status``). Raises: Unreachable, RefusedByAxis."""
        told = self.call("getReceivedEdocList", b"", **_LISTED, messagetype=kind)
        return waiting_of(rows_of(told), kind, self.system_id)

    def sent(self, doc_id: str = "", kind: str = "edoc") -> list[dict[str, Any]]:
        """Return what became of what we sent, one record per receiver. Raises: Unreachable, RefusedByAxis."""
        named = {"docId": doc_id} if doc_id else {}
        return rows_of(self.call("getSentEdocList", b"", **_LISTED, messagetype=kind, **named))

    def _skip(self, doc_id: str, seconds: float) -> None:
        self._skipped[doc_id] = (self._clock() + seconds, seconds)

    def _put_off(self, doc_id: str) -> None:
        """Leave a packet alone for a while, longer each time: an axis may list for ever what was confirmed or is broken."""
        _, before = self._skipped.get(doc_id, (0.0, 0.0))
        self._skip(doc_id, min(max(before * 2, AGAIN_S[0]), AGAIN_S[1]))

    def _forget(self, listed: set[str]) -> None:
        """Drop what is no longer offered."""
        now = self._clock()
        self._skipped = {one: told for one, told in self._skipped.items() if one in listed or now < told[0]}

    def _is_skipped(self, doc_id: str) -> bool:
        until, _ = self._skipped.get(doc_id, (0.0, 0.0))
        return self._clock() < until

    def _call(
        self, operation: str, parameters: Mapping[str, str], content: Content, *, size: int, content_type: str = JSON
    ) -> bytes:
        """Return the body of a good answer."""
        reply = self._send(operation, parameters, content, size, content_type)
        body = reply.read()
        self._observe(operation, reply.status, hashlib.sha256(body).hexdigest())
        read_answer(reply.status, body)
        return body

    def _stream(
        self, operation: str, parameters: Mapping[str, str], answer: Base64Answer, handle: Any, digest: Any
    ) -> int:
        reply = self._send(operation, parameters, b"{}", 2, JSON)
        try:
            for block in reply.blocks():
                part = answer.feed(block)
                digest.update(part)
                handle.write(part)
        finally:
            reply.close()
        self._observe(operation, reply.status, None)
        return reply.status

    def _send(
        self, operation: str, parameters: Mapping[str, str], content: Content, size: int, content_type: str
    ) -> Reply:
        now = datetime.fromtimestamp(self._clock(), HANOI)
        headers = seal_headers(
            parameters,
            system_id=self.system_id,
            secret=self._secret,
            timestamp=f"{now:%d%m%YT%H%M%S}+{now.microsecond // 1000:04d}",
            content_type=content_type,
        )
        # Values are UTF-8 on the wire; the HTTP library writes what it is given as Latin-1.
        coded = {name: value.encode().decode("latin-1") for name, value in headers.items()}
        coded |= {"content-length": str(size), "accept-encoding": "identity"}
        return self._wire.send("POST", f"/{operation}", coded, content, self._timeout)

    def _observe(self, operation: str, status: int, answered: str | None) -> None:
        if self._on_call:
            self._on_call(Call("POST", f"{self.base_url}/{operation}", status, None, answered))


class _AddressBook:
    """The list of agencies as last fetched, and how much of it the caller has taken over."""

    def __init__(self) -> None:
        self._listed: dict[str, dict[str, Any]] = {}
        self._taken: dict[str, dict[str, Any]] = {}
        self._given: tuple[int, dict[str, dict[str, Any]]] = (0, {})
        self._at: float | None = None

    def is_due(self, now: float) -> bool:
        return self._at is None or now - self._at >= AGENCIES_EVERY_S

    def learn(self, rows: Sequence[Mapping[str, Any]], now: float) -> None:
        found = {str(row["code"]): _agency(row) for row in rows if row.get("code") and row.get("name")}
        self._listed = {**self._listed, **found}
        self._at = now

    def since(self, version: int) -> dict[str, Any]:
        """A version that was given says that its rows were taken over; 0 asks for all."""
        if version == 0:
            self._taken = {}
        elif version == self._given[0]:
            self._taken = self._given[1]
        changed = [row for code, row in self._listed.items() if self._taken.get(code) != row]
        if changed:
            version += 1
            self._given = (version, dict(self._listed))
        return {"version": version, "agencies": changed}


def _agency(row: Mapping[str, Any]) -> dict[str, Any]:
    formal = row.get("oldCode") or row.get("code102")
    return {"code": str(row["code"]), "name": str(row["name"]), "code_qcvn102": formal or None, "valid_to": None}


def _measured(packet: bytes | Path) -> tuple[bytes, int]:
    if isinstance(packet, bytes):
        return hashlib.sha256(packet).digest(), len(packet)
    with Path(packet).open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").digest()
        return digest, handle.tell()


def _blocks(path: Path) -> Iterator[bytes]:
    with Path(path).open("rb") as handle:
        while block := handle.read(BLOCK):
            yield block
    yield CRLF
