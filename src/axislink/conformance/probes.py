"""The two ends of an axis that checks hold on to. Doors: Options, NativeProbe, VxpProbe, Heard, Raw.

A probe has the real client for what should work, and a way to send what no client would send.
"""

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from axislink.client import AxisClient
from axislink.conformance.packets import Maker
from axislink.conformance.values import Failed, need
from axislink.errors import Unreachable
from axislink.protocol.receiver import Delivery
from axislink.protocol.sender import Sent
from axislink.protocol.signatures import Signer, WireRequest, content_digest
from axislink.protocol.vxp import file_hash, seal_headers
from axislink.vxp_client import BINARY, CRLF, JSON, VxpAxisClient
from evidence.keys import PrivateKey

LATE_S = 1.5
PAGES = 60


@dataclass(frozen=True)
class Options:
    """Who is connecting: a system made for trials, whose inbox nobody else reads.

    ``agencies``: its own codes, the first sends, the last receives. ``key`` for the native API, ``secret`` for VXP.
    ``revoked_key``: one that the operator has revoked. ``register_code``: an agency code that may be registered and
    deleted. ``patience_s``: how long the log of evidence may take.
    """

    url: str
    system_id: str
    agencies: tuple[str, ...]
    key: PrivateKey | None = None
    secret: str = ""
    vxp_url: str = ""
    revoked_key: PrivateKey | None = None
    register_code: str = ""
    patience_s: float = 90.0
    timeout_s: float = 60.0

    @property
    def maker(self) -> Maker:
        return Maker(self.agencies[0], self.agencies[-1])

    @property
    def dialect_url(self) -> str:
        return self.vxp_url or f"{self.url.rstrip('/')}/vxp"


@dataclass(frozen=True)
class Heard:
    """An answer: HTTP status, headers in lower case, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        told = json.loads(self.body)
        need(isinstance(told, dict), f"HTTP {self.status}: {self.body[:80]!r}")
        return dict(told)


class Raw:
    """One request on a connection of its own, in parts, at a pace, or never finished."""

    def __init__(self, base_url: str, timeout_s: float) -> None:
        self._place, self._timeout = urlsplit(base_url), timeout_s

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes = b"",
        *,
        late: bool = False,
        cut: bool = False,
    ) -> Heard | None:
        """Return the answer; None for a request that was ``cut`` in half. Raises: Unreachable."""
        place = self._place
        kind = HTTPSConnection if place.scheme == "https" else HTTPConnection
        link = kind(place.hostname or "", place.port, timeout=self._timeout)
        half = len(body) // 2 if late or cut else len(body)
        try:
            link.putrequest(method, place.path.rstrip("/") + path, skip_accept_encoding=True)
            for name, value in {"content-length": str(len(body)), **headers}.items():
                link.putheader(name, value.encode())
            link.endheaders()
            link.send(body[:half])
            if cut:
                return None
            if late:
                time.sleep(LATE_S)
                link.send(body[half:])
            answer = link.getresponse()
            fields = {name.lower(): value for name, value in answer.getheaders()}
            return Heard(answer.status, fields, answer.read())
        except (OSError, HTTPException) as problem:
            raise Unreachable(reason=f"{type(problem).__name__}: {problem}"[:200]) from problem
        finally:
            link.close()


@dataclass
class NativeProbe:
    """The native API. ``client`` is the system's own."""

    options: Options
    key: PrivateKey
    client: AxisClient = field(init=False)
    raw: Raw = field(init=False)

    def __post_init__(self) -> None:
        one = self.options
        self.client = AxisClient(one.url, one.system_id, self.key, timeout_seconds=one.timeout_s)
        self.raw = Raw(one.url, one.timeout_s)

    def close(self) -> None:
        self.client.close()

    def signed(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        key: PrivateKey | None = None,
        created: float | None = None,
        nonce: bytes | None = None,
        digest_of: bytes | None = None,
        content_type: str = "application/xml",
    ) -> dict[str, str]:
        """Return the headers of a signed request; what is named otherwise than it should be is bent."""
        headers: dict[str, str] = {}
        if body is not None:
            digest = hashlib.sha256(body if digest_of is None else digest_of).digest()
            headers = {"content-type": content_type, "content-digest": content_digest(digest)}
        signer = Signer(self.options.system_id, key or self.key)
        bare, _, query = path.partition("?")
        at = int(created if created is not None else time.time())
        return headers | signer.headers_for(WireRequest(method, bare, query, headers), created=at, nonce=nonce)

    def ask(self, method: str, path: str, body: bytes | None = None, **bent: Any) -> Heard:
        """Return the answer to a signed request."""
        heard = self.raw.ask(method, path, self.signed(method, path, body, **bent), body or b"")
        assert heard is not None
        return heard

    def refused(self, heard: Heard | None, *codes: str) -> None:
        """Demand a refusal with one of these codes. Raises: Failed."""
        assert heard is not None
        try:
            code = str(heard.json()["error"]["code"])
        except (ValueError, KeyError, TypeError):
            code = "-"
        need(400 <= heard.status < 500 and code in codes, f"HTTP {heard.status}, {code} (≠ {', '.join(codes)})")

    def sent(self, packet: bytes) -> str:
        """Submit a packet that must be accepted and return its transfer. Raises: Failed."""
        done = self.client.submit(packet)
        need(done.sent in (Sent.ACCEPTED, Sent.DUPLICATE) and done.transfer_id, f"{done.code} {done.sentence}")
        return str(done.transfer_id)

    def waiting(self) -> list[Delivery]:
        """Return the whole inbox, page by page."""
        found: list[Delivery] = []
        token: str | None = None
        for _ in range(PAGES):
            page, token = self.client.inbox_page(limit=200, page=token)
            found += page
            if token is None:
                return found
        raise Failed(f"inbox > {PAGES * 200}")

    def arrived(self, transfer_id: str) -> Delivery:
        """Return the one open delivery of a transfer. Raises: Failed."""
        mine = [one for one in self.waiting() if one.transfer_id == transfer_id]
        need(len(mine) == 1, f"inbox ×{len(mine)}")
        return mine[0]

    def taken(self, transfer_id: str) -> Delivery:
        """Acknowledge a transfer's delivery, so that the trial leaves nothing behind."""
        one = self.arrived(transfer_id)
        self.client.acknowledge(one.delivery_id)
        return one


