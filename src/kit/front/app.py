"""The front as an ASGI application. Doors: make_front, Front."""

import asyncio
import ctypes
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit import wake
from kit.errors import DomainError
from kit.front.answer import Receive, RefusalShapes, Send, Sender, error_answer, until_gone
from kit.front.body import Body, Spool
from kit.front.call import Answer, Environ, WsgiApp, call, environ_of
from kit.front.errors import FrontFailed, Gone
from kit.front.events import stream_events
from kit.front.fair import Caller, Places
from kit.front.hub import Hub
from kit.front.limits import FrontLimits
from kit.front.listen import listen_forever
from kit.front.proxies import through_proxy
from kit.front.static import StaticFiles
from kit.front.thread import OneThread
from kit.memory import settle_memory

log = logging.getLogger(__name__)

ALIVE = "/-/alive"
DISK_THREADS = 4
PR_SET_PDEATHSIG = 1
NAME_MAX = 100  # characters of a claimed name that count
LINGER_S = 2.0  # after the last request, for answers that slow clients are still taking
CALM_S = 0.05  # between two askings of a waiting request whose topic never rests

AsgiApp = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]
ShortPaths = Mapping[tuple[str, str], WsgiApp]
NameOf = Callable[[Environ], str]


def make_front(
    wsgi_app: WsgiApp,
    *,
    database_url: str,
    limits: FrontLimits | None = None,
    short_paths: ShortPaths | None = None,
    static: Mapping[str, Path] | None = None,
    refusals: RefusalShapes | None = None,
    proxies: Collection[str] = (),
    name_of: NameOf | None = None,
) -> AsgiApp:
    """Return the ASGI application in front of ``wsgi_app``.

    ``short_paths`` maps (method, path) to a WSGI callable that runs in the same thread without Django's middleware; a path
    may end in ``/*`` for any last step.
    ``static`` maps URL prefixes to folders, ``refusals`` URL prefixes to the JSON in which the front itself refuses there.
    ``proxies`` are the addresses whose word about the caller is believed. ``name_of`` returns whom a call claims to be (empty:
    nobody), by its headers alone: callers share the thread in fair turns.
    """
    files = StaticFiles(static or {})
    claimed = name_of or (lambda environ: "")
    return Front(
        wsgi_app, database_url, limits or FrontLimits(), short_paths or {}, files, refusals or {}, proxies, claimed
    )


