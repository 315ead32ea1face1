"""A system's side of an axis, over HTTP. Doors: AxisClient, Submitted, Call, acknowledge_all.

Signs every request, verifies every receipt and digest, and says of each outcome whether trying again makes sense. It
keeps no queue: outbox and inbox rows belong to the program that uses it (see axislink.protocol for their rules).
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from axislink.errors import BodyMismatch, ReceiptMismatch, RefusedByAxis, Unreachable
from axislink.heads import HeadKeeper
from axislink.protocol.receiver import Delivery
from axislink.protocol.sender import Answer, Sent
from axislink.protocol.signatures import RECEIVERS, Signer, WireRequest, content_digest
from axislink.wire import BLOCK, Content, HttpWire, Reply, Wire
from evidence.bundles import Bundle, check_bundle, read_bundle
from evidence.errors import EvidenceError, PastRewritten
from evidence.heads import Head, check_continues, check_head
from evidence.keys import PrivateKey, PublicKey, read_public_key
from evidence.receipts import Receipt, check_receipt

# Not let in, or damaged on the way: the packet itself may be right, so it stays in the queue.
LATER_CODES = {"AXS-001", "AXS-003", "AXS-004", "AXS-005", "AXS-006", "AXS-007", "AXS-008"}
LATER_STATUS = {408, 425, 429}


@dataclass(frozen=True)
class Submitted:
    """What came of one submission. ``receipt`` is verified; ``jws`` its very bytes, to be kept.

    An axis that gives no receipts leaves ``receipt`` None: then ``jws`` is its answer as it stands, ``doc_id`` its id.
    """

    sent: Sent
    receipt: Receipt | None = None
    jws: str | None = None
    code: str = ""
    sentence: str = ""
    sentence_en: str = ""
    refused: tuple[str, ...] = ()  # the receivers for whose sake it was refused; the packet may be right for the others
    doc_id: str = ""

    @property
    def transfer_id(self) -> str | None:
        return self.receipt.transfer_id if self.receipt else self.doc_id or None

    @property
    def answer(self) -> Answer:
        """Return this as the event of axislink.protocol.sender."""
        return Answer(self.sent, self.jws, self.code, self.sentence)


@dataclass(frozen=True)
class Call:
    """One HTTP exchange, for whoever keeps a log of them. Digests are SHA-256 in hex, None without a body."""

    method: str
    url: str
    status: int
    request_sha256: str | None
    response_sha256: str | None


class AxisClient:
    """Calls to one axis in the name of one system. Not shared between threads.

    ``axis_keys`` are the receipt keys by name, as the operator handed them over. Left out, they are fetched once from
    the axis itself: good enough for a trial, not for evidence.
    """

    def __init__(
        self,
        base_url: str,
        system_id: str,
        key: PrivateKey,
        *,
        axis_keys: Mapping[str, PublicKey] | PublicKey | None = None,
        timeout_seconds: float = 30.0,
        on_call: Callable[[Call], None] | None = None,
        clock: Callable[[], float] = time.time,
        wire: Wire | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.signer = Signer(system_id, key)
        self._axis_keys = axis_keys
        self._clock = clock
        self._on_call = on_call
        self._timeout = timeout_seconds
        self._wire = wire or HttpWire(self.base_url)

    def __enter__(self) -> "AxisClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._wire.close()

    def submit(self, packet: bytes | Path, receivers: Sequence[str] | None = None) -> Submitted:
        """Return what the axis said. ``receivers`` limits who is served; left out, everybody the packet names.

        Never raises for an answer or the lack of one: the result says whether to try again.
        """
        sha256, size, content = _measured(packet)
        headers = {"content-type": "application/xml", "content-length": str(size)}
        if receivers:
            headers[RECEIVERS] = ", ".join(receivers)
        try:
            status, body = self._call("POST", "/v1/packets", headers=headers, content=content, sha256=sha256)
            jws = str(_json(body).get("receipt"))
            receipt = self._verified(jws, sha256, size)
        except RefusedByAxis as refusal:
            later = refusal.axis_code in LATER_CODES
            facts = refusal.facts
            return Submitted(
                Sent.UNREACHABLE if later else Sent.REFUSED,
                code=refusal.axis_code,
                sentence=str(facts["sentence"]),
                sentence_en=str(facts["sentence_en"]),
                refused=refusal.receivers,
            )
        except (Unreachable, ReceiptMismatch) as error:
            return Submitted(Sent.UNREACHABLE, code=error.code, sentence=error.text(), sentence_en=error.text("en"))
        missing = set(receivers or ()) - set(receipt.receivers)
        if missing:  # the same bytes were sent before, to others: those receivers were never served
            wrong = ReceiptMismatch(reason=", ".join(sorted(missing)))
            return Submitted(Sent.REFUSED, receipt, jws, wrong.code, wrong.text(), wrong.text("en"))
        return Submitted(Sent.ACCEPTED if status == 201 else Sent.DUPLICATE, receipt, jws)

    def inbox(self, wait_seconds: int = 0, *, limit: int = 50) -> list[Delivery]:
        """Return the oldest open deliveries of our agencies, waiting so long for the first. Raises: Unreachable, RefusedByAxis."""
        return self.inbox_page(wait_seconds, limit=limit)[0]

    def inbox_page(
        self, wait_seconds: int = 0, *, limit: int = 50, page: str | None = None
    ) -> tuple[list[Delivery], str | None]:
        """Return open deliveries and the token for those after them (None: no more). Raises: Unreachable, RefusedByAxis."""
        query = {"wait": str(wait_seconds), "limit": str(limit)} | ({"page": page} if page else {})
        path = f"/v1/inbox?{urlencode(query)}"
        answer = _json(self._call("GET", path, timeout=self._timeout + wait_seconds)[1])
        try:
            return [_delivery(row) for row in answer["deliveries"]], answer["next"]
        except (KeyError, TypeError, ValueError) as error:
            raise Unreachable(reason="inbox") from error

    def fetch(self, delivery: Delivery, target: Path) -> Path:
        """Write the packet to ``target`` and return it; the file appears only when its digest is right.

        Raises: Unreachable, RefusedByAxis, BodyMismatch.
        """
        target = Path(target)
        scratch = target.with_name(target.name + ".part")
        digest = hashlib.sha256()
        with scratch.open("wb") as handle:
            for block in self._stream(f"/v1/packets/{delivery.transfer_id}"):
                digest.update(block)
                handle.write(block)
        if digest.hexdigest() != delivery.sha256:
            scratch.unlink()
            raise BodyMismatch(expected=delivery.sha256, found=digest.hexdigest())
        scratch.replace(target)
        return target

    def acknowledge(self, delivery_id: str, outcome: str = "taken", reason: str = "") -> None:
        """Close a delivery: ``taken`` once it is safe here, ``failed`` with a reason. Raises: Unreachable, RefusedByAxis."""
        body = json.dumps({"outcome": outcome, "reason": reason}, ensure_ascii=False).encode()
        self._told("POST", f"/v1/deliveries/{delivery_id}/ack", body)

    def acknowledge_all(self, closings: Sequence[tuple[str, str, str]]) -> dict[str, str]:
        """Close up to 200 deliveries in one call: (id, outcome, reason) each. Return the code of each one's refusal, "" when closed.

        Raises: Unreachable, RefusedByAxis.
        """
        rows = [{"delivery_id": one, "outcome": outcome, "reason": reason} for one, outcome, reason in closings]
        body = json.dumps({"deliveries": rows}, ensure_ascii=False).encode()
        headers = {"content-type": "application/json"}
        digest = hashlib.sha256(body).digest()
        answer = _json(self._call("POST", "/v1/acknowledgements", headers=headers, content=body, sha256=digest)[1])
        try:
            return {str(one["delivery_id"]): str((one["error"] or {}).get("code", "")) for one in answer["results"]}
        except (KeyError, TypeError, AttributeError) as error:
            raise Unreachable(reason="acknowledgements") from error

    def trace(self, transfer_id: str) -> dict[str, Any]:
        """Return the transfer's way: receivers with transport and business status, and events. Raises: Unreachable, RefusedByAxis."""
        return _json(self._call("GET", f"/v1/packets/{transfer_id}/trace")[1])

    def receipt(self, transfer_id: str) -> str:
        """Return the receipt's very bytes, verified. Raises: Unreachable, RefusedByAxis, ReceiptMismatch."""
        jws = self._call("GET", f"/v1/receipts/{transfer_id}")[1].decode("utf-8", "replace")
        self._verified(jws, None, None)
        return jws

    def proof(self, transfer_id: str) -> Bundle:
        """Return the transfer's bundle (receipt, entries of the log, proofs, head), verified.

        Raises: Unreachable, RefusedByAxis (AXS-501 while it is not logged yet), ReceiptMismatch.
        """
        data = self._call("GET", f"/v1/proofs/{transfer_id}")[1]
        try:
            bundle = read_bundle(data)
            check_bundle(bundle, self.axis_keys())
        except EvidenceError as error:
            raise ReceiptMismatch(reason=error.code) from error
        return bundle

    def log_head(self, since: int = 0) -> tuple[Head | None, list[bytes] | None]:
        """Return the newest head of the axis' log, verified, and the proof that it continues the one of ``since`` entries.

        None for the head: the log is empty. Raises: Unreachable, RefusedByAxis, HeadMalformed, HeadForged.
        """
        return self._head(since)[1:]

    def consistency(self, first: int, second: int) -> list[bytes]:
        """Return the proof that the log of ``second`` entries begins with that of ``first``. Raises: Unreachable, RefusedByAxis."""
        answer = _json(self._call("GET", f"/v1/proofs/consistency?first={first}&second={second}")[1])
        return _hashes(answer.get("proof"))

    def follow_log(self, keeper: HeadKeeper) -> Head | None:
        """Compare the axis' log with the head kept last time, keep the new one and return it.

        Raises: PastRewritten when the log does not continue what was seen (the kept head stays, the other is kept beside it),
        Unreachable, RefusedByAxis, HeadMalformed, HeadForged.
        """
        kept = keeper.load()
        seen = check_head(kept, self.axis_keys()) if kept else None
        jws, now, proof = self._head(seen.size if seen else 0)
        if seen is not None:
            try:
                if now is None:
                    raise PastRewritten(seen=seen.size, now=0)
                check_continues(seen, now, proof or [])
            except PastRewritten:
                keeper.contradict(jws)
                raise
        if jws is not None and jws != kept:
            keeper.keep(jws)
        return now

    def _head(self, since: int) -> tuple[str | None, Head | None, list[bytes] | None]:
        answer = _json(self._call("GET", f"/v1/heads?since={since}")[1])
        jws, proof = answer.get("head"), answer.get("consistency")
        if not isinstance(jws, str):
            return None, None, None
        return jws, check_head(jws, self.axis_keys()), None if proof is None else _hashes(proof)

    def agencies(self, since_version: int = 0) -> dict[str, Any]:
        """Return ``version`` and all agencies changed since, page after page. Raises: Unreachable, RefusedByAxis."""
        pages = list(self.agency_pages(since_version))
        return {**pages[-1], "agencies": [one for page in pages for one in page["agencies"]]}

    def agency_pages(self, since_version: int = 0) -> Iterator[dict[str, Any]]:
        """Yield the pages of agencies changed since a version, oldest change first; ``version`` may be kept after the last.

        Raises: Unreachable, RefusedByAxis.
        """
        token = None
        while True:
            query = {"since": str(since_version)} | ({"page": token} if token else {})
            answer = self.asked(f"/v1/agencies?{urlencode(query)}")
            if not isinstance(answer.get("agencies"), list) or not isinstance(answer.get("version"), int):
                raise Unreachable(reason="agencies")
            yield answer
            token = answer.get("next")  # an axis of before pages existed sends none
            if not token:
                return

    def axis_keys(self) -> Mapping[str, PublicKey] | PublicKey:
        """Return the keys that receipts are checked with."""
        if self._axis_keys is None:
            listed = _json(self._call("GET", "/v1/keys")[1]).get("keys", [])
            self._axis_keys = {str(one["kid"]): read_public_key(str(one["pem"]).encode()) for one in listed}
        return self._axis_keys

    def _verified(self, jws: str, sha256: bytes | None, size: int | None) -> Receipt:
        try:
            receipt = check_receipt(jws, self.axis_keys())
        except EvidenceError as error:
            raise ReceiptMismatch(reason=error.code) from error
        if sha256 is not None and (receipt.packet_sha256, receipt.size) != (sha256.hex(), size):
            raise ReceiptMismatch(reason="packet_sha256")
        return receipt

    def asked(self, path: str) -> dict[str, Any]:
        return _json(self._call("GET", path)[1])

    def _told(self, method: str, path: str, body: bytes) -> bytes:
        """Return the good answer to some JSON."""
        sha256 = hashlib.sha256(body).digest()
        return self._call(method, path, headers={"content-type": "application/json"}, content=body, sha256=sha256)[1]

    def _call(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: Content = None,
        sha256: bytes | None = None,
        timeout: float | None = None,
    ) -> tuple[int, bytes]:
        """Return status and body of a good answer."""
        reply = self._send(method, path, headers or {}, content, sha256, timeout or self._timeout)
        body = reply.read()
        if self._on_call:
            self._observe(method, path, reply.status, sha256, hashlib.sha256(body).hexdigest())
        _check(reply.status, body)
        return reply.status, body

    def _stream(self, path: str) -> Iterator[bytes]:
        reply = self._send("GET", path, {}, None, None, self._timeout)
        digest = hashlib.sha256()
        try:
            if reply.status != 200:
                _check(reply.status, reply.read())
            for block in reply.blocks():
                digest.update(block)
                yield block
        finally:
            reply.close()
        self._observe("GET", path, reply.status, None, digest.hexdigest())

    def _send(
        self, method: str, path: str, headers: Mapping[str, str], content: Content, sha256: bytes | None, timeout: float
    ) -> Reply:
        signed = dict(headers)
        if sha256 is not None:
            signed["content-digest"] = content_digest(sha256)
        bare, _, query = path.partition("?")
        signed |= self.signer.headers_for(WireRequest(method, bare, query, signed), created=int(self._clock()))
        signed["accept-encoding"] = "identity"  # packets hold compressed files, and bytes must arrive as they are
        return self._wire.send(method, path, signed, content, timeout)

    def _observe(self, method: str, path: str, status: int, sha256: bytes | None, answered: str | None) -> None:
        if self._on_call:
            sent = sha256.hex() if sha256 else None
            self._on_call(Call(method, self.base_url + path, status, sent, answered))