@dataclass
class VxpProbe:
    """The VXP dialect. ``client`` is the system's own."""

    options: Options
    client: VxpAxisClient = field(init=False)
    raw: Raw = field(init=False)

    def __post_init__(self) -> None:
        one = self.options
        self.client = VxpAxisClient(one.dialect_url, one.system_id, one.secret, timeout_seconds=one.timeout_s)
        self.raw = Raw(one.dialect_url, one.timeout_s)

    def close(self) -> None:
        self.client.close()

    def ask(
        self,
        operation: str,
        parameters: Mapping[str, str],
        body: bytes = b"{}",
        *,
        method: str = "POST",
        more: Mapping[str, str] | None = None,
        secret: str | None = None,
        system_id: str | None = None,
        timestamp: str = "01012019T000000+0001",
        late: bool = False,
        cut: bool = False,
    ) -> Heard | None:
        """Return the answer to one call; its timestamp is years old unless said otherwise, as of a client never restarted."""
        headers = seal_headers(
            parameters,
            system_id=system_id or self.options.system_id,
            secret=self.options.secret if secret is None else secret,
            timestamp=timestamp,
            content_type=BINARY if operation == "sendEdoc" else JSON,
        )
        return self.raw.ask(method, f"/{operation}", headers | dict(more or {}), body, late=late, cut=cut)

    def told(self, operation: str, parameters: Mapping[str, str], body: bytes = b"{}", **bent: Any) -> dict[str, Any]:
        """Return the JSON object of an answer; it must have the three fields that clients read. Raises: Failed."""
        heard = self.ask(operation, parameters, body, **bent)
        assert heard is not None
        told = heard.json()
        missing = {"status", "ErrorCode", "ErrorDesc"} - told.keys()
        need(
            not missing and isinstance(told["ErrorCode"], str),
            f"{operation}: {sorted(missing)} {told.get('ErrorCode')!r}",
        )
        return told

    def done(self, operation: str, parameters: Mapping[str, str], body: bytes = b"{}", **bent: Any) -> dict[str, Any]:
        """Return the answer of a call that must succeed. Raises: Failed."""
        told = self.told(operation, parameters, body, **bent)
        need((told["status"], told["ErrorCode"]) == ("OK", "0"), f"{operation}: {_short(told)}")
        return told

    def refused(self, told: Mapping[str, Any], codes: Sequence[str] = ()) -> None:
        """Demand FAIL, with one of these codes if any are named. Raises: Failed."""
        need(told["status"] == "FAIL" and told["ErrorCode"] != "0", _short(told))
        need(not codes or told["ErrorCode"] in codes, f"{_short(told)} (≠ {', '.join(codes)})")

    def send(self, packet: bytes, *, tail: bytes = CRLF, **bent: Any) -> dict[str, Any]:
        """Send as the stock library does, unless something is bent, and return the answer."""
        parameters = {"servicetype": "eDoc", "messagetype": "edoc", "from": self.options.agencies[0]}
        parameters["hash-file"] = file_hash(hashlib.sha256(packet).digest())
        parameters |= bent.pop("parameters", {})
        body = bent.pop("body", packet + tail)
        return self.told("sendEdoc", parameters, body, **bent)

    def sent(self, packet: bytes, **bent: Any) -> str:
        """Send a packet that must be accepted and return its DocId. Raises: Failed."""
        told = self.send(packet, **bent)
        need(told["status"] == "OK" and told.get("DocId"), _short(told))
        return str(told["DocId"])

    def listed(self, kind: str = "edoc") -> list[dict[str, Any]]:
        told = self.done("getReceivedEdocList", {"servicetype": "eDoc", "messagetype": kind}, b"")
        rows = told["data"]
        need(isinstance(rows, list), f"data: {type(rows).__name__}")
        return list(rows)

    def arrived(self, packet: bytes, kind: str = "edoc") -> dict[str, Any]:
        """Return the one waiting entry whose packet this is, by its bytes. Raises: Failed."""
        digest, size = hashlib.sha256(packet).hexdigest(), str(len(packet))
        rows = [one for one in self.listed(kind) if one.get("contentLength") in (None, "", size)]
        mine = [one for one in rows if one.get("contentSha256") in (None, "", digest)]
        if len(mine) > 1:
            mine = [one for one in mine if self.fetched(str(one["docId"])) == packet]
        need(len(mine) == 1, f"getReceivedEdocList ×{len(mine)}")
        return mine[0]

    def fetched(self, doc_id: str) -> bytes:
        heard = self.ask("downloadEdoc", {"docId": doc_id, "filePath": ""}, b"", method="GET")
        assert heard is not None
        need(heard.status == 200, f"downloadEdoc: HTTP {heard.status}")
        return heard.body

    def confirm(self, doc_id: str, status: str = "done", **more: str) -> None:
        self.done("updateStatus", {"docid": doc_id, "status": status, **more})


def _short(told: Mapping[str, Any]) -> str:
    return f"{told.get('status')} {told.get('ErrorCode')} {told.get('ErrorDesc')}"[:200]
