"""A small country for tests of the axis: systems with keys, calling the axis inside this process."""

import hashlib
import io
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx
from tests.transport_wire import TransportWire

from axis.api.quick import quick_paths
from axis.directory.actions.connect import NewAgency, connect_system
from axis.keyring import public_keys
from axis.wsgi import application
from axislink.client import AxisClient
from evidence.keys import PrivateKey, new_private_key, public_pem
from kit.front.body import Body

KEYS: dict[str, PrivateKey] = {name: new_private_key() for name in ("vpcp", "tphcm", "bnv")}
QUICK = quick_paths(application)


def _as_the_front(environ: dict[str, Any], start_response: Any) -> Any:
    """Call what the front would call: the quick path where there is one, else Django."""
    named = environ["PATH_INFO"].encode()  # the transport forgets that WSGI has bytes here, one character each
    environ |= {"PATH_INFO": named.decode("latin-1"), "RAW_URI": quote(named)}
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    quick = QUICK.get((method, path)) or QUICK.get((method, path.rpartition("/")[0] + "/*"))
    if quick is not None and method == "POST":
        data = environ["wsgi.input"].read()
        environ["wsgi.input"] = io.BytesIO(data)
        environ["front.body"] = Body(len(data), hashlib.sha256(data).hexdigest(), data, "")
    return (quick or application)(environ, start_response)


INSIDE = httpx.WSGITransport(app=_as_the_front, raise_app_exceptions=True)
HTTP = httpx.Client(transport=INSIDE, trust_env=False)
AGENCIES = {
    "vpcp": [NewAgency("G22", "Văn phòng Chính phủ", ("000.00.00.G22",))],
    "tphcm": [
        NewAgency("H29", "UBND Thành phố Hồ Chí Minh", ("000.00.00.H29",)),
        NewAgency("H29.01", "Sở Nội vụ Thành phố Hồ Chí Minh", ("000.00.01.H29", "01.H29")),
    ],
    "bnv": [NewAgency("G09", "Bộ Nội vụ")],
}


class World:
    """The axis with three connected systems; ``vpcp``, ``tphcm`` and ``bnv`` are their clients."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)
        for name in AGENCIES:
            self.connect(name, KEYS[name])
        self.vpcp = self.client("vpcp")
        self.tphcm = self.client("tphcm")
        self.bnv = self.client("bnv")

    def connect(self, name: str, key: PrivateKey) -> None:
        connect_system(
            system_id=name, secret="s3cret", pem=public_pem(key), agencies=AGENCIES.get(name, []), now=self.now
        )

    def client(self, name: str, key: PrivateKey | None = None, **options: Any) -> AxisClient:
        options.setdefault("wire", TransportWire("http://127.0.0.1", INSIDE))
        options.setdefault("axis_keys", public_keys())
        return AxisClient("http://127.0.0.1", name, key or KEYS[name], **options)
