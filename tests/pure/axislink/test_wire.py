"""The wire itself, against a server on a real socket: what is kept, what breaks, what is heard although it broke."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from axislink.errors import Unreachable
from axislink.wire import HttpWire

GOOD = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
PATIENCE_S = 20.0


@contextmanager
def server(*answers: Callable[[socket.socket], object]) -> Iterator[tuple[HttpWire, list[int]]]:
    """Serve each connection with the next of ``answers``; give the wire to it and the list of connections taken."""
    listening = socket.create_server(("127.0.0.1", 0))
    taken: list[int] = []

    def run() -> None:
        for answer in answers:
            try:
                link, _ = listening.accept()
            except OSError:
                return
            taken.append(len(taken))
            link.settimeout(PATIENCE_S)
            with link:
                answer(link)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    wire = HttpWire(f"http://127.0.0.1:{listening.getsockname()[1]}/base")
    try:
        yield wire, taken
    finally:
        wire.close()
        listening.close()
        thread.join(PATIENCE_S)


def head(link: socket.socket) -> bytes:
    data = b""
    while not data.endswith(b"\r\n\r\n"):
        if not (part := link.recv(1)):
            break
        data += part
    return data


def good(times: int) -> Callable[[socket.socket], None]:
    def answer(link: socket.socket) -> None:
        for _ in range(times):
            head(link)
            link.sendall(GOOD)

    return answer


def said(data: bytes) -> Callable[[socket.socket], None]:
    def answer(link: socket.socket) -> None:
        head(link)
        link.sendall(data)

    return answer


def ask(wire: HttpWire) -> bytes:
    return wire.send("GET", "/x?y=1", {}, None, PATIENCE_S).read()


def test_one_connection_serves_many_exchanges():
    with server(good(3)) as (wire, taken):
        assert [ask(wire) for _ in range(3)] == [b"ok"] * 3
        assert taken == [0]


def test_a_connection_the_server_closed_is_replaced():
    with server(good(1), good(1)) as (wire, taken):
        assert ask(wire) == b"ok"
        assert wire._link is not None  # the goodbye is on its way: wait for it as a late request would meet it
        wire._link.sock.settimeout(PATIENCE_S)
        assert wire._link.sock.recv(1, socket.MSG_PEEK) == b""
        assert ask(wire) == b"ok"
        assert taken == [0, 1]


def test_path_and_query_go_out_below_the_base():
    seen = []

    def answer(link):
        seen.append(head(link))
        link.sendall(GOOD)

    with server(answer) as (wire, _):
        ask(wire)
    assert seen[0].startswith(b"GET /base/x?y=1 HTTP/1.1\r\n")


@pytest.mark.parametrize("streamed", [False, True])
def test_an_answer_cut_short_is_no_answer(streamed):
    with server(said(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"), good(1)) as (wire, _):
        reply = wire.send("GET", "/", {}, None, PATIENCE_S)
        with pytest.raises(Unreachable):
            list(reply.blocks()) if streamed else reply.read()
        assert ask(wire) == b"ok"


@pytest.mark.parametrize(
    "data", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 200 + b"\r\n"]
)
def test_what_is_no_http_is_unreachable(data):
    with server(said(data)) as (wire, _), pytest.raises(Unreachable):
        ask(wire)


def test_an_answer_left_half_read_costs_its_connection():
    with server(said(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"), good(1)) as (wire, taken):
        wire.send("GET", "/", {}, None, PATIENCE_S).close()
        assert ask(wire) == b"ok"
        assert taken == [0, 1]


def test_a_refusal_before_the_end_of_the_body_is_heard():
    def answer(link):
        head(link)
        link.sendall(b"HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno")
        link.shutdown(socket.SHUT_WR)
        while link.recv(1 << 16):
            pass

    with server(answer) as (wire, _):
        reply = wire.send("POST", "/", {"content-length": str(1 << 22)}, iter([bytes(1 << 16)] * 64), PATIENCE_S)
        assert (reply.status, reply.read()) == (413, b"no")


def test_nobody_there_is_unreachable():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unreachable):
        ask(HttpWire(f"http://127.0.0.1:{port}"))


def test_silence_ends_with_the_time():
    with server(lambda link: link.recv(1 << 16) and link.recv(1)) as (wire, _), pytest.raises(Unreachable):
        wire.send("GET", "/", {}, None, 0.2)
