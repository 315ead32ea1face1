"""What the operator of the axis tells everybody reaches the people of the office. The axis here is a peer over real HTTP."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from axislink.client import AxisClient
from kit import clock
from kit.actor import Actor
from office.exchange.actions.notices import hear_axis, standing_notices

URL = "/gui-nhan/thong-bao-truc"


class Peer(BaseHTTPRequestHandler):
    told: Any = []

    def do_GET(self) -> None:
        body = json.dumps({"announcements": self.told}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def axis(db: None) -> Iterator[AxisClient]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Peer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        with AxisClient(f"http://127.0.0.1:{server.server_port}", "office", Ed25519PrivateKey.generate()) as client:
            yield client
        server.shutdown()
        thread.join()


def announced(text: str, ends_at: datetime, origin: str | None = None) -> dict[str, object]:
    starts = ends_at - timedelta(hours=4)
    return {
        "id": text[:8],
        "text": text,
        "starts_at": starts.isoformat(),
        "ends_at": ends_at.isoformat(),
        "origin": origin,
    }


def test_a_downtime_is_shown_to_everybody_until_it_ends(
    axis: AxisClient, lan: Actor, browser_of: Callable[[Actor], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    soon, past = clock.now() + timedelta(hours=3), clock.now() - timedelta(hours=1)
    Peer.told = [announced("Bảo trì <b>tối nay</b>", soon, "Trục quốc gia"), announced("Đã xong", past)]
    hear_axis(axis)
    shown = browser_of(lan).get(URL).content.decode()

    assert "Bảo trì &lt;b&gt;tối nay&lt;/b&gt;" in shown
    assert "Trục quốc gia" in shown
    assert "Đã xong" not in shown
    assert URL in browser_of(lan).get("/").content.decode()
    Peer.told = []
    hear_axis(axis)
    assert standing_notices(clock.now()) == []


@pytest.mark.parametrize(
    "odd", [None, {}, [None], [{"id": 1}], [{"id": "x", "text": "y", "starts_at": "x", "ends_at": "z"}]]
)
def test_an_odd_answer_changes_nothing(axis: AxisClient, odd: object) -> None:
    Peer.told = [announced("Bảo trì", clock.now() + timedelta(hours=3))]
    hear_axis(axis)
    Peer.told = odd
    hear_axis(axis)

    assert [one.text for one in standing_notices(clock.now())] == ["Bảo trì"]