class Front:
    """One worker's front: its hub, its one thread, its listener."""

    def __init__(
        self,
        app: WsgiApp,
        database_url: str,
        limits: FrontLimits,
        short_paths: ShortPaths,
        static: StaticFiles,
        refusals: RefusalShapes,
        proxies: Collection[str],
        name_of: NameOf,
    ) -> None:
        self._app = app
        self._database_url = database_url
        self._limits = limits
        self._short_paths = short_paths
        self._static = static
        self._refusals = refusals
        self._proxies = frozenset(proxies)
        self._name_of = name_of
        self._hub = Hub()
        self._thread = OneThread("django", limits)
        self._disk = ThreadPoolExecutor(DISK_THREADS, thread_name_prefix="disk")
        self._spool = Spool(limits, self._disk)
        self._sender = Sender(limits, self._disk)
        self._waits = Places(limits.waits_max, limits.waits_max_of_caller)
        self._streams = Places(limits.events_max, limits.events_max_of_caller)
        self._listener: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._asked = 0  # requests being answered

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._open()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                if self._leaving is not None:
                    self._leaving.cancel()
                await self._close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _open(self) -> None:
        self._spool.open()
        self._hub.open()
        wake.attach(self._hub.publish_from_thread)
        self._listener = asyncio.get_running_loop().create_task(listen_forever(self._database_url, self._hub))
        _die_with_parent()
        settle_memory()
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGTERM, signal.SIGINT):
            # The server stops when its requests are done; waits and streams would last. The loop's own handling of
            # the signal goes through its wakeup pipe and still happens.
            signal.signal(signum, lambda *_: loop.call_soon_threadsafe(self._stop))

    def _stop(self) -> None:
        """Let what lasts come to its end."""
        if self._leaving is None:
            self._hub.close()
            self._spool.end_soon()
            self._leaving = asyncio.get_running_loop().create_task(self._leave())

    async def _leave(self) -> None:
        """End this process when nothing was asked for a while: the server itself waits for callers that never finish asking."""
        now = asyncio.get_running_loop().time
        last = now()
        while now() - last < LINGER_S:
            await asyncio.sleep(LINGER_S / 20)
            last = now() if self._asked else last
        last_resort = threading.Timer(LINGER_S, os._exit, (1,))
        last_resort.daemon = True
        last_resort.start()
        await self._close()
        os._exit(0)

    async def _close(self) -> None:
        self._hub.close()
        wake.detach(self._hub.publish_from_thread)
        if self._listener is not None:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener
        self._thread.close()
        self._disk.shutdown(cancel_futures=True)
        self._spool.close()
        wake.flush()

    async def _answer(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens."""
        started = False

        async def tell(message: dict[str, Any]) -> None:
            nonlocal started
            started = True
            await send(message)

        self._asked += 1
        try:
            await self._handle(scope, receive, tell)
        except Gone:
            return
        except DomainError as error:
            problem = error
        except Exception:
            log.exception("%s %s failed", scope["method"], scope["path"])
            problem = FrontFailed()
        else:
            return
        finally:
            self._asked -= 1
        if not started:
            headers = dict(scope["headers"])
            accept, in_page = headers.get(b"accept", b"").decode("latin-1"), b"hx-request" in headers
            answer = error_answer(problem, accept, scope["path"], self._refusals, fragment=in_page)
            await self._sender.send(answer, scope, receive, send)

    async def _handle(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["path"] == ALIVE:
            await self._sender.send(Answer(200, (("content-type", "text/plain"),), b"alive\n"), scope, receive, send)
            return
        if (file := self._static.find(scope)) is not None:
            await self._sender.send(file, scope, receive, send)
            return
        body = await self._body(scope, receive)
        try:
            await self._serve(scope, body, receive, send)
        finally:
            if body is not None:
                body.discard()

    async def _body(self, scope: dict[str, Any], receive: Receive) -> Body | None:
        headers = dict(scope["headers"])
        declared = headers.get(b"content-length")
        if declared in (None, b"0") and b"transfer-encoding" not in headers:
            return None  # the server speaks HTTP/1 only, where this means: no body
        return await self._spool.take(scope["path"], declared.decode("latin-1") if declared else None, receive)

    async def _serve(self, scope: dict[str, Any], body: Body | None, receive: Receive, send: Send) -> None:
        app = self._app_for(scope["method"], scope["path"])
        environ = through_proxy(environ_of(scope, body), self._proxies)
        asking = _Asking(app, environ, body, Caller(environ["REMOTE_ADDR"], self._name_of(environ)[:NAME_MAX]))
        since, began = self._hub.mark(), time.monotonic()
        answer = await self._call(asking)
        if answer.orders.wait_topics:
            since, answer = await self._ask_again(asking, since, answer, receive)
        if not answer.orders.events:
            await self._sender.send(answer, scope, receive, send)
            return
        answer.discard()
        if answer.orders.events_age_s:
            since = min(since, self._hub.mark_at(began - answer.orders.events_age_s))
        self._streams.take(asking.caller)
        subscription = self._hub.subscribe(answer.orders.events, since)
        try:
            await stream_events(answer, subscription, self._limits, receive, send)
        finally:
            self._streams.give_back(asking.caller)
            self._hub.unsubscribe(subscription)

    def _app_for(self, method: str, path: str) -> WsgiApp:
        short = self._short_paths.get((method, path))
        if short is None:
            short = self._short_paths.get((method, path.rpartition("/")[0] + "/*"))
        return short or self._app

    async def _ask_again(self, asking: "_Asking", since: int, answer: Answer, receive: Receive) -> tuple[int, Answer]:
        """Park the request and ask the application at each wake, until it has something or the time is over."""
        loop = asyncio.get_running_loop()
        try:
            self._waits.take(asking.caller)
        except DomainError:
            answer.discard()
            raise
        end = loop.time() + min(answer.orders.wait_s, self._limits.wait_max_s)
        asking.environ["front.waited"] = "1"
        gone = loop.create_task(until_gone(receive))
        try:
            while answer.orders.wait_topics and loop.time() < end:
                await self._park(answer.orders.wait_topics, since, end - loop.time(), gone)
                if gone.done():
                    answer.discard()
                    raise Gone
                if self._hub.closed:
                    break
                answer.discard()
                since = self._hub.mark()
                answer = await self._call(asking)
                await asyncio.sleep(CALM_S if answer.orders.wait_topics else 0)
        finally:
            self._waits.give_back(asking.caller)
            gone.cancel()
        return since, answer

    async def _park(self, topics: Sequence[str], since: int, timeout_s: float, gone: asyncio.Task[None]) -> None:
        """Wait for a wake of ``topics``, the client's leaving, the worker's end or the time."""
        subscription = self._hub.subscribe(topics, since)

        def end(_: object) -> None:
            subscription.end()

        gone.add_done_callback(end)
        try:
            await subscription.changed(timeout_s)
        finally:
            gone.remove_done_callback(end)
            self._hub.unsubscribe(subscription)

    async def _call(self, asking: "_Asking") -> Answer:
        """Run the application in the one thread, when it is the caller's turn."""
        return await self._thread.run(asking.caller, call, asking.app, asking.environ, asking.body)


@dataclass(frozen=True)
class _Asking:
    """A request as it is asked, once or again and again."""

    app: WsgiApp
    environ: Environ
    body: Body | None
    caller: Caller


def _die_with_parent() -> None:
    """Have the kernel end this worker when the server process is killed: an orphan would keep the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
