"""A client of the VXP dialect inside this process: what the stock library sends, bent as a test needs."""

import hashlib
import io
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx

from axis.wsgi import application
from axislink.protocol.vxp import file_hash, seal_headers

Headers = Sequence[tuple[bytes, bytes]]
TIMESTAMP = "01012019T000000+0001"  # years old, as of a client that never restarts


def inside(method: str, url: str, *, headers: Headers, content: bytes) -> httpx.Response:
    """Call the axis in this process with headers as they are on the wire: bytes, and joined when they repeat."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": urlsplit(url).path,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "wsgi.input": io.BytesIO(content),
        "wsgi.url_scheme": "http",
        "CONTENT_LENGTH": str(len(content)),
    }
    for name, value in headers:
        key = name.decode().upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        environ[key] = ",".join([*([environ[key]] if key in environ else []), value.decode("latin-1")])
    started: list[Any] = []
    answer = application(environ, lambda status, fields, problem=None: started.extend((status, fields)))
    try:
        body = b"".join(answer)
    finally:
        answer.close()
    return httpx.Response(int(started[0].split()[0]), headers=started[1], content=body)


class VxpClient:
    """One system with its secret."""

    def __init__(
        self, system_id: str, secret: str = "s3cret", *, url: str = "http://127.0.0.1/vxp", request: Any = inside
    ):
        self.system_id, self.secret, self.url, self.request = system_id, secret, url, request

    def raw(self, name: str, parameters: dict[str, str], body: bytes = b"", **options: Any) -> httpx.Response:
        method = options.pop("method", "GET" if name == "downloadEdoc" else "POST")
        headers = seal_headers(parameters, system_id=self.system_id, secret=self.secret, timestamp=TIMESTAMP, **options)
        coded = [(key.encode(), value.encode()) for key, value in headers.items()]
        return self.request(method, f"{self.url}/{name}", headers=coded, content=body)

    def call(self, name: str, body: bytes = b"{}", **parameters: str) -> dict[str, Any]:
        answer = self.raw(name, {key.replace("_", "-"): value for key, value in parameters.items()}, body).json()
        assert {"status", "ErrorCode", "ErrorDesc"} <= set(answer), answer
        return answer

    def done(self, name: str, body: bytes = b"{}", **parameters: str) -> dict[str, Any]:
        """Call and demand success."""
        answer = self.call(name, body, **parameters)
        assert (answer["status"], answer["ErrorCode"]) == ("OK", "0"), answer
        return answer

    def send(self, packet: bytes, **parameters: str) -> dict[str, Any]:
        """Send as the library does: the hash of the file without leading zeros, then the file and one CR LF."""
        told = {"servicetype": "eDoc", "messagetype": "edoc", "from": "", **parameters}
        told.setdefault("hash-file", file_hash(hashlib.sha256(packet).digest()))
        return self.raw("sendEdoc", told, packet + b"\r\n", content_type="application/octet-stream").json()

    def register(self, **facts: str) -> dict[str, Any]:
        empty = dict.fromkeys(("id", "pcode", "code", "name", "mail", "mobile", "fax"), "")
        return self.call("registerAgency", json.dumps(empty | facts, ensure_ascii=False).encode())

    def received(self, kind: str = "edoc", **more: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.done(
            "getReceivedEdocList", b"", servicetype="eDoc", messagetype=kind, **more
        )["data"]
        return found


def refused(told):
    assert told["status"] == "FAIL", told
    assert told["ErrorDescEn"]
    return told["ErrorCode"]
