"""The office holds its axis to the past it once signed. The axis here is a peer over real HTTP that may lie."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.test import Client

from axislink.client import AxisClient
from evidence.heads import Head, check_head, sign_head
from evidence.merkle import consistency_proof, leaf_hash, root_of
from kit.actor import Actor
from office.exchange.actions import heads, line
from office.exchange.models import Line


@dataclass
class Peer:
    """An axis that signs heads over ``entries``; whoever runs it may put others there."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    entries: list[bytes] = field(default_factory=list)
    url: str = ""

    def range(self, start: int, end: int) -> bytes:
        return root_of(leaf_hash(one) for one in self.entries[start:end])

    def answer(self, since: int) -> dict[str, Any]:
        size = len(self.entries)
        if size == 0:
            return {"head": None, "consistency": None}
        head = Head("national", size, self.range(0, size).hex(), "2026-11-23T08:00:00+07:00")
        proof = consistency_proof(self, since, size) if 0 < since <= size else None
        return {
            "head": sign_head(self.key, head),
            "consistency": None if proof is None else [step.hex() for step in proof],
        }


@pytest.fixture
def peer() -> Iterator[Peer]:
    one = Peer()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            since = int(parse_qs(urlsplit(self.path).query).get("since", ["0"])[0])
            body = json.dumps(one.answer(since)).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    one.url = f"http://127.0.0.1:{server.server_port}"
    yield one
    server.shutdown()
    server.server_close()


@pytest.fixture
def axis(peer: Peer, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[AxisClient]:
    env = replace(settings.ENV, axis_url=peer.url)
    for module in (heads, line):
        monkeypatch.setattr(module, "ENV", env)
    with AxisClient(peer.url, "h29", Ed25519PrivateKey.generate(), axis_keys=peer.key.public_key()) as client:
        yield client


def test_a_log_that_grows_is_followed(peer: Peer, axis: AxisClient, monday: datetime) -> None:
    assert heads.follow_axis_log(axis, monday)
    for number in range(5):
        peer.entries.append(b"entry %d" % number)
        assert heads.follow_axis_log(axis, monday)

    [row] = Line.objects.all()
    assert check_head(row.log_head, peer.key.public_key()).size == 5
    assert (row.log_doubted_at, row.log_other_head) == (None, "")


def test_a_rewritten_past_is_noted_once_with_both_heads_and_shown(
    peer: Peer, axis: AxisClient, monday: datetime, lan: Actor, browser_of: Callable[[Actor], Client]
) -> None:
    peer.entries += [b"a", b"b", b"c"]
    assert heads.follow_axis_log(axis, monday)
    peer.entries[1:] = [b"other", b"c", b"d"]
    later = monday + timedelta(minutes=1)

    assert not heads.follow_axis_log(axis, later)
    assert not heads.follow_axis_log(axis, later + timedelta(hours=1))

    [row] = Line.objects.all()
    assert row.log_doubted_at == later
    sizes = [check_head(jws, peer.key.public_key()).size for jws in (row.log_head, row.log_other_head)]
    assert sizes == [3, 4]
    assert "không khớp từ" in browser_of(lan).get("/gui-nhan/duong-noi").content.decode()


def test_the_operator_may_start_anew_and_keeps_the_proof(peer: Peer, axis: AxisClient, monday: datetime) -> None:
    peer.entries += [b"a", b"b"]
    heads.follow_axis_log(axis, monday)
    peer.entries[:] = [b"restored"]
    assert not heads.follow_axis_log(axis, monday)

    assert [check_head(one, peer.key.public_key()).size for one in heads.forget_axis_log()] == [2, 1]
    assert heads.follow_axis_log(axis, monday)
    assert Line.objects.get().log_doubted_at is None


def test_an_axis_that_does_not_answer_is_not_accused(peer: Peer, axis: AxisClient, monday: datetime) -> None:
    peer.entries += [b"a"]
    heads.follow_axis_log(axis, monday)
    with AxisClient("http://127.0.0.1:9", "h29", Ed25519PrivateKey.generate()) as nobody:
        assert heads.follow_axis_log(nobody, monday)
    assert Line.objects.get().log_doubted_at is None
