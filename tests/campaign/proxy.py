"""A proxy between systems and their axis that does wrong on purpose. Doors: Proxy, Spell, KINDS, garbage.

Reads one HTTP exchange after another, so that a fault strikes a request, a body or an answer at a known place; everything it does wrong
is counted when it was done, not when it was asked for.
"""

import asyncio
import json
import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

HOST = "127.0.0.1"
RESET = struct.pack("ii", 1, 0)  # SO_LINGER without time: the peer sees a reset and not an end
SUBMIT = "POST /v1/packets"

# Kind of fault: what happens to one exchange.
KINDS = (
    "reset in the request",  # after a random number of its bytes
    "half a body",  # the request ends in its middle
    "receipt lost",  # the axis has answered; the answer never arrives
    "reset in the answer",  # after a random number of its bytes
    "garbage answer",
    "request repeated",  # the very same request twice; the second answer is handed on
    "late",
)


@dataclass
class Spell:
    """So many faults of one kind, for exchanges whose first line begins with ``where``."""

    kind: str
    count: int
    where: str = SUBMIT
    done: int = 0


@dataclass
class Message:
    """One request or answer: its first line and headers with the empty line, and its body."""

    head: bytes
    body: bytes

    @property
    def line(self) -> str:
        return self.head.split(b"\r\n", 1)[0].decode("latin-1")

    @property
    def whole(self) -> bytes:
        return self.head + self.body


class Cut(Exception):
    """The connection ends here, by our own doing."""


@dataclass
class Proxy:
    """``port``: where it listens. ``cut``: what is cut off now ("", "both", "out": requests, "in": answers)."""

    target: Callable[[], tuple[str, int]]
    seed: int = 0
    port: int = 0
    cut: str = ""
    done: Counter[str] = field(default_factory=Counter)
    lost_receipts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._spells: list[Spell] = []
        self._guard = threading.Lock()
        self._chance = random.Random(f"proxy {self.seed}")
        self._earlier: list[bytes] = []
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def cast(self, spell: Spell) -> Spell:
        with self._guard:
            self._spells.append(spell)
        return spell

    def lift(self, spell: Spell) -> None:
        with self._guard:
            if spell in self._spells:
                self._spells.remove(spell)

    def partition(self, way: str) -> None:
        """Cut off (``way``: both, out, in) or heal (""); what was open breaks."""
        self.cut = way
        if way:
            asyncio.run_coroutine_threadsafe(self._break_all(), self._loop).result()

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._break_all(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    # --- inside -----------------------------------------------------------------------------------------

    async def _listen(self) -> int:
        server = await asyncio.start_server(self._serve, HOST, 0, limit=1 << 20)
        return int(server.sockets[0].getsockname()[1])

    async def _break_all(self) -> None:
        for writer in list(self._open):
            _reset(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        upstream: asyncio.StreamWriter | None = None
        try:
            if self.cut:
                await asyncio.sleep(0.05 if self.cut == "both" else 0)
            answers, upstream = await asyncio.open_connection(*self.target(), limit=1 << 20)
            self._open.add(upstream)
            while request := await _message(reader):
                await self._exchange(request, answers, upstream, writer)
        except (OSError, Cut, asyncio.IncompleteReadError, ValueError):
            pass
        finally:
            for one in (writer, upstream):
                if one is not None:
                    self._open.discard(one)
                    _reset(one)

    def _drawn(self, line: str) -> str:
        with self._guard:
            for spell in self._spells:
                if line.startswith(spell.where) and spell.done < spell.count:
                    spell.done += 1
                    self.done[spell.kind] += 1
                    return spell.kind
        return ""

    async def _exchange(
        self,
        request: Message,
        answers: asyncio.StreamReader,
        upstream: asyncio.StreamWriter,
        client: asyncio.StreamWriter,
    ) -> None:
        if self.cut in ("both", "out"):
            self.done["cut off"] += 1
            raise Cut
        kind = self._drawn(request.line)
        if kind == "late":
            await asyncio.sleep(self._chance.uniform(0.1, 0.6))
        if kind in ("reset in the request", "half a body"):
            end = self._chance.randrange(1, len(request.whole))
            if kind == "half a body":
                end = len(request.head) + len(request.body) // 2
            upstream.write(request.whole[:end])
            await upstream.drain()
            if kind == "half a body":  # a quiet end: what was sent of it does arrive
                upstream.write_eof()
                await asyncio.sleep(0.05)
            raise Cut
        upstream.write(request.whole)
        await upstream.drain()
        answer = await _message(answers)
        if answer is None:
            raise Cut
        if kind == "request repeated":
            answer = await self._again(request) or answer
        await self._hand_on(request, answer, kind, client)

    async def _again(self, request: Message) -> Message | None:
        reader, writer = await asyncio.open_connection(*self.target(), limit=1 << 20)
        try:
            writer.write(request.whole)
            await writer.drain()
            return await _message(reader)
        finally:
            writer.close()

    async def _hand_on(self, request: Message, answer: Message, kind: str, client: asyncio.StreamWriter) -> None:
        submitted = request.line.startswith(SUBMIT) and answer.line.split(" ")[1][:1] == "2"
        if self.cut == "in" or kind == "receipt lost":
            if self.cut == "in":
                self.done["cut off"] += 1
            if submitted:
                self.lost_receipts.append(json.loads(answer.body)["receipt"])
            raise Cut
        if kind == "reset in the answer":
            client.write(answer.whole[: self._chance.randrange(1, len(answer.whole))])
            await client.drain()
            raise Cut
        if kind == "garbage answer":
            client.write(garbage(answer.body, self._earlier, self._chance))
            await client.drain()
            return
        if submitted and len(self._earlier) < 200:
            self._earlier.append(answer.body)
        client.write(answer.whole)
        await client.drain()


def garbage(body: bytes, earlier: list[bytes], chance: random.Random) -> bytes:
    """Return an answer that says yes and must not be believed: words of a proxy, a receipt of another message, one that is unsigned,
    changed, empty or cut, or nothing at all."""
    made = chance.randrange(7)
    receipt = str(json.loads(body).get("receipt", "")) if body.startswith(b"{") else ""
    head, _, rest = receipt.partition(".")
    facts, _, signature = rest.partition(".")
    wrong = {
        0: b"<html><body>It works!</body></html>",
        1: chance.choice(earlier) if earlier else b"{}",
        2: json.dumps({"transfer_id": "x", "receipt": f"eyJhbGciOiJub25lIn0.{facts}."}).encode(),
        3: json.dumps({"transfer_id": "x", "receipt": f"{head}.{facts}.{signature[::-1]}"}).encode(),
        4: b"{}",
        5: body[: len(body) // 2],
        6: b"",
    }[made]
    line = chance.choice((b"HTTP/1.1 200 OK", b"HTTP/1.1 201 Created"))
    return line + b"\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(wrong) + wrong


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    try:
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        writer.transport.abort()
    except OSError:
        return


async def _message(reader: asyncio.StreamReader) -> Message | None:
    """Return the next request or answer, None when the connection ended before it."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as problem:
        if problem.partial:
            raise
        return None
    fields = head.decode("latin-1").lower()
    if "transfer-encoding: chunked" in fields:
        raise ValueError("chunked")
    _, found, rest = fields.partition("\r\ncontent-length:")
    size = int(rest.split("\r\n", 1)[0]) if found else 0
    return Message(head, await reader.readexactly(size))