def _measured(packet: bytes | Path) -> tuple[bytes, int, bytes | Iterator[bytes]]:
    if isinstance(packet, bytes):
        return hashlib.sha256(packet).digest(), len(packet), packet
    digest, size = hashlib.sha256(), 0
    for block in _blocks(packet):
        digest.update(block)
        size += len(block)
    return digest.digest(), size, _blocks(packet)


def _blocks(path: Path) -> Iterator[bytes]:
    with Path(path).open("rb") as handle:
        while block := handle.read(BLOCK):
            yield block


def _check(status: int, body: bytes) -> None:
    """Raises: Unreachable for "later", RefusedByAxis for "no"."""
    if 200 <= status < 300:
        return
    if status >= 500 or status in LATER_STATUS or status < 400:
        raise Unreachable(reason=f"HTTP {status}")
    try:
        error = json.loads(body)["error"]
        facts = {"axis_code": error["code"], "sentence": error["message"], "sentence_en": error["message_en"]}
        facts["receivers"] = error.get("receivers")
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        # Not the axis that speaks: a proxy, or another program on its port.
        raise Unreachable(reason=f"HTTP {status}") from problem
    raise RefusedByAxis(status=status, **facts)


def _json(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreachable(reason="JSON") from error
    if not isinstance(answer, dict):
        raise Unreachable(reason="JSON")
    return answer


def _hashes(steps: object) -> list[bytes]:
    try:
        return [bytes.fromhex(step) for step in steps]  # type: ignore[attr-defined]
    except (TypeError, ValueError) as error:
        raise Unreachable(reason="proof") from error


def _delivery(row: Mapping[str, Any]) -> Delivery:
    facts = {name: row[name] for name in Delivery.__dataclass_fields__}
    facts["submitted_at"] = datetime.fromisoformat(facts["submitted_at"])
    return Delivery(**facts)
