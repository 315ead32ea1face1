"""A real HTTP server that answers as an axis of the VXP dialect might on its worst day. Doors: OddPeer, odd_peer."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OK = {"status": "OK", "ErrorCode": "0", "ErrorDesc": ""}
Answer = bytes | dict[str, Any] | Callable[["Asked"], Any]


class Asked:
    """One request as it arrived: operation, headers (lower case, UTF-8), body."""

    def __init__(self, operation: str, headers: dict[str, str], body: bytes) -> None:
        self.operation, self.headers, self.body = operation, headers, body

    def get(self, name: str) -> str:
        return self.headers.get(f"xroadvnpt-{name}".lower(), "")


class OddPeer:
    """Answers each operation with the next of what was put for it; the last stands for all later calls.

    An answer is a JSON object, raw bytes, or a function of the request. ``status``: the HTTP status of all answers.
    ``cut``: so many bytes of each answer are kept back and the connection is closed. ``silent``: none comes at all.
    """

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[Asked] = []
        self.status, self.cut, self.silent = 200, 0, threading.Event()
        self.over = threading.Event()
        self.url = ""

    def put(self, operation: str, *answers: Answer) -> None:
        self.answers[operation] = list(answers)

    def calls(self, operation: str) -> list[Asked]:
        return [one for one in self.asked if one.operation == operation]

    def answer(self, asked: Asked) -> bytes:
        waiting = self.answers.get(asked.operation, [{**OK, "data": []}])
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        answer = answer(asked) if callable(answer) else answer
        return answer if isinstance(answer, bytes) else json.dumps(answer, ensure_ascii=False).encode()


def knobstick(doc_id: str, **more: Any) -> dict[str, Any]:
    return {"docId": doc_id, "from": "G22", "to": "H29", "status": "initial", "created_time": "", **more}


def packed(packet: bytes) -> dict[str, Any]:
    return {**OK, "data": base64.b64encode(packet).decode()}


@contextmanager
def odd_peer() -> Iterator[OddPeer]:
    peer = OddPeer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value.encode("latin-1").decode() for name, value in self.headers.items()}
            asked = Asked(self.path.rpartition("/")[2], headers, body)
            peer.asked.append(asked)
            if peer.silent.is_set():
                peer.over.wait(60)
                self.close_connection = True
                return
            said = peer.answer(asked)
            self.send_response(peer.status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said[: len(said) - peer.cut])
            self.close_connection = bool(peer.cut)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    peer.url = f"http://127.0.0.1:{server.server_address[1]}/vxp"
    try:
        yield peer
    finally:
        peer.over.set()
        server.shutdown()
        server.server_close()
